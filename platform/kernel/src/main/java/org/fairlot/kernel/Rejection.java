package org.fairlot.kernel;

/**
 * A typed refusal, recorded as an outcome and translated to a problem+json answer at the edge. Implemented by records;
 * their components are the data of the refusal ({@code opensAt}, {@code remaining}) and part of the public API.
 */
public interface Rejection {

  /** The stable code, a noun phrase in capitals: {@code SOLD_OUT}. */
  String code();
}
