package org.fairlot.runtime.streams;

import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.fairlot.runtime.FairlotProperties;

/** Kafka Streams settings of our two kinds of application, each with its reason. */
public final class StreamsSettings {

  private StreamsSettings() {}

  public static Properties decider(FairlotProperties fairlot, String applicationId) {
    var p = common(fairlot, applicationId);
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    // callers are answered before the commit, so it may wait; a transaction per 100 ms costs next to nothing
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, fairlot.streams().deciderCommitMillis());
    // a takeover waits for the dead member's session and for its open transaction: keep both short, and alike
    p.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        fairlot.streams().sessionTimeoutMillis());
    // a caller of this instance is answered before anything is sent, and the next service reads what is committed: only
    // callers of other instances wait this long for company. A registration makes seven records for as many partitions;
    // at some hundred a second a shorter wait sends nearly each of them as a batch of its own
    p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 20);
    p.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 << 10);
    // the broker may still be ending the last transaction when the next begins: ask again soon
    p.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 5);
    return p;
  }

  public static Properties forwarder(FairlotProperties fairlot, String applicationId) {
    var p = common(fairlot, applicationId);
    // commands have deterministic ids and deciders drop repeats: exactly-once would only add latency, and transactional
    // records in a command topic would hold up its readers
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, fairlot.streams().forwarderCommitMillis());
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
    // a hop between services may wait for company, but not long
    p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 2);
    return p;
  }

  private static Properties common(FairlotProperties fairlot, String applicationId) {
    var p = new Properties();
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, fairlot.kafka());
    p.put(StreamsConfig.STATE_DIR_CONFIG, fairlot.stateDir());
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, fairlot.streams().threads());
    p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, fairlot.streams().standbys());
    p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) fairlot.topics().replication());
    // caching delays changelog writes past the point where we answer, and has lost state under exactly-once
    p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    // a record ends the wait; a commit that is due comes so much later, and an idle thread turns no more often than this
    p.put(StreamsConfig.POLL_MS_CONFIG, 25);
    p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    p.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    p.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "all");
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), fairlot.streams().sessionTimeoutMillis());
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    if (!fairlot.instance().isBlank()) {
      // a static member gets its tasks back at once after a restart, with its state kept
      p.put(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), fairlot.instance());
    }
    return p;
  }
}
