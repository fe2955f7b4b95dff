package org.fairlot.runtime.wire;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.fairlot.contracts.ContractTypes;
import org.fairlot.kernel.Event;

/**
 * Tells by its header alone whether somebody takes an event, so that the others need not be parsed: a frozen list of a
 * million entries, say, passes by readers that have no use for it. An event of a type that nobody knows is not passed over:
 * it is to be parked.
 */
public final class TakenTypes {

  private final Set<String> passedOver = new HashSet<>();

  private TakenTypes() {}

  /** @param taken records of events, or families of them: what is of none of these types is passed over */
  public static TakenTypes of(Collection<Class<? extends Event>> taken) {
    var types = new TakenTypes();
    ContractTypes.all().forEach((name, type) -> {
      if (taken.stream().noneMatch(one -> one.isAssignableFrom(type))) {
        types.passedOver.add(name);
      }
    });
    return types;
  }

  public boolean passOver(Headers headers) {
    return passedOver.contains(WireHeaders.get(headers, WireHeaders.TYPE));
  }
}
