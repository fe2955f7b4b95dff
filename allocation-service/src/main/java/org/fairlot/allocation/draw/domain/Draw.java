package org.fairlot.allocation.draw.domain;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fairlot.contracts.allocation.DrawEvent.Health;
import org.fairlot.contracts.draw.DrawTimes;
import org.fairlot.contracts.pack.Stage;

/** Where a draw stands (摇号状态): one type per state, in the order in which it goes through them. */
public sealed interface Draw {

  /** @param rules those of the urn's pack version */
  record Plan(String urnId, String programmeId, Stage.Lottery rules, DrawTimes times) {}

  /**
   * What was published before the seed.
   *
   * @param capacity units in each pool
   */
  record Commitment(String specHash, String root, int entries, SortedMap<String, Integer> capacity) {
    public Commitment {
      capacity = inOrder(capacity);
    }
  }

  record Unknown() implements Draw {}

  /** A draw of which something is known. */
  sealed interface Known extends Draw {
    Plan plan();
  }

  /**
   * @param partsRechecked how many parts of the list were looked at again before the whole of it was told
   * @param excluded       how many entries were found ineligible
   */
  record Announced(Plan plan, int partsRechecked, int excluded) implements Known {}

  /**
   * The list is frozen; capacities and the second look at it come in.
   *
   * @param awaited        pools that have not answered
   * @param partsRechecked how many parts of the list were looked at; which ones, stands in {@link DrawMember.Rechecked}
   * @param excluded       how many entries were found ineligible
   */
  record Gathering(
      Plan plan, int parts, int entries, SortedMap<String, Integer> capacity, SortedSet<String> awaited,
      int partsRechecked, int excluded)
      implements Known {
    public Gathering {
      capacity = inOrder(capacity);
      awaited = Collections.unmodifiableSortedSet(new TreeSet<>(awaited));
    }

    boolean isWhole() {
      return awaited.isEmpty() && partsRechecked == parts;
    }
  }

  record Ready(Plan plan, int entries, SortedMap<String, Integer> capacity) implements Known {
    public Ready {
      capacity = inOrder(capacity);
    }
  }

  /**
   * The root is public; the seed is to come.
   *
   * @param committed the notary's commitment, {@code null} before it
   * @param share     the notary's share, {@code null} before it
   * @param withheld  whether the share did not come before the first beacon
   * @param due       whether it was said that the beacon that counts can be known
   */
  record Sealed(Plan plan, Commitment commitment, String committed, String share, boolean withheld, boolean due)
      implements Known {

    /** When the beacon that counts can be known. */
    Instant beaconAt() {
      return withheld ? plan.times().fallbackAt() : plan.times().beaconAt();
    }
  }

  /** All parts of the seed are known, so the order is; it has to be computed. */
  record Seeded(Plan plan, Commitment commitment) implements Known {}

  /**
   * The order is computed and tested.
   *
   * @param winners  in each pool
   * @param cleared  whether the tests let it pass, or a human
   * @param attested whether the notary has attested it, where one must
   */
  record Ranked(
      Plan plan, Commitment commitment, String resultHash, SortedMap<String, Integer> winners, Health health,
      boolean cleared, boolean attested)
      implements Known {
    public Ranked {
      winners = inOrder(winners);
    }

    Ranked released() {
      return new Ranked(plan, commitment, resultHash, winners, health, true, attested);
    }

    Ranked attestedNow() {
      return new Ranked(plan, commitment, resultHash, winners, health, cleared, true);
    }

    boolean mayBePublished() {
      return cleared && (attested || !plan.rules().draw().notary());
    }
  }

  /**
   * The result is public, and the winners are given what they have won.
   *
   * @param closesAt until when a unit that comes back goes to the next in the order
   * @param parts    of the winners so far
   * @param left     winners to come, by pool
   */
  record Announcing(Ranked ranked, Instant closesAt, int parts, SortedMap<String, Integer> left) implements Known {
    public Announcing {
      left = inOrder(left);
    }

    @Override
    public Plan plan() {
      return ranked.plan();
    }
  }

  /** The result is public, and every winner has been drawn. @param substitutions so far */
  record Published(Ranked ranked, int substitutions) implements Known {
    @Override
    public Plan plan() {
      return ranked.plan();
    }
  }

  record Closed(Plan plan) implements Known {}

  record Aborted(Plan plan, String reason) implements Known {}

  /** As the API shows it. */
  default String phase() {
    return switch (this) {
      case Unknown s -> "UNKNOWN";
      case Announced s -> "ANNOUNCED";
      case Gathering s -> "FROZEN";
      case Ready s -> "FROZEN";
      case Sealed s -> "SEALED";
      case Seeded s -> "SEEDED";
      case Ranked s -> s.cleared() ? "RANKED" : "BLOCKED";
      case Announcing s -> "PUBLISHED";
      case Published s -> "PUBLISHED";
      case Closed s -> "CLOSED";
      case Aborted s -> "ABORTED";
    };
  }

  /** Pools that have set units aside for this draw. */
  default List<String> pools() {
    return switch (this) {
      case Gathering s -> List.copyOf(s.capacity().keySet());
      case Ready s -> List.copyOf(s.capacity().keySet());
      case Sealed s -> List.copyOf(s.commitment().capacity().keySet());
      case Seeded s -> List.copyOf(s.commitment().capacity().keySet());
      case Ranked s -> List.copyOf(s.commitment().capacity().keySet());
      case Announcing s -> s.ranked().pools();
      case Published s -> s.ranked().pools();
      case Unknown s -> List.of();
      case Announced s -> List.of();
      case Closed s -> List.of();
      case Aborted s -> List.of();
    };
  }

  private static SortedMap<String, Integer> inOrder(Map<String, Integer> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }
}
