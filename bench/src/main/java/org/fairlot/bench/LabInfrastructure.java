package org.fairlot.bench;

import java.nio.file.Path;
import org.fairlot.local.broker.LocalBroker;
import org.fairlot.local.documents.DocumentStore;

/** The process with the broker and the document store; it ends when the one that started it does. */
final class LabInfrastructure {

  static final String READY = "ready ";
  static final String COLLECTED = "collected";

  private LabInfrastructure() {}

  public static void main(String[] args) throws Exception {
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    var broker = LocalBroker.start(Path.of(args[0]).resolve("kafka"), 0);
    var documents = DocumentStore.start(0);
    System.out.println(READY + broker.bootstrapServers() + " " + documents.connectionString());
    // a byte asks for a collection; the end of the stream is the end of the parent
    while (System.in.read() >= 0) {
      System.gc();
      System.out.println(COLLECTED);
    }
    Runtime.getRuntime().halt(0);
  }
}
