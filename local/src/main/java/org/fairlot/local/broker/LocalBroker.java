package org.fairlot.local.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka broker, one node in KRaft mode, in this JVM. Its folder is the only truth of the local suite: it
 * survives a restart and a {@code kill -9}. It listens on the loopback address alone, because it asks nobody for a
 * password.
 */
public final class LocalBroker implements AutoCloseable {

  private static final int NODE_ID = 1;
  /** Fixed, so that formatting a folder again changes nothing: "fairlot-local-01" in base64url. */
  private static final String CLUSTER_ID = "ZmFpcmxvdC1sb2NhbC0wMQ";

  private final KafkaRaftServer server;
  private final int port;

  private LocalBroker(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a broker, on a folder that is formatted first if it is new; returns when clients may connect.
   *
   * @param folder where the log is kept
   * @param port   for clients; 0 takes a free one
   * @throws IllegalStateException if the port or the folder is in use
   */
  public static LocalBroker start(Path folder, int port) {
    int clientPort = port == 0 ? freePort() : requireFree(port);
    int controllerPort = freePort();
    Path log = folder.resolve("log");
    format(log);
    var server = new KafkaRaftServer(
        KafkaConfig.fromProps(settings(log, clientPort, controllerPort), false), Time.SYSTEM);
    try {
      server.startup();
    } catch (RuntimeException e) {
      server.shutdown();
      throw new IllegalStateException(
          "The broker could not start on " + folder + ". Is another suite running on the same folder?", e);
    }
    return new LocalBroker(server, clientPort);
  }

  /** Where clients connect to, as {@code host:port}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(Path log) {
    try {
      Files.createDirectories(log);
      new Formatter()
          .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
          .setNodeId(NODE_ID)
          .setClusterId(CLUSTER_ID)
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setControllerListenerName("CONTROLLER")
          .addDirectory(log.toString())
          .setMetadataLogDirectory(log.toString())
          // a folder of an earlier run is left as it is
          .setIgnoreFormatted(true)
          .run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException("The broker's folder could not be formatted: " + log, e);
    }
  }

  private static Properties settings(Path log, int clientPort, int controllerPort) {
    var p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", Integer.toString(NODE_ID));
    p.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    p.put("listeners", "CLIENTS://127.0.0.1:" + clientPort + ",CONTROLLER://127.0.0.1:" + controllerPort);
    p.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.put("inter.broker.listener.name", "CLIENTS");
    p.put("controller.listener.names", "CONTROLLER");
    p.put("log.dirs", log.toString());

    // topics come from the services' topic plan; a misspelt name must fail instead of making a topic
    p.put("auto.create.topics.enable", "false");
    // one node: with the default of 3 and 2, transactions and consumer groups would wait for brokers that never come
    p.put("default.replication.factor", "1");
    p.put("offsets.topic.replication.factor", "1");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("share.coordinator.state.topic.replication.factor", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
    // 50 partitions each are for clusters; here they cost files and seconds at each start
    p.put("offsets.topic.num.partitions", "4");
    p.put("transaction.state.log.num.partitions", "4");
    // nobody else will join a group that has just formed
    p.put("group.initial.rebalance.delay.ms", "0");
    // the defaults (128 MB, 10 MB per segment) are for terabytes; these halve the broker's memory
    p.put("log.cleaner.dedupe.buffer.size", "8388608");
    p.put("log.index.size.max.bytes", "1048576");
    // two cores are shared with five services
    p.put("num.network.threads", "2");
    p.put("num.io.threads", "4");
    p.put("background.threads", "2");
    p.put("num.recovery.threads.per.data.dir", "2");
    // a transaction whose producer was killed blocks readers until it is aborted: look each second, not each tenth
    p.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    // after a kill the broker's own past life must time out before it is let in again
    p.put("broker.session.timeout.ms", "4000");
    p.put("broker.heartbeat.interval.ms", "1000");
    // the log stays for ever unless a topic says otherwise: it is the only truth
    p.put("log.retention.ms", "-1");
    return p;
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int requireFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return port;
    } catch (IOException e) {
      throw new IllegalStateException("Port " + port + " is in use; the broker needs it.", e);
    }
  }
}
