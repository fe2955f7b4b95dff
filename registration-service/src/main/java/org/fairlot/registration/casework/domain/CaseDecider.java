package org.fairlot.registration.casework.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.allocation.PoolId;
import org.fairlot.contracts.draw.UrnId;
import org.fairlot.contracts.notification.NoticeId;
import org.fairlot.contracts.pack.Pack;
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
import org.fairlot.contracts.registration.ProgrammeEvent.Edition;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;
import org.fairlot.kernel.DrivenDecider;
import org.fairlot.registration.casework.domain.CaseCommand.Amend;
import org.fairlot.registration.casework.domain.CaseCommand.AssignOutlet;
import org.fairlot.registration.casework.domain.CaseCommand.Cancel;
import org.fairlot.registration.casework.domain.CaseCommand.CloseCase;
import org.fairlot.registration.casework.domain.CaseCommand.Confirm;
import org.fairlot.registration.casework.domain.CaseCommand.Decline;
import org.fairlot.registration.casework.domain.CaseCommand.EraseCases;
import org.fairlot.registration.casework.domain.CaseCommand.Register;
import org.fairlot.registration.casework.domain.CaseCommand.ReportProgress;
import org.fairlot.registration.casework.domain.CaseCommand.RequestNotice;
import org.fairlot.registration.casework.domain.CaseCommand.RequestStage;
import org.fairlot.registration.casework.domain.CaseCommand.SettleStage;
import org.fairlot.registration.casework.domain.CaseCommand.TimeOutStage;
import org.fairlot.registration.casework.domain.CaseRejection.AlreadyRegistered;
import org.fairlot.registration.casework.domain.CaseRejection.ChoiceFixed;
import org.fairlot.registration.casework.domain.CaseRejection.ConfirmationOver;
import org.fairlot.registration.casework.domain.CaseRejection.EditedMeanwhile;
import org.fairlot.registration.casework.domain.CaseRejection.GoodsUnderWay;
import org.fairlot.registration.casework.domain.CaseRejection.NotOpen;
import org.fairlot.registration.casework.domain.CaseRejection.NothingToAssign;
import org.fairlot.registration.casework.domain.CaseRejection.NothingToConfirm;
import org.fairlot.registration.casework.domain.CaseRejection.ProgrammeEnded;
import org.fairlot.registration.casework.domain.CaseRejection.RegistrationClosed;
import org.fairlot.registration.casework.domain.CaseState.AtStage;
import org.fairlot.registration.casework.domain.CaseState.Cancelling;
import org.fairlot.registration.casework.domain.CaseState.CaseFile;
import org.fairlot.registration.casework.domain.CaseState.Erased;
import org.fairlot.registration.casework.domain.CaseState.Idle;
import org.fairlot.registration.casework.domain.CaseState.Live;

/**
 * The rules of a person's cases in one programme. Citizens are refused with a reason; reports of other services and
 * timers that come twice, late or out of order change nothing.
 */
public final class CaseDecider implements Decider<CaseCommand, CaseState, CaseEvent, CaseRejection> {

  private final PackLookup packs;

  private CaseDecider(PackLookup packs) {
    this.packs = packs;
  }

  /** The rules together with the process that walks the pipeline. */
  public static Decider<CaseCommand, CaseState, CaseEvent, CaseRejection> walkedBy(PackLookup packs) {
    return new DrivenDecider<>(new CaseDecider(packs), new CaseProcess(packs), CaseCommand.class);
  }

  @Override
  public CaseState initial() {
    return CaseState.NONE;
  }

  @Override
  public Decision<CaseEvent, CaseRejection> decide(CaseCommand command, CaseState state, Instant at) {
    return switch (command) {
      case Register c -> register(c, state, at);
      case Amend c -> amend(c, state, at);
      case Confirm c -> confirm(c, state, at);
      case AssignOutlet c -> assign(c, state, at);
      case Cancel c -> cancel(c, state, at);
      case Decline c -> decline(c, state);
      case ReportProgress c -> progress(c, state);
      case SettleStage c -> settle(c, state, at);
      case TimeOutStage c -> timeOut(c, state, at);
      case CaseCommand.Step c -> step(c, (Live) state, at);
      case EraseCases c -> erase(state);
    };
  }

  @Override
  public CaseState evolve(CaseState state, CaseEvent event) {
    return state.after(event);
  }

  private Decision<CaseEvent, CaseRejection> register(Register c, CaseState state, Instant at) {
    if (isKnown(c.caseId(), state)) {
      return Decision.nothing();
    }
    if (state instanceof Erased) {
      // what the caller's edge knew of the programme was a moment old
      return Decision.reject(new ProgrammeEnded(c.closesOn(), at));
    }
    var edition = inForce(c.editions(), at);
    if (edition.isEmpty()) {
      return Decision.reject(new NotOpen(c.editions().getFirst().from(), at));
    }
    Pack pack = packs.pack(c.pack(), edition.get().packVersion());
    for (AdmissionRule rule : AdmissionRule.values()) {
      var refusal = rule.refuse(c, state, pack, at);
      if (refusal.isPresent()) {
        return Decision.reject(refusal.get());
      }
    }
    if (state instanceof Live live) {
      return replace(c, live, at);
    }
    var id = CaseId.parse(c.caseId());
    return Decision.accept(
        new CaseOpened(
            c.caseId(), id.programmeId(), id.personTag(), pack.name(), pack.version(), c.channel(), c.language(),
            c.choice(),
            c.sealed(), c.addressConfidence(), c.profile(), c.tags(), c.enteredBy(), c.street(), c.building()));
  }

  /** The person comes again, perhaps by another door: what she says now counts, where it can still be heeded. */
  private Decision<CaseEvent, CaseRejection> replace(Register c, Live live, Instant at) {
    String liveId = live.file().caseId();
    var edit =
        new Amend(
            liveId, live.file().wishes().edits(), c.choice(), c.sealed(), c.addressConfidence(), c.language(), c.profile(),
            c.tags(), c.street(), c.building());
    return amend(edit, live, at) instanceof Decision.Accepted<CaseEvent, CaseRejection> accepted
        ? accepted
        : Decision.reject(new AlreadyRegistered(liveId));
  }

  private Decision<CaseEvent, CaseRejection> amend(Amend c, CaseState state, Instant at) {
    if (!(live(c, state) instanceof Live live) || live instanceof Cancelling) {
      return Decision.reject(new RegistrationClosed(c.caseId()));
    }
    var maintenance = maintenance(live, at);
    if (maintenance.isPresent()) {
      return Decision.reject(maintenance.get());
    }
    var file = live.file();
    if (c.basedOnEdit() != file.wishes().edits()) {
      return Decision.reject(new EditedMeanwhile(file.wishes().edits()));
    }
    if (live.status().goodsUnderWay()) {
      return Decision.reject(new GoodsUnderWay(live.status().name()));
    }
    var fixed = fixedFields(live, c);
    if (!fixed.isEmpty()) {
      return Decision.reject(new ChoiceFixed(fixed));
    }
    var sealed = new TreeMap<>(file.wishes().sealed());
    sealed.putAll(c.sealed());
    var language = c.language() == null ? file.wishes().language() : c.language();
    var lottery = live instanceof AtStage s && s.stage() instanceof Stage.Lottery inDraw ? inDraw : null;
    return Decision.accept(
        new CaseAmended(
            c.caseId(), file.wishes().edits() + 1, c.choice(), sealed, c.addressConfidence(), language,
            lottery == null ? c.profile() : profileFor(lottery, c.profile(), file),
            lottery == null ? null : file.track().urnId(), c.tags(), c.street(), c.building()));
  }

  /** Citizens change nothing while the system is maintained; what was accepted before goes on (系统维护). */
  private Optional<CaseRejection> maintenance(Live live, Instant at) {
    var pack = packs.pack(live.file().pack(), live.file().packVersion());
    return AdmissionRule.maintenance(pack, at);
  }

  /** What the services already act upon: the pool once the allotment was asked, the mode once the hand-over was. */
  private List<String> fixedFields(Live live, Amend amend) {
    var choice = amend.choice();
    var before = live.file().wishes().choice();
    var fixed = new ArrayList<String>();
    if (isReviewed(live)) {
      // a committee answers for its own residents
      addIfChanged(fixed, "committee", before.committee(), choice.committee());
    }
    live.file().track().countedBy().forEach(by -> addIfChanged(
        fixed, fieldOf(by), live.file().wishes().tag(by), amend.tags() == null ? null : amend.tags().get(by)));
    for (String sent : live.file().track().settledPools()) {
      var pool = PoolId.parse(sent);
      switch (pool.scope()) {
        case CITY -> {}
        case DISTRICT -> addIfChanged(fixed, "district", before.district(), choice.district());
        case COMMITTEE -> addIfChanged(fixed, "committee", before.committee(), choice.committee());
        case OUTLET -> {
          addIfChanged(fixed, "outletId", before.outletId(), choice.outletId());
          addIfChanged(fixed, "alternatives", before.alternatives(), choice.alternatives());
        }
        case OUTLET_SKU_SLOT -> {
          addIfChanged(fixed, "outletId", before.outletId(), choice.outletId());
          addIfChanged(fixed, "alternatives", before.alternatives(), choice.alternatives());
          addIfChanged(fixed, "sku", before.sku(), choice.sku());
          addIfChanged(fixed, "slot", before.slot(), choice.slot());
        }
      }
    }
    if (live instanceof AtStage s && s.stage() instanceof Stage.Fulfilment) {
      addIfChanged(fixed, "mode", before.mode(), choice.mode());
      if (!fixed.contains("committee")) {
        addIfChanged(fixed, "committee", before.committee(), choice.committee());
      }
    }
    return fixed;
  }

  private boolean isReviewed(Live live) {
    var file = live.file();
    return live instanceof AtStage s
        && packs.pack(file.pack(), file.packVersion()).steps().subList(0, s.stageNo() - 1).stream()
            .anyMatch(step -> step.stage() instanceof Stage.CommitteeReview);
  }

  /** The field of the form that a shared limit counts by. */
  private static String fieldOf(Stage.CapBy by) {
    return switch (by) {
      case DWELLING -> "address";
      case PHONE, LIKENESS -> "mobile";
    };
  }

  private static void addIfChanged(List<String> fixed, String field, Object before, Object after) {
    if (!Objects.equals(before, after) && !fixed.contains(field)) {
      fixed.add(field);
    }
  }

  /** Confirmed twice is confirmed: who asks again once it has gone on is told so by the status. */
  private Decision<CaseEvent, CaseRejection> confirm(Confirm c, CaseState state, Instant at) {
    if (!(live(c, state) instanceof Live live) || live instanceof Cancelling) {
      return Decision.reject(new RegistrationClosed(c.caseId()));
    }
    if (live instanceof AtStage s && s.stage() instanceof Stage.Confirmation) {
      if (!at.isBefore(s.dueAt())) {
        return Decision.reject(new ConfirmationOver(s.dueAt()));
      }
      return maintenance(s, at)
          .<Decision<CaseEvent, CaseRejection>>map(Decision::reject)
          .orElseGet(() -> Decision.accept(
              new StageSettled(c.caseId(), s.stageNo(), Verdict.PASSED, null, Map.of(), at)));
    }
    return live.file().track().confirmed()
        ? Decision.nothing()
        : Decision.reject(new NothingToConfirm(live.status().name()));
  }

  /** The first assignment counts: goods may already be claimed there. */
  private static Decision<CaseEvent, CaseRejection> assign(AssignOutlet c, CaseState state, Instant at) {
    if (!(live(c, state) instanceof Live live) || live instanceof Cancelling) {
      return Decision.reject(new RegistrationClosed(c.caseId()));
    }
    if (live instanceof AtStage s && s.stage() instanceof Stage.OutletAssignment) {
      return Decision.accept(
          new StageSettled(
              c.caseId(), s.stageNo(), Verdict.PASSED, null, Map.of("outletId", c.outletId()), at));
    }
    return c.outletId().equals(live.file().wishes().choice().outletId())
        ? Decision.nothing()
        : Decision.reject(new NothingToAssign(live.status().name()));
  }

  private Decision<CaseEvent, CaseRejection> cancel(Cancel c, CaseState state, Instant at) {
    return switch (live(c, state)) {
      case AtStage s ->
          maintenance(s, at)
              .<Decision<CaseEvent, CaseRejection>>map(Decision::reject)
              .orElseGet(() -> Decision.accept(new CancellationRequested(c.caseId(), s.stageNo())));
      case Cancelling s -> Decision.nothing();
      case null, default ->
          state instanceof Idle idle
                  && idle.lastOutcome() == CaseOutcome.CANCELLED
                  && c.caseId().equals(idle.closedIds().getLast())
              ? Decision.nothing()
              : Decision.reject(new RegistrationClosed(c.caseId()));
    };
  }

  /** What was told to a worker is no request that could be refused: where it comes too late nothing is left to take back. */
  private static Decision<CaseEvent, CaseRejection> decline(Decline c, CaseState state) {
    return live(c, state) instanceof AtStage s
        ? Decision.accept(new CancellationRequested(c.caseId(), s.stageNo()))
        : Decision.nothing();
  }

  private static Decision<CaseEvent, CaseRejection> progress(ReportProgress c, CaseState state) {
    return live(c, state) instanceof AtStage s && s.stageNo() == c.stageNo() && c.sourceSequence() > s.heard()
        ? Decision.accept(new StageProgressed(c.caseId(), c.stageNo(), c.phase(), c.sourceSequence(), c.detail()))
        : Decision.nothing();
  }

  private static Decision<CaseEvent, CaseRejection> settle(SettleStage c, CaseState state, Instant at) {
    boolean awaited =
        switch (live(c, state)) {
          case AtStage s -> s.stageNo() == c.stageNo();
          case Cancelling s -> s.stageNo() == c.stageNo();
          case null, default -> false;
        };
    return awaited
        ? Decision.accept(new StageSettled(c.caseId(), c.stageNo(), c.verdict(), c.reason(), c.detail(), at))
        : Decision.nothing();
  }

  private static Decision<CaseEvent, CaseRejection> timeOut(TimeOutStage c, CaseState state, Instant at) {
    return live(c, state) instanceof AtStage s
            && s.stageNo() == c.stageNo()
            && s.dueAt() != null
            && !at.isBefore(s.dueAt())
        ? Decision.accept(new StageTimedOut(c.caseId(), c.stageNo(), s.dueAt()))
        : Decision.nothing();
  }

  private Decision<CaseEvent, CaseRejection> step(CaseCommand.Step step, Live live, Instant at) {
    var file = live.file();
    var pack = packs.pack(file.pack(), file.packVersion());
    return switch (step) {
      case RequestStage s -> Decision.accept(stageRequested(s.stageNo(), file, pack, at));
      case RequestNotice s -> notice(s, file, pack);
      case CloseCase s ->
          Decision.accept(closed(file, s.outcome(), s.reason(), eligibleFrom(s.outcome(), file, pack)));
    };
  }

  private static CaseClosed closed(CaseFile file, CaseOutcome outcome, String reason, Instant eligibleFrom) {
    var id = CaseId.parse(file.caseId());
    return new CaseClosed(
        file.caseId(), id.programmeId(), id.personTag(), outcome, reason, eligibleFrom, file.track().pools(),
        file.track().urnId(), file.caps(), file.track().grantedAt());
  }

  /**
   * What is live still is closed, and its citizen is told by the page alone: a message would come when nobody can open the number any
   * more. Whoever has no case here has nothing to forget.
   */
  private static Decision<CaseEvent, CaseRejection> erase(CaseState state) {
    var events = new ArrayList<CaseEvent>();
    var ids = new ArrayList<String>();
    switch (state) {
      case Erased s -> {
        return Decision.nothing();
      }
      case Idle s -> ids.addAll(s.closedIds());
      case Live s -> {
        var outcome = s.file().track().grantedAt() == null ? CaseOutcome.REFUSED : CaseOutcome.FORFEITED;
        events.add(closed(s.file(), outcome, CaseClosed.PROGRAMME_ENDED, null));
        ids.addAll(s.closedIds());
        ids.add(s.file().caseId());
      }
    }
    ids.forEach(id -> events.add(new CaseErased(id)));
    return Decision.accept(events);
  }

  private static CaseEvent stageRequested(int stageNo, CaseFile file, Pack pack, Instant at) {
    var step = pack.steps().get(stageNo - 1);
    var hours = step.stage() instanceof Stage.Confirmation c ? (Integer) c.withinHours() : step.timeoutHours();
    var dueAt = hours == null ? null : at.plus(Duration.ofHours(hours));
    var id = CaseId.parse(file.caseId());
    var wishes = file.wishes();
    var lottery = step.stage() instanceof Stage.Lottery draw ? draw : null;
    return new StageRequested(
        file.caseId(), id.programmeId(), id.personTag(), stageNo, step.stage(), wishes.choice(),
        neededBy(step.stage(), wishes.sealed()), wishes.addressConfidence(), file.track().pickupBarred(), dueAt,
        file.track().units(),
        lottery == null ? null : new UrnId(id.programmeId(), pack.version()).toString(),
        lottery == null && !(step.stage() instanceof Stage.Cap) ? null : pack.timezone(),
        profileFor(step.stage(), wishes.profile(), file),
        step.stage() instanceof Stage.Cap cap ? tag(cap.by(), wishes) : null);
  }

  /** {@code null} where nothing tells what to count by. */
  private static Map<Stage.CapBy, String> tag(Stage.CapBy by, CaseState.Wishes wishes) {
    var tag = wishes.tag(by);
    return tag == null ? null : Map.of(by, tag);
  }

  /**
   * What an allotment is told of the person, {@code null} where it need not know anything: just the reserves whose whole group
   * the person belongs to, and for a draw what shows that it favours none.
   */
  private static Profile profileFor(Stage stage, Profile profile, CaseFile file) {
    boolean draws = stage instanceof Stage.Lottery;
    if (!draws && stage.kept().isEmpty()) {
      return null;
    }
    var known = profile == null ? new Profile(null, Map.of(), List.of()) : profile;
    var reserves =
        stage.kept().stream()
            .filter(reserve -> reserve.minAge() == null || known.reserves().contains(reserve.name()))
            .filter(reserve -> reserve.fact() == null || file.track().facts().contains(reserve.fact()))
            .filter(reserve -> !reserve.comesFromList() || file.listed())
            .map(Stage.Reserve::name)
            .toList();
    return draws
        ? new Profile(known.household(), known.cohorts(), reserves)
        : new Profile(null, Map.of(), reserves);
  }

  /** A stage is told only what it has a purpose for. */
  private static Map<Purpose, String> neededBy(Stage stage, Map<Purpose, String> sealed) {
    List<Purpose> purposes =
        switch (stage) {
          case Stage.Fulfilment fulfilment -> List.of(Purpose.CONSIGNEE);
          case Stage.Eligibility eligibility -> List.of(Purpose.IDENTITY);
          case Stage.CommitteeReview review -> List.of(Purpose.IDENTITY, Purpose.CONSIGNEE);
          // where one more is looked at by people, they see whom they decide about
          case Stage.Cap cap ->
              cap.over() == Stage.OverCap.REVIEW ? List.of(Purpose.IDENTITY, Purpose.CONSIGNEE) : List.of();
          case Stage.OutletAssignment assignment -> List.of();
          case Stage.Confirmation confirmation -> List.of();
          case Stage.HealthPrecheck precheck -> List.of();
          case Stage.FirstCome firstCome -> List.of();
          case Stage.CommitteeOrder order -> List.of();
          case Stage.Lottery lottery -> List.of();
        };
    var needed = new TreeMap<>(sealed);
    needed.keySet().retainAll(purposes);
    return needed;
  }

  private static Decision<CaseEvent, CaseRejection> notice(RequestNotice s, CaseFile file, Pack pack) {
    var notice = pack.notices().get(s.status());
    var wishes = file.wishes();
    var contact = wishes.sealed().get(Purpose.CONTACT);
    if (notice == null || contact == null) {
      return Decision.nothing();
    }
    var template = notice.template(s.detail().get("reason"));
    int earlier = file.track().noticeCounts().getOrDefault(template, 0);
    var what = earlier == 0 ? template : template + "-" + (earlier + 1);
    var noticeId = NoticeId.of(file.caseId(), what);
    var params = new TreeMap<>(s.detail());
    if (file.track().bookingNumber() != null) {
      params.put("bookingNumber", file.track().bookingNumber().toString());
    }
    params.put("programme", pack.names().getOrDefault(wishes.language(), pack.name()));
    var committee = wishes.choice().committee();
    if (notice.by() == Pack.ToldBy.COMMITTEE && committee != null) {
      return Decision.accept(
          new CallRequested(
              file.caseId(), noticeId, committee, s.status(), template, wishes.language(), params));
    }
    return Decision.accept(
        new NoticeRequested(
            file.caseId(), noticeId, CaseId.parse(file.caseId()).personTag(), template,
            wishes.language(), params, contact, notice.urgent()));
  }

  /** Counted in local days from the grant, so that nobody has to know the hour. */
  private static Instant eligibleFrom(CaseOutcome outcome, CaseFile file, Pack pack) {
    boolean counts =
        switch (outcome) {
          case FULFILLED -> true;
          case FORFEITED -> pack.limits().forfeitCounts();
          case CANCELLED, REFUSED -> false;
        };
    if (!counts || pack.limits().grantEveryDays() == 0 || file.track().grantedAt() == null) {
      return null;
    }
    var day = file.track().grantedAt().atZone(pack.timezone()).toLocalDate().plusDays(pack.limits().grantEveryDays());
    return day.atStartOfDay(pack.timezone()).toInstant();
  }

  /** The edition of the pack in force at {@code at}. */
  private static Optional<Edition> inForce(List<Edition> editions, Instant at) {
    return editions.stream().filter(edition -> !edition.from().isAfter(at)).reduce((earlier, later) -> later);
  }

  private static boolean isKnown(String caseId, CaseState state) {
    return state.closedIds().contains(caseId) || state instanceof Live live && live.file().caseId().equals(caseId);
  }

  private static CaseState live(CaseCommand.OfCase c, CaseState state) {
    return state instanceof Live live && live.file().caseId().equals(c.caseId()) ? state : null;
  }
}
