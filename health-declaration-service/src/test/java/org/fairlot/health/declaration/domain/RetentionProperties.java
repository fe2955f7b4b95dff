package org.fairlot.health.declaration.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.fairlot.contracts.health.DeclarationEvent;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationCorrected;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationMade;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationsErased;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;
import org.fairlot.contracts.health.DeclarationEvent.PrecheckAnswered;
import org.fairlot.health.declaration.domain.DeclarationCommand.CorrectDeclaration;
import org.fairlot.health.declaration.domain.DeclarationCommand.EraseDeclarations;
import org.fairlot.health.declaration.domain.DeclarationCommand.MakeDeclaration;
import org.fairlot.kernel.Decision;
import org.fairlot.testkit.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A person over months, edges whose table of keys is behind, and a timer that comes early, late or again. */
class RetentionProperties {

  private static final String PERSON = "0123456789abcdefghijkl";
  private static final int STEPS = 2_000;

  @Row("M23")
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 20200202, 20200203})
  void what_is_kept_can_be_opened_and_what_is_over_cannot(long seed) {
    var random = new Random(seed);
    var decider = new DeclarationDecider();
    var state = decider.initial();
    var at = Instant.parse("2020-02-02T00:00:00Z");
    // keys that the log holds; those of the last erasure, which an edge may know still; and under which ones something kept is sealed
    var keys = new TreeSet<String>();
    var lately = new ArrayList<String>();
    var needed = new TreeSet<String>();
    Instant keptUntil = null;
    int erasures = 0;
    for (int step = 0; step < STEPS; step++) {
      at = at.plus(Duration.ofHours(random.nextInt(random.nextInt(20) == 0 ? 2_000 : 100)));
      var known = new ArrayList<>(keys);
      known.addAll(lately);
      String key =
          known.isEmpty() || random.nextInt(10) == 0
              ? PERSON + ".key" + step
              : known.get(random.nextInt(known.size()));
      var command = command(random, step, key);
      if (!(decider.decide(command, state, at) instanceof Decision.Accepted<DeclarationEvent, ?>(var events))) {
        continue;
      }
      for (DeclarationEvent event : events) {
        switch (event) {
          case DeclarationMade e -> {
            keptUntil = e.keptUntil();
            needed.add(key);
          }
          case DeclarationCorrected e -> needed.add(key);
          case DeclarationsErased e -> {
            assertThat(at).as("no sooner than was said").isAfterOrEqualTo(keptUntil);
            assertThat(e.keyIds()).as("every key goes").containsExactlyInAnyOrderElementsOf(needed);
            keptUntil = null;
            needed.clear();
            keys.removeAll(e.keyIds());
            lately.clear();
            lately.addAll(e.keyIds());
            erasures++;
          }
          case PrecheckAnswered e -> throw new AssertionError(e);
        }
        state = decider.evolve(state, event);
      }
      if (!events.isEmpty() && !(command instanceof EraseDeclarations)) {
        // a new one comes with the command, and no deleted one comes back
        assertThat(lately).as("sealed under a deleted key").doesNotContain(key);
        keys.add(key);
      }
      if (command instanceof EraseDeclarations && keptUntil != null) {
        assertThat(at).as("in time").isBefore(keptUntil);
      }
    }
    assertThat(erasures).isPositive();
  }

  private static DeclarationCommand command(Random random, int step, String key) {
    return switch (random.nextInt(4)) {
      case 0 -> new EraseDeclarations(PERSON);
      case 1 -> new CorrectDeclaration(
          PERSON, "d" + Math.max(0, step - random.nextInt(10)), "440106", HealthVerdict.CLEAR, List.of(), "sealed", key);
      default -> new MakeDeclaration(
          PERSON, "d" + step, "440106", HealthVerdict.CLEAR, List.of(), "sealed", key, 72, 1 + random.nextInt(30));
    };
  }
}
