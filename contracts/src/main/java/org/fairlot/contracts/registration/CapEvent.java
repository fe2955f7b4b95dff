package org.fairlot.contracts.registration;

import java.time.Instant;
import java.time.ZoneId;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Wire;
import org.jspecify.annotations.Nullable;

/**
 * The places of a limit that several persons share (限购): one dwelling, phone or likeness in one programme. Key: {@code
 * cap}, which is the programme, what is counted, and its keyed hash; correlation id: the case.
 */
public sealed interface CapEvent extends Event {

  String cap();

  String caseId();

  @Override
  default String about() {
    return caseId();
  }

  /**
   * There was room, and the case has a place from now on.
   *
   * @param days     how many local days from its grant a case that got its goods still counts, {@code null}: for good
   * @param timezone whose days
   */
  @Wire("registration.place-taken.v1")
  record PlaceTaken(
      String cap, String caseId, int stageNo, @Nullable Integer days, ZoneId timezone, Instant takenAt)
      implements CapEvent {}

  /**
   * There was no room, and people shall look at it. The case counts all the same, until it closes: whoever comes next is
   * to be looked at as well.
   *
   * @param reason    stable code of what may be wrong
   * @param committee whose matter it is, or {@code null} for the operator's
   */
  @Wire("registration.place-questioned.v1")
  record PlaceQuestioned(
      String cap, String caseId, int stageNo, String reason, @Nullable String committee,
      @Nullable Integer days, ZoneId timezone, Instant questionedAt)
      implements CapEvent {}

  /** There was no room. @param reason {@code HOUSEHOLD_LIMIT}, {@code PHONE_LIMIT} or {@code POSSIBLE_DUPLICATE} */
  @Wire("registration.place-refused.v1")
  record PlaceRefused(String cap, String caseId, int stageNo, String reason) implements CapEvent {}

  /** The case got its goods and goes on to count. @param until when it counts no more, {@code null}: never */
  @Wire("registration.place-kept.v1")
  record PlaceKept(String cap, String caseId, @Nullable Instant until) implements CapEvent {}

  /** The case ended without goods: its place is free. */
  @Wire("registration.place-freed.v1")
  record PlaceFreed(String cap, String caseId) implements CapEvent {}
}
