package org.fairlot.allocation.draw.health;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.fairlot.allocation.draw.fd1.Entry;
import org.fairlot.allocation.draw.fd1.SealedList;

/**
 * The list of a draw (摇号名单) as its entries read, by index. Each is read once and on all cores, since that costs more
 * than the whole of its recount, and its leaf is made anew: what an entry says here is then what the sealed root says of it.
 */
final class Entrants {

  /** What an entry would take, and from which reserves it may. */
  record Wish(List<String> choices, List<String> reserves) {}

  private static final int NO_HOUSEHOLD = -1;

  /** Entries that one thread reads at a time. */
  private static final int STRETCH = 1 << 13;

  private final short[] weights;
  private final Wish[] wishes;
  private final int[] households;
  private final int householdCount;
  private final boolean[] wrongLeaves;

  private Entrants(SealedList list) {
    int size = list.size();
    weights = new short[size];
    wishes = new Wish[size];
    households = new int[size];
    wrongLeaves = new boolean[size];
    var tags = new long[size];
    var housed = new boolean[size];
    var known = new ConcurrentHashMap<Wish, Wish>();
    IntStream.range(0, Math.ceilDiv(size, STRETCH)).parallel().forEach(stretch -> {
      var leafText = new LeafText();
      MessageDigest sha = Recount.sha256();
      for (int i = stretch * STRETCH; i < Math.min(size, (stretch + 1) * STRETCH); i++) {
        Entry entry = list.entry(i);
        weights[i] = (short) entry.weight();
        wishes[i] = intern(new Wish(entry.choices(), entry.reserves()), known);
        if (entry.houseTag() != null) {
          tags[i] = Long.parseUnsignedLong(entry.houseTag(), 16);
          housed[i] = true;
        }
        sha.update((byte) 0);
        wrongLeaves[i] = !Arrays.equals(sha.digest(leafText.of(entry)), list.leaf(i).bytes());
      }
    });
    householdCount = numberHouseholds(tags, housed);
  }

  static Entrants of(SealedList list) {
    return new Entrants(list);
  }

  private static Wish intern(Wish wish, Map<Wish, Wish> known) {
    Wish before = known.putIfAbsent(wish, wish);
    return before == null ? wish : before;
  }

  private int numberHouseholds(long[] tags, boolean[] housed) {
    long[] distinct = IntStream.range(0, tags.length).filter(i -> housed[i]).mapToLong(i -> tags[i]).sorted().distinct().toArray();
    for (int i = 0; i < tags.length; i++) {
      households[i] = housed[i] ? Arrays.binarySearch(distinct, tags[i]) : NO_HOUSEHOLD;
    }
    return distinct.length;
  }

  int size() {
    return weights.length;
  }

  int weight(int index) {
    return weights[index];
  }

  Wish wish(int index) {
    return wishes[index];
  }

  /** Whether the leaf of this index is the hash of its entry. */
  boolean hasItsLeaf(int index) {
    return !wrongLeaves[index];
  }

  /** @param cap how many units a household may have; 0 for as many as there are */
  HouseholdCount countHouseholds(int cap) {
    return new HouseholdCount(cap, new int[householdCount]);
  }

  /** How many units each household has been given so far (同户计数). */
  final class HouseholdCount {

    private final int cap;
    private final int[] units;

    private HouseholdCount(int cap, int[] units) {
      this.cap = cap;
      this.units = units;
    }

    void give(int index) {
      if (households[index] != NO_HOUSEHOLD) {
        units[households[index]]++;
      }
    }

    boolean hasItsPart(int index) {
      return cap > 0 && households[index] != NO_HOUSEHOLD && units[households[index]] >= cap;
    }

    boolean exceeded() {
      return cap > 0 && Arrays.stream(units).anyMatch(given -> given > cap);
    }
  }

  /** {@code leafData} of FD1, written after RFC 8785 and not with the draw's own text. */
  private static final class LeafText {

    private final StringBuilder text = new StringBuilder();

    byte[] of(Entry entry) {
      text.setLength(0);
      names("{\"c\":[", entry.choices());
      text.append(",\"e\":\"").append(entry.entryTag()).append('"');
      if (entry.houseTag() != null) {
        text.append(",\"g\":\"").append(entry.houseTag()).append('"');
      }
      if (!entry.reserves().isEmpty()) {
        names(",\"r\":[", entry.reserves());
      }
      return text.append(",\"w\":").append(entry.weight()).append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    private void names(String before, List<String> names) {
      text.append(before);
      for (int i = 0; i < names.size(); i++) {
        text.append(i == 0 ? "\"" : ",\"");
        String name = names.get(i);
        for (int c = 0; c < name.length(); c++) {
          escaped(name.charAt(c));
        }
        text.append('"');
      }
      text.append(']');
    }

    private void escaped(char c) {
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\b' -> text.append("\\b");
        case '\t' -> text.append("\\t");
        case '\n' -> text.append("\\n");
        case '\f' -> text.append("\\f");
        case '\r' -> text.append("\\r");
        default -> {
          if (c < ' ') {
            text.append("\\u%04x".formatted((int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
  }
}
