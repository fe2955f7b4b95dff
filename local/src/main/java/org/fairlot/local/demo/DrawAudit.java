package org.fairlot.local.demo;

import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.fairlot.contracts.allocation.DrawEvent.CapacityNoted;
import org.fairlot.contracts.allocation.DrawEvent.DrawPublished;
import org.fairlot.contracts.allocation.DrawEvent.EntriesExcluded;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteDrawn;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteWanted;
import org.fairlot.contracts.allocation.DrawEvent.SubstitutesExhausted;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReturned;
import org.fairlot.contracts.allocation.UrnEvent.EntriesListed;
import org.fairlot.contracts.allocation.UrnEvent.EntryAccepted;
import org.fairlot.contracts.allocation.UrnEvent.FreezeBegun;
import org.fairlot.contracts.allocation.UrnEvent.ListRule;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.allocation.UrnEvent.WinnersTaken;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupReady;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupRedeemed;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.kernel.Recorded;
import org.fairlot.local.demo.Account.Invariant;

/** What the public events of a programme that draws lots must add up to. */
final class DrawAudit {

  private static final LocalTime OPENS = LocalTime.of(8, 0);
  private static final LocalTime CLOSES = LocalTime.of(22, 0);

  private final Map<String, String> personOf = new HashMap<>();
  private final Map<String, Instant> enteredAt = new HashMap<>();
  private final Map<String, ListRule> rules = new HashMap<>();
  /** Tickets by case, of each frozen list in its order. */
  private final Map<String, Map<String, Integer>> lists = new TreeMap<>();
  private final Set<String> published = new HashSet<>();
  private final Map<String, Integer> capacity = new TreeMap<>();
  private final Map<String, Integer> given = new TreeMap<>();
  private final List<String> exceeded = new ArrayList<>();
  /** Those who were still in when they won, by draw. */
  private final Map<String, Integer> winsOf = new LinkedHashMap<>();
  private final Set<String> gone = new HashSet<>();
  private final Map<String, String> wants = new LinkedHashMap<>();
  /** Cases whose unit somebody else has got, or nobody wants. */
  private final Set<String> handedOn = new HashSet<>();
  private final Map<String, PickupReady> ready = new HashMap<>();
  private final Map<String, Recorded<?>> readyAt = new HashMap<>();
  private final List<String> outside = new ArrayList<>();
  private int redeemed;

  /** @param events in the order in which they came; those of one aggregate in theirs */
  DrawAudit(List<Recorded<?>> events) {
    events.forEach(this::take);
  }

  private void take(Recorded<?> recorded) {
    switch (recorded.event()) {
      case CaseOpened e -> personOf.put(e.caseId(), e.personTag());
      case CaseClosed e -> gone.add(e.caseId());
      case EntryAccepted e -> enteredAt.put(e.entry().caseId(), e.enteredAt());
      case FreezeBegun e -> rules.put(e.drawId(), e.list());
      case EntriesListed e -> {
        var list = lists.computeIfAbsent(e.drawId(), id -> new HashMap<>());
        e.caseIds().forEach(caseId -> list.put(caseId, rules.get(e.drawId()).tickets(enteredAt.get(caseId))));
      }
      case EntriesExcluded e -> gone.addAll(e.caseIds());
      case DrawPublished e -> published.add(e.drawId());
      case CapacityNoted e -> capacity.put(e.drawId() + " " + e.poolId(), e.units());
      case UnitsReserved e when e.drawId() != null -> gives(e.drawId() + " " + e.poolId(), e.units());
      case UnitsReturned e when e.drawId() != null -> gives(e.drawId() + " " + e.poolId(), -e.units());
      case WinnersTaken e -> {
        for (Win win : e.taken()) {
          winsOf.merge(win.caseId(), 1, Integer::sum);
        }
      }
      case SubstituteWanted e -> wants.put(e.drawId() + " " + e.caseId(), "");
      case SubstituteDrawn e -> {
        wants.put(e.drawId() + " " + e.caseId(), e.win().caseId());
        handedOn.add(e.caseId());
      }
      case SubstitutesExhausted e -> {
        wants.put(e.drawId() + " " + e.caseId(), "nobody");
        handedOn.add(e.caseId());
      }
      case UnitsReturned e when e.drawId() == null -> handedOn.add(e.caseId());
      case PickupReady e -> {
        ready.put(e.fulfilmentId(), e);
        readyAt.put(e.fulfilmentId(), recorded);
      }
      case PickupRedeemed e -> redeem(e, recorded);
      default -> {
        // nothing that is counted here
      }
    }
  }

  private void gives(String drawAndPool, int units) {
    int now = given.merge(drawAndPool, units, Integer::sum);
    if (now > capacity.getOrDefault(drawAndPool, Integer.MAX_VALUE) || now < 0) {
      exceeded.add(drawAndPool + " gave " + now);
    }
  }

  private void redeem(PickupRedeemed event, Recorded<?> recorded) {
    redeemed++;
    var window = ready.get(event.fulfilmentId());
    var at = recorded.at().atZone(Narrator.ZONE);
    // the day after the units were won, from eight to ten
    var day = readyAt.get(event.fulfilmentId()).at().atZone(Narrator.ZONE).toLocalDate().plusDays(1);
    boolean open = !at.toLocalTime().isBefore(OPENS) && at.toLocalTime().isBefore(CLOSES);
    if (!open || !at.toLocalDate().equals(day) || recorded.at().isBefore(window.opensAt())) {
      outside.add(event.fulfilmentId() + " at " + at);
    }
  }

  /** Draw by draw, the cases that were on the list and are neither winners nor gone. */
  private List<String> carriedWrongly() {
    var wrong = new ArrayList<String>();
    var ids = List.copyOf(lists.keySet());
    for (int i = 0; i + 1 < ids.size(); i++) {
      var before = lists.get(ids.get(i));
      var after = lists.get(ids.get(i + 1));
      int more = published.contains(ids.get(i)) ? 1 : 0;
      for (var entry : before.entrySet()) {
        Integer tickets = after.get(entry.getKey());
        if (tickets == null && !winsOf.containsKey(entry.getKey()) && !gone.contains(entry.getKey())) {
          wrong.add(entry.getKey() + " is missing in " + ids.get(i + 1));
        } else if (tickets != null && tickets != entry.getValue() + more) {
          wrong.add(entry.getKey() + " has " + tickets + " tickets in " + ids.get(i + 1));
        }
      }
    }
    return wrong;
  }

  /** How many entries came over from the list before. */
  private int carried() {
    var ids = List.copyOf(lists.keySet());
    int carried = 0;
    for (int i = 0; i + 1 < ids.size(); i++) {
      var after = lists.get(ids.get(i + 1));
      carried += (int) lists.get(ids.get(i)).keySet().stream().filter(after::containsKey).count();
    }
    return carried;
  }

  /** Whether the unit of each of these cases has come back, and gone to the next or found nobody, as has every other. */
  boolean haveGoneOn(Set<String> cases) {
    return handedOn.containsAll(cases) && wants.values().stream().noneMatch(String::isEmpty);
  }

  List<Invariant> invariants() {
    var twice = new ArrayList<String>();
    var winnersByPerson = new HashMap<String, Integer>();
    winsOf.forEach((caseId, wins) -> winnersByPerson.merge(personOf.getOrDefault(caseId, caseId), wins, Integer::sum));
    winnersByPerson.forEach((person, wins) -> {
      if (wins > 1) {
        twice.add(person + " won " + wins + " times");
      }
    });
    var found = new ArrayList<Invariant>();
    found.add(new Invariant("pools of draws, none of which gave more than its capacity", capacity.size(), exceeded));
    found.add(new Invariant("winners and substitutes, nobody twice", winsOf.size(), twice));
    found.add(new Invariant("entries carried over, a ticket more for each draw lost", carried(), carriedWrongly()));
    found.add(
        new Invariant(
            "units given back, each to the next in order or left to the pool", wants.size(),
            wants.entrySet().stream().filter(e -> e.getValue().isEmpty()).map(Map.Entry::getKey).toList()));
    found.add(new Invariant("goods handed over, all within 8:00–22:00 of the day after", redeemed, outside));
    return found;
  }
}
