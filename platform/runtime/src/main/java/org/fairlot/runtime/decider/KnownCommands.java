package org.fairlot.runtime.decider;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The outcomes of known commands, for as long as the repeat horizon, measured in the records' own time. Forgetting what
 * is older only frees space: an entry beyond the horizon is unknown whether it is still there or not, so a replay
 * decides alike.
 */
final class KnownCommands {

  private static final String FIRST = "c\0";
  private static final String END = "c\1";

  /**
   * Every so many commands the next so many entries are looked through: four for each command that comes, so that all are
   * visited several times within the horizon, and no single command pays for many. An index by time would cost a store
   * write and a changelog record for every command instead.
   */
  private static final int LOOK_EVERY = 64;

  private static final int LOOK_AT = 256;

  private final KeyValueStore<String, byte[]> store;
  private final long horizonMillis;
  private int sinceLook;
  private String cursor = FIRST;
  /** Of the entries that were kept or came since the cursor was at the beginning. */
  private long oldestMillis;
  /** Before this nothing can be beyond the horizon, so nobody need look. */
  private long restUntilMillis = Long.MIN_VALUE;

  KnownCommands(KeyValueStore<String, byte[]> store, long horizonMillis) {
    this.store = store;
    this.horizonMillis = horizonMillis;
  }

  Optional<byte[]> outcomeOf(String commandId, long recordMillis) {
    byte[] entry = store.get(FIRST + commandId);
    return entry == null || isBeyondHorizon(entry, recordMillis)
        ? Optional.empty()
        : Optional.of(Arrays.copyOfRange(entry, Long.BYTES, entry.length));
  }

  void remember(String commandId, long recordMillis, byte[] outcome) {
    store.put(FIRST + commandId, ByteBuffer.allocate(Long.BYTES + outcome.length).putLong(recordMillis).put(outcome).array());
    if (recordMillis >= restUntilMillis && ++sinceLook >= LOOK_EVERY) {
      sinceLook = 0;
      forgetSome(recordMillis);
    }
  }

  private void forgetSome(long recordMillis) {
    int looked = 0;
    if (cursor.equals(FIRST)) {
      oldestMillis = recordMillis;
    }
    try (var entries = store.range(cursor, END)) {
      while (looked < LOOK_AT && entries.hasNext()) {
        var entry = entries.next();
        if (isBeyondHorizon(entry.value, recordMillis)) {
          store.delete(entry.key);
        } else {
          oldestMillis = Math.min(oldestMillis, millisOf(entry.value));
        }
        cursor = entry.key + "\0";
        looked++;
      }
      if (!entries.hasNext()) {
        cursor = FIRST;
        restUntilMillis = oldestMillis + horizonMillis;
      }
    }
  }

  private boolean isBeyondHorizon(byte[] entry, long recordMillis) {
    return millisOf(entry) < recordMillis - horizonMillis;
  }

  private static long millisOf(byte[] entry) {
    return ByteBuffer.wrap(entry).getLong();
  }
}
