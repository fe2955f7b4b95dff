package org.fairlot.registration.casework.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Stage.HealthPrecheck;
import org.fairlot.registration.casework.domain.CaseCommand.Register;
import org.fairlot.registration.casework.domain.CaseRejection.AlreadyRegistered;
import org.fairlot.registration.casework.domain.CaseRejection.ChannelMoved;
import org.fairlot.registration.casework.domain.CaseRejection.ChannelNotOpenYet;
import org.fairlot.registration.casework.domain.CaseRejection.ChannelReserved;
import org.fairlot.registration.casework.domain.CaseRejection.ChannelUnknown;
import org.fairlot.registration.casework.domain.CaseRejection.HealthDeclarationRequired;
import org.fairlot.registration.casework.domain.CaseRejection.Maintenance;
import org.fairlot.registration.casework.domain.CaseRejection.NotOpen;
import org.fairlot.registration.casework.domain.CaseRejection.ProgrammeEnded;
import org.fairlot.registration.casework.domain.CaseRejection.TooSoon;
import org.fairlot.registration.casework.domain.CaseState.Idle;
import org.fairlot.registration.casework.domain.CaseState.Live;

/** What stands between a citizen and a registration (准入规则), in the order in which it is looked at. */
public enum AdmissionRule {

  /** The programme's own days. */
  PROGRAMME_DAYS {
    @Override
    Optional<CaseRejection> refuse(Register c, CaseState state, Pack pack, Instant at) {
      return ended(pack, c.closesOn(), at);
    }
  },

  /** Daily maintenance (系统维护). */
  MAINTENANCE {
    @Override
    Optional<CaseRejection> refuse(Register c, CaseState state, Pack pack, Instant at) {
      return maintenance(pack, at);
    }
  },

  /** Daily opening hours, from the programme's first day on (开放时间). */
  OPENING_HOURS {
    @Override
    Optional<CaseRejection> refuse(Register c, CaseState state, Pack pack, Instant at) {
      return notOpen(pack, c.opensOn(), c.closesOn(), at);
    }
  },

  /** The channels of the day (渠道切换). */
  CHANNEL {
    @Override
    Optional<CaseRejection> refuse(Register c, CaseState state, Pack pack, Instant at) {
      var today = at.atZone(pack.timezone()).toLocalDate();
      var openToday = pack.channels().stream().filter(channel -> channel.openOn(today)).toList();
      var open = openToday.stream().filter(Pack.Channel::takesRegistrations).map(Pack.Channel::code).distinct().toList();
      if (c.comesFromList() && !isOperators(c)) {
        return Optional.of(new ChannelReserved(c.channel(), open));
      }
      if (openToday.stream().anyMatch(channel -> channel.code().equals(c.channel()))) {
        return Optional.empty();
      }
      var known = pack.channels().stream().filter(channel -> channel.code().equals(c.channel())).toList();
      if (known.isEmpty()) {
        return Optional.of(new ChannelUnknown(c.channel(), open));
      }
      return Optional.of(
          known.stream()
              .map(Pack.Channel::from)
              .filter(from -> from != null && from.isAfter(today))
              .min(LocalDate::compareTo)
              .<CaseRejection>map(from -> new ChannelNotOpenYet(c.channel(), from, open))
              .orElseGet(() -> new ChannelMoved(c.channel(), open)));
    }

    private static boolean isOperators(Register c) {
      return c.enteredBy() != null && c.enteredBy().committee() == null;
    }
  },

  /**
   * One live case per person (一人一单); the pack may take another registration under the same rules as its edit. A list edits
   * nothing: what the person said herself stands.
   */
  ONE_LIVE_CASE {
    @Override
    Optional<CaseRejection> refuse(Register c, CaseState state, Pack pack, Instant at) {
      boolean edits = pack.limits().again() == Pack.Again.LAST_WINS && !c.comesFromList();
      return state instanceof Live live && !(edits && follows(live, pack))
          ? Optional.of(new AlreadyRegistered(live.file().caseId()))
          : Optional.empty();
    }

    private static boolean follows(Live live, Pack pack) {
      return live.file().pack().equals(pack.name()) && live.file().packVersion() == pack.version();
    }
  },

  /** One grant every so many days (间隔期). */
  COOLDOWN {
    @Override
    Optional<CaseRejection> refuse(Register c, CaseState state, Pack pack, Instant at) {
      return state instanceof Idle idle && idle.eligibleFrom() != null && at.isBefore(idle.eligibleFrom())
          ? Optional.of(new TooSoon(idle.eligibleFrom()))
          : Optional.empty();
    }
  },

  /** A valid health declaration before registration, where the pack asks for one (健康申报前置). */
  HEALTH_GATE {
    @Override
    Optional<CaseRejection> refuse(Register c, CaseState state, Pack pack, Instant at) {
      var precheck = pack.firstStage(HealthPrecheck.class);
      boolean gate = precheck != null && precheck.gate();
      boolean cleared = c.health() != null && at.isBefore(c.health().validUntil());
      return gate && !cleared ? Optional.of(new HealthDeclarationRequired()) : Optional.empty();
    }
  };

  /** What everybody hears at this time, whoever comes and by which way; empty while registrations are taken (未开放). */
  public static Optional<CaseRejection> closedDoor(Pack pack, LocalDate opensOn, LocalDate closesOn, Instant at) {
    return ended(pack, closesOn, at)
        .or(() -> maintenance(pack, at))
        .or(() -> notOpen(pack, opensOn, closesOn, at));
  }

  private static Optional<CaseRejection> ended(Pack pack, LocalDate closesOn, Instant at) {
    var today = at.atZone(pack.timezone()).toLocalDate();
    return closesOn != null && !today.isBefore(closesOn)
        ? Optional.of(new ProgrammeEnded(closesOn, at))
        : Optional.empty();
  }

  private static Optional<CaseRejection> notOpen(Pack pack, LocalDate opensOn, LocalDate closesOn, Instant at) {
    var firstDay = opensOn.atStartOfDay(pack.timezone()).toInstant();
    var opensAt = pack.windows().nextOpening(at.isBefore(firstDay) ? firstDay : at, pack.timezone());
    if (!opensAt.isAfter(at)) {
      return Optional.empty();
    }
    boolean tooLate = closesOn != null && !opensAt.isBefore(closesOn.atStartOfDay(pack.timezone()).toInstant());
    return Optional.of(tooLate ? new ProgrammeEnded(closesOn, at) : new NotOpen(opensAt, at));
  }

  /** What every write of a citizen is told during maintenance. */
  static Optional<CaseRejection> maintenance(Pack pack, Instant at) {
    var ends = pack.windows().maintenanceEnds(at, pack.timezone());
    return ends.isAfter(at)
        ? Optional.of(new Maintenance(Math.ceilDiv(Duration.between(at, ends).toMillis(), 1000L), at))
        : Optional.empty();
  }

  abstract Optional<CaseRejection> refuse(Register c, CaseState state, Pack pack, Instant at);
}
