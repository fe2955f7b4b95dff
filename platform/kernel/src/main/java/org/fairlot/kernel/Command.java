package org.fairlot.kernel;

/**
 * A request to change one aggregate; implemented by records in the imperative ({@code ReserveUnits}) that carry a
 * {@link Wire} name.
 */
public interface Command {

  /** The aggregate this command is for: the Kafka record key, which fixes its partition and its order. */
  String key();
}
