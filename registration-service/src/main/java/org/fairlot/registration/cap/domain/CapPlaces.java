package org.fairlot.registration.cap.domain;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fairlot.contracts.registration.CapEvent;
import org.fairlot.contracts.registration.CapEvent.PlaceFreed;
import org.fairlot.contracts.registration.CapEvent.PlaceKept;
import org.fairlot.contracts.registration.CapEvent.PlaceQuestioned;
import org.fairlot.contracts.registration.CapEvent.PlaceRefused;
import org.fairlot.contracts.registration.CapEvent.PlaceTaken;

/**
 * Who counts in a shared limit.
 *
 * @param places the cases that count, in the order in which they came
 * @param past   the latest cases that count no more or never did, the last one last; a belated request takes no place
 */
public record CapPlaces(List<Place> places, List<String> past) {

  public static final CapPlaces NONE = new CapPlaces(List.of(), List.of());

  /** So many are remembered; older repeats have long fallen out of every retry. */
  private static final int REMEMBERED = 200;

  public CapPlaces {
    places = List.copyOf(places);
    past = List.copyOf(past.subList(Math.max(0, past.size() - REMEMBERED), past.size()));
  }

  /**
   * @param days   how many local days from its grant a served case counts, {@code null}: for good
   * @param served whether its goods have arrived
   * @param until  when it counts no more, {@code null}: not known, or never
   */
  public record Place(String caseId, Integer days, ZoneId timezone, boolean served, Instant until) {

    boolean countsAt(Instant at) {
      return until == null || at.isBefore(until);
    }
  }

  /** {@code null} where the case has none. */
  Place of(String caseId) {
    return places.stream().filter(place -> place.caseId().equals(caseId)).findFirst().orElse(null);
  }

  boolean isPast(String caseId) {
    return past.contains(caseId);
  }

  CapPlaces after(CapEvent event) {
    return switch (event) {
      case PlaceTaken e -> with(new Place(e.caseId(), e.days(), e.timezone(), false, null), e.takenAt());
      case PlaceQuestioned e -> with(new Place(e.caseId(), e.days(), e.timezone(), false, null), e.questionedAt());
      case PlaceRefused e -> new CapPlaces(places, remembering(Stream.of(e.caseId())));
      case PlaceKept e -> kept(e);
      case PlaceFreed e ->
          new CapPlaces(
              places.stream().filter(place -> !place.caseId().equals(e.caseId())).toList(),
              remembering(Stream.of(e.caseId())));
    };
  }

  /** Whoever counts no more makes way for the one who comes, so that the list never grows beyond the limit. */
  private CapPlaces with(Place place, Instant at) {
    var counting = new ArrayList<>(places.stream().filter(one -> one.countsAt(at)).toList());
    counting.add(place);
    return new CapPlaces(
        counting, remembering(places.stream().filter(one -> !one.countsAt(at)).map(Place::caseId)));
  }

  private CapPlaces kept(PlaceKept e) {
    return new CapPlaces(
        places.stream()
            .map(one -> one.caseId().equals(e.caseId())
                ? new Place(one.caseId(), one.days(), one.timezone(), true, e.until())
                : one)
            .toList(),
        past);
  }

  private List<String> remembering(Stream<String> more) {
    return Stream.concat(past.stream(), more).toList();
  }
}
