package org.fairlot.registration.programme.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fairlot.contracts.registration.ProgrammeEvent;
import org.fairlot.contracts.registration.ProgrammeEvent.AreaPack;
import org.fairlot.contracts.registration.ProgrammeEvent.CommitteeAliasesReplaced;
import org.fairlot.contracts.registration.ProgrammeEvent.Edition;
import org.fairlot.contracts.registration.ProgrammeEvent.OutletsReplaced;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.contracts.registration.ProgrammeEvent.SmsNumbersReplaced;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;
import org.fairlot.registration.programme.domain.ProgrammeCommand.Area;
import org.fairlot.registration.programme.domain.ProgrammeCommand.DefineProgramme;
import org.fairlot.registration.programme.domain.ProgrammeCommand.ReplaceCommitteeAliases;
import org.fairlot.registration.programme.domain.ProgrammeCommand.ReplaceOutlets;
import org.fairlot.registration.programme.domain.ProgrammeCommand.ReplaceSmsNumbers;
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
      case ReplaceOutlets c -> replace(state, new OutletsReplaced(c.programmeId(), c.outlets()));
      case ReplaceCommitteeAliases c -> replace(state, new CommitteeAliasesReplaced(c.programmeId(), c.aliases()));
      case ReplaceSmsNumbers c -> replace(state, new SmsNumbersReplaced(c.programmeId(), c.numbers()));
    };
  }

  @Override
  public ProgrammeState evolve(ProgrammeState state, ProgrammeEvent event) {
    return switch (event) {
      case ProgrammeDefined e -> new Defined(e);
      case OutletsReplaced e -> state;
      case CommitteeAliasesReplaced e -> state;
      case SmsNumbersReplaced e -> state;
    };
  }

  private static Decision<ProgrammeEvent, ProgrammeRejection> replace(ProgrammeState state, ProgrammeEvent replaced) {
    return state instanceof Defined
        ? Decision.accept(replaced)
        : Decision.reject(new UnknownProgramme(replaced.programmeId()));
  }

  private static Decision<ProgrammeEvent, ProgrammeRejection> define(DefineProgramme c, ProgrammeState state,
      Instant at) {
    var before = state instanceof Defined defined ? defined.programme() : null;
    if (before != null && !before.pack().equals(c.pack())) {
      return Decision.reject(new PackFixed(before.pack()));
    }
    var editions = editions(before == null ? List.of() : before.editions(), c.packVersion(), c.packFrom(), at);
    var after =
        new ProgrammeDefined(
            c.programmeId(), c.names(), c.city(), c.pack(), editions, c.goods(), c.opensOn(), c.closesOn(),
            c.notaryKeys(), c.areas().stream().map(area -> areaPack(area, before, at)).toList());
    return after.equals(before) ? Decision.nothing() : Decision.accept(after);
  }

  /** A part of the city may change its pack, unlike the city: its cases are cases of the same programme. */
  private static AreaPack areaPack(Area area, ProgrammeDefined before, Instant at) {
    var known =
        before == null || before.areas() == null
            ? List.<Edition>of()
            : before.areas().stream()
                .filter(one -> one.area().equals(area.area()) && one.pack().equals(area.pack()))
                .findFirst()
                .map(AreaPack::editions)
                .orElse(List.of());
    return new AreaPack(area.area(), area.pack(), editions(known, area.packVersion(), area.packFrom(), at));
  }

  /** The past stays; a plan for later is replaced by this one. */
  private static List<Edition> editions(List<Edition> before, int packVersion, Instant packFrom, Instant at) {
    if (before.isEmpty()) {
      return List.of(new Edition(packVersion, packFrom == null ? at : packFrom));
    }
    if (before.getLast().packVersion() == packVersion
        && (packFrom == null || packFrom.equals(before.getLast().from()))) {
      return before;
    }
    Instant from = packFrom == null || packFrom.isBefore(at) ? at : packFrom;
    var editions = new ArrayList<>(before.stream().filter(edition -> edition.from().isBefore(from)).toList());
    if (editions.isEmpty() || editions.getLast().packVersion() != packVersion) {
      editions.add(new Edition(packVersion, from));
    }
    return editions;
  }
}
