package org.fairlot.bench;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.fairlot.allocation.draw.fd1.Allotment;
import org.fairlot.allocation.draw.fd1.DrawSpec;
import org.fairlot.allocation.draw.fd1.Entry;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.Ranking;
import org.fairlot.allocation.draw.fd1.SealedList;

/**
 * The core of a draw (摇号) beside the bare work that no implementation can do without: a hash per leaf and per node of the tree, a
 * keyed hash per score, and two sorts. In turn and in one run, since the machine is shared.
 */
final class DrawBench {

  private static final double CORE_RATIO_MAX = 1.5;
  private static final double COST_RATIO_MAX = 1.3;
  private static final int PAIRS = 5;
  private static final int POOLS = 50;
  private static final int HASH_BYTES = 32;

  private final int entrants;

  DrawBench(int entrants) {
    this.entrants = entrants;
  }

  boolean run() {
    System.out.println("The core: list, tree and ranking in one thread.");
    var small = entries(entrants / 10);
    var large = entries(entrants);
    byte[][] smallData = leafData(entrants / 10);
    byte[][] largeData = leafData(entrants);
    System.out.println("warming up …");
    for (int i = 0; i < 4; i++) {
      bare(smallData);
      core(small);
    }
    var ratios = new ArrayList<Double>();
    var perSmall = new ArrayList<Double>();
    var perLarge = new ArrayList<Double>();
    for (int i = 0; i < PAIRS; i++) {
      double bareMillis = bare(largeData);
      double coreMillis = core(large);
      ratios.add(coreMillis / bareMillis);
      perLarge.add(coreMillis / large.size());
      // as many small draws as make a large one, so that both are measured for as long
      perSmall.add(IntStream.range(0, 10).mapToDouble(n -> core(small)).sum() / (10.0 * small.size()));
      System.out.printf(Locale.ROOT, "  %,d entrants: bare %,.0f ms, list and ranking %,.0f ms, allotment %,.0f ms%n",
          large.size(), bareMillis, coreMillis, allotMillis);
    }
    double ratio = median(ratios);
    double growth = median(perLarge) / median(perSmall);
    System.out.printf(Locale.ROOT, "%n%-70s %.2f (at most %.1f) %s%n", "list, tree and ranking over bare hashing and sorting:",
        ratio, CORE_RATIO_MAX, ratio <= CORE_RATIO_MAX ? "" : "MISSED");
    System.out.printf(Locale.ROOT, "%-70s %.2f (at most %.1f) %s%n",
        "cost per entrant at " + entrants + " over that at " + entrants / 10 + ":", growth, COST_RATIO_MAX,
        growth <= COST_RATIO_MAX ? "" : "MISSED");
    return ratio <= CORE_RATIO_MAX && growth <= COST_RATIO_MAX;
  }

  private double allotMillis;

  private double core(List<Entry> entries) {
    long started = System.nanoTime();
    var builder = SealedList.builder(entries.size());
    entries.forEach(builder::add);
    var list = builder.seal();
    var ranking = Ranking.of(list, list.root());
    double millis = millisSince(started);
    started = System.nanoTime();
    Allotment.of(spec(entries.size()), ranking);
    allotMillis = millisSince(started);
    return millis;
  }

  /** What {@link #bare} takes: of so many entrants that their entries would not fit beside it. */
  static byte[][] leafData(int count) {
    byte[][] leafData = new byte[count][];
    var next = new AtomicInteger();
    eachEntry(count, entry -> leafData[next.getAndIncrement()] = entry.leafData());
    return leafData;
  }

  /** On the leaf data of the same entries, with nothing kept that a proof or an allotment would need. @return milliseconds */
  static double bare(byte[][] leafData) {
    long started = System.nanoTime();
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      byte[][] leaves = new byte[leafData.length][];
      for (int i = 0; i < leaves.length; i++) {
        sha.update((byte) 0);
        leaves[i] = sha.digest(leafData[i]);
      }
      Arrays.sort(leaves, Arrays::compareUnsigned);
      byte[][] level = leaves;
      while (level.length > 1) {
        level = level(level, sha);
      }
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(level[0], "HmacSHA256"));
      byte[][] scores = new byte[leaves.length][];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = mac.doFinal(leaves[i]);
      }
      Arrays.sort(scores, Arrays::compareUnsigned);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    return millisSince(started);
  }

  private static byte[][] level(byte[][] below, MessageDigest sha) {
    byte[][] level = new byte[(below.length + 1) / 2][];
    for (int i = 0; i < level.length; i++) {
      if (2 * i + 1 == below.length) {
        level[i] = below[2 * i];
        continue;
      }
      sha.update((byte) 1);
      sha.update(below[2 * i]);
      level[i] = sha.digest(below[2 * i + 1]);
    }
    return level;
  }

  private static List<Entry> entries(int count) {
    var entries = new ArrayList<Entry>(count);
    eachEntry(count, entries::add);
    return entries;
  }

  private static void eachEntry(int count, Consumer<Entry> to) {
    var random = new Random(20200202);
    byte[] tag = new byte[HASH_BYTES];
    for (int i = 0; i < count; i++) {
      random.nextBytes(tag);
      int first = random.nextInt(POOLS);
      var choices = List.of(pool(first), pool((first + 7) % POOLS), pool((first + 19) % POOLS));
      to.accept(
          new Entry(HexFormat.of().formatHex(tag), HexFormat.of().toHexDigits((long) (i / 2)), choices, List.of(), 1));
    }
  }

  private static DrawSpec spec(int entrants) {
    var cap = new TreeMap<String, Integer>();
    IntStream.range(0, POOLS).forEach(pool -> cap.put(pool(pool), entrants / (30 * POOLS)));
    return DrawSpec.of(
        Map.of(
            "alg", "FD1", "suite", "SHA256", "mech", "RSD", "draw", "bench.v1.2020-02-02", "cap", cap, "household", 1, "beacon",
            Map.of("type", "recorded")));
  }

  private static String pool(int number) {
    return "xiamen-masks/XM-" + String.format(Locale.ROOT, "%03d", number);
  }

  private static double millisSince(long started) {
    return (System.nanoTime() - started) / 1e6;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
