package org.fairlot.registration.review.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.fairlot.contracts.pack.Stage.AtDeadline;
import org.fairlot.contracts.registration.ReviewEvent;
import org.fairlot.contracts.registration.ReviewEvent.RefusalReason;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAsked;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDecided;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDropped;
import org.fairlot.contracts.registration.ReviewEvent.Why;
import org.fairlot.kernel.Decision;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Recorded;
import org.fairlot.registration.casework.domain.CaseCommand.SettleStage;
import org.fairlot.registration.reaction.CommitteeReaction;
import org.fairlot.registration.review.domain.ReviewCommand.AppealReview;
import org.fairlot.registration.review.domain.ReviewCommand.AskReview;
import org.fairlot.registration.review.domain.ReviewCommand.DecideReview;
import org.fairlot.registration.review.domain.ReviewCommand.DropReview;
import org.fairlot.registration.review.domain.ReviewCommand.EndAppealTime;
import org.fairlot.registration.review.domain.ReviewCommand.EndReviewTime;
import org.fairlot.registration.review.domain.ReviewCommand.MoveReview;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers of two committees, a citizen and timers at once, twice and late. */
class ReviewProperties {

  private static final String CASE = "masks.AAAAAAAAAAAAAAAAAAAAAA.first---";
  private static final List<String> COMMITTEES = List.of("310115004001", "310104003001");
  private static final int STAGES = 40;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 20200202, 20200203})
  void whatever_comes_each_stage_gets_one_answer_and_no_appeal_is_decided_by_who_refused(long seed) {
    var random = new Random(seed);
    var decider = new ReviewDecider();
    var state = decider.initial();
    var log = new ArrayList<ReviewEvent>();
    var at = Instant.parse("2020-02-02T01:00:00Z");
    for (int i = 0; i < 4000; i++) {
      at = at.plus(Duration.ofMinutes(random.nextInt(90)));
      var command = any(random, 1 + i * STAGES / 4000);
      if (decider.decide(command, state, at) instanceof Decision.Accepted<ReviewEvent, ReviewRejection>(var events)) {
        for (ReviewEvent event : events) {
          state = decider.evolve(state, event);
        }
        log.addAll(events);
      }
    }
    var replayed = decider.initial();
    for (ReviewEvent event : log) {
      replayed = decider.evolve(replayed, event);
    }
    assertThat(replayed).as("a replay ends where the live run did, seed %d", seed).isEqualTo(state);
    check(log, seed);
  }

  private static void check(List<ReviewEvent> log, long seed) {
    var decidedBy = new TreeMap<Integer, String>();
    var answers = new TreeMap<Integer, Integer>();
    int asked = 0;
    int appeals = 0;
    for (ReviewEvent event : log) {
      if (event instanceof ReviewAsked e) {
        asked++;
        assertThat(answers.put(e.stageNo(), 0)).as("seed %d: a stage asks once", seed).isNull();
      }
      if (event instanceof ReviewDecided e) {
        assertThat(e.onAppeal()).as("seed %d: the second look is the appeal's", seed)
            .isEqualTo(decidedBy.containsKey(e.stageNo()));
        assertThat(e.decidedBy()).as("seed %d: by another worker", seed)
            .isNotEqualTo(decidedBy.put(e.stageNo(), e.decidedBy()));
        appeals += e.onAppeal() ? 1 : 0;
      }
      answersTo(event).forEach(answer -> answers.merge(answer.stageNo(), 1, Integer::sum));
      if (event instanceof ReviewDropped e) {
        answers.merge(e.stageNo(), 1, Integer::sum);
      }
    }
    assertThat(answers.values()).as("seed %d: one answer, or dropped, or still open", seed).allMatch(n -> n <= 1);
    assertThat(asked).as("seed %d: the run saw some reviews", seed).isGreaterThan(20);
    assertThat(appeals).as("seed %d: the run saw some appeals", seed).isPositive();
  }

  private static List<SettleStage> answersTo(ReviewEvent event) {
    return new CommitteeReaction().on(new Recorded<>(event, "id", CASE, 1, Instant.EPOCH, CASE, "cause")).stream()
        .filter(Effect.Request.class::isInstance)
        .map(effect -> ((Effect.Request) effect).command())
        .filter(SettleStage.class::isInstance)
        .map(SettleStage.class::cast)
        .toList();
  }

  private static ReviewCommand any(Random random, int latest) {
    int stageNo = Math.max(1, latest - random.nextInt(2));
    var committee = COMMITTEES.get(random.nextInt(10) == 0 ? 1 : 0);
    var worker = List.of("li", "wu", "zhao").get(random.nextInt(3));
    return switch (random.nextInt(24)) {
      case 0, 1, 2, 3 -> {
        var policy = AtDeadline.values()[random.nextInt(3)];
        yield new AskReview(CASE, stageNo, COMMITTEES.getFirst(), Why.STAGE, 48, policy, random.nextInt(2) * 24);
      }
      case 4, 5 -> new DecideReview(CASE, committee, true, null, worker, null);
      case 6, 7, 8, 9, 10 -> new DecideReview(CASE, committee, false, RefusalReason.NOT_RESIDENT, worker, null);
      case 11, 12, 13, 14, 15 -> new AppealReview(CASE, "jwe");
      case 16 -> new MoveReview(CASE, committee);
      case 17 -> new DropReview(CASE);
      case 18, 19, 20 -> new EndAppealTime(CASE, stageNo);
      default -> new EndReviewTime(CASE, stageNo);
    };
  }
}
