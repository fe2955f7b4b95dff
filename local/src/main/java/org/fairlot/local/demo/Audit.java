package org.fairlot.local.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.allocation.PoolEvent;
import org.fairlot.contracts.allocation.PoolEvent.BatchUnits;
import org.fairlot.contracts.allocation.PoolEvent.Level;
import org.fairlot.contracts.allocation.PoolEvent.Part;
import org.fairlot.contracts.allocation.UrnEvent.EntryAccepted;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.notification.MessageEvent.MessageSent;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.NoticeRequested;
import org.fairlot.kernel.Recorded;
import org.fairlot.local.demo.Account.Invariant;

/** What the public events of a played programme must add up to, whatever happened on the way. */
final class Audit {

  /** The units of a pool, and its wants in the order in which they were left. */
  private static final class Pool {
    private int released;
    /** Given to cases, or set aside for a draw. */
    private int held;
    private int setAside;
    private final Map<String, Part> reserves = new TreeMap<>();
    /** What each batch has that was not given to anyone. */
    private final Map<String, Integer> batches = new TreeMap<>();
    private final List<Waiting> queue = new ArrayList<>();

    void give(String reserve, int units) {
      if (reserve != null) {
        reserves.merge(reserve, new Part(-units, units), (had, more) -> new Part(had.free() - units, had.held() + units));
      }
    }

    /** Whether these are of batches, as many as the units, and no batch has given more than it had. */
    boolean giveOf(List<BatchUnits> of, int units) {
      if (of == null || of.stream().mapToInt(BatchUnits::units).sum() != units) {
        return false;
      }
      of.forEach(some -> batches.merge(some.batchId(), -some.units(), Integer::sum));
      return of.stream().allMatch(some -> batches.get(some.batchId()) >= 0);
    }

    /** Whether the event tells of the parts what these books say, and no part has given more than it had. */
    boolean agreesWith(Level level) {
      return reserves.equals(level.reserves() == null ? Map.of() : level.reserves())
          && reserves.values().stream().noneMatch(part -> part.free() < 0 || part.held() < 0)
          && level.freeOf(null) >= 0;
    }
  }

  /** A want. @param reserves that may serve it besides what is open to everybody */
  private record Waiting(String caseId, List<String> reserves) {
    Waiting {
      reserves = reserves == null ? List.of() : List.copyOf(reserves);
    }
  }

  private final Map<String, Pool> pools = new TreeMap<>();
  private final Map<String, Integer> grants = new LinkedHashMap<>();
  private final Map<String, Integer> unitsOf = new HashMap<>();
  private final Map<String, CaseOutcome> closed = new HashMap<>();
  private final Map<String, Boolean> completed = new HashMap<>();
  private final Map<String, String> openCaseOfPerson = new HashMap<>();
  private final Set<String> opened = new HashSet<>();
  private final Set<String> entered = new HashSet<>();
  private final Set<String> notices = new HashSet<>();
  private final Map<String, Integer> sent = new HashMap<>();
  private final List<String> oversold = new ArrayList<>();
  private final List<String> ofNoBatch = new ArrayList<>();
  private final List<String> twoCases = new ArrayList<>();
  private final List<String> closedTwice = new ArrayList<>();
  private final List<String> jumped = new ArrayList<>();
  private int servedWants;
  private int returned;

  /** @param recorded those of one aggregate in their order */
  void take(Recorded<?> recorded) {
    switch (recorded.event()) {
      case PoolEvent event -> take(event);
      case CaseOpened event -> open(event);
      case CaseClosed event -> close(event);
      case EntryAccepted event -> entered.add(event.entry().caseId());
      case FulfilmentCompleted event -> completed.put(event.fulfilmentId(), event.delivered());
      case NoticeRequested event -> notices.add(event.noticeId());
      case MessageSent event -> sent.merge(event.messageId(), 1, Integer::sum);
      default -> {
        // nothing that is counted here
      }
    }
  }

  private void open(CaseOpened event) {
    opened.add(event.caseId());
    String person = CaseId.parse(event.caseId()).key();
    if (openCaseOfPerson.putIfAbsent(person, event.caseId()) != null) {
      twoCases.add(event.caseId());
    }
  }

  private void close(CaseClosed event) {
    if (closed.put(event.caseId(), event.outcome()) != null) {
      closedTwice.add(event.caseId());
    }
    openCaseOfPerson.remove(CaseId.parse(event.caseId()).key());
  }

  private void take(PoolEvent event) {
    var pool = pools.computeIfAbsent(event.poolId(), id -> new Pool());
    switch (event) {
      case PoolEvent.SupplyReleased e -> {
        pool.released += e.units();
        pool.batches.merge(e.batchId(), e.units(), Integer::sum);
        if (e.kept() != null) {
          e.kept().forEach((reserve, units) -> pool.reserves.merge(
              reserve, new Part(units, 0), (had, more) -> new Part(had.free() + units, had.held())));
        }
      }
      case PoolEvent.UnitsReserved e -> {
        if (e.drawId() == null) {
          pool.held += e.units();
          pool.give(e.reserve(), e.units());
        } else {
          pool.setAside -= e.units();
        }
        if (!pool.giveOf(e.batches(), e.units())) {
          ofNoBatch.add(e.poolId() + " gave " + e.units() + " to " + e.caseId() + " of " + e.batches());
        }
        grants.merge(e.caseId(), 1, Integer::sum);
        unitsOf.put(e.caseId(), e.units());
        if (e.fromWant()) {
          serve(pool, e.caseId(), e.reserve());
        }
      }
      case PoolEvent.UnitsReturned e -> {
        if (e.drawId() == null) {
          pool.held -= e.units();
          pool.give(e.reserve(), -e.units());
        } else {
          pool.setAside += e.units();
        }
        if (e.batches() != null) {
          e.batches().forEach(of -> pool.batches.merge(of.batchId(), of.units(), Integer::sum));
        }
        returned += e.units();
      }
      case PoolEvent.UnitsSetAside e -> {
        pool.held += e.units();
        pool.setAside += e.units();
        // a draw keeps reserves of its own
        pool.reserves.replaceAll((reserve, part) -> new Part(0, part.held()));
      }
      case PoolEvent.SetAsideReturned e -> {
        pool.held -= e.units();
        pool.setAside -= e.units();
      }
      case PoolEvent.WantRecorded e -> pool.queue.add(new Waiting(e.caseId(), e.reserves()));
      case PoolEvent.NumberTaken e -> pool.queue.add(new Waiting(e.caseId(), e.reserves()));
      case PoolEvent.WantDropped e -> pool.queue.removeIf(want -> want.caseId().equals(e.caseId()));
      case PoolEvent.ClaimRefused e -> {}
      case PoolEvent.ClaimForestalled e -> {}
      case PoolEvent.SupplyPlanned e -> {}
      case PoolEvent.ServingContinued e -> {}
    }
    if (pool.held > pool.released || pool.held < 0 || pool.setAside < 0 || event.level().held() != pool.held
        || !pool.agreesWith(event.level())) {
      oversold.add(event.poolId() + " holds " + pool.held + " of " + pool.released + " after " + event);
    }
  }

  /** All wants of a pool are for as many units, so the one served must have been the first of those whom this part may serve. */
  private void serve(Pool pool, String caseId, String reserve) {
    servedWants++;
    pool.queue.stream()
        .filter(want -> reserve == null || want.reserves().contains(reserve))
        .findFirst()
        .filter(first -> !first.caseId().equals(caseId))
        .ifPresent(first -> jumped.add(caseId + " before " + first.caseId()));
    pool.queue.removeIf(want -> want.caseId().equals(caseId));
  }

  List<Invariant> invariants() {
    var granted = List.copyOf(grants.keySet());
    var found = new ArrayList<Invariant>();
    found.add(new Invariant("units of supply, and never more held than released", released(), oversold));
    found.add(new Invariant("grants, and no case granted twice", granted.size(),
        granted.stream().filter(c -> grants.get(c) > 1).toList()));
    found.add(new Invariant("units given, each of one batch, and of no batch more than it had", unitsGiven(), ofNoBatch));
    found.add(new Invariant("cases, and no person with two at once", opened.size(), twoCases));
    found.add(new Invariant("wants served, each the first of its queue", servedWants, jumped));
    found.add(new Invariant("granted cases with an end, and one end only", granted.size(),
        plus(closedTwice, granted.stream().filter(c -> !closed.containsKey(c)).map(c -> c + " has no end").toList())));
    found.add(new Invariant("cases closed as fulfilled, and delivery says so too", closedAs(CaseOutcome.FULFILLED),
        closed.entrySet().stream()
            .filter(e -> (e.getValue() == CaseOutcome.FULFILLED) != completed.getOrDefault(e.getKey(), false))
            .map(e -> e.getKey() + " closed " + e.getValue() + ", delivered " + completed.get(e.getKey()))
            .toList()));
    found.add(new Invariant("units of supply, none lost: fulfilled, free or left to a draw", released(),
        conserved() ? List.of() : List.of("held " + held() + ", fulfilled " + fulfilledUnits())));
    found.add(new Invariant("messages sent, and none noted twice", sent.size(),
        sent.entrySet().stream().filter(e -> e.getValue() > 1).map(Map.Entry::getKey).toList()));
    return found;
  }

  /** When every granted case has ended, what is still held is what arrived, or waits in a draw. */
  private boolean conserved() {
    return held() - setAside() == fulfilledUnits();
  }

  int fulfilledUnits() {
    return closed.entrySet().stream().filter(e -> e.getValue() == CaseOutcome.FULFILLED)
        .mapToInt(e -> unitsOf.getOrDefault(e.getKey(), 0)).sum();
  }

  private int unitsGiven() {
    return unitsOf.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static List<String> plus(List<String> one, List<String> other) {
    var both = new ArrayList<>(one);
    both.addAll(other);
    return both;
  }

  Set<String> opened() {
    return opened;
  }

  Set<String> granted() {
    return grants.keySet();
  }

  /** Cases to which allotment, or the end of the case, has said something. */
  Set<String> answered() {
    var all = new HashSet<>(grants.keySet());
    all.addAll(closed.keySet());
    all.addAll(entered);
    pools.values().forEach(pool -> pool.queue.forEach(want -> all.add(want.caseId())));
    return all;
  }

  Set<String> closed() {
    return closed.keySet();
  }

  /** Granted cases that have not ended. */
  List<String> grantedWithoutEnd() {
    return grants.keySet().stream().filter(c -> !closed.containsKey(c)).toList();
  }

  /** Notices asked for that no provider has taken. */
  List<String> unsentNotices() {
    return notices.stream().filter(n -> !sent.containsKey(n)).toList();
  }

  int notices() {
    return notices.size();
  }

  int servedWants() {
    return servedWants;
  }

  /** Wants that nobody has served, dropped or taken back. */
  int openWants() {
    return pools.values().stream().mapToInt(pool -> pool.queue.size()).sum();
  }

  int returned() {
    return returned;
  }

  int released() {
    return pools.values().stream().mapToInt(pool -> pool.released).sum();
  }

  /** Given to cases, or set aside for a draw. */
  int held() {
    return pools.values().stream().mapToInt(pool -> pool.held).sum();
  }

  /** Units that a draw has left to give. */
  int setAside() {
    return pools.values().stream().mapToInt(pool -> pool.setAside).sum();
  }

  long closedAs(CaseOutcome outcome) {
    return closed.values().stream().filter(outcome::equals).count();
  }

  CaseOutcome outcome(String caseId) {
    return closed.get(caseId);
  }
}
