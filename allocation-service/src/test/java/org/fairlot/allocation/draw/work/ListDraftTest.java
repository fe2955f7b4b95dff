package org.fairlot.allocation.draw.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlot.allocation.draw.work.ListDraft.Step.Closed;
import org.fairlot.allocation.urn.domain.Lots;
import org.fairlot.contracts.allocation.UrnEvent;
import org.fairlot.contracts.allocation.UrnEvent.EntriesFrozen;
import org.fairlot.contracts.allocation.UrnEvent.Entry;
import org.fairlot.contracts.allocation.UrnEvent.EntryAccepted;
import org.fairlot.contracts.allocation.UrnEvent.EntryAmended;
import org.fairlot.contracts.allocation.UrnEvent.EntryWithdrawn;
import org.fairlot.contracts.allocation.UrnEvent.FreezeBegun;
import org.fairlot.contracts.allocation.UrnEvent.FrozenEntry;
import org.fairlot.contracts.allocation.UrnEvent.ListRule;
import org.fairlot.contracts.allocation.UrnEvent.UrnFrozen;
import org.fairlot.runtime.vault.Blinds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ListDraftTest {

  private static final String DRAW = Lots.URN + ".2020-02-02";
  private static final Instant NOON = Instant.parse("2020-02-01T04:00:00Z");
  private static final Instant FREEZE = Instant.parse("2020-02-01T14:05:00Z");
  private static final ListRule RULE = new ListRule(NOON, null, FREEZE, List.of(), Lots.RULES.tickets());
  private static final Blinds BLINDS =
      new Blinds(Base64.getEncoder().encodeToString("32 bytes".repeat(4).getBytes(StandardCharsets.UTF_8)));

  @Test
  void the_last_edit_before_the_freeze_counts_and_costs_no_ticket() {
    var lost = new ListRule(NOON, null, FREEZE, List.of(NOON.plusSeconds(60)), Lots.RULES.tickets());
    var draft = draft(
        lost, accepted("ann", NOON, "masks/xm-1"), amended("ann", "masks/xm-2"),
        amended("ann", "masks/xm-3"));
    draft.take(new Closed(1));
    assertThat(draft.pools()).isEqualTo(Map.of("masks/xm-3", 1));
    var entry = draft.seal(Set.of()).list().entry(0);
    assertThat(entry.choices()).containsExactly("masks/xm-3");
    assertThat(entry.weight()).isEqualTo(2);
  }

  @Test
  void nobody_is_left_out_unnoticed() {
    var draft = draft(RULE, accepted("ann", NOON, "masks/xm-1"), accepted("bo", NOON, "masks/xm-1"));
    assertThatIllegalStateException().isThrownBy(() -> draft.take(new Closed(3))).withMessageContaining("the urn counted 3");
  }

  @Test
  void nobody_is_on_it_whom_the_urn_does_not_know() {
    var draft = draft(
        RULE, accepted("ann", NOON, "masks/xm-1"), accepted("bo", FREEZE, "masks/xm-1"),
        accepted("cai", NOON, "masks/xm-1"));
    assertThatIllegalStateException().isThrownBy(() -> draft.take(new Closed(2)));
  }

  @Test
  void who_came_after_the_freeze_and_left_is_not_counted() {
    var draft = draft(
        RULE, accepted("ann", NOON, "masks/xm-1"), accepted("bo", FREEZE, "masks/xm-1"),
        accepted("cai", FREEZE, "masks/xm-1"), new EntryWithdrawn(Lots.URN, "bo", "CANCELLED"));
    draft.take(new Closed(2));
    assertThat(draft.caseIds()).containsExactly("ann");
  }

  @Test
  void nothing_behind_the_freeze_is_for_the_list_however_far_the_log_was_read() {
    var draft = draft(
        RULE, accepted("ann", NOON, "masks/xm-1"), accepted("bo", NOON, "masks/xm-1"),
        new FreezeBegun(Lots.URN, DRAW, 1, 2, RULE), amended("ann", "masks/xm-2"),
        new EntryWithdrawn(Lots.URN, "bo", "CANCELLED"));
    assertThat(draft.caseIds()).containsExactly("ann", "bo");
    assertThat(draft.pools()).isEqualTo(Map.of("masks/xm-1", 2));
  }

  @Test
  void the_freeze_of_another_draw_does_not_close_it() {
    var before = new FreezeBegun(Lots.URN, Lots.URN + ".2020-02-01", 1, 1, RULE);
    var draft = draft(RULE, accepted("ann", NOON, "masks/xm-1"), before, accepted("bo", NOON, "masks/xm-1"));
    assertThat(draft.isClosed()).isFalse();
    draft.take(new Closed(2));
    assertThat(draft.caseIds()).containsExactly("ann", "bo");
  }

  @Test
  void a_list_of_the_time_when_lists_were_written_out_is_read_as_it_stands() {
    var draft = draft(
        null, new EntriesFrozen(Lots.URN, DRAW, 1, List.of(new FrozenEntry(entry("ann", "masks/xm-1"), 3))),
        new EntriesFrozen(Lots.URN, Lots.URN + ".2020-02-01", 1, List.of(new FrozenEntry(entry("bo", "masks/xm-1"), 1))),
        new EntriesFrozen(Lots.URN, DRAW, 2, List.of(new FrozenEntry(entry("cai", "masks/xm-2"), 1))));
    draft.step(new UrnFrozen(Lots.URN, DRAW, 2, 2, Map.of())).ifPresent(draft::take);
    assertThat(draft.isClosed()).isTrue();
    var list = draft.seal(Set.of());
    assertThat(draft.caseIds()).containsExactly("ann", "cai");
    assertThat(list.list().entry(list.indexOf("ann")).weight()).isEqualTo(3);
  }

  private static ListDraft draft(@Nullable ListRule rule, UrnEvent... events) {
    var draft = new ListDraft(DRAW, rule, events.length, BLINDS);
    for (UrnEvent event : events) {
      draft.step(event).ifPresent(draft::take);
    }
    return draft;
  }

  private static EntryAccepted accepted(String caseId, Instant at, String pool) {
    return new EntryAccepted(Lots.URN, DRAW, entry(caseId, pool), at);
  }

  private static EntryAmended amended(String caseId, String pool) {
    return new EntryAmended(Lots.URN, entry(caseId, pool));
  }

  private static Entry entry(String caseId, String pool) {
    return new Entry(caseId, 2, List.of(pool), "house-" + caseId, Map.of("district", "350203"), List.of());
  }
}
