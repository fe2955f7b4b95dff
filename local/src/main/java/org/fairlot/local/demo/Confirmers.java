package org.fairlot.local.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.fairlot.contracts.pack.Stage.Confirmation;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.local.demo.Api.Answer;

/** Citizens who are asked whether they still want the goods (确认领取): most say so, some never answer. */
final class Confirmers implements Player {

  private static final int SILENT_ONE_IN = 8;
  /** More than the timer that comes when nobody has answered. */
  private static final Duration AFTER_DEADLINE = Duration.ofMinutes(1);

  private final Scene scene;
  private final Set<String> confirmed = new HashSet<>();
  private final Set<String> silent = new HashSet<>();

  Confirmers(Scene scene) {
    this.scene = scene;
  }

  private List<StageRequested> open() {
    var closed = scene.tail().ask(a -> Set.copyOf(a.closed()));
    return scene.events(StageRequested.class).stream()
        .filter(e -> e.stage() instanceof Confirmation && !closed.contains(e.caseId()) && !confirmed.contains(e.caseId()))
        .toList();
  }

  @Override
  public int act() {
    if (scene.maintenanceEnds().isPresent()) {
      return 0;
    }
    int before = confirmed.size();
    for (var asked : open()) {
      if (Scene.isOneIn(SILENT_ONE_IN, asked.caseId())) {
        silent.add(asked.caseId());
      } else {
        Answer answer = scene.app().post("/v1/registrations/" + asked.caseId() + "/confirmation", asked.caseId(), Api.object());
        answer.orFail("a confirmation");
        confirmed.add(asked.caseId());
      }
    }
    return confirmed.size() - before;
  }

  @Override
  public Optional<Instant> waitsFor(Instant now) {
    var open = open();
    var due = open.stream().map(StageRequested::dueAt).filter(at -> at != null).map(at -> at.plus(AFTER_DEADLINE));
    return Stream.concat(due, open.isEmpty() ? Stream.empty() : scene.maintenanceEnds().stream()).min(Instant::compareTo);
  }

  @Override
  public void account(Account account) {
    var kept = silent.stream().filter(id -> !scene.tail().ask(a -> a.closed().contains(id))).toList();
    scene.narrator().say("%d people confirm that they want the goods, %d never answer.", confirmed.size(), silent.size());
    account.check("citizens who never confirmed, all of whom lost the goods to the next", silent.size(), kept);
  }
}
