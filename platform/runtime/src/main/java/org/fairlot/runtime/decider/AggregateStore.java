package org.fairlot.runtime.decider;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;
import org.fairlot.kernel.Ledger;
import org.fairlot.runtime.Aggregate;
import org.fairlot.runtime.wire.Json;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;

/**
 * The state of one kind of aggregate in the task's store. A value is one entry; a ledger is one entry for the header and
 * one per member. The first entry is stamped with schema, version and time.
 */
abstract sealed class AggregateStore<S> {

  /** Raised when the form of the stamp changes; an entry of another schema stops the task instead of being misread. */
  private static final byte SCHEMA = 1;

  private static final int STAMP_BYTES = 1 + Long.BYTES + Long.BYTES;

  /** @param version events so far; @param lastAtMillis domain time of the last accepted command */
  record Loaded<S>(S state, long version, long lastAtMillis) {}

  final KeyValueStore<String, byte[]> store;
  final String prefix;

  private AggregateStore(KeyValueStore<String, byte[]> store, String aggregate) {
    this.store = store;
    this.prefix = "s\0" + aggregate + "\0";
  }

  @SuppressWarnings("unchecked")
  static <S> AggregateStore<S> of(Aggregate<?, S, ?, ?> aggregate, KeyValueStore<String, byte[]> store) {
    return switch (aggregate.form()) {
      case Aggregate.StateForm.Value(var type) -> (AggregateStore<S>) new Values<>(store, aggregate, type);
      case Aggregate.StateForm.Members(var header, var member) ->
          (AggregateStore<S>) new Members<>(store, aggregate, header, member);
    };
  }

  abstract Loaded<S> load(String key);

  /** The entries to write; sizes are checked before any of them is. */
  abstract Map<String, Optional<byte[]>> entries(String key, S state, long version, Instant at);

  final void write(Map<String, Optional<byte[]>> entries) {
    entries.forEach((key, value) -> value.ifPresentOrElse(v -> store.put(key, v), () -> store.delete(key)));
  }

  static byte[] stamped(long version, long atMillis, byte[] json) {
    return ByteBuffer.allocate(STAMP_BYTES + json.length).put(SCHEMA).putLong(version).putLong(atMillis).put(json).array();
  }

  static <T> Loaded<T> unstamped(byte[] bytes, ObjectReader reader) {
    var buffer = ByteBuffer.wrap(bytes);
    byte schema = buffer.get();
    if (schema != SCHEMA) {
      throw new IllegalStateException("state of schema " + schema + ", this version reads " + SCHEMA + ": rebuild it");
    }
    long version = buffer.getLong();
    long at = buffer.getLong();
    return new Loaded<>(reader.readValue(bytes, STAMP_BYTES, bytes.length - STAMP_BYTES), version, at);
  }

  private static final class Values<S> extends AggregateStore<S> {
    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final S initial;

    Values(KeyValueStore<String, byte[]> store, Aggregate<?, S, ?, ?> aggregate, Class<?> type) {
      super(store, aggregate.name());
      reader = Json.MAPPER.readerFor(type);
      writer = Json.MAPPER.writerFor(type);
      initial = aggregate.decider().initial();
    }

    @Override
    Loaded<S> load(String key) {
      byte[] bytes = store.get(prefix + key);
      return bytes == null ? new Loaded<>(initial, 0, Long.MIN_VALUE) : unstamped(bytes, reader);
    }

    @Override
    Map<String, Optional<byte[]>> entries(String key, S state, long version, Instant at) {
      byte[] value = stamped(version, at.toEpochMilli(), writer.writeValueAsBytes(state));
      return Map.of(prefix + key, Optional.of(value));
    }
  }

  private static final class Members<H, M> extends AggregateStore<Ledger<H, M>> {
    private final ObjectReader headerReader;
    private final ObjectWriter headerWriter;
    private final ObjectReader memberReader;
    private final ObjectWriter memberWriter;
    private final String memberPrefix;
    private final H initial;

    @SuppressWarnings("unchecked")
    Members(KeyValueStore<String, byte[]> store, Aggregate<?, ?, ?, ?> aggregate, Class<?> header, Class<?> member) {
      super(store, aggregate.name());
      headerReader = Json.MAPPER.readerFor(header);
      headerWriter = Json.MAPPER.writerFor(header);
      memberReader = Json.MAPPER.readerFor(member);
      memberWriter = Json.MAPPER.writerFor(member);
      memberPrefix = "m\0" + aggregate.name() + "\0";
      initial = ((Ledger<H, M>) aggregate.decider().initial()).header();
    }

    @Override
    Loaded<Ledger<H, M>> load(String key) {
      byte[] bytes = store.get(prefix + key);
      var base = new StoredMembers(memberPrefix + key + "\0");
      if (bytes == null) {
        return new Loaded<>(Ledger.of(initial, base), 0, Long.MIN_VALUE);
      }
      Loaded<H> header = unstamped(bytes, headerReader);
      return new Loaded<>(Ledger.of(header.state(), base), header.version(), header.lastAtMillis());
    }

    @Override
    Map<String, Optional<byte[]>> entries(String key, Ledger<H, M> ledger, long version, Instant at) {
      var entries = new LinkedHashMap<String, Optional<byte[]>>();
      byte[] header = headerWriter.writeValueAsBytes(ledger.header());
      entries.put(prefix + key, Optional.of(stamped(version, at.toEpochMilli(), header)));
      ledger.changes().forEach((member, value) ->
          entries.put(memberPrefix + key + "\0" + member, value.map(memberWriter::writeValueAsBytes)));
      return entries;
    }

    private final class StoredMembers implements Ledger.Members<M> {
      private final String at;

      StoredMembers(String at) {
        this.at = at;
      }

      @Override
      public Optional<M> get(String key) {
        byte[] bytes = store.get(at + key);
        return bytes == null ? Optional.empty() : Optional.of(memberReader.readValue(bytes));
      }

      @Override
      public List<Map.Entry<String, M>> range(String from, String to, int limit) {
        var found = new ArrayList<Map.Entry<String, M>>();
        try (var entries = store.range(at + from, at + to)) {
          while (found.size() < limit && entries.hasNext()) {
            var entry = entries.next();
            String key = entry.key.substring(at.length());
            if (!key.equals(to)) { // the store's range includes its end
              found.add(Map.entry(key, memberReader.<M>readValue(entry.value)));
            }
          }
        }
        return found;
      }
    }
  }
}
