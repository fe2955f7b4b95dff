package org.fairlot.allocation.draw.fd1;

/** What the draw gave to one entry (摇号结果). */
public sealed interface Outcome {

  String HOUSEHOLD = "HOUSEHOLD";
  String WAITLIST = "WAITLIST";

  /** A unit of this pool (中签). */
  record Won(String pool) implements Outcome {}

  /** Passed over: others of the household had been served before its turn (同户已中签). */
  record HouseholdServed() implements Outcome {}

  /** Every pool of its choice was full at its turn (候补); the first place is 1. */
  record Waiting(int place) implements Outcome {}
}
