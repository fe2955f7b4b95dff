package org.fairlot.runtime.decider;

/** Told of every outcome in the instant it is decided, before the commit. */
@FunctionalInterface
public interface OutcomeListener {
  void decided(StoredOutcome outcome);
}
