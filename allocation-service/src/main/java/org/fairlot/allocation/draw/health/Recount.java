package org.fairlot.allocation.draw.health;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlot.allocation.draw.fd1.DrawSpec;
import org.fairlot.allocation.draw.fd1.DrawSpec.Reserve;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The draw computed a second time (独立复算), from the text of FD1 and without the code that drew it: a mistake must be
 * made twice to stay hidden. It does not sort, it looks whether what it is given is sorted.
 */
final class Recount {

  /** The first rank that is not as it should be. @param what of it, e.g. {@code score} */
  record Difference(int rank, String what) {}

  private static final int SHA_BYTES = 32;
  private static final int SHA_BLOCK_BYTES = 64;

  private final DrawSpec spec;
  private final Claim claim;
  private final Entrants entrants;
  private final Hash prk;

  private Recount(DrawSpec spec, Claim claim, Entrants entrants, Hash prk) {
    this.spec = spec;
    this.claim = claim;
    this.entrants = entrants;
    this.prk = prk;
  }

  /** Empty if all agrees. Outcomes are looked at only if the order agrees, since they follow from it. */
  static Optional<Difference> firstDifference(DrawSpec spec, Claim claim, Entrants entrants, Hash prk) {
    var recount = new Recount(spec, claim, entrants, prk);
    Difference inOrder = recount.differenceInOrder();
    return Optional.ofNullable(inOrder != null ? inOrder : recount.differenceInOutcomes());
  }

  /** Ascending by score and leaf, and nobody twice, and as many as the list has: so everybody once. */
  private @Nullable Difference differenceInOrder() {
    var seen = new BitSet(entrants.size());
    var hmac = new Hmac(prk.bytes());
    byte[] scoreBefore = new byte[0];
    byte[] leafBefore = new byte[0];
    for (int rank = 1; rank <= claim.ranks(); rank++) {
      int index = claim.knownIndexAt(rank);
      if (index < 0) {
        return new Difference(rank, "not on the list");
      }
      if (seen.get(index)) {
        return new Difference(rank, "ranked twice");
      }
      seen.set(index);
      if (!entrants.hasItsLeaf(index)) {
        return new Difference(rank, "leaf");
      }
      byte[] leaf = claim.list().leaf(index).bytes();
      byte[] score = score(hmac, leaf, entrants.weight(index));
      if (!Arrays.equals(score, claim.scoreOf().apply(index).bytes())) {
        return new Difference(rank, "score");
      }
      int byScore = Arrays.compareUnsigned(scoreBefore, score);
      if (byScore > 0 || byScore == 0 && Arrays.compareUnsigned(leafBefore, leaf) >= 0) {
        return new Difference(rank, "order");
      }
      scoreBefore = score;
      leafBefore = leaf;
    }
    return claim.ranks() == entrants.size() ? null : new Difference(claim.ranks() + 1, "missing");
  }

  /** {@code min over t = 1..w of HKDF-Expand(PRK, "FD1/score" 0x00 || leaf || uint32be(t), 32)}. */
  private static byte[] score(Hmac hmac, byte[] leaf, int weight) {
    byte[] least = hmac.of(info(leaf, 1));
    for (int ticket = 2; ticket <= weight; ticket++) {
      byte[] score = hmac.of(info(leaf, ticket));
      if (Arrays.compareUnsigned(score, least) < 0) {
        least = score;
      }
    }
    return least;
  }

  /** With the 1 behind it that HKDF-Expand gives its first, here only block (RFC 5869). */
  private static byte[] info(byte[] leaf, int ticket) {
    return ByteBuffer.allocate(9 + 1 + SHA_BYTES + 4 + 1)
        .put("FD1/score".getBytes(StandardCharsets.US_ASCII))
        .put((byte) 0)
        .put(leaf)
        .putInt(ticket)
        .put((byte) 1)
        .array();
  }

  private @Nullable Difference differenceInOutcomes() {
    Outcome[] outcomes = new Turns().outcomes();
    for (int rank = 1; rank <= outcomes.length; rank++) {
      if (!outcomes[rank - 1].equals(claim.outcomeAt().apply(rank))) {
        return new Difference(rank, "outcome");
      }
    }
    return null;
  }

  /** Each category goes once through those whom none before it has served; the open one ends it with what is left. */
  private final class Turns {

    /** By rank; {@code null} as long as it is open. */
    private final Outcome[] outcomes = new Outcome[claim.ranks()];
    private final Map<String, Integer> left = new HashMap<>(spec.capacities());
    private final Map<String, Outcome> wins = new HashMap<>();
    private final Entrants.HouseholdCount households = entrants.countHouseholds(spec.householdCap());

    Outcome[] outcomes() {
      if (spec.openFirst() && !spec.reserves().isEmpty()) {
        var open = new HashMap<>(spec.capacities());
        for (Reserve reserve : spec.reserves()) {
          unitsOf(reserve).forEach((pool, units) -> open.merge(pool, -units, Integer::sum));
        }
        serve(null, open);
      }
      spec.reserves().forEach(reserve -> serve(reserve.name(), unitsOf(reserve)));
      serveTheRest();
      return outcomes;
    }

    private Map<String, Integer> unitsOf(Reserve reserve) {
      var units = new HashMap<String, Integer>();
      spec.capacities().forEach((pool, cap) -> units.put(pool, Math.toIntExact(cap * 1L * reserve.percent() / 100)));
      return units;
    }

    private void serve(@Nullable String reserve, Map<String, Integer> offer) {
      for (int rank = 1; rank <= outcomes.length; rank++) {
        int index = claim.knownIndexAt(rank);
        boolean meant = reserve == null || entrants.wish(index).reserves().contains(reserve);
        if (outcomes[rank - 1] == null && meant && !households.hasItsPart(index)) {
          outcomes[rank - 1] = takeBest(index, offer);
        }
      }
    }

    private void serveTheRest() {
      var offer = new HashMap<>(left);
      int waiting = 0;
      for (int rank = 1; rank <= outcomes.length; rank++) {
        if (outcomes[rank - 1] != null) {
          continue;
        }
        int index = claim.knownIndexAt(rank);
        Outcome outcome = households.hasItsPart(index) ? new Outcome.HouseholdServed() : takeBest(index, offer);
        outcomes[rank - 1] = outcome != null ? outcome : new Outcome.Waiting(++waiting);
      }
    }

    private @Nullable Outcome takeBest(int index, Map<String, Integer> offer) {
      List<String> choices = entrants.wish(index).choices();
      for (int i = 0; i < choices.size(); i++) {
        String pool = choices.get(i);
        if (offer.getOrDefault(pool, 0) > 0) {
          offer.merge(pool, -1, Integer::sum);
          left.merge(pool, -1, Integer::sum);
          households.give(index);
          return wins.computeIfAbsent(pool, Outcome.Won::new);
        }
      }
      return null;
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** HMAC-SHA-256 (RFC 2104) for keys no longer than a block. */
  static final class Hmac {

    private final MessageDigest sha = sha256();
    private final byte[] innerKey = new byte[SHA_BLOCK_BYTES];
    private final byte[] outerKey = new byte[SHA_BLOCK_BYTES];
    private final byte[] inner = new byte[SHA_BYTES];

    Hmac(byte[] key) {
      byte[] padded = Arrays.copyOf(key, SHA_BLOCK_BYTES);
      for (int i = 0; i < SHA_BLOCK_BYTES; i++) {
        innerKey[i] = (byte) (padded[i] ^ 0x36);
        outerKey[i] = (byte) (padded[i] ^ 0x5c);
      }
    }

    byte[] of(byte[] message) {
      try {
        sha.update(innerKey);
        sha.update(message);
        sha.digest(inner, 0, SHA_BYTES);
      } catch (DigestException e) {
        throw new IllegalStateException("a hash has 32 bytes", e);
      }
      sha.update(outerKey);
      return sha.digest(inner);
    }
  }
}
