package org.fairlot.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.fairlot.contracts.allocation.UrnEvent.EntryAccepted;
import org.fairlot.contracts.allocation.UrnEvent.UrnFrozen;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Reaction;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.ServiceDefinition;
import org.junit.jupiter.api.Test;

class DeclaredTypesTest {

  /** Acts on a frozen urn, and says that it takes something else. */
  private static final class Forgetful implements Reaction {
    @Override
    public Set<Class<? extends Event>> types() {
      return Set.of(EntryAccepted.class);
    }

    @Override
    public List<Effect> on(Recorded<?> recorded) {
      return recorded.event() instanceof UrnFrozen e ? List.of(Effect.cancel(e.drawId())) : List.of();
    }
  }

  @Test
  void a_case_for_an_event_that_is_not_declared_is_found() {
    var service = ServiceDefinition.named("allocation").reaction(new Forgetful(), "allocation").build();
    assertThatThrownBy(() -> DeclaredTypes.hold(service)).hasMessageContaining("Forgetful does not declare allocation.urn-frozen.v1");
  }

  @Test
  void what_keeps_to_its_types_passes() {
    assertThatCode(() -> DeclaredTypes.hold(Tally.service())).doesNotThrowAnyException();
  }
}
