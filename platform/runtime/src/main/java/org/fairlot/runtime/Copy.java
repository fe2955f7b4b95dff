package org.fairlot.runtime;

/**
 * Where an event is written a second time, in the same transaction.
 *
 * @param topic the topic's name after the service's prefix: {@code reference} (compacted, the latest per key) or
 *              {@code dispatches.eleme}
 * @param key   its record key there
 */
public record Copy(String topic, String key) {
  /** The compacted topic of small data that every instance keeps in memory. */
  public static final String REFERENCE = "reference";
}
