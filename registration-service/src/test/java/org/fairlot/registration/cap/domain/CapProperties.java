package org.fairlot.registration.cap.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.CapBy;
import org.fairlot.contracts.pack.Stage.OverCap;
import org.fairlot.contracts.registration.CapEvent;
import org.fairlot.contracts.registration.CapEvent.PlaceFreed;
import org.fairlot.contracts.registration.CapEvent.PlaceKept;
import org.fairlot.contracts.registration.CapEvent.PlaceRefused;
import org.fairlot.contracts.registration.CapEvent.PlaceTaken;
import org.fairlot.kernel.Decision;
import org.fairlot.kernel.Rejection;
import org.fairlot.registration.cap.domain.CapCommand.LeavePlace;
import org.fairlot.registration.cap.domain.CapCommand.TakePlace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many behind one door at once; requests that come twice, late and before their time. */
class CapProperties {

  private static final String CAP = "lanes-masks/DWELLING/home";
  private static final int PEOPLE = 60;
  private static final int DAYS = 10;
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

  private static String person(int n) {
    return "lanes-masks.%022d.first---".formatted(n);
  }

  private static CapCommand any(Random random, Stage.Cap rules, Instant at) {
    var caseId = person(random.nextInt(PEOPLE));
    return random.nextInt(3) > 0
        ? new TakePlace(CAP, caseId, 1, rules, SHANGHAI, null)
        : new LeavePlace(CAP, caseId, random.nextBoolean(), at);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 20200202, 20200203})
  void never_more_than_the_limit_and_nobody_is_refused_while_there_is_room(long seed) {
    var random = new Random(seed);
    int max = 1 + random.nextInt(4);
    var rules = new Stage.Cap(CapBy.DWELLING, max, OverCap.REFUSE, DAYS);
    var decider = new CapDecider();
    var state = decider.initial();
    var replayed = decider.initial();
    var log = new ArrayList<CapEvent>();
    var model = new TreeMap<String, Instant>();
    var answered = new TreeSet<String>();
    Instant at = Instant.parse("2020-02-02T04:00:00Z");
    for (int i = 0; i < 1500; i++) {
      at = at.plusSeconds(random.nextInt(20_000));
      var events = accepted(decider.decide(any(random, rules, at), state, at));
      for (CapEvent event : events) {
        state = decider.evolve(state, event);
        log.add(event);
        check(event, model, answered, max, at, seed);
      }
    }
    for (CapEvent event : log) {
      replayed = decider.evolve(replayed, event);
    }
    assertThat(replayed).as("a replay ends where the live run did, seed %d", seed).isEqualTo(state);
    assertThat(answered).as("the run saw many, seed %d", seed).hasSizeGreaterThan(PEOPLE / 4);
  }

  /** @param model who counts, and until when; {@link Instant#MAX}: it is not known yet */
  private static void check(
      CapEvent event, Map<String, Instant> model, TreeSet<String> answered, int max, Instant at, long seed) {
    model.values().removeIf(until -> !at.isBefore(until));
    switch (event) {
      case PlaceTaken e -> {
        model.put(e.caseId(), Instant.MAX);
        assertThat(answered.add(e.caseId())).as("seed %d: answered once", seed).isTrue();
        assertThat(model).as("seed %d: never more than the limit", seed).hasSizeLessThanOrEqualTo(max);
      }
      case PlaceRefused e -> {
        assertThat(answered.add(e.caseId())).as("seed %d: answered once", seed).isTrue();
        assertThat(model).as("seed %d: refused although there was room", seed).hasSizeGreaterThanOrEqualTo(max);
      }
      case PlaceKept e -> model.put(e.caseId(), e.until());
      case PlaceFreed e -> model.remove(e.caseId());
      case CapEvent.PlaceQuestioned e -> throw new AssertionError("nobody looks at this limit");
    }
  }

  private static List<CapEvent> accepted(Decision<CapEvent, Rejection> decision) {
    return ((Decision.Accepted<CapEvent, Rejection>) decision).events();
  }
}
