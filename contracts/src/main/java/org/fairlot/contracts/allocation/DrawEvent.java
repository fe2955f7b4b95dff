package org.fairlot.contracts.allocation;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.draw.DrawTimes;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Wire;
import org.jspecify.annotations.Nullable;

/**
 * A draw (摇号) from its announcement to its last substitute, spec FD1. Key: {@link org.fairlot.contracts.draw.DrawId}. The
 * order of its events is the fairness of it: the list is committed before the seed can exist.
 */
public sealed interface DrawEvent extends Event {

  String drawId();

  @Override
  default String about() {
    return switch (this) {
      case SubstituteWanted e -> e.caseId();
      case SubstituteDrawn e -> e.win().caseId();
      case DrawAnnounced e -> null;
      case CapacityAsked e -> null;
      case CapacityNoted e -> null;
      case EntriesExcluded e -> null;
      case ListReady e -> null;
      case DrawSealed e -> null;
      case NotaryCommitted e -> null;
      case ShareRevealed e -> null;
      case ShareWithheld e -> null;
      case BeaconDue e -> null;
      case BeaconRecorded e -> null;
      case SeedFixed e -> null;
      case DrawRanked e -> null;
      case DrawReleased e -> null;
      case DrawAttested e -> null;
      case WinnersDrawn e -> null;
      case DrawPublished e -> null;
      case AllWinnersDrawn e -> null;
      case SubstitutesExhausted e -> null;
      case DrawClosed e -> null;
      case DrawAborted e -> null;
    };
  }

  /** The draw is to come. */
  @Wire("allocation.draw-announced.v1")
  record DrawAnnounced(String drawId, String urnId, String programmeId, Stage.Lottery rules, DrawTimes times)
      implements DrawEvent {}

  /** The list is frozen; these pools are asked what they have for it. */
  @Wire("allocation.capacity-asked.v1")
  record CapacityAsked(String drawId, int parts, int entries, List<String> pools) implements DrawEvent {
    public CapacityAsked {
      pools = List.copyOf(pools);
    }
  }

  @Wire("allocation.capacity-noted.v1")
  record CapacityNoted(String drawId, String poolId, int units) implements DrawEvent {}

  /**
   * A part of the frozen list was looked at again (资格复核): who is found ineligible is not drawn.
   *
   * @param unverified how many could not be asked about, since a register was down; they stay in on what was attested before
   */
  @Wire("allocation.entries-excluded.v1")
  record EntriesExcluded(String drawId, int part, List<String> caseIds, int unverified) implements DrawEvent {
    public EntriesExcluded {
      caseIds = List.copyOf(caseIds);
    }
  }

  /** List, exclusions and capacities are whole: the draw can be sealed. @param entries without the excluded */
  @Wire("allocation.list-ready.v1")
  record ListReady(String drawId, Stage.Lottery rules, DrawTimes times, int entries, Map<String, Integer> capacity)
      implements DrawEvent {
    public ListReady {
      capacity = Collections.unmodifiableMap(new TreeMap<>(capacity));
    }
  }

  /**
   * The root of the list is published (名单封存), before anybody can know the seed.
   *
   * @param spec      the draw's specification, canonical JSON (RFC 8785)
   * @param specHash  of it, hex
   * @param root      of the Merkle tree over the blinded list, hex
   * @param sealedAt  as it is signed: whole seconds
   * @param signature the operator's, JWS
   */
  @Wire("allocation.draw-sealed.v1")
  record DrawSealed(
      String drawId, String spec, String specHash, String root, int entries, Instant sealedAt, String signature)
      implements DrawEvent {}

  /**
   * The notary (公证处) has signed the root and committed a share of the seed.
   *
   * @param commitment SHA-256 of the share, hex
   * @param signature  JWS over draw, spec, root and commitment
   * @param key        the notary's public key, JWK
   */
  @Wire("allocation.notary-committed.v1")
  record NotaryCommitted(String drawId, String commitment, String signature, String key) implements DrawEvent {}

  /** The notary's share, before the beacon can be known. @param share 32 bytes, hex */
  @Wire("allocation.share-revealed.v1")
  record ShareRevealed(String drawId, String share) implements DrawEvent {}

  /** The share did not come in time: the beacon of {@code fallbackAt}, announced with the spec, takes over. */
  @Wire("allocation.share-withheld.v1")
  record ShareWithheld(String drawId, Instant fallbackAt) implements DrawEvent {}

  /**
   * The beacon that counts can be known from now on (随机源可得): whoever has access to it may record it.
   *
   * @param later whether it is the later one, since the notary's share did not come before the first
   */
  @Wire("allocation.beacon-due.v1")
  record BeaconDue(String drawId, boolean later) implements DrawEvent {}

  /**
   * The beacon (随机源) is known.
   *
   * @param evidence what anyone can check it by; its members depend on the source
   * @param value    SHA-256 of the evidence's canonical form, hex
   */
  @Wire("allocation.beacon-recorded.v1")
  record BeaconRecorded(String drawId, Stage.BeaconSource source, Map<String, String> evidence, String value)
      implements DrawEvent {
    public BeaconRecorded {
      evidence = Collections.unmodifiableMap(new TreeMap<>(evidence));
    }
  }

  /** All parts of the seed are there; the order follows. @param share {@code null} where it was withheld */
  @Wire("allocation.seed-fixed.v1")
  record SeedFixed(String drawId, @Nullable String share, String beacon) implements DrawEvent {}

  /** How a draw stands the tests for bias (开奖前检验). */
  enum Health {
    PASSED,
    /** Worth a look; published all the same. */
    WARNED,
    /** Stopped for humans. The seed stays: a draw is never repeated. */
    BLOCKED
  }

  /** @param pValue of the test; {@code null} where it is a plain comparison */
  record HealthTest(String name, Health health, @Nullable Double pValue) {}

  /**
   * The order is computed and tested.
   *
   * @param resultHash SHA-256 of {@code result.ndjson}, hex
   * @param winners    how many got a unit in each pool
   */
  @Wire("allocation.draw-ranked.v1")
  record DrawRanked(String drawId, String resultHash, Map<String, Integer> winners, Health health, List<HealthTest> tests)
      implements DrawEvent {
    public DrawRanked {
      winners = Collections.unmodifiableMap(new TreeMap<>(winners));
      tests = List.copyOf(tests);
    }
  }

  /** A human lets a blocked draw be published. */
  @Wire("allocation.draw-released.v1")
  record DrawReleased(String drawId, String operator, String reason) implements DrawEvent {}

  /** The notary attests the result (公证). @param signature JWS over draw and result hash */
  @Wire("allocation.draw-attested.v1")
  record DrawAttested(String drawId, String signature) implements DrawEvent {}

  /**
   * The result is public (公布), and anybody can check it before a winner is told.
   *
   * @param closesAt until when a forfeited unit goes to the next in the order
   */
  @Wire("allocation.draw-published.v1")
  record DrawPublished(String drawId, String urnId, String resultHash, int winners, Instant closesAt)
      implements DrawEvent {}

  /** A part of the winners, who get what they have won. @param part 1, 2, 3 … */
  @Wire("allocation.winners-drawn.v1")
  record WinnersDrawn(String drawId, String urnId, int part, List<Win> winners) implements DrawEvent {
    public WinnersDrawn {
      winners = List.copyOf(winners);
    }
  }

  /** No winner is missing (中签者到齐); from now on units that come back go to the next in the order. @param closesAt until when */
  @Wire("allocation.all-winners-drawn.v1")
  record AllWinnersDrawn(String drawId, String urnId, Instant closesAt) implements DrawEvent {}

  /** A winner's unit came back. @param reason how the case ended */
  @Wire("allocation.substitute-wanted.v1")
  record SubstituteWanted(String drawId, String poolId, String caseId, String reason) implements DrawEvent {}

  /** One who was passed over. @param reason {@code HOUSEHOLD}, or {@code LEFT}: no longer waiting */
  record Skipped(String leaf, String reason) {}

  /**
   * The next in the committed order gets the unit (递补).
   *
   * @param n          1 for the draw's first substitution
   * @param caseId     the case whose unit it was
   * @param forfeited  the leaf whose unit it is, hex
   * @param substitute the leaf of who gets it, hex
   */
  @Wire("allocation.substitute-drawn.v1")
  record SubstituteDrawn(
      String drawId, String urnId, int n, String caseId, String forfeited, String reason, String substitute, Win win,
      List<Skipped> skipped)
      implements DrawEvent {
    public SubstituteDrawn {
      skipped = List.copyOf(skipped);
    }
  }

  /** Nobody is left in the order who would take the unit of {@code caseId}. */
  @Wire("allocation.substitutes-exhausted.v1")
  record SubstitutesExhausted(String drawId, String poolId, String caseId) implements DrawEvent {}

  /** No more substitutes; what is left in the pools goes to the next draw. */
  @Wire("allocation.draw-closed.v1")
  record DrawClosed(String drawId, List<String> pools) implements DrawEvent {
    public DrawClosed {
      pools = List.copyOf(pools);
    }
  }

  /** The draw is not held; everybody waits for the next one. @param reason stable code, e.g. {@code ROOT_LATE} */
  @Wire("allocation.draw-aborted.v1")
  record DrawAborted(String drawId, String urnId, String reason, List<String> pools) implements DrawEvent {
    public DrawAborted {
      pools = List.copyOf(pools);
    }
  }
}
