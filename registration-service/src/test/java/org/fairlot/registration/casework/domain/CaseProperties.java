package org.fairlot.registration.casework.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.registration.casework.domain.CaseFixtures.CHOICE;
import static org.fairlot.registration.casework.domain.CaseFixtures.TAG;
import static org.fairlot.registration.casework.domain.CaseFixtures.instant;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.registration.CaseEvent;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.NoticeRequested;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.CaseEvent.StageSettled;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.kernel.Decision;
import org.fairlot.registration.casework.domain.CaseCommand.Amend;
import org.fairlot.registration.casework.domain.CaseCommand.Cancel;
import org.fairlot.registration.casework.domain.CaseCommand.Register;
import org.fairlot.registration.casework.domain.CaseCommand.ReportProgress;
import org.fairlot.registration.casework.domain.CaseCommand.SettleStage;
import org.fairlot.registration.casework.domain.CaseCommand.TimeOutStage;
import org.fairlot.testkit.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One person, many requests, and services that answer twice, late and in any order. */
class CaseProperties {

  private static final CaseStatus[] PHASES = {
    CaseStatus.WAITLISTED, CaseStatus.ADDRESS_CORRECTION, CaseStatus.DISPATCHED, CaseStatus.OUT_FOR_DELIVERY
  };

  @Row("M1")
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20200202, 20200203})
  void whatever_comes_a_person_has_one_live_case_and_each_case_ends_once(long seed) {
    var random = new Random(seed);
    var decider = CaseDecider.walkedBy(Packs.SHIPPED);
    var state = decider.initial();
    var replayed = decider.initial();
    var log = new ArrayList<CaseEvent>();
    var sent = new ArrayList<CaseCommand>();
    Instant at = instant("2020-02-02T19:30:00+08:00");
    for (int i = 0; i < 2000; i++) {
      var command = sent.isEmpty() || random.nextInt(4) > 0
          ? any(random, i, state)
          : sent.get(random.nextInt(sent.size()));
      sent.add(command);
      at = random.nextInt(40) == 0 ? at.plusSeconds(86_400L * 11) : at;
      if (decider.decide(command, state, at) instanceof Decision.Accepted<CaseEvent, CaseRejection>(var events)) {
        for (CaseEvent event : events) {
          state = decider.evolve(state, event);
        }
        log.addAll(events);
      }
    }
    for (CaseEvent event : log) {
      replayed = decider.evolve(replayed, event);
    }
    assertThat(replayed).as("a replay ends where the live run did, seed %d", seed).isEqualTo(state);
    check(log, seed);
  }

  private static void check(List<CaseEvent> log, long seed) {
    String live = null;
    var stages = new TreeMap<String, Integer>();
    var settled = new TreeMap<String, Integer>();
    var ended = new ArrayList<String>();
    var notices = new ArrayList<String>();
    int cases = 0;
    for (CaseEvent event : log) {
      if (event instanceof CaseOpened e) {
        assertThat(live).as("seed %d: no case is live when one opens", seed).isNull();
        live = e.caseId();
        cases++;
      }
      assertThat(event.caseId()).as("seed %d: only the live case changes", seed).isEqualTo(live);
      if (event instanceof StageRequested e) {
        assertThat(stages.merge(e.caseId(), 1, Integer::sum)).as("seed %d: stages in order, each once", seed)
            .isEqualTo(e.stageNo());
      }
      if (event instanceof StageSettled e) {
        assertThat(settled.merge(e.caseId(), 1, Integer::sum)).as("seed %d: a stage is settled once", seed)
            .isEqualTo(e.stageNo());
      }
      if (event instanceof NoticeRequested e) {
        notices.add(e.noticeId());
      }
      if (event instanceof CaseClosed e) {
        ended.add(e.caseId());
        live = null;
      }
    }
    assertThat(ended).as("seed %d: a case ends once", seed).doesNotHaveDuplicates();
    assertThat(notices).as("seed %d: each notice has its own id", seed).doesNotHaveDuplicates();
    assertThat(cases).as("seed %d: the run saw some cases", seed).isGreaterThan(20);
  }

  private static Register endless(String caseId) {
    var r = CaseFixtures.register(caseId);
    return new Register(
        caseId, r.pack(), r.editions(), r.opensOn(), null, r.channel(), r.language(), r.choice(), r.sealed(),
        r.addressConfidence(), r.health());
  }

  private static CaseCommand any(Random random, int i, CaseState state) {
    var caseId =
        state instanceof CaseState.Live live && random.nextBoolean()
            ? live.file().caseId()
            : "hangzhou-masks." + TAG + ".%08d".formatted(i / 60 + random.nextInt(3));
    int stageNo = 1 + random.nextInt(3);
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> endless(caseId);
      case 3 -> new Cancel(caseId);
      case 4, 5 -> new Amend(caseId, random.nextInt(2), CHOICE, Map.of(Purpose.CONSIGNEE, "edit " + i), 70, null);
      case 6, 7 -> new ReportProgress(caseId, stageNo, PHASES[random.nextInt(PHASES.length)], random.nextInt(20),
          Map.of());
      case 8 -> new TimeOutStage(caseId, stageNo);
      case 9 -> new SettleStage(caseId, stageNo, Verdict.FAILED, "NO", Map.of());
      default -> new SettleStage(caseId, stageNo, Verdict.PASSED, null, Map.of());
    };
  }
}
