package org.fairlot.kernel;

import java.util.List;
import java.util.Set;

/**
 * What a service does about public events, its own and others': a pure function from one event to effects. It runs in
 * the forwarder, at least once; the commands get ids derived from the event's, so that the decider drops repeats.
 */
public interface Reaction {

  /** Records of events that it has effects for, or families of them; others are not even parsed. */
  default Set<Class<? extends Event>> types() {
    return Set.of(Event.class);
  }

  List<Effect> on(Recorded<?> recorded);
}
