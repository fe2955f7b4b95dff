package org.fairlot.allocation.draw.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeafDataTest {

  private static final String TAG = "0123456789abcdef".repeat(4);

  @Test
  void members_without_a_value_are_left_out() {
    assertThat(text(Entry.of(TAG, "A"))).isEqualTo("{\"c\":[\"A\"],\"e\":\"" + TAG + "\",\"w\":1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "masks/XM-001", "厦门/思明", "a\"b", "back\\slash", "tab\tnew\nline\r\b\f", "\u0000\u0001\u001f", "\u007f\u0080\u2028",
      "😀𠮷", "</script>", "/", " ", "é" + "e\u0301", "\uffff\ue000"
  })
  void is_what_the_library_writes(String awkward) throws Exception {
    sameAsLibrary(new Entry(TAG, "00000000000000ff", List.of(awkward, "B" + awkward), List.of(awkward), 1000));
    sameAsLibrary(new Entry(TAG, null, List.of(awkward), List.of(), 1));
  }

  @Test
  void is_what_the_library_writes_for_random_texts() throws Exception {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      int[] points = IntStream.generate(() -> random.nextInt(random.nextBoolean() ? 0x80 : 0x30000))
          .filter(c -> c < 0xD800 || c > 0xDFFF).limit(1 + random.nextInt(20)).toArray();
      var name = new String(points, 0, points.length);
      assertThat(name).as("seed " + seed).isNotEmpty();
      sameAsLibrary(new Entry(TAG, null, List.of(name), List.of(), 1 + random.nextInt(1000)));
    }
  }

  private static void sameAsLibrary(Entry entry) throws Exception {
    var members = new LinkedHashMap<String, Object>();
    members.put("w", entry.weight());
    if (!entry.reserves().isEmpty()) {
      members.put("r", entry.reserves());
    }
    if (entry.houseTag() != null) {
      members.put("g", entry.houseTag());
    }
    members.put("e", entry.entryTag());
    members.put("c", entry.choices());
    assertThat(text(entry)).isEqualTo(new String(Canonical.bytes(members), StandardCharsets.UTF_8));
    var list = SealedList.of(List.of(entry));
    assertThat(list.entry(0)).isEqualTo(entry);
    assertThat(list.leaf(0)).isEqualTo(entry.leaf());
    var line = new CheckedBytes("entries.ndjson", 0, 1, entry.leafData());
    assertThat(LeafDataReader.read(line)).isEqualTo(entry);
  }

  @Test
  void an_entry_that_has_no_leaf_data_is_refused() {
    assertThatThrownBy(() -> Entry.of(TAG)).hasMessageContaining("choices");
    assertThatThrownBy(() -> Entry.of(TAG, "half \ud83d")).hasMessageContaining("surrogate");
    assertThatThrownBy(() -> Entry.of(TAG, "")).hasMessageContaining("characters");
    assertThatThrownBy(() -> Entry.of(TAG.toUpperCase(Locale.ROOT), "A")).hasMessageContaining("entry tag");
    assertThatThrownBy(() -> new Entry(TAG, null, List.of("A"), List.of(), 0)).hasMessageContaining("weight");
    assertThatThrownBy(() -> new Entry(TAG, "00", List.of("A"), List.of(), 1)).hasMessageContaining("house tag");
  }

  private static String text(Entry entry) {
    return new String(entry.leafData(), StandardCharsets.UTF_8);
  }
}
