package org.fairlot.bench;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.fairlot.kernel.Command;
import org.fairlot.runtime.wire.CommandEnvelope;
import org.fairlot.runtime.wire.Json;

/** Writes commands as allocation-service's own forwarder does. */
final class CommandLog implements AutoCloseable {

  private final KafkaProducer<String, byte[]> producer;

  CommandLog(Lab lab) {
    producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", lab.kafka(), "acks", "all", "linger.ms", 2, "batch.size", 128 << 10),
            new StringSerializer(), new ByteArraySerializer());
  }

  void send(String id, Command command) {
    var envelope = new CommandEnvelope(id, null, null, null, List.of(), null);
    producer.send(
        new ProducerRecord<>(
            "allocation.commands", null, command.key(), Json.MAPPER.writeValueAsBytes(command), envelope.headers(command)));
  }

  /** Waits until all are on the log. */
  void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
