package org.fairlot.contracts.registration;

import org.fairlot.kernel.Event;
import org.fairlot.kernel.Wire;

/** A city's pack (城市规则包). Key: pack name; versions are append-only. */
public sealed interface PackEvent extends Event {

  /** @param yaml the file as it was published, byte for byte; @param sha256 of those bytes, hex */
  @Wire("registration.pack-published.v1")
  record PackPublished(String pack, int version, String yaml, String sha256) implements PackEvent {}
}
