package org.fairlot.registration.programme.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fairlot.contracts.registration.ProgrammeEvent;
import org.fairlot.contracts.registration.ProgrammeEvent.Edition;
import org.fairlot.contracts.registration.ProgrammeEvent.OutletsReplaced;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;
import org.fairlot.registration.programme.domain.ProgrammeCommand.DefineProgramme;
import org.fairlot.registration.programme.domain.ProgrammeCommand.ReplaceOutlets;
import org.fairlot.registration.programme.domain.ProgrammeRejection.PackFixed;
import org.fairlot.registration.programme.domain.ProgrammeRejection.UnknownProgramme;
import org.fairlot.registration.programme.domain.ProgrammeState.Defined;
import org.fairlot.registration.programme.domain.ProgrammeState.Undefined;

/** A programme may change from day to day; what has been in force stays in its list of editions. */
public final class ProgrammeDecider
    implements Decider<ProgrammeCommand, ProgrammeState, ProgrammeEvent, ProgrammeRejection> {

  @Override
  public ProgrammeState initial() {
    return new Undefined();
  }

  @Override
  public Decision<ProgrammeEvent, ProgrammeRejection> decide(ProgrammeCommand command, ProgrammeState state,
      Instant at) {
    return switch (command) {
      case DefineProgramme c -> define(c, state, at);
      case ReplaceOutlets c ->
          state instanceof Defined
              ? Decision.accept(new OutletsReplaced(c.programmeId(), c.outlets()))
              : Decision.reject(new UnknownProgramme(c.programmeId()));
    };
  }

  @Override
  public ProgrammeState evolve(ProgrammeState state, ProgrammeEvent event) {
    return switch (event) {
      case ProgrammeDefined e -> new Defined(e);
      case OutletsReplaced e -> state;
    };
  }

  private static Decision<ProgrammeEvent, ProgrammeRejection> define(DefineProgramme c, ProgrammeState state,
      Instant at) {
    var before = state instanceof Defined defined ? defined.programme() : null;
    if (before != null && !before.pack().equals(c.pack())) {
      return Decision.reject(new PackFixed(before.pack()));
    }
    var editions = before == null ? List.of(firstEdition(c, at)) : editions(before.editions(), c, at);
    var after =
        new ProgrammeDefined(
            c.programmeId(), c.names(), c.city(), c.pack(), editions, c.goods(), c.opensOn(), c.closesOn(),
            c.notaryKeys());
    return after.equals(before) ? Decision.nothing() : Decision.accept(after);
  }

  private static Edition firstEdition(DefineProgramme c, Instant at) {
    return new Edition(c.packVersion(), c.packFrom() == null ? at : c.packFrom());
  }

  /** The past stays; a plan for later is replaced by this one. */
  private static List<Edition> editions(List<Edition> before, DefineProgramme c, Instant at) {
    if (before.getLast().packVersion() == c.packVersion()
        && (c.packFrom() == null || c.packFrom().equals(before.getLast().from()))) {
      return before;
    }
    Instant from = c.packFrom() == null || c.packFrom().isBefore(at) ? at : c.packFrom();
    var editions = new ArrayList<>(before.stream().filter(edition -> edition.from().isBefore(from)).toList());
    if (editions.isEmpty() || editions.getLast().packVersion() != c.packVersion()) {
      editions.add(new Edition(c.packVersion(), from));
    }
    return editions;
  }
}
