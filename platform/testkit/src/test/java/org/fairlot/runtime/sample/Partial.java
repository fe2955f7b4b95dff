package org.fairlot.runtime.sample;

import org.fairlot.delivery.sample.Neighbour;

/** A piece of platform that knows a service. */
final class Partial {
  Neighbour neighbour;
}
