package org.fairlot.allocation.draw.domain;

import static org.fairlot.allocation.draw.domain.DrawMember.recheckedKey;
import static org.fairlot.allocation.draw.domain.DrawMember.wantKey;
import static org.fairlot.allocation.draw.domain.DrawMember.wonKey;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fairlot.allocation.draw.domain.Draw.Aborted;
import org.fairlot.allocation.draw.domain.Draw.Announced;
import org.fairlot.allocation.draw.domain.Draw.Announcing;
import org.fairlot.allocation.draw.domain.Draw.Closed;
import org.fairlot.allocation.draw.domain.Draw.Commitment;
import org.fairlot.allocation.draw.domain.Draw.Gathering;
import org.fairlot.allocation.draw.domain.Draw.Known;
import org.fairlot.allocation.draw.domain.Draw.Plan;
import org.fairlot.allocation.draw.domain.Draw.Published;
import org.fairlot.allocation.draw.domain.Draw.Ranked;
import org.fairlot.allocation.draw.domain.Draw.Ready;
import org.fairlot.allocation.draw.domain.Draw.Sealed;
import org.fairlot.allocation.draw.domain.Draw.Seeded;
import org.fairlot.allocation.draw.domain.Draw.Unknown;
import org.fairlot.allocation.draw.domain.DrawCommand.AnnounceWinners;
import org.fairlot.allocation.draw.domain.DrawCommand.Annul;
import org.fairlot.allocation.draw.domain.DrawCommand.Attest;
import org.fairlot.allocation.draw.domain.DrawCommand.CommitShare;
import org.fairlot.allocation.draw.domain.DrawCommand.DrawSubstitute;
import org.fairlot.allocation.draw.domain.DrawCommand.GiveUpSubstitution;
import org.fairlot.allocation.draw.domain.DrawCommand.NoteCapacity;
import org.fairlot.allocation.draw.domain.DrawCommand.NoteFreeze;
import org.fairlot.allocation.draw.domain.DrawCommand.NoteRecheck;
import org.fairlot.allocation.draw.domain.DrawCommand.Rank;
import org.fairlot.allocation.draw.domain.DrawCommand.RecordBeacon;
import org.fairlot.allocation.draw.domain.DrawCommand.Release;
import org.fairlot.allocation.draw.domain.DrawCommand.RevealShare;
import org.fairlot.allocation.draw.domain.DrawCommand.Seal;
import org.fairlot.allocation.draw.domain.DrawCommand.WantSubstitute;
import org.fairlot.allocation.draw.domain.DrawMember.FixedBeacon;
import org.fairlot.allocation.draw.domain.DrawMember.Forfeited;
import org.fairlot.allocation.draw.domain.DrawMember.Rechecked;
import org.fairlot.allocation.draw.domain.DrawMember.Won;
import org.fairlot.contracts.allocation.DrawEvent;
import org.fairlot.contracts.allocation.DrawEvent.AllWinnersDrawn;
import org.fairlot.contracts.allocation.DrawEvent.BeaconDue;
import org.fairlot.contracts.allocation.DrawEvent.BeaconRecorded;
import org.fairlot.contracts.allocation.DrawEvent.CapacityAsked;
import org.fairlot.contracts.allocation.DrawEvent.CapacityNoted;
import org.fairlot.contracts.allocation.DrawEvent.DrawAborted;
import org.fairlot.contracts.allocation.DrawEvent.DrawAnnounced;
import org.fairlot.contracts.allocation.DrawEvent.DrawAttested;
import org.fairlot.contracts.allocation.DrawEvent.DrawClosed;
import org.fairlot.contracts.allocation.DrawEvent.DrawPublished;
import org.fairlot.contracts.allocation.DrawEvent.DrawRanked;
import org.fairlot.contracts.allocation.DrawEvent.DrawReleased;
import org.fairlot.contracts.allocation.DrawEvent.DrawSealed;
import org.fairlot.contracts.allocation.DrawEvent.EntriesExcluded;
import org.fairlot.contracts.allocation.DrawEvent.Health;
import org.fairlot.contracts.allocation.DrawEvent.HealthTest;
import org.fairlot.contracts.allocation.DrawEvent.ListReady;
import org.fairlot.contracts.allocation.DrawEvent.NotaryCommitted;
import org.fairlot.contracts.allocation.DrawEvent.SeedFixed;
import org.fairlot.contracts.allocation.DrawEvent.ShareRevealed;
import org.fairlot.contracts.allocation.DrawEvent.ShareWithheld;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteDrawn;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteWanted;
import org.fairlot.contracts.allocation.DrawEvent.SubstitutesExhausted;
import org.fairlot.contracts.allocation.DrawEvent.WinnersDrawn;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.draw.DrawTimes;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;
import org.fairlot.kernel.Ledger;

/**
 * The rules of a draw (摇号): what may happen only in one order. The list is committed before the beacon can be known, the
 * notary's share before it too, one beacon counts and no other, the result is tested and attested before a winner hears of
 * it. The order itself is a pure function of list and seed, computed outside and written down here by its hash; how many
 * units each pool has is held here, so that no computation, however wrong, can give away more.
 */
public final class DrawDecider
    implements Decider<DrawCommand, Ledger<Draw, DrawMember>, DrawEvent, DrawRejection> {

  /** The list or its root came when the beacon could be known already. */
  public static final String ROOT_LATE = "ROOT_LATE";

  /** Nobody is on the list. */
  public static final String NO_ENTRIES = "NO_ENTRIES";

  /** There is nothing to win. */
  public static final String NO_SUPPLY = "NO_SUPPLY";

  @Override
  public Ledger<Draw, DrawMember> initial() {
    return Ledger.empty(new Unknown());
  }

  @Override
  public Decision<DrawEvent, DrawRejection> decide(DrawCommand command, Ledger<Draw, DrawMember> draw, Instant at) {
    Draw state = draw.header();
    if (command instanceof DrawCommand.Announce c) {
      return state instanceof Unknown
          ? Decision.accept(new DrawAnnounced(c.drawId(), c.urnId(), c.programmeId(), c.rules(), c.times()))
          : Decision.nothing();
    }
    if (!(state instanceof Known known)) {
      return Decision.reject(new DrawRejection.UnknownDraw(command.drawId()));
    }
    return switch (command) {
      case DrawCommand.Announce c -> Decision.nothing();
      case NoteFreeze c -> noteFreeze(c, known, at);
      case NoteCapacity c -> noteCapacity(c, known, at);
      case NoteRecheck c -> noteRecheck(c, draw, at);
      case DrawCommand.StopRecheck c ->
          known instanceof Gathering s && s.awaited().isEmpty() ? listReady(c.drawId(), s, at) : Decision.nothing();
      case Seal c -> seal(c, known, at);
      case CommitShare c -> commitShare(c, known, at);
      case RevealShare c -> revealShare(c, known, at);
      case DrawCommand.NoteBeaconDue c -> noteBeaconDue(c.drawId(), known, at);
      case RecordBeacon c -> recordBeacon(c, draw, known, at);
      case Rank c -> rank(c, known, at);
      case Release c -> release(c, known, at);
      case Annul c -> annul(c, known);
      case Attest c -> attest(c, known, at);
      case AnnounceWinners c -> announce(c, draw);
      case WantSubstitute c -> wantSubstitute(c, draw);
      case DrawSubstitute c -> substitute(c, draw);
      case GiveUpSubstitution c ->
          isOpen(draw, c.poolId(), c.caseId())
              ? Decision.accept(new SubstitutesExhausted(c.drawId(), c.poolId(), c.caseId()))
              : Decision.nothing();
      case DrawCommand.Close c ->
          known instanceof Published ? Decision.accept(new DrawClosed(c.drawId(), known.pools())) : Decision.nothing();
    };
  }

  private static Decision<DrawEvent, DrawRejection> noteFreeze(NoteFreeze c, Known state, Instant at) {
    if (!(state instanceof Announced s)) {
      return Decision.nothing();
    }
    if (c.entries() == 0) {
      return Decision.accept(aborted(c.drawId(), s, NO_ENTRIES));
    }
    return Decision.accept(new CapacityAsked(c.drawId(), c.parts(), c.entries(), c.pools()));
  }

  private static Decision<DrawEvent, DrawRejection> noteCapacity(NoteCapacity c, Known state, Instant at) {
    if (!(state instanceof Gathering s) || !s.awaited().contains(c.poolId())) {
      return Decision.nothing();
    }
    var noted = new CapacityNoted(c.drawId(), c.poolId(), c.units());
    return withList(noted, c.drawId(), capacityNoted(s, noted), at);
  }

  private static Decision<DrawEvent, DrawRejection> noteRecheck(
      NoteRecheck c, Ledger<Draw, DrawMember> draw, Instant at) {
    if (draw.member(recheckedKey(c.part())).isPresent()) {
      return Decision.nothing();
    }
    var excluded = new EntriesExcluded(c.drawId(), c.part(), c.excluded(), c.unverified());
    return switch (draw.header()) {
      // the second look may be quicker than the news that the list is whole
      case Announced s -> Decision.accept(excluded);
      case Gathering s -> withList(excluded, c.drawId(), excluded(s, excluded), at);
      default -> Decision.nothing();
    };
  }

  private static Decision<DrawEvent, DrawRejection> withList(DrawEvent event, String drawId, Gathering after, Instant at) {
    var events = new ArrayList<DrawEvent>();
    events.add(event);
    if (after.isWhole()) {
      events.addAll(listEvents(drawId, after, at));
    }
    return Decision.accept(events);
  }

  private static Decision<DrawEvent, DrawRejection> listReady(String drawId, Gathering s, Instant at) {
    return Decision.accept(listEvents(drawId, s, at));
  }

  private static List<DrawEvent> listEvents(String drawId, Gathering s, Instant at) {
    int entries = s.entries() - s.excluded();
    if (!at.isBefore(s.plan().times().beaconAt())) {
      return List.of(aborted(drawId, s, ROOT_LATE));
    }
    if (entries == 0) {
      return List.of(aborted(drawId, s, NO_ENTRIES));
    }
    boolean nothing = s.capacity().values().stream().allMatch(units -> units < s.plan().rules().units());
    return List.of(nothing ? aborted(drawId, s, NO_SUPPLY) : new ListReady(drawId, s.plan().rules(), s.plan().times(), entries, s.capacity()));
  }

  private static Decision<DrawEvent, DrawRejection> seal(Seal c, Known state, Instant at) {
    if (!(state instanceof Ready s)) {
      return state instanceof Announced || state instanceof Gathering
          ? Decision.reject(new DrawRejection.NotNow(state.phase()))
          : Decision.nothing();
    }
    if (c.entries() != s.entries()) {
      return Decision.reject(new DrawRejection.Disagrees("entries"));
    }
    if (c.sealedAt().isAfter(at)) {
      return Decision.reject(new DrawRejection.SealedInFuture(c.sealedAt(), at));
    }
    return at.isBefore(s.plan().times().beaconAt())
        ? Decision.accept(
            new DrawSealed(c.drawId(), c.spec(), c.specHash(), c.root(), c.entries(), c.sealedAt(), c.signature()))
        : Decision.accept(aborted(c.drawId(), s, ROOT_LATE));
  }

  private static Decision<DrawEvent, DrawRejection> commitShare(CommitShare c, Known state, Instant at) {
    if (!(state instanceof Sealed s)) {
      return Decision.reject(new DrawRejection.NotNow(state.phase()));
    }
    if (s.committed() != null) {
      return s.committed().equals(c.commitment())
          ? Decision.nothing()
          : Decision.reject(new DrawRejection.CommitmentFixed());
    }
    if (!at.isBefore(s.plan().times().fallbackAt())) {
      return Decision.reject(new DrawRejection.ShareTooLate(s.plan().times().fallbackAt(), at));
    }
    return Decision.accept(
        before(s, c.drawId(), at, new NotaryCommitted(c.drawId(), c.commitment(), c.signature(), c.jwk())));
  }

  private static Decision<DrawEvent, DrawRejection> revealShare(RevealShare c, Known state, Instant at) {
    if (!(state instanceof Sealed s) || s.committed() == null) {
      return Decision.reject(new DrawRejection.NotNow(state.phase()));
    }
    if (!sha256(c.share()).equals(s.committed())) {
      return Decision.reject(new DrawRejection.ShareMismatch());
    }
    if (s.share() != null) {
      return Decision.nothing();
    }
    if (!at.isBefore(s.plan().times().fallbackAt())) {
      return Decision.reject(new DrawRejection.ShareTooLate(s.plan().times().fallbackAt(), at));
    }
    return Decision.accept(before(s, c.drawId(), at, new ShareRevealed(c.drawId(), c.share())));
  }

  /** What comes when the first beacon may be known already counts for the later one: first says so, then happens. */
  private static List<DrawEvent> before(Sealed s, String drawId, Instant at, DrawEvent event) {
    return shareIsMissing(s, at)
        ? List.of(new ShareWithheld(drawId, s.plan().times().fallbackAt()), event)
        : List.of(event);
  }

  private static boolean shareIsMissing(Sealed s, Instant at) {
    return s.plan().rules().draw().notary()
        && s.share() == null
        && !s.withheld()
        && !at.isBefore(s.plan().times().beaconAt());
  }

  private static Decision<DrawEvent, DrawRejection> noteBeaconDue(String drawId, Known state, Instant at) {
    return switch (state) {
      case Sealed s when shareIsMissing(s, at) ->
          Decision.accept(new ShareWithheld(drawId, s.plan().times().fallbackAt()));
      case Sealed s when !s.due() && !at.isBefore(s.beaconAt()) -> Decision.accept(new BeaconDue(drawId, s.withheld()));
      // the list was not whole before the beacon: whatever is drawn from it now could have been chosen
      case Gathering s when !at.isBefore(s.plan().times().beaconAt()) -> Decision.accept(aborted(drawId, s, ROOT_LATE));
      case Ready s when !at.isBefore(s.plan().times().beaconAt()) -> Decision.accept(aborted(drawId, s, ROOT_LATE));
      default -> Decision.nothing();
    };
  }

  private static Decision<DrawEvent, DrawRejection> recordBeacon(
      RecordBeacon c, Ledger<Draw, DrawMember> draw, Known state, Instant at) {
    if (draw.member(DrawMember.BEACON).orElse(null) instanceof FixedBeacon(String value)) {
      return value.equals(c.value()) ? Decision.nothing() : Decision.reject(new DrawRejection.BeaconFixed(value));
    }
    if (!(state instanceof Sealed s)) {
      return Decision.reject(new DrawRejection.NotNow(state.phase()));
    }
    var source = s.plan().rules().draw().beacon().source();
    if (c.source() != source) {
      return Decision.reject(new DrawRejection.OtherSource(source.name()));
    }
    boolean later = s.withheld() || shareIsMissing(s, at);
    Instant counts = later ? s.plan().times().fallbackAt() : s.beaconAt();
    if (at.isBefore(counts)) {
      return Decision.reject(new DrawRejection.BeaconTooEarly(counts, at));
    }
    // the first one is known for long when the later one counts: whoever could choose between them could choose the result
    if (c.later() != later) {
      return Decision.reject(new DrawRejection.Disagrees(DrawRejection.Disagrees.BEACON));
    }
    var events =
        new ArrayList<>(
            before(s, c.drawId(), at, new BeaconRecorded(c.drawId(), c.source(), c.evidence(), c.value())));
    events.add(new SeedFixed(c.drawId(), s.share(), c.value()));
    return Decision.accept(events);
  }

  private static Decision<DrawEvent, DrawRejection> rank(Rank c, Known state, Instant at) {
    if (!(state instanceof Seeded s)) {
      return Decision.nothing();
    }
    var capacity = s.commitment().capacity();
    int units = s.plan().rules().units();
    boolean tooMany =
        c.winners().entrySet().stream()
            .anyMatch(pool -> (long) pool.getValue() * units > capacity.getOrDefault(pool.getKey(), 0));
    if (tooMany) {
      return Decision.reject(new DrawRejection.Disagrees("winners"));
    }
    var health = c.tests().stream().map(HealthTest::health).max(Enum::compareTo).orElse(Health.PASSED);
    var ranked = new DrawRanked(c.drawId(), c.resultHash(), c.winners(), health, c.tests());
    return published(ranked, c.drawId(), ranked(s, ranked), at);
  }

  private static Decision<DrawEvent, DrawRejection> release(Release c, Known state, Instant at) {
    if (!(state instanceof Ranked s)) {
      return Decision.reject(new DrawRejection.NotNow(state.phase()));
    }
    var released = new DrawReleased(c.drawId(), c.operator(), c.reason());
    return s.cleared() ? Decision.nothing() : published(released, c.drawId(), s.released(), at);
  }

  /** The event, and behind it the publication if nothing is missing any more: tests passed, notary heard. */
  private static Decision<DrawEvent, DrawRejection> published(DrawEvent event, String drawId, Ranked after, Instant at) {
    if (!after.mayBePublished()) {
      return Decision.accept(event);
    }
    int winners = after.winners().values().stream().mapToInt(Integer::intValue).sum();
    return Decision.accept(
        List.of(
            event,
            new DrawPublished(drawId, after.plan().urnId(), after.resultHash(), winners, closesAt(after.plan().times(), at))));
  }

  private static Decision<DrawEvent, DrawRejection> annul(Annul c, Known state) {
    return switch (state) {
      case Announcing s -> Decision.reject(new DrawRejection.NotNow(s.phase()));
      case Published s -> Decision.reject(new DrawRejection.NotNow(s.phase()));
      case Closed s -> Decision.reject(new DrawRejection.NotNow(s.phase()));
      // before the list is whole the urn would go on writing it down for nobody
      case Announced s -> Decision.reject(new DrawRejection.NotNow(s.phase()));
      case Aborted s -> Decision.nothing();
      case Gathering s -> Decision.accept(aborted(c.drawId(), s, "ANNULLED: " + c.reason()));
      case Ready s -> Decision.accept(aborted(c.drawId(), s, "ANNULLED: " + c.reason()));
      case Sealed s -> Decision.accept(aborted(c.drawId(), s, "ANNULLED: " + c.reason()));
      case Seeded s -> Decision.accept(aborted(c.drawId(), s, "ANNULLED: " + c.reason()));
      case Ranked s -> Decision.accept(aborted(c.drawId(), s, "ANNULLED: " + c.reason()));
    };
  }

  private static Decision<DrawEvent, DrawRejection> attest(Attest c, Known state, Instant at) {
    if (!(state instanceof Ranked s)) {
      return Decision.reject(new DrawRejection.NotNow(state.phase()));
    }
    if (!s.resultHash().equals(c.resultHash())) {
      return Decision.reject(new DrawRejection.Disagrees("resultHash"));
    }
    if (!s.cleared()) {
      return Decision.reject(new DrawRejection.Blocked());
    }
    return s.attested()
        ? Decision.nothing()
        : published(new DrawAttested(c.drawId(), c.signature()), c.drawId(), s.attestedNow(), at);
  }

  private static Decision<DrawEvent, DrawRejection> announce(AnnounceWinners c, Ledger<Draw, DrawMember> draw) {
    if (draw.header() instanceof Ranked s) {
      return Decision.reject(s.cleared() ? new DrawRejection.NotAttested() : new DrawRejection.Blocked());
    }
    if (!(draw.header() instanceof Announcing s) || c.part() != s.parts() + 1) {
      return Decision.nothing();
    }
    var left = withoutWinners(s.left(), c.winners());
    boolean twice =
        c.winners().stream().map(Win::caseId).distinct().count() < c.winners().size()
            || c.winners().stream().anyMatch(win -> draw.member(wonKey(win.caseId())).isPresent());
    boolean tooMany = left.values().stream().anyMatch(n -> n < 0);
    boolean tooFew = c.last() && left.values().stream().anyMatch(n -> n > 0);
    if (twice || tooMany || tooFew) {
      return Decision.reject(new DrawRejection.Disagrees("winners"));
    }
    var events = new ArrayList<DrawEvent>();
    String urnId = s.plan().urnId();
    events.add(new WinnersDrawn(c.drawId(), urnId, c.part(), c.winners()));
    if (c.last()) {
      events.add(new AllWinnersDrawn(c.drawId(), urnId, s.closesAt()));
    }
    return Decision.accept(events);
  }

  /** A draw that was held late, by the later beacon, has its time for substitutes all the same. */
  private static Instant closesAt(DrawTimes times, Instant publishedAt) {
    var late = Duration.between(times.beaconAt(), publishedAt);
    return late.isNegative() ? times.substituteUntil() : times.substituteUntil().plus(late);
  }

  private static Decision<DrawEvent, DrawRejection> wantSubstitute(WantSubstitute c, Ledger<Draw, DrawMember> draw) {
    boolean drawn = draw.header() instanceof Announcing || draw.header() instanceof Published;
    boolean known = draw.member(wantKey(c.poolId(), c.caseId())).isPresent();
    boolean won = draw.member(wonKey(c.caseId())).isPresent();
    return drawn && won && !known
        ? Decision.accept(new SubstituteWanted(c.drawId(), c.poolId(), c.caseId(), c.reason()))
        : Decision.nothing();
  }

  private static Decision<DrawEvent, DrawRejection> substitute(DrawSubstitute c, Ledger<Draw, DrawMember> draw) {
    if (draw.header() instanceof Announcing s) {
      return Decision.reject(new DrawRejection.NotNow(s.phase()));
    }
    if (!(draw.header() instanceof Published s) || !isOpen(draw, c.poolId(), c.caseId())) {
      return Decision.nothing();
    }
    if (draw.member(wonKey(c.win().caseId())).isPresent() || !c.win().poolId().equals(c.poolId())) {
      return Decision.reject(new DrawRejection.Disagrees("substitute"));
    }
    String reason = ((Forfeited) draw.member(wantKey(c.poolId(), c.caseId())).orElseThrow()).reason();
    return Decision.accept(
        new SubstituteDrawn(
            c.drawId(), s.plan().urnId(), s.substitutions() + 1, c.caseId(), c.forfeited(), reason, c.substitute(),
            c.win(), c.skipped()));
  }

  private static boolean isOpen(Ledger<Draw, DrawMember> draw, String poolId, String caseId) {
    return draw.member(wantKey(poolId, caseId)).orElse(null) instanceof Forfeited want && want.open();
  }

  private static DrawAborted aborted(String drawId, Known state, String reason) {
    return new DrawAborted(drawId, state.plan().urnId(), reason, state.pools());
  }

  @Override
  public Ledger<Draw, DrawMember> evolve(Ledger<Draw, DrawMember> draw, DrawEvent event) {
    return switch (event) {
      case DrawAnnounced e ->
          draw.withHeader(new Announced(new Plan(e.urnId(), e.programmeId(), e.rules(), e.times()), 0, 0));
      case CapacityAsked e -> draw.withHeader(gathering((Announced) draw.header(), e));
      case CapacityNoted e -> draw.withHeader(capacityNoted((Gathering) draw.header(), e));
      case EntriesExcluded e ->
          draw.withHeader(
                  switch (draw.header()) {
                    case Announced s -> new Announced(s.plan(), s.partsRechecked() + 1, s.excluded() + e.caseIds().size());
                    case Gathering s -> excluded(s, e);
                    default -> throw new IllegalStateException("no list to exclude from: " + draw.header());
                  })
              .with(recheckedKey(e.part()), new Rechecked());
      case ListReady e -> draw.withHeader(new Ready(plan(draw), e.entries(), new TreeMap<>(e.capacity())));
      case DrawSealed e -> draw.withHeader(sealed((Ready) draw.header(), e));
      case NotaryCommitted e -> {
        var s = (Sealed) draw.header();
        yield draw.withHeader(new Sealed(s.plan(), s.commitment(), e.commitment(), s.share(), s.withheld(), s.due()));
      }
      case ShareRevealed e -> {
        var s = (Sealed) draw.header();
        yield draw.withHeader(new Sealed(s.plan(), s.commitment(), s.committed(), e.share(), s.withheld(), s.due()));
      }
      case ShareWithheld e -> {
        var s = (Sealed) draw.header();
        yield draw.withHeader(new Sealed(s.plan(), s.commitment(), s.committed(), s.share(), true, false));
      }
      case BeaconDue e -> {
        var s = (Sealed) draw.header();
        yield draw.withHeader(new Sealed(s.plan(), s.commitment(), s.committed(), s.share(), s.withheld(), true));
      }
      case BeaconRecorded e -> draw;
      case SeedFixed e ->
          draw.withHeader(new Seeded(plan(draw), ((Sealed) draw.header()).commitment()))
              .with(DrawMember.BEACON, new FixedBeacon(e.beacon()));
      case DrawRanked e -> draw.withHeader(ranked((Seeded) draw.header(), e));
      case DrawReleased e -> draw.withHeader(((Ranked) draw.header()).released());
      case DrawAttested e -> draw.withHeader(((Ranked) draw.header()).attestedNow());
      case DrawPublished e -> {
        var s = (Ranked) draw.header();
        yield draw.withHeader(new Announcing(s, e.closesAt(), 0, s.winners()));
      }
      case WinnersDrawn e -> announced(draw, e);
      case AllWinnersDrawn e -> draw.withHeader(new Published(((Announcing) draw.header()).ranked(), 0));
      case SubstituteWanted e -> draw.with(wantKey(e.poolId(), e.caseId()), new Forfeited(e.reason(), true));
      case SubstituteDrawn e -> {
        var s = (Published) draw.header();
        yield draw.withHeader(new Published(s.ranked(), e.n()))
            .with(wantKey(e.win().poolId(), e.caseId()), new Forfeited(e.reason(), false))
            .with(wonKey(e.win().caseId()), new Won());
      }
      case SubstitutesExhausted e -> draw.with(wantKey(e.poolId(), e.caseId()), new Forfeited("EXHAUSTED", false));
      case DrawClosed e -> draw.withHeader(new Closed(plan(draw)));
      case DrawAborted e -> draw.withHeader(new Aborted(plan(draw), e.reason()));
    };
  }

  private static Plan plan(Ledger<Draw, DrawMember> draw) {
    return ((Known) draw.header()).plan();
  }

  private static Gathering gathering(Announced s, CapacityAsked e) {
    return new Gathering(
        s.plan(), e.parts(), e.entries(), new TreeMap<>(), new TreeSet<>(e.pools()), s.partsRechecked(), s.excluded());
  }

  private static Gathering capacityNoted(Gathering s, CapacityNoted e) {
    var capacity = new TreeMap<>(s.capacity());
    capacity.put(e.poolId(), e.units());
    var awaited = new TreeSet<>(s.awaited());
    awaited.remove(e.poolId());
    return new Gathering(s.plan(), s.parts(), s.entries(), capacity, awaited, s.partsRechecked(), s.excluded());
  }

  private static Gathering excluded(Gathering s, EntriesExcluded e) {
    return new Gathering(
        s.plan(), s.parts(), s.entries(), s.capacity(), s.awaited(), s.partsRechecked() + 1,
        s.excluded() + e.caseIds().size());
  }

  private static Sealed sealed(Ready s, DrawSealed e) {
    var commitment = new Commitment(e.specHash(), e.root(), e.entries(), s.capacity());
    return new Sealed(s.plan(), commitment, null, null, false, false);
  }

  private static Ranked ranked(Seeded s, DrawRanked e) {
    boolean cleared = e.health() != Health.BLOCKED;
    return new Ranked(s.plan(), s.commitment(), e.resultHash(), new TreeMap<>(e.winners()), e.health(), cleared, false);
  }

  private static Ledger<Draw, DrawMember> announced(Ledger<Draw, DrawMember> draw, WinnersDrawn e) {
    var s = (Announcing) draw.header();
    var won = new TreeMap<String, Optional<DrawMember>>();
    e.winners().forEach(win -> won.put(wonKey(win.caseId()), Optional.of(new Won())));
    return draw.withHeader(new Announcing(s.ranked(), s.closesAt(), e.part(), withoutWinners(s.left(), e.winners())))
        .withAll(won);
  }

  private static SortedMap<String, Integer> withoutWinners(Map<String, Integer> left, List<Win> winners) {
    var after = new TreeMap<>(left);
    winners.forEach(win -> after.merge(win.poolId(), -1, Integer::sum));
    return after;
  }

  private static String sha256(String hex) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(HexFormat.of().parseHex(hex)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
