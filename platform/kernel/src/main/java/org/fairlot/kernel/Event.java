package org.fairlot.kernel;

/** A fact; implemented by records in the past tense ({@code UnitsReserved}) that carry a {@link Wire} name. */
public interface Event {

  /** The case that this fact is about, which becomes its correlation id; {@code null}: that of the command. */
  default String about() {
    return null;
  }
}
