package org.fairlot.allocation.sample;

import org.fairlot.delivery.sample.Neighbour;

/** Knows another service, and is named after a layer. */
final class NosyManager {
  Neighbour neighbour;
}
