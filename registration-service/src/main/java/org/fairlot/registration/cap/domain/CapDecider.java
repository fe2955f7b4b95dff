package org.fairlot.registration.cap.domain;

import java.time.Instant;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.CapBy;
import org.fairlot.contracts.pack.Stage.OverCap;
import org.fairlot.contracts.registration.CapEvent;
import org.fairlot.contracts.registration.CapEvent.PlaceFreed;
import org.fairlot.contracts.registration.CapEvent.PlaceKept;
import org.fairlot.contracts.registration.CapEvent.PlaceQuestioned;
import org.fairlot.contracts.registration.CapEvent.PlaceRefused;
import org.fairlot.contracts.registration.CapEvent.PlaceTaken;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;
import org.fairlot.kernel.Rejection;
import org.fairlot.registration.cap.domain.CapCommand.LeavePlace;
import org.fairlot.registration.cap.domain.CapCommand.TakePlace;
import org.fairlot.registration.cap.domain.CapPlaces.Place;

/**
 * At most so many live or served cases share a limit (限购). Who has a place keeps it; what comes twice, late or in the
 * wrong order changes nothing; and nothing is ever rejected, for the answer goes to a case and not to a caller.
 */
public final class CapDecider implements Decider<CapCommand, CapPlaces, CapEvent, Rejection> {

  /** So many more are put before people; beyond that it is no coincidence, and nobody could look at them all. */
  private static final int QUESTIONS_MAX = 100;

  @Override
  public CapPlaces initial() {
    return CapPlaces.NONE;
  }

  @Override
  public CapPlaces evolve(CapPlaces state, CapEvent event) {
    return state.after(event);
  }

  @Override
  public Decision<CapEvent, Rejection> decide(CapCommand command, CapPlaces state, Instant at) {
    return switch (command) {
      case TakePlace c -> take(c, state, at);
      case LeavePlace c -> leave(c, state, at);
    };
  }

  private static Decision<CapEvent, Rejection> take(TakePlace c, CapPlaces state, Instant at) {
    if (state.of(c.caseId()) != null || state.isPast(c.caseId())) {
      return Decision.nothing();
    }
    var rules = c.rules();
    long counting = state.places().stream().filter(place -> place.countsAt(at) && counts(place, c)).count();
    if (counting < rules.max()) {
      return Decision.accept(
          new PlaceTaken(c.cap(), c.caseId(), c.stageNo(), rules.days(), c.timezone(), at));
    }
    return Decision.accept(
        rules.over() == OverCap.REVIEW && counting < rules.max() + QUESTIONS_MAX
            ? new PlaceQuestioned(
                c.cap(), c.caseId(), c.stageNo(), reason(rules), c.committee(), rules.days(), c.timezone(), at)
            : new PlaceRefused(c.cap(), c.caseId(), c.stageNo(), reason(rules)));
  }

  /** A person is no duplicate of herself, whose earlier cases she may well have. */
  private static boolean counts(Place place, TakePlace c) {
    return c.rules().by() != CapBy.LIKENESS
        || !CaseId.parse(place.caseId()).personTag().equals(CaseId.parse(c.caseId()).personTag());
  }

  private static String reason(Stage.Cap rules) {
    return switch (rules.by()) {
      case DWELLING -> "HOUSEHOLD_LIMIT";
      case PHONE -> "PHONE_LIMIT";
      case LIKENESS -> "POSSIBLE_DUPLICATE";
    };
  }

  /** A case without a place is remembered too, so that a request that comes after its end takes none. */
  private static Decision<CapEvent, Rejection> leave(LeavePlace c, CapPlaces state, Instant at) {
    var place = state.of(c.caseId());
    if (place == null ? state.isPast(c.caseId()) : place.served()) {
      return Decision.nothing();
    }
    return Decision.accept(
        place != null && c.served()
            ? new PlaceKept(c.cap(), c.caseId(), until(place, c.grantedAt() == null ? at : c.grantedAt()))
            : new PlaceFreed(c.cap(), c.caseId()));
  }

  /** Counted in local days from the grant, as the interval of a person is. */
  private static Instant until(Place place, Instant grantedAt) {
    return place.days() == null
        ? null
        : grantedAt.atZone(place.timezone()).toLocalDate().plusDays(place.days()).atStartOfDay(place.timezone()).toInstant();
  }
}
