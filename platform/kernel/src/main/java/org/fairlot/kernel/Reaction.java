package org.fairlot.kernel;

import java.util.List;

/**
 * What a service does about public events, its own and others': a pure function from one event to effects. It runs in
 * the forwarder, at least once; the commands get ids derived from the event's, so that the decider drops repeats.
 */
public interface Reaction {

  List<Effect> on(Recorded<?> recorded);
}
