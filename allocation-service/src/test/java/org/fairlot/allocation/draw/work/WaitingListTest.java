package org.fairlot.allocation.draw.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.fairlot.allocation.draw.domain.DrawCommand;
import org.fairlot.allocation.draw.domain.DrawCommand.DrawSubstitute;
import org.fairlot.allocation.draw.domain.DrawCommand.GiveUpSubstitution;
import org.fairlot.allocation.draw.fd1.Allotment;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.Outcome.Won;
import org.fairlot.allocation.draw.fd1.Ranking;
import org.fairlot.allocation.urn.domain.Lots;
import org.fairlot.contracts.allocation.DrawEvent;
import org.fairlot.contracts.allocation.DrawEvent.DrawSealed;
import org.fairlot.contracts.allocation.DrawEvent.ListReady;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteDrawn;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteWanted;
import org.fairlot.contracts.allocation.DrawEvent.SubstitutesExhausted;
import org.fairlot.contracts.allocation.UrnEvent.Entry;
import org.fairlot.contracts.allocation.UrnEvent.EntryAccepted;
import org.fairlot.contracts.allocation.UrnEvent.ListRule;
import org.fairlot.contracts.draw.DrawTimes;
import org.fairlot.runtime.vault.Blinds;
import org.junit.jupiter.api.Test;

/** Wants come again after a crash, and the list is made again from a log that knows some of their answers. */
class WaitingListTest {

  private static final String DRAW = Lots.URN + ".2020-02-02";
  private static final String POOL = "masks/xm-1";
  private static final int ENTRIES = 12;
  private static final int UNITS = 8;
  private static final Instant NOON = Instant.parse("2020-02-01T04:00:00Z");
  private static final ListRule RULE =
      new ListRule(NOON, null, Instant.parse("2020-02-01T14:05:00Z"), List.of(), Lots.RULES.tickets());

  private final FrozenList frozen = frozen();
  private final DrawPapers sealed = new DrawPapers();
  private final Allotment result;
  /** More than there are who wait: the last one is given up. */
  private final List<SubstituteWanted> wants;
  private final List<DrawCommand> answers = new ArrayList<>();

  WaitingListTest() {
    var at = Instant.parse("2020-02-01T14:30:00Z");
    var times = DrawTimes.next(Lots.RULES.draw(), Lots.CHINA, Instant.parse("2020-02-01T10:00:00Z"));
    var spec = DrawSpecs.of(new ListReady(DRAW, Lots.RULES, times, ENTRIES, Map.of(POOL, UNITS)), List.of());
    sealed.add(
        new DrawSealed(
            DRAW, new String(spec.canonical(), StandardCharsets.UTF_8), spec.hash().toString(),
            frozen.list().root().toString(), ENTRIES, at, "jws"));
    var ranking = Ranking.of(frozen.list(), Hash.parse("5a".repeat(32)));
    result = Allotment.of(spec, ranking);
    wants =
        IntStream.rangeClosed(1, ENTRIES)
            .filter(rank -> result.outcome(rank) instanceof Won)
            .mapToObj(rank -> new SubstituteWanted(DRAW, POOL, frozen.caseAt(ranking.indexAt(rank)), "FORFEITED"))
            .limit(ENTRIES - UNITS + 1)
            .toList();
    var undisturbed = WaitingList.of(DRAW, frozen, result, sealed);
    wants.forEach(undisturbed::want);
    answers.addAll(drain(undisturbed));
  }

  @Test
  void whoever_waits_is_next_in_the_order_until_nobody_is_left() {
    assertThat(answers).hasSize(5);
    assertThat(answers.subList(0, 4)).allMatch(DrawSubstitute.class::isInstance);
    assertThat(answers.subList(0, 4)).extracting(answer -> ((DrawSubstitute) answer).win().rank()).isSorted();
    assertThat(answers.getLast()).isEqualTo(new GiveUpSubstitution(DRAW, POOL, wants.getLast().caseId()));
  }

  @Test
  void an_answer_is_due_until_it_is_recorded() {
    var waiting = WaitingList.of(DRAW, frozen, result, sealed);
    waiting.want(wants.getFirst());
    assertThat(waiting.due()).isEqualTo(answers.getFirst()).isEqualTo(waiting.due());
    waiting.recorded();
    assertThat(waiting.due()).isNull();
  }

  @Test
  void a_want_that_comes_again_takes_nobody_from_the_list() {
    var waiting = WaitingList.of(DRAW, frozen, result, sealed);
    wants.forEach(want -> {
      waiting.want(want);
      waiting.want(want);
    });
    wants.forEach(waiting::want);
    assertThat(drain(waiting)).isEqualTo(answers);
  }

  @Test
  void made_again_from_any_log_and_told_everything_again_it_gives_the_rest_of_the_same_answers() {
    for (int known = 0; known <= wants.size(); known++) {
      for (int recorded = 0; recorded <= known; recorded++) {
        var again = WaitingList.of(DRAW, frozen, result, papers(known, recorded));
        wants.forEach(again::want);
        assertThat(drain(again)).isEqualTo(answers.subList(recorded, answers.size()));
      }
    }
  }

  private DrawPapers papers(int known, int recorded) {
    var papers = new DrawPapers();
    papers.add(sealed.sealed);
    wants.subList(0, known).forEach(papers::add);
    answers.subList(0, recorded).forEach(answer -> papers.add(event(answer)));
    return papers;
  }

  private static DrawEvent event(DrawCommand answer) {
    return switch (answer) {
      case DrawSubstitute c ->
          new SubstituteDrawn(DRAW, Lots.URN, 1, c.caseId(), c.forfeited(), "FORFEITED", c.substitute(), c.win(), c.skipped());
      case GiveUpSubstitution c -> new SubstitutesExhausted(DRAW, c.poolId(), c.caseId());
      default -> throw new IllegalArgumentException("no answer: " + answer);
    };
  }

  private static List<DrawCommand> drain(WaitingList waiting) {
    var answers = new ArrayList<DrawCommand>();
    for (var answer = waiting.due(); answer != null; answer = waiting.due()) {
      answers.add(answer);
      waiting.recorded();
    }
    return answers;
  }

  private static FrozenList frozen() {
    byte[] key = "32 bytes".repeat(4).getBytes(StandardCharsets.UTF_8);
    var blinds = new Blinds(Base64.getEncoder().encodeToString(key));
    var draft = new ListDraft(DRAW, RULE, ENTRIES, blinds);
    IntStream.range(0, ENTRIES)
        .mapToObj(i -> new Entry(String.format("case-%02d", i), 2, List.of(POOL), "house-" + i, Map.of(), List.of()))
        .map(entry -> new EntryAccepted(Lots.URN, DRAW, entry, NOON))
        .forEach(accepted -> draft.take(draft.step(accepted).orElseThrow()));
    draft.take(new ListDraft.Step.Closed(ENTRIES));
    return draft.seal(Set.of());
  }
}
