package org.fairlot.allocation.draw.fd1;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * The order that the seed gives a sealed list (摇号排序). Ranks count from 1.
 *
 * <p>FD1: {@code score = min over t = 1..w of HKDF-Expand(PRK, "FD1/score" 0x00 || leaf || uint32be(t), 32)}, ascending by
 * score, then leaf. The least of w scores is exactly "w tickets, of which at most one can win".
 */
public final class Ranking {

  private static final byte[] USE = "FD1/score\0".getBytes(StandardCharsets.US_ASCII);

  private final SealedList list;
  /** By index. */
  private final Hashes scores;
  /** Index by rank. */
  private final int[] order;

  private Ranking(SealedList list, Hashes scores) {
    this.list = list;
    this.scores = scores;
    // indices ascend with the leaves, so equal scores stay in the order of their leaves
    order = HashOrder.of(list.size(), scores::prefix, scores::compare);
  }

  /** @param prk {@link Seed#prk}; a simulation may take any 32 bytes */
  public static Ranking of(SealedList list, Hash prk) {
    var scores = new Hashes(list.size());
    Ranges.of(list.size()).forEach((from, to) -> {
      var expansion = new Expansion(prk);
      for (int i = from; i < to; i++) {
        expansion.score(list.leaves(), i, list.weight(i), scores);
      }
    });
    return new Ranking(list, scores);
  }

  public SealedList list() {
    return list;
  }

  public int size() {
    return order.length;
  }

  /** The index on the list of who has this rank. */
  public int indexAt(int rank) {
    return order[rank - 1];
  }

  public int rankOf(int index) {
    int low = 0;
    int high = order.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int byScore = scores.compare(order[middle], index);
      if (byScore < 0 || byScore == 0 && order[middle] < index) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low + 1;
  }

  public Hash score(int index) {
    return scores.get(index);
  }

  Hashes scores() {
    return scores;
  }

  /** HKDF-Expand to 32 bytes, which is one HMAC over the info and the byte 1. */
  private static final class Expansion {

    private final Mac mac;
    private final byte[] info = Arrays.copyOf(USE, USE.length + Hash.BYTES + Integer.BYTES + 1);
    private final byte[] ticketScore = new byte[Hash.BYTES];

    Expansion(Hash prk) {
      mac = Sha256.hmac(prk.bytes());
      info[info.length - 1] = 1;
    }

    void score(Hashes leaves, int index, int tickets, Hashes scores) {
      int at = Hashes.at(index);
      System.arraycopy(leaves.array(), at, info, USE.length, Hash.BYTES);
      expand(1, scores.array(), at);
      for (int t = 2; t <= tickets; t++) {
        expand(t, ticketScore, 0);
        if (Arrays.compareUnsigned(ticketScore, 0, Hash.BYTES, scores.array(), at, at + Hash.BYTES) < 0) {
          System.arraycopy(ticketScore, 0, scores.array(), at, Hash.BYTES);
        }
      }
    }

    private void expand(int ticket, byte[] into, int at) {
      int number = USE.length + Hash.BYTES;
      info[number] = (byte) (ticket >>> 24);
      info[number + 1] = (byte) (ticket >>> 16);
      info[number + 2] = (byte) (ticket >>> 8);
      info[number + 3] = (byte) ticket;
      try {
        mac.update(info);
        mac.doFinal(into, at);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("no room for a score at " + at, e);
      }
    }
  }
}
