package org.fairlot.runtime.decider;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.fairlot.runtime.wire.TopicTail;
import org.fairlot.runtime.wire.TopicTail.From;
import org.fairlot.runtime.wire.WireHeaders;

/**
 * Follows all partitions of {@code <service>.outcomes}, so that any instance can answer a caller whose command another
 * one decides.
 */
final class OutcomeTail {

  /** Told of each outcome; {@code bytes} are those of a {@link StoredOutcome}. */
  interface Sink {
    void outcome(String commandId, String fingerprint, byte[] bytes);
  }

  /** It is asked for by who waits for the commit, which takes several times as long. */
  private static final int COMMITTED_WAIT_MILLIS = 20;

  private OutcomeTail() {}

  /**
   * From the oldest outcome kept. Read uncommitted: an outcome of an aborted transaction is computed again, equal.
   *
   * @param waitMillis for company: whoever waits on another instance waits this much longer
   */
  static TopicTail fromStart(String kafka, String topic, int waitMillis, Sink sink) {
    return follow(topic + "-tail", kafka, topic, "read_uncommitted", waitMillis, From.START, sink);
  }

  /** Committed outcomes, from now on. */
  static TopicTail ofCommitted(String kafka, String topic, Sink sink) {
    return follow(topic + "-committed-tail", kafka, topic, "read_committed", COMMITTED_WAIT_MILLIS, From.NOW, sink);
  }

  private static TopicTail follow(String name, String kafka, String topic, String isolation, int waitMillis, From from, Sink sink) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation,
            // the broker is asked far less often than by one who takes outcomes one by one
            ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 16 << 10,
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, waitMillis);
    return TopicTail.follow(
        name, settings, List.of(topic), from,
        record ->
            sink.outcome(
                WireHeaders.get(record.headers(), WireHeaders.ID),
                WireHeaders.get(record.headers(), WireHeaders.FINGERPRINT),
                record.value()));
  }
}
