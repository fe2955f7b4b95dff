package org.fairlot.testkit;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.mongodb.MongoDBContainer;

/**
 * The broker and the document store of the tests of one JVM: containers of the real things where Docker answers, embedded
 * ones where it does not. The build log says which.
 */
public final class Infrastructure {

  private static final Logger LOG = LoggerFactory.getLogger(Infrastructure.class);
  private static final String[] SERVICES = {"registration", "health", "allocation", "delivery", "notification"};

  private static Infrastructure started;

  private final String kafka;
  private final String mongodb;

  private Infrastructure(String kafka, String mongodb) {
    this.kafka = kafka;
    this.mongodb = mongodb;
  }

  public static synchronized Infrastructure get() {
    if (started == null) {
      started = isDockerThere() ? containers() : embedded();
    }
    return started;
  }

  public String kafka() {
    return kafka;
  }

  /** Connection string without a database. */
  public String mongodb() {
    return mongodb;
  }

  private static boolean isDockerThere() {
    try {
      return DockerClientFactory.instance().isDockerAvailable();
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static Infrastructure containers() {
    LOG.warn("integration tests run against containers: apache/kafka, mongo");
    var kafka = new KafkaContainer("apache/kafka:4.2.1");
    kafka.start();
    var mongo = new MongoDBContainer("mongo:8.0");
    mongo.start();
    return new Infrastructure(kafka.getBootstrapServers(), mongo.getConnectionString());
  }

  private static Infrastructure embedded() {
    LOG.warn("integration tests run against embedded stand-ins: no Docker here (what that leaves untested: docs/adr)");
    var broker = new EmbeddedKafkaKraftBroker(1, 1);
    broker.brokerProperty("transaction.state.log.replication.factor", "1");
    broker.brokerProperty("transaction.state.log.min.isr", "1");
    broker.brokerProperty("group.initial.rebalance.delay.ms", "0");
    broker.brokerProperty("auto.create.topics.enable", "false");
    broker.brokerProperty("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
    broker.afterPropertiesSet();
    var documents = new MongoServer(new MemoryBackend());
    var address = documents.bind();
    Runtime.getRuntime().addShutdownHook(new Thread(documents::shutdownNow));
    return new Infrastructure(broker.getBrokersAsString(), "mongodb://127.0.0.1:" + address.getPort());
  }

  /** Creates, under a prefix, the topics of other services that a service under test may read. */
  public void createPublicTopics(String prefix) {
    var topics = new ArrayList<NewTopic>();
    for (String service : SERVICES) {
      topics.add(new NewTopic(prefix + service + ".events", Optional.of(2), Optional.of((short) 1)));
      for (String compacted : new String[] {".reference", ".person-keys"}) {
        topics.add(
            new NewTopic(prefix + service + compacted, Optional.of(1), Optional.of((short) 1))
                .configs(Map.of("cleanup.policy", "compact")));
      }
    }
    try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka))) {
      admin.createTopics(topics).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
