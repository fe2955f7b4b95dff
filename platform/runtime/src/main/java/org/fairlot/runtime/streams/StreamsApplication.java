package org.fairlot.runtime.streams;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * One Kafka Streams application with its start, stop and repair. It leaves its group when it is closed, unless it is a
 * static member, so that a restart runs again in seconds and not after the session timeout.
 */
public final class StreamsApplication implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(StreamsApplication.class);
  private static final int REPLACEMENTS_MAX = 3;
  private static final Duration REPLACEMENTS_WITHIN = Duration.ofMinutes(10);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);
  private static final Predicate<String> INPUT_CONSUMER = Pattern.compile("-StreamThread-\\d+-consumer$").asPredicate();

  private final String name;
  private final Supplier<Topology> topology;
  private final Properties config;
  private final boolean staticMember;
  private final int phase;
  private final Deque<Long> replacements = new ArrayDeque<>();
  private volatile KafkaStreams streams;

  public StreamsApplication(
      String name, Supplier<Topology> topology, Properties config, boolean staticMember, int phase) {
    this.name = name;
    this.topology = topology;
    this.config = config;
    this.staticMember = staticMember;
    this.phase = phase;
  }

  @Override
  public void start() {
    streams = new KafkaStreams(topology.get(), config);
    streams.setUncaughtExceptionHandler(this::onFailure);
    streams.setStateListener((now, before) -> LOG.info("{}: {} -> {}", name, before, now));
    streams.start();
  }

  /** A task that dies is replaced a few times; what goes on dying is for the platform to restart and a human to see. */
  private synchronized StreamThreadExceptionResponse onFailure(Throwable failure) {
    long now = System.nanoTime();
    replacements.removeIf(at -> now - at > REPLACEMENTS_WITHIN.toNanos());
    replacements.add(now);
    boolean replace = replacements.size() <= REPLACEMENTS_MAX;
    LOG.error("{}: a stream thread failed, {}", name, replace ? "replacing it" : "giving up", failure);
    return replace ? StreamThreadExceptionResponse.REPLACE_THREAD : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  @Override
  public void stop() {
    var closing = streams;
    if (closing != null) {
      closing.close(
          CloseOptions.timeout(CLOSE_WITHIN)
              .withGroupMembershipOperation(
                  staticMember
                      ? CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP
                      : CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
      streams = null;
    }
  }

  @Override
  public boolean isRunning() {
    return streams != null;
  }

  @Override
  public int getPhase() {
    return phase;
  }

  public String name() {
    return name;
  }

  /** @throws IllegalStateException before the start */
  public KafkaStreams streams() {
    var running = streams;
    if (running == null) {
      throw new IllegalStateException(name + " is not started");
    }
    return running;
  }

  /** Whether every task of this instance processes records. */
  public boolean isProcessing() {
    var running = streams;
    return running != null && running.state() == KafkaStreams.State.RUNNING;
  }

  /**
   * Records that are waiting in the inputs of this instance, now. What restores state from a changelog counts for nothing:
   * it is behind by nature, and done when {@link #isProcessing}.
   */
  public long lag() {
    var running = streams;
    return running == null
        ? Long.MAX_VALUE
        : running.metrics().entrySet().stream()
            // not records-lag-max, which remembers the worst of a minute: an instance that joined would not be ready so long
            .filter(m -> m.getKey().name().equals("records-lag"))
            .filter(m -> INPUT_CONSUMER.test(m.getKey().tags().getOrDefault("client-id", "")))
            .map(m -> m.getValue().metricValue())
            .filter(v -> v instanceof Double d && !d.isNaN())
            .mapToLong(v -> ((Double) v).longValue())
            .sum();
  }
}
