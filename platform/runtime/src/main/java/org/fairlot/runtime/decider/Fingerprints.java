package org.fairlot.runtime.decider;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.UUID;

/**
 * What the bodies of the latest commands were, to find an id that comes again with another body for another aggregate.
 * Its memory is taken once, at 28 bytes a place, and does not grow with the load; whoever is beyond the last so many
 * commands, or beyond the hour, is forgotten.
 */
final class Fingerprints {

  private static final Duration KNOWN_FOR = Duration.ofHours(1);
  private static final int NOWHERE = -1;

  private final InstantSource time;
  /** The ids, hashed to 128 bits: they are keyed hashes themselves, so nobody can make two that meet. */
  private final long[] high;
  private final long[] low;
  /** The second of arrival before a hash of the fingerprint. */
  private final long[] marks;
  /** Places whose ids fall into one bucket form a chain, the latest first. */
  private final int[] buckets;
  private final int[] next;
  /** Where the next id is put: a free place, or that of the oldest. */
  private int cursor;
  private boolean full;

  Fingerprints(int places, InstantSource time) {
    this.time = time;
    high = new long[places];
    low = new long[places];
    marks = new long[places];
    next = new int[places];
    buckets = new int[places];
    Arrays.fill(buckets, NOWHERE);
  }

  /** Whether the id is known with another fingerprint; one that is not known at all is from now on. */
  boolean isReused(String id, String fingerprint) {
    var key = key(id);
    long second = second();
    synchronized (this) {
      int place = find(key, second);
      if (place == NOWHERE) {
        add(key, mark(second, fingerprint));
        return false;
      }
      return (int) marks[place] != fingerprint.hashCode();
    }
  }

  /** The decider's word on an id: it holds from now on. */
  void remember(String id, String fingerprint) {
    var key = key(id);
    long second = second();
    synchronized (this) {
      int place = find(key, second);
      if (place == NOWHERE) {
        add(key, mark(second, fingerprint));
      } else {
        marks[place] = mark(second, fingerprint);
      }
    }
  }

  private int find(UUID key, long second) {
    int place = buckets[bucket(key.getLeastSignificantBits())];
    while (place != NOWHERE
        && (low[place] != key.getLeastSignificantBits() || high[place] != key.getMostSignificantBits())) {
      place = next[place];
    }
    return place != NOWHERE && marks[place] >>> 32 >= second - KNOWN_FOR.toSeconds() ? place : NOWHERE;
  }

  private void add(UUID key, long mark) {
    int place = cursor;
    if (full) {
      unchain(place);
    }
    high[place] = key.getMostSignificantBits();
    low[place] = key.getLeastSignificantBits();
    marks[place] = mark;
    int bucket = bucket(low[place]);
    next[place] = buckets[bucket];
    buckets[bucket] = place;
    cursor = (place + 1) % marks.length;
    full |= cursor == 0;
  }

  /** The oldest of all is the last of its chain. */
  private void unchain(int place) {
    int bucket = bucket(low[place]);
    if (buckets[bucket] == place) {
      buckets[bucket] = next[place];
      return;
    }
    int before = buckets[bucket];
    while (next[before] != place) {
      before = next[before];
    }
    next[before] = next[place];
  }

  private int bucket(long hash) {
    return (int) Long.remainderUnsigned(hash, buckets.length);
  }

  private long second() {
    return time.instant().getEpochSecond();
  }

  private static long mark(long second, String fingerprint) {
    return second << 32 | Integer.toUnsignedLong(fingerprint.hashCode());
  }

  private static UUID key(String id) {
    return UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
  }
}
