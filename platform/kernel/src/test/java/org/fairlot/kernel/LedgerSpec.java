package org.fairlot.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerSpec {

  private final Ledger<Integer, String> ledger =
      Ledger.<Integer, String>empty(0).with("a/1", "one").with("a/2", "two").with("b/1", "other").settled();

  @Test
  void reads_its_own_changes_before_they_are_written() {
    var changed = ledger.with("a/0", "zero").without("a/1");
    assertThat(changed.member("a/0")).contains("zero");
    assertThat(changed.member("a/1")).isEmpty();
    assertThat(changed.first("a/", 10)).containsExactly(Map.entry("a/0", "zero"), Map.entry("a/2", "two"));
  }

  @Test
  void a_removed_member_does_not_shorten_a_limited_range() {
    assertThat(ledger.without("a/1").first("a/", 1)).containsExactly(Map.entry("a/2", "two"));
  }

  @Test
  void a_change_leaves_the_earlier_value_as_it_was() {
    var before = ledger.with("a/3", "three");
    before.with("a/3", "other").withHeader(9);
    assertThat(before.member("a/3")).contains("three");
    assertThat(before.header()).isZero();
  }

  @Test
  void tells_just_what_a_store_must_write() {
    assertThat(ledger.changes()).isEmpty();
    assertThat(ledger.with("a/3", "three").without("b/1").changes()).containsOnlyKeys("a/3", "b/1");
  }

  @Test
  void many_changes_at_once_are_as_if_made_one_after_the_other() {
    var atOnce = ledger.with("a/3", "three").withAll(Map.of("a/3", Optional.of("other"), "b/1", Optional.empty()));
    var oneByOne = ledger.with("a/3", "three").with("a/3", "other").without("b/1");
    assertThat(atOnce.changes()).isEqualTo(oneByOne.changes());
    assertThat(ledger.changes()).isEmpty();
  }

  @Test
  void a_prefix_does_not_reach_into_the_next() {
    assertThat(ledger.first("b/", 5)).extracting(Map.Entry::getValue).containsExactly("other");
  }
}
