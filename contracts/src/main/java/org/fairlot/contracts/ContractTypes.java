package org.fairlot.contracts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fairlot.contracts.allocation.DrawEvent;
import org.fairlot.contracts.allocation.PoolEvent;
import org.fairlot.contracts.allocation.UrnEvent;
import org.fairlot.contracts.delivery.BoardEvent;
import org.fairlot.contracts.delivery.FulfilmentEvent;
import org.fairlot.contracts.health.DeclarationEvent;
import org.fairlot.contracts.notification.MessageEvent;
import org.fairlot.contracts.registration.CallEvent;
import org.fairlot.contracts.registration.CapEvent;
import org.fairlot.contracts.registration.CaseEvent;
import org.fairlot.contracts.registration.EligibilityEvent;
import org.fairlot.contracts.registration.PackEvent;
import org.fairlot.contracts.registration.ProgrammeEvent;
import org.fairlot.contracts.registration.ReviewEvent;
import org.fairlot.contracts.registration.SenderEvent;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Wire;

/** The explicit registry of every public event by its logical name; what is not here is parked, never dropped. */
public final class ContractTypes {

  private static final List<Class<? extends Event>> FAMILIES =
      List.of(
          PackEvent.class, ProgrammeEvent.class, CaseEvent.class, DeclarationEvent.class, EligibilityEvent.class, CapEvent.class,
          ReviewEvent.class, CallEvent.class, PoolEvent.class, UrnEvent.class, DrawEvent.class, FulfilmentEvent.class,
          BoardEvent.class, MessageEvent.class, SenderEvent.class);

  private static final Map<String, Class<? extends Event>> BY_NAME = byName();

  private ContractTypes() {}

  /** All event types by {@link Wire} name, in the order of their declaration. */
  public static Map<String, Class<? extends Event>> all() {
    return BY_NAME;
  }

  private static Map<String, Class<? extends Event>> byName() {
    var types = new LinkedHashMap<String, Class<? extends Event>>();
    for (var family : FAMILIES) {
      Stream.of(family.getPermittedSubclasses())
          .forEach(
              type -> {
                String name = type.getAnnotation(Wire.class).value();
                if (types.put(name, type.asSubclass(Event.class)) != null) {
                  throw new IllegalStateException("two events named " + name);
                }
              });
    }
    return java.util.Collections.unmodifiableMap(types);
  }
}
