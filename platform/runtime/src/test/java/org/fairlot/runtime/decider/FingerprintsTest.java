package org.fairlot.runtime.decider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FingerprintsTest {

  private Instant now = Instant.parse("2020-02-02T11:30:00Z");
  private final Fingerprints known = new Fingerprints(100, () -> now);

  @Test
  void an_id_that_comes_again_may_only_come_with_its_own_body() {
    assertThat(known.isReused("id", "body")).isFalse();
    assertThat(known.isReused("id", "body")).isFalse();
    assertThat(known.isReused("id", "another body")).isTrue();
    assertThat(known.isReused("another id", "another body")).isFalse();
  }

  @Test
  void what_the_decider_says_of_an_id_holds() {
    known.isReused("id", "the loser of a race");
    known.remember("id", "the winner");
    assertThat(known.isReused("id", "the winner")).isFalse();
    assertThat(known.isReused("id", "the loser of a race")).isTrue();
  }

  @Test
  void an_id_is_forgotten_after_an_hour() {
    known.remember("id", "body");
    now = now.plusSeconds(3600);
    assertThat(known.isReused("id", "another body")).isTrue();
    now = now.plusSeconds(1);
    assertThat(known.isReused("id", "another body")).isFalse();
    assertThat(known.isReused("id", "body")).isTrue();
  }

  @Test
  void exactly_the_latest_ids_are_known_whatever_comes() {
    var latest = new LinkedHashMap<String, String>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
        return size() > 100;
      }
    };
    var random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      String id = "id-" + random.nextInt(250);
      String body = "body-" + random.nextInt(2);
      if (random.nextInt(4) == 0) {
        known.remember(id, body);
        latest.put(id, body);
      } else {
        String before = latest.putIfAbsent(id, body);
        assertThat(known.isReused(id, body)).as("step %d", i).isEqualTo(before != null && !before.equals(body));
      }
    }
  }
}
