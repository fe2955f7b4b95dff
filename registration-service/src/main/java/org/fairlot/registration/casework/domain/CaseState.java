package org.fairlot.registration.casework.domain;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.allocation.PoolId;
import org.fairlot.contracts.pack.Pack.Channel;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent;
import org.fairlot.contracts.registration.CaseEvent.CallRequested;
import org.fairlot.contracts.registration.CaseEvent.CancellationRequested;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseErased;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.NoticeRequested;
import org.fairlot.contracts.registration.CaseEvent.Profile;
import org.fairlot.contracts.registration.CaseEvent.StageProgressed;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.CaseEvent.StageSettled;
import org.fairlot.contracts.registration.CaseEvent.StageTimedOut;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.contracts.registration.CaseStatus;

/** Where a person stands in a programme: at most one case is live. */
public sealed interface CaseState {

  /**
   * No case is live.
   *
   * @param closedIds    the person's latest cases, the last one last; a belated repeat does not open them again
   * @param lastOutcome  how the last one ended, or {@code null}
   * @param eligibleFrom when the person may register again, {@code null}: now
   */
  record Idle(List<String> closedIds, CaseOutcome lastOutcome, Instant eligibleFrom) implements CaseState {

    /** So many ids of closed cases are remembered; older repeats have long fallen out of every retry. */
    private static final int REMEMBERED = 50;

    public Idle {
      closedIds = List.copyOf(closedIds.subList(Math.max(0, closedIds.size() - REMEMBERED), closedIds.size()));
    }
  }

  /** The programme has ended, and what the person said is forgotten: nothing begins here any more. */
  record Erased(List<String> closedIds) implements CaseState {
    public Erased {
      closedIds = List.copyOf(closedIds);
    }
  }

  /** A case is live. */
  sealed interface Live extends CaseState {
    CaseFile file();

    CaseStatus status();
  }

  /** Opened, or past a stage; the next step is decided in the same transaction, so this is never read back. */
  record BetweenStages(CaseFile file, CaseStatus status) implements Live {}

  /**
   * Waits for the answer to a stage.
   *
   * @param heard the sequence of the last report on it
   * @param dueAt when it stops waiting, {@code null}: never
   */
  record AtStage(CaseFile file, int stageNo, Stage stage, CaseStatus status, long heard, Instant dueAt)
      implements Live {}

  /** Taken back while the goods may be under way: waits for the stage to end. */
  record Cancelling(CaseFile file, int stageNo, Stage stage) implements Live {
    @Override
    public CaseStatus status() {
      return CaseStatus.CANCELLING;
    }
  }

  /**
   * What is known of a live case.
   *
   * @param wishes    as the citizen edited them last
   * @param closedIds the person's earlier cases
   * @param listed    whether a register's list brought the person
   */
  record CaseFile(
      String caseId, String pack, int packVersion, Wishes wishes, Track track, List<String> closedIds, boolean listed) {

    public CaseFile {
      closedIds = List.copyOf(closedIds);
    }

    static CaseFile of(CaseOpened e, List<String> closedIds) {
      var wishes = new Wishes(e.language(), e.choice(), e.sealed(), e.addressConfidence(), e.profile(), 0, e.tags());
      return new CaseFile(e.caseId(), e.pack(), e.packVersion(), wishes, Track.START, closedIds,
          e.channel().equals(Channel.ENTITLEMENT_LIST));
    }

    /** The shared limits in which the case counts, by their keys. */
    List<String> caps() {
      String programmeId = CaseId.parse(caseId).programmeId();
      return track.countedBy().stream().map(by -> CapKey.of(programmeId, by, wishes.tag(by))).toList();
    }

    CaseFile with(Wishes changed) {
      return new CaseFile(caseId, pack, packVersion, changed, track, closedIds, listed);
    }

    CaseFile with(Track changed) {
      return new CaseFile(caseId, pack, packVersion, wishes, changed, closedIds, listed);
    }
  }

  /**
   * What a citizen asks for.
   *
   * @param sealed personal fields by purpose, as JWE
   * @param profile what the allotment must know of the person, {@code null} where it need not know anything
   * @param edits  how often it was edited
   * @param tags   by which shared limits count, {@code null} where the pack has none
   */
  record Wishes(
      String language, Choice choice, Map<Purpose, String> sealed, Integer addressConfidence, Profile profile, int edits,
      Map<Stage.CapBy, String> tags) {

    /** Counts alone where it is unknown what to count by, such as a dwelling that no address tells. */
    String tag(Stage.CapBy by) {
      return tags == null ? null : tags.get(by);
    }

    public Wishes {
      sealed = Collections.unmodifiableMap(new TreeMap<>(sealed));
    }

    static Wishes of(CaseAmended e) {
      return new Wishes(e.language(), e.choice(), e.sealed(), e.addressConfidence(), e.profile(), e.edits(), e.tags());
    }

    Wishes at(String outletId) {
      return new Wishes(language, choice.at(outletId), sealed, addressConfidence, profile, edits, tags);
    }
  }

  /**
   * What has become of a case so far.
   *
   * @param pickupBarred whether a health verdict turned pick-up into delivery
   * @param grantedAt    when goods were allotted, or {@code null}
   * @param pools        the pools that it was sent to; for a draw those of all edits, since a frozen list knows the
   *     choice as it stood
   * @param noticeCounts how many notices of each template were asked for
   * @param urnId        the urn that it went into, or {@code null}
   * @param won          the pool in which it won a draw, or {@code null}
   * @param facts        what registers attested of the person, by name
   * @param units        units (份) that were allotted, {@code null} where no stage has told how many
   * @param countedBy    the shared limits in which it counts
   * @param confirmed    whether the citizen confirmed the goods that were allotted
   * @param bookingNumber the booking number by which it was served, {@code null} without one
   */
  record Track(
      boolean pickupBarred, Instant grantedAt, List<String> pools, Map<String, Integer> noticeCounts, String urnId,
      String won, List<Stage.Fact> facts, Integer units, List<Stage.CapBy> countedBy,
      boolean confirmed, Integer bookingNumber) {

    static final Track START =
        new Track(false, null, List.of(), Map.of(), null, null, List.of(), null, List.of(), false, null);

    public Track {
      pools = List.copyOf(pools);
      noticeCounts = Collections.unmodifiableMap(new TreeMap<>(noticeCounts));
      // a state that was written before there were facts
      facts = facts == null ? List.of() : List.copyOf(facts);
      countedBy = countedBy == null ? List.of() : List.copyOf(countedBy);
    }

    Track barredFromPickup() {
      return new Track(true, grantedAt, pools, noticeCounts, urnId, won, facts, units, countedBy, confirmed, bookingNumber);
    }

    Track granted(Instant at) {
      return new Track(pickupBarred, at, pools, noticeCounts, urnId, won, facts, units, countedBy, confirmed, bookingNumber);
    }

    Track sentTo(List<PoolId> more) {
      var all = Stream.concat(pools.stream(), more.stream().map(PoolId::toString)).distinct().toList();
      return new Track(pickupBarred, grantedAt, all, noticeCounts, urnId, won, facts, units, countedBy, confirmed, bookingNumber);
    }

    Track inUrn(String urn) {
      return new Track(pickupBarred, grantedAt, pools, noticeCounts, urn, won, facts, units, countedBy, confirmed, bookingNumber);
    }

    Track won(String pool, Instant at) {
      return new Track(pickupBarred, at, pools, noticeCounts, urnId, pool, facts, units, countedBy, confirmed, bookingNumber);
    }

    Track attested(List<Stage.Fact> all) {
      return new Track(pickupBarred, grantedAt, pools, noticeCounts, urnId, won, all, units, countedBy, confirmed, bookingNumber);
    }

    Track confirmedByCitizen() {
      return new Track(pickupBarred, grantedAt, pools, noticeCounts, urnId, won, facts, units, countedBy, true, bookingNumber);
    }

    Track counted(Stage.CapBy by) {
      var all = Stream.concat(countedBy.stream(), Stream.of(by)).distinct().toList();
      return new Track(pickupBarred, grantedAt, pools, noticeCounts, urnId, won, facts, units, all, confirmed, bookingNumber);
    }

    Track noticed(String template) {
      var counts = new TreeMap<>(noticeCounts);
      counts.merge(template, 1, Integer::sum);
      return new Track(pickupBarred, grantedAt, pools, counts, urnId, won, facts, units, countedBy, confirmed, bookingNumber);
    }

    /** @param told the units that a stage allotted, as its answer tells them; {@code null} where it allots none */
    Track holding(String told) {
      return told == null
          ? this
          : new Track(
              pickupBarred, grantedAt, pools, noticeCounts, urnId, won, facts, Integer.valueOf(told), countedBy, confirmed,
              bookingNumber);
    }

    /** @param told the booking number, as the allotment's answer tells it; {@code null} where there are no numbers */
    Track numbered(String told) {
      return told == null
          ? this
          : new Track(
              pickupBarred, grantedAt, pools, noticeCounts, urnId, won, facts, units, countedBy, confirmed,
              Integer.valueOf(told));
    }

    /** The pools whose choice cannot change any more: asked for or won; a draw takes any choice until it is won. */
    List<String> settledPools() {
      return urnId == null ? pools : won == null ? List.of() : List.of(won);
    }
  }

  CaseState NONE = new Idle(List.of(), null, null);

  /** The state after an event; events only ever come from the decider, so each fits the state before it. */
  default CaseState after(CaseEvent event) {
    return switch (event) {
      case CaseOpened e -> new BetweenStages(CaseFile.of(e, closedIds()), CaseStatus.REGISTERED);
      case CaseAmended e -> amended(e);
      case StageRequested e -> asked(e);
      case StageProgressed e -> progressed(e);
      case StageSettled e -> settled(e);
      case StageTimedOut e -> new BetweenStages(live().file(), live().status());
      case CancellationRequested e -> cancelling();
      case NoticeRequested e -> noticed(e.template());
      case CallRequested e -> noticed(e.template());
      case CaseClosed e -> closed(e);
      case CaseErased e -> new Erased(closedIds());
    };
  }

  /** The person's closed cases, the last one last. */
  default List<String> closedIds() {
    return switch (this) {
      case Idle s -> s.closedIds();
      case Erased s -> s.closedIds();
      case Live s -> s.file().closedIds();
    };
  }

  private CaseState closed(CaseClosed e) {
    return new Idle(Stream.concat(closedIds().stream(), Stream.of(e.caseId())).toList(), e.outcome(), e.eligibleFrom());
  }

  private CaseState asked(StageRequested e) {
    var file = live().file();
    var track = file.track();
    if (e.stage() instanceof Stage.FirstCome allotment) {
      track = track.sentTo(List.of(PoolId.of(e.programmeId(), allotment.pool(), e.choice())));
    } else if (e.stage() instanceof Stage.CommitteeOrder allotment) {
      track = track.sentTo(List.of(PoolId.of(e.programmeId(), allotment.pool(), e.choice())));
    } else if (e.stage() instanceof Stage.Cap cap && e.tags() != null) {
      track = track.counted(cap.by());
    } else if (e.stage() instanceof Stage.Lottery lottery) {
      track = track.inUrn(e.urnId()).sentTo(ranked(e.caseId(), lottery, e.choice()));
    }
    file = file.with(track);
    return new AtStage(file, e.stageNo(), e.stage(), CaseStatus.of(e.stage()), 0, e.dueAt());
  }

  private static List<PoolId> ranked(String caseId, Stage.Lottery lottery, Choice choice) {
    String programmeId = CaseId.parse(caseId).programmeId();
    return choice.ranked().stream().map(one -> PoolId.of(programmeId, lottery.pool(), one)).toList();
  }

  private CaseState amended(CaseAmended e) {
    var file = live().file().with(Wishes.of(e));
    if (this instanceof AtStage s && s.stage() instanceof Stage.Lottery lottery) {
      file = file.with(file.track().sentTo(ranked(e.caseId(), lottery, e.choice())));
    }
    if (this instanceof AtStage s && s.status() == CaseStatus.ADDRESS_CORRECTION) {
      return new AtStage(file, s.stageNo(), s.stage(), CaseStatus.GRANTED, s.heard(), s.dueAt());
    }
    return withFile(file);
  }

  private CaseState progressed(StageProgressed e) {
    return this instanceof AtStage s
        ? new AtStage(s.file(), s.stageNo(), s.stage(), e.phase(), e.sourceSequence(), s.dueAt())
        : this;
  }

  private CaseState settled(StageSettled e) {
    var file = live().file();
    if (e.verdict() == Verdict.PASSED && this instanceof AtStage s) {
      file = passed(s.stage(), file, e);
      file = file.with(file.track().holding(e.detail().get("units")).numbered(e.detail().get("bookingNumber")));
    }
    return new BetweenStages(file, live().status());
  }

  private static CaseFile passed(Stage stage, CaseFile file, StageSettled e) {
    var track = file.track();
    return switch (stage) {
      case Stage.HealthPrecheck precheck ->
          CaseProcess.barsPickup(precheck, e) ? file.with(track.barredFromPickup()) : file;
      case Stage.Eligibility eligibility -> file.with(track.attested(FactList.read(e.detail().get(FactList.MEMBER))));
      case Stage.Cap cap -> file;
      case Stage.CommitteeReview review -> file;
      case Stage.OutletAssignment assignment -> assigned(file, e.detail().get("outletId"));
      case Stage.Confirmation confirmation -> file.with(track.confirmedByCitizen());
      case Stage.FirstCome allotment -> file.with(track.granted(e.settledAt()));
      case Stage.CommitteeOrder allotment -> file.with(track.granted(e.settledAt()));
      case Stage.Lottery lottery -> won(file, lottery, e);
      case Stage.Fulfilment fulfilment -> file;
    };
  }

  /** @param outletId {@code null} where the outlet stands already */
  private static CaseFile assigned(CaseFile file, String outletId) {
    return outletId == null ? file : file.with(file.wishes().at(outletId));
  }

  /** From now on the case is one for the outlet won, whichever it was on the frozen list. */
  private static CaseFile won(CaseFile file, Stage.Lottery lottery, StageSettled e) {
    String pool = e.detail().get("pool");
    if (pool == null) {
      return file.with(file.track().granted(e.settledAt()));
    }
    var won = file.with(file.track().won(pool, e.settledAt()));
    return switch (lottery.pool()) {
      case CITY, DISTRICT, COMMITTEE -> won;
      case OUTLET, OUTLET_SKU_SLOT -> won.with(won.wishes().at(PoolId.parse(pool).outletId()));
    };
  }

  private CaseState cancelling() {
    return this instanceof AtStage s ? new Cancelling(s.file(), s.stageNo(), s.stage()) : this;
  }

  private CaseState noticed(String template) {
    return withFile(live().file().with(live().file().track().noticed(template)));
  }

  private CaseState withFile(CaseFile file) {
    return switch (this) {
      case Idle s -> s;
      case Erased s -> s;
      case BetweenStages s -> new BetweenStages(file, s.status());
      case AtStage s -> new AtStage(file, s.stageNo(), s.stage(), s.status(), s.heard(), s.dueAt());
      case Cancelling s -> new Cancelling(file, s.stageNo(), s.stage());
    };
  }

  private Live live() {
    if (this instanceof Live live) {
      return live;
    }
    throw new IllegalStateException("no case is live: " + this);
  }
}
