package org.fairlot.registration.casework.domain;

import org.fairlot.contracts.pack.Pack;

/**
 * Finds a published version of a pack. It never changes, so that looking it up is no second input: the answer is the
 * same whenever it is asked. Where it is not here yet, the lookup waits and does not guess.
 */
@FunctionalInterface
public interface PackLookup {

  Pack pack(String name, int version);
}
