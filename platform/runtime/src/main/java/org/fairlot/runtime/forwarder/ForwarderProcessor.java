package org.fairlot.runtime.forwarder;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Reaction;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.runtime.wire.CommandEnvelope;
import org.fairlot.runtime.wire.EventCodec;
import org.fairlot.runtime.wire.Json;
import org.fairlot.runtime.wire.TakenTypes;
import org.fairlot.runtime.wire.WireHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns public events into own commands, at once or when a timer is due. A command's id is a hash of the event's id and
 * the place of its effect, so that the decider drops what comes again after a crash.
 */
final class ForwarderProcessor implements Processor<String, byte[], String, byte[]> {

  private static final Logger LOG = LoggerFactory.getLogger(ForwarderProcessor.class);
  private static final Duration TICK = Duration.ofMillis(100);

  private final ServiceDefinition service;
  private final DomainClock clock;
  private final EventCodec events = new EventCodec();
  private final TakenTypes taken;
  private ProcessorContext<String, byte[]> context;
  private Timers timers;

  ForwarderProcessor(ServiceDefinition service, DomainClock clock) {
    this.service = service;
    this.clock = clock;
    this.taken = TakenTypes.of(service.reactions().stream().flatMap(reaction -> reaction.types().stream()).toList());
  }

  @Override
  public void init(ProcessorContext<String, byte[]> processorContext) {
    context = processorContext;
    timers = new Timers(context.getStateStore(ForwarderTopology.TIMERS));
    context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> fireDue());
  }

  @Override
  public void process(Record<String, byte[]> record) {
    if (taken.passOver(record.headers())) {
      return;
    }
    Optional<Recorded<?>> recorded;
    try {
      recorded = events.read(record.headers(), record.value());
    } catch (RuntimeException e) {
      park(record, "unreadable event: " + e.getMessage());
      return;
    }
    if (recorded.isEmpty()) {
      park(record, "unknown event type");
      return;
    }
    String traceParent = WireHeaders.get(record.headers(), WireHeaders.TRACE_PARENT);
    int place = 0;
    for (Reaction reaction : service.reactions()) {
      for (Effect effect : effectsOf(reaction, record, recorded.get())) {
        carryOut(effect, recorded.get(), place++, traceParent, record.timestamp());
      }
    }
  }

  private List<Effect> effectsOf(Reaction reaction, Record<String, byte[]> record, Recorded<?> recorded) {
    try {
      return reaction.on(recorded);
    } catch (RuntimeException e) {
      LOG.error("no reaction to {}", recorded.id(), e);
      park(record, "reaction failed: " + e.getClass().getSimpleName());
      return List.of();
    }
  }

  private void carryOut(Effect effect, Recorded<?> cause, int place, String traceParent, long timestamp) {
    String id = deterministicId(cause.id() + "/" + place);
    var envelope = new CommandEnvelope(id, cause.correlationId(), cause.id(), null, List.of(), traceParent);
    switch (effect) {
      case Effect.Request(Command command) -> send(command.key(), Json.MAPPER.writeValueAsBytes(command), envelope.headers(command), timestamp);
      case Effect.Schedule(var timerId, var dueAt, Command command) ->
          timers.put(timerId, dueAt, Timers.Timer.of(command, envelope, dueAt));
      case Effect.Cancel(var timerId) -> timers.remove(timerId);
    }
  }

  private void fireDue() {
    timers.takeDue(
        clock.instant(),
        timer -> send(timer.key(), timer.data().getBytes(StandardCharsets.UTF_8), timer.wireHeaders(), context.currentSystemTimeMs()));
  }

  private void send(String key, byte[] data, Headers headers, long timestamp) {
    context.forward(new Record<>(key, data, timestamp, headers), ForwarderTopology.COMMANDS);
  }

  private void park(Record<String, byte[]> record, String reason) {
    LOG.error("parked {}: {}", WireHeaders.get(record.headers(), WireHeaders.TYPE), reason);
    var headers = new RecordHeaders(record.headers().toArray());
    WireHeaders.put(headers, WireHeaders.REASON, reason);
    context.forward(record.withHeaders(headers), ForwarderTopology.DEAD_LETTERS);
  }

  private static String deterministicId(String of) {
    return UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
