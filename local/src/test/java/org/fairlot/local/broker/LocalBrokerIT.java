package org.fairlot.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBrokerIT {

  @TempDir Path folder;

  @Test
  void what_was_acknowledged_is_there_after_a_restart_on_another_port() throws Exception {
    try (var broker = LocalBroker.start(folder, 0)) {
      try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
        admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
      }
      try (var producer = producer(broker, "tx")) {
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("t", "k", "first"));
        producer.commitTransaction();
      }
    }
    try (var broker = LocalBroker.start(folder, 0)) {
      try (var producer = producer(broker, "tx")) {
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("t", "k", "second"));
        producer.commitTransaction();
      }
      assertThat(read(broker, "t", 2)).containsExactly("first", "second");
    }
  }

  @Test
  void an_acknowledged_record_survives_a_kill() throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java")
                    .toString(), "-cp", System.getProperty("java.class.path"),
                Doomed.class.getName(), folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var lines = process.inputReader()) {
      assertThat(lines.lines().anyMatch("acknowledged"::equals)).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
    try (var broker = LocalBroker.start(folder, 0)) {
      assertThat(read(broker, "t", 1)).containsExactly("kept");
    }
  }

  /** A broker that never gets to close. */
  static final class Doomed {
    public static void main(String[] args) throws Exception {
      var broker = LocalBroker.start(Path.of(args[0]), 0);
      try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
        admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
      }
      var producer = producer(broker, null);
      producer.send(new ProducerRecord<>("t", "k", "kept")).get();
      System.out.println("acknowledged");
      System.out.flush();
      Thread.currentThread().join();
    }
  }

  @Test
  void a_port_in_use_is_named() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> LocalBroker.start(folder, taken.getLocalPort()))
          .isInstanceOf(IllegalStateException.class).hasMessageContaining("Port " + taken.getLocalPort());
    }
  }

  private static KafkaProducer<String, String> producer(LocalBroker broker, String transactionalId) {
    var settings = new java.util.HashMap<String,
    Object>(Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all"));
    if (transactionalId != null) {
      settings.put("transactional.id", transactionalId);
    }
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  private static List<String> read(LocalBroker broker, String topic, int count) {
    var values = new ArrayList<String>();
    var settings = Map.<String,
    Object>of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
    try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      var partition = List.of(new TopicPartition(topic, 0));
      consumer.assign(partition);
      consumer.seekToBeginning(partition);
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (values.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
