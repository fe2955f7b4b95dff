package org.fairlot.runtime.decider;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.kernel.Rejection;
import org.fairlot.runtime.Aggregate;
import org.fairlot.runtime.Copy;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.runtime.wire.CommandEnvelope;
import org.fairlot.runtime.wire.EventCodec;
import org.fairlot.runtime.wire.Json;
import org.fairlot.runtime.wire.WireHeaders;
import org.fairlot.runtime.wire.WireTypes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectReader;

/**
 * The one place where state changes. For each command, in this order: known id? repeat the stored outcome and stop →
 * load → decide → fold → check sizes → write the store → forward events and outcome → answer a local waiter.
 *
 * <p>Only {@code decide} and {@code evolve} are guarded: a bug in them is deterministic, so it becomes a failed outcome
 * and a dead letter. A failing store or broker must kill the task, so that the transaction aborts and nothing of half a
 * decision stays. Because there is one input topic and the rules are pure, a command recomputed after a crash gets the
 * same outcome; that is why the caller may be answered before the commit.
 */
final class DeciderProcessor implements Processor<String, byte[], String, byte[]> {

  private static final Logger LOG = LoggerFactory.getLogger(DeciderProcessor.class);
  private static final TypeReference<LinkedHashMap<String, Object>> DATA = new TypeReference<>() {};

  /** The command was larger, or led to more, than the limits allow. */
  static final String LIMIT_EXCEEDED = "LIMIT_EXCEEDED";

  private final ServiceDefinition service;
  private final FairlotProperties.Limits limits;
  private final DomainClock clock;
  private final OutcomeListener listener;
  private final EventCodec events = new EventCodec();

  private ProcessorContext<String, byte[]> context;
  private KnownCommands known;
  private final Map<String, Handler<?, ?, ?, ?>> handlers = new HashMap<>();

  DeciderProcessor(
      ServiceDefinition service, FairlotProperties.Limits limits, DomainClock clock, OutcomeListener listener) {
    this.service = service;
    this.limits = limits;
    this.clock = clock;
    this.listener = listener;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> processorContext) {
    context = processorContext;
    KeyValueStore<String, byte[]> store = context.getStateStore(DeciderTopology.STORE);
    known = new KnownCommands(store, limits.repeatHorizon().toMillis());
    service.aggregates().forEach(aggregate -> register(aggregate, store));
  }

  private <C extends Command, S, E extends Event, R extends Rejection> void register(
      Aggregate<C, S, E, R> aggregate, KeyValueStore<String, byte[]> store) {
    var aggregateStore = AggregateStore.of(aggregate, store);
    WireTypes.leaves(aggregate.commands())
        .forEach(
            command -> {
              var handler = new Handler<>(aggregate, aggregateStore, Json.MAPPER.readerFor(command));
              if (handlers.put(WireTypes.nameOf(command), handler) != null) {
                throw new IllegalStateException("two aggregates take " + command);
              }
            });
  }

  @Override
  public void process(Record<String, byte[]> record) {
    var headers = record.headers();
    String id = WireHeaders.get(headers, WireHeaders.ID);
    var handler = handlers.get(String.valueOf(WireHeaders.get(headers, WireHeaders.TYPE)));
    if (id == null || record.key() == null || handler == null) {
      deadLetter(record, id == null ? "no command id" : "no aggregate takes this command");
      return;
    }
    CommandEnvelope envelope = CommandEnvelope.read(headers);
    Optional<byte[]> before = known.outcomeOf(id, record.timestamp());
    if (before.isPresent()) {
      repeat(record, envelope, before.get());
    } else {
      handler.handle(record, envelope);
    }
  }

  /** A known id is answered as before; under another body it is an id used twice, which leaves no trace. */
  private void repeat(Record<String, byte[]> record, CommandEnvelope envelope, byte[] stored) {
    var outcome = StoredOutcome.read(stored);
    if (outcome.fp() != null && envelope.fingerprint() != null && !outcome.fp().equals(envelope.fingerprint())) {
      var reused =
          StoredOutcome.rejected(
              envelope.id(), record.key(), clock.at(Instant.ofEpochMilli(record.timestamp())), StoredOutcome.REUSED,
              Map.of(), envelope.fingerprint());
      answer(record, reused, reused.bytes());
    } else {
      answer(record, outcome, stored);
    }
  }

  private void answer(Record<String, byte[]> record, StoredOutcome outcome, byte[] bytes) {
    var headers = new RecordHeaders();
    // so that a follower need not read the outcomes that nobody there waits for
    WireHeaders.put(headers, WireHeaders.ID, outcome.id());
    WireHeaders.put(headers, WireHeaders.FINGERPRINT, outcome.isReuse() ? null : outcome.fp());
    forward(record, DeciderTopology.OUTCOMES, record.key(), bytes, headers);
    listener.decided(outcome);
  }

  private void forward(Record<String, byte[]> cause, String sink, String key, byte[] value, Headers headers) {
    context.forward(new Record<>(key, value, cause.timestamp(), headers), sink);
  }

  private void deadLetter(Record<String, byte[]> record, String reason) {
    LOG.error("dead letter {} at {}: {}", WireHeaders.get(record.headers(), WireHeaders.TYPE),
        context.recordMetadata().map(m -> m.partition() + "/" + m.offset()).orElse("?"), reason);
    var headers = new RecordHeaders(record.headers().toArray());
    WireHeaders.put(headers, WireHeaders.REASON, reason);
    forward(record, DeciderTopology.DEAD_LETTERS, record.key(), record.value(), headers);
  }

  /**
   * The domain's time of a command: the broker's, but for a timer's no earlier than what it was set for. The clock that fired it may
   * be ahead of the broker's, and a decider that finds a timer early passes it over for good.
   */
  private long millisOf(Record<String, byte[]> record) {
    long appended = clock.at(Instant.ofEpochMilli(record.timestamp())).toEpochMilli();
    String due = WireHeaders.get(record.headers(), WireHeaders.DUE);
    return due == null ? appended : Math.max(appended, Long.parseLong(due));
  }

  /** All about one type of command. */
  private final class Handler<C extends Command, S, E extends Event, R extends Rejection> {
    private final Aggregate<C, S, E, R> aggregate;
    private final AggregateStore<S> store;
    private final ObjectReader reader;

    Handler(Aggregate<C, S, E, R> aggregate, AggregateStore<S> store, ObjectReader reader) {
      this.aggregate = aggregate;
      this.store = store;
      this.reader = reader;
    }

    void handle(Record<String, byte[]> record, CommandEnvelope envelope) {
      var loaded = store.load(record.key());
      // broker time may step back when a leader changes; an aggregate's time does not
      Instant at = Instant.ofEpochMilli(Math.max(millisOf(record), loaded.lastAtMillis()));
      Decided<S, E, R> decided;
      try {
        decided = decide(reader.readValue(record.value()), loaded, at);
      } catch (RuntimeException | StackOverflowError e) {
        LOG.error("cannot decide {} for {}", envelope.id(), aggregate.name(), e);
        deadLetter(record, "cannot decide: " + e.getClass().getSimpleName());
        conclude(record, envelope, StoredOutcome.failed(envelope.id(), record.key(), at, envelope.fingerprint()));
        return;
      }
      switch (decided.decision) {
        case Decision.Rejected<E, R>(var reason) -> reject(record, envelope, at, reason.code(), dataOf(reason));
        case Decision.Accepted<E, R>(var facts) -> accept(record, envelope, at, loaded, decided.state, facts);
      }
    }

    private Decided<S, E, R> decide(C command, AggregateStore.Loaded<S> loaded, Instant at) {
      Decider<C, S, E, R> decider = aggregate.decider();
      var decision = decider.decide(command, loaded.state(), at);
      S state = loaded.state();
      if (decision instanceof Decision.Accepted<E, R>(var facts)) {
        for (E fact : facts) {
          state = decider.evolve(state, fact);
        }
      }
      return new Decided<>(decision, state);
    }

    private Map<String, Object> dataOf(R reason) {
      var data = Json.MAPPER.convertValue(reason, DATA);
      data.remove("code");
      return data;
    }

    private void reject(
        Record<String, byte[]> record, CommandEnvelope envelope, Instant at, String code, Map<String, Object> data) {
      conclude(
          record, envelope,
          StoredOutcome.rejected(envelope.id(), record.key(), at, code, data, envelope.fingerprint()));
    }

    private void accept(
        Record<String, byte[]> record, CommandEnvelope envelope, Instant at, AggregateStore.Loaded<S> loaded, S state,
        List<E> facts) {
      var written = new ArrayList<Written>(facts.size());
      long version = loaded.version();
      for (E fact : facts) {
        written.add(write(envelope, record.key(), fact, ++version, at, written.size()));
      }
      Map<String, Optional<byte[]>> entries =
          facts.isEmpty() ? Map.of() : store.entries(record.key(), state, version, at);
      String tooLarge = tooLarge(written, entries);
      if (tooLarge != null) {
        reject(record, envelope, at, LIMIT_EXCEEDED, Map.of("limit", tooLarge));
        return;
      }
      // nothing is written before the last thing of ours that can fail has passed
      store.write(entries);
      for (Written event : written) {
        forward(record, DeciderTopology.EVENTS, record.key(), event.data, event.headers);
        event.copies.forEach(copy -> copy(record, event, copy));
        event.erasedKeys.forEach(keyId -> forward(record, DeciderTopology.PERSON_KEYS, keyId, null, new RecordHeaders()));
      }
      if (!facts.isEmpty()) {
        envelope.newKeys().forEach(key ->
            forward(record, DeciderTopology.PERSON_KEYS, key.keyId(), key.wrapped().getBytes(StandardCharsets.UTF_8), new RecordHeaders()));
      }
      conclude(
          record, envelope,
          StoredOutcome.accepted(
              envelope.id(), record.key(), version, at,
              facts.stream().map(fact -> WireTypes.nameOf(fact.getClass())).toList(), envelope.fingerprint()));
    }

    private void copy(Record<String, byte[]> record, Written event, Copy copy) {
      forward(
          record, DeciderTopology.copySink(copy), copy.key(), event.data,
          DeciderTopology.copyHeaders(event.headers, copy));
    }

    private Written write(CommandEnvelope envelope, String key, E fact, long sequence, Instant at, int index) {
      String about = fact.about();
      String correlation = about != null ? about : envelope.correlationId() != null ? envelope.correlationId() : key;
      var recorded =
          new Recorded<Event>(fact, envelope.id() + "." + index, key, sequence, at, correlation, envelope.id());
      return new Written(
          events.headers(recorded, service.name(), envelope.traceParent()), events.data(fact), aggregate.copiesOf(fact),
          aggregate.keysErasedBy(fact));
    }

    private String tooLarge(List<Written> written, Map<String, Optional<byte[]>> entries) {
      if (written.size() > limits.eventsPerCommand()) {
        return "events of one command";
      }
      if (written.stream().anyMatch(event -> event.data.length > limits.eventBytes())) {
        return "bytes of one event";
      }
      boolean state = entries.values().stream().anyMatch(v -> v.isPresent() && v.get().length > limits.stateBytes());
      return state ? "bytes of the state" : null;
    }

    private void conclude(Record<String, byte[]> record, CommandEnvelope envelope, StoredOutcome outcome) {
      byte[] bytes = outcome.bytes();
      known.remember(envelope.id(), record.timestamp(), bytes);
      answer(record, outcome, bytes);
    }
  }

  private record Decided<S, E extends Event, R extends Rejection>(Decision<E, R> decision, S state) {}

  private record Written(Headers headers, byte[] data, List<Copy> copies, List<String> erasedKeys) {}
}
