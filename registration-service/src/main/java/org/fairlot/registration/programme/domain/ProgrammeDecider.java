package org.fairlot.registration.programme.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fairlot.contracts.registration.ProgrammeEvent;
import org.fairlot.contracts.registration.ProgrammeEvent.AreaPack;
import org.fairlot.contracts.registration.ProgrammeEvent.CommitteeAliasesReplaced;
import org.fairlot.contracts.registration.ProgrammeEvent.Edition;
import org.fairlot.contracts.registration.ProgrammeEvent.KeysErased;
import org.fairlot.contracts.registration.ProgrammeEvent.OutletsReplaced;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeEnded;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeErased;
import org.fairlot.contracts.registration.ProgrammeEvent.SmsNumbersReplaced;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;
import org.fairlot.registration.programme.domain.ProgrammeCommand.Area;
import org.fairlot.registration.programme.domain.ProgrammeCommand.CertifyErasure;
import org.fairlot.registration.programme.domain.ProgrammeCommand.DefineProgramme;
import org.fairlot.registration.programme.domain.ProgrammeCommand.EndProgramme;
import org.fairlot.registration.programme.domain.ProgrammeCommand.EndProgrammeInTime;
import org.fairlot.registration.programme.domain.ProgrammeCommand.EraseKeys;
import org.fairlot.registration.programme.domain.ProgrammeCommand.ReplaceCommitteeAliases;
import org.fairlot.registration.programme.domain.ProgrammeCommand.ReplaceOutlets;
import org.fairlot.registration.programme.domain.ProgrammeCommand.ReplaceSmsNumbers;
import org.fairlot.registration.programme.domain.ProgrammeRejection.KeysOfOthers;
import org.fairlot.registration.programme.domain.ProgrammeRejection.PackFixed;
import org.fairlot.registration.programme.domain.ProgrammeRejection.ProgrammeOpen;
import org.fairlot.registration.programme.domain.ProgrammeRejection.ProgrammeOver;
import org.fairlot.registration.programme.domain.ProgrammeRejection.UnknownProgramme;
import org.fairlot.registration.programme.domain.ProgrammeState.Defined;
import org.fairlot.registration.programme.domain.ProgrammeState.Ended;
import org.fairlot.registration.programme.domain.ProgrammeState.Erasure;
import org.fairlot.registration.programme.domain.ProgrammeState.Undefined;

/**
 * A programme may change from day to day; what has been in force stays in its list of editions. Once it is over it changes no more,
 * and is erased part by part.
 */
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
      case EndProgramme c -> end(c, state, at);
      case EndProgrammeInTime c -> endInTime(c, state, at);
      case EraseKeys c -> erase(c, state);
      case CertifyErasure c -> certify(c, state, at);
    };
  }

  @Override
  public ProgrammeState evolve(ProgrammeState state, ProgrammeEvent event) {
    return switch (event) {
      case ProgrammeDefined e -> new Defined(e);
      case OutletsReplaced e -> state;
      case CommitteeAliasesReplaced e -> state;
      case SmsNumbersReplaced e -> state;
      case ProgrammeEnded e -> new Ended(e.endedAt(), e.endedBy(), Erasure.NONE);
      case KeysErased e -> state instanceof Ended s ? s.erased(s.erasure().with(e)) : state;
      case ProgrammeErased e -> state instanceof Ended s ? s.erased(s.erasure().complete()) : state;
    };
  }

  private static Decision<ProgrammeEvent, ProgrammeRejection> replace(ProgrammeState state, ProgrammeEvent replaced) {
    return switch (state) {
      case Undefined s -> Decision.reject(new UnknownProgramme(replaced.programmeId()));
      case Defined s -> Decision.accept(replaced);
      case Ended s -> Decision.reject(new ProgrammeOver(s.endedAt()));
    };
  }

  /** An operator may end it from the day on which it closes. */
  private static Decision<ProgrammeEvent, ProgrammeRejection> end(EndProgramme c, ProgrammeState state, Instant at) {
    return switch (state) {
      case Undefined s -> Decision.reject(new UnknownProgramme(c.programmeId()));
      case Defined s when s.programme().ending() == null -> Decision.reject(new ProgrammeOpen(null));
      case Defined s when at.isBefore(s.programme().ending().closesAt()) ->
          Decision.reject(new ProgrammeOpen(s.programme().ending().closesAt()));
      case Defined s -> Decision.accept(new ProgrammeEnded(c.programmeId(), at, c.by()));
      case Ended s -> Decision.reject(new ProgrammeOver(s.endedAt()));
    };
  }

  /** The timer of an earlier definition, or after an operator, finds nothing to do. */
  private static Decision<ProgrammeEvent, ProgrammeRejection> endInTime(
      EndProgrammeInTime c, ProgrammeState state, Instant at) {
    return state instanceof Defined s && s.programme().ending() != null && !at.isBefore(s.programme().ending().endsAt())
        ? Decision.accept(new ProgrammeEnded(c.programmeId(), at, null))
        : Decision.nothing();
  }

  /** One part after the other: each is counted once, however often it comes. */
  private static Decision<ProgrammeEvent, ProgrammeRejection> erase(EraseKeys c, ProgrammeState state) {
    var foreign = c.keyIds().stream().filter(id -> !id.startsWith(c.programmeId() + "|")).findFirst();
    if (foreign.isPresent()) {
      return Decision.reject(new KeysOfOthers(foreign.get()));
    }
    return state instanceof Ended s && !s.erasure().certified() && c.part() == s.erasure().parts() + 1 && !c.keyIds().isEmpty()
        ? Decision.accept(new KeysErased(c.programmeId(), c.part(), c.keyIds()))
        : Decision.nothing();
  }

  private static Decision<ProgrammeEvent, ProgrammeRejection> certify(CertifyErasure c, ProgrammeState state, Instant at) {
    return state instanceof Ended s && !s.erasure().certified() && c.parts() == s.erasure().parts()
        ? Decision.accept(
            new ProgrammeErased(
                c.programmeId(), s.endedAt(), s.endedBy(), at, s.erasure().holders(), s.erasure().keys(), c.parts()))
        : Decision.nothing();
  }

  private static Decision<ProgrammeEvent, ProgrammeRejection> define(DefineProgramme c, ProgrammeState state,
      Instant at) {
    if (state instanceof Ended ended) {
      return Decision.reject(new ProgrammeOver(ended.endedAt()));
    }
    var before = state instanceof Defined defined ? defined.programme() : null;
    if (before != null && !before.pack().equals(c.pack())) {
      return Decision.reject(new PackFixed(before.pack()));
    }
    var editions = editions(before == null ? List.of() : before.editions(), c.packVersion(), c.packFrom(), at);
    var after =
        new ProgrammeDefined(
            c.programmeId(), c.names(), c.city(), c.pack(), editions, c.goods(), c.opensOn(), c.closesOn(),
            c.notaryKeys(), c.areas().stream().map(area -> areaPack(area, before, at)).toList(), c.ending());
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
