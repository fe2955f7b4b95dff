package org.fairlot.local.demo;

import com.mongodb.reactivestreams.client.MongoClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.bson.Document;
import org.fairlot.local.demo.Account.Invariant;
import reactor.core.publisher.Flux;

/** Searches everything that a suite has written for plain personal data. */
final class Leaks {

  private static final int BATCH = 1_000;

  private final PlainText search;

  Leaks(List<Citizen> citizens) {
    this.search = PlainText.of(citizens);
  }

  Invariant topics(String kafka) {
    var found = new TreeSet<String>();
    int records =
        new EventLog(kafka)
            .everything(
                record -> search.find(EventLog.text(record))
                    .ifPresent(kind -> found.add(kind + " in topic " + record.topic())));
    return new Invariant("records of all topics without an ID number, name, phone or address", records,
        List.copyOf(found));
  }

  Invariant collections(String mongodb) {
    var found = new TreeSet<String>();
    int documents = 0;
    try (var client = MongoClients.create(mongodb)) {
      for (String database : all(client.listDatabaseNames())) {
        for (String collection : all(client.getDatabase(database).listCollectionNames())) {
          for (Document document
              : all(client.getDatabase(database).getCollection(collection).find().batchSize(BATCH))) {
            documents++;
            search.find(document.toJson())
                .ifPresent(kind -> found.add(kind + " in collection " + database + "." + collection));
          }
        }
      }
    }
    return new Invariant("documents of all collections likewise", documents, List.copyOf(found));
  }

  private static <T> List<T> all(org.reactivestreams.Publisher<T> found) {
    return Flux.from(found).collectList().block();
  }

  Invariant logs(Path folder) {
    var found = new TreeSet<String>();
    int lines = 0;
    for (Path file : files(folder)) {
      try {
        for (String line : Files.readString(file, StandardCharsets.UTF_8).split("\n")) {
          lines++;
          search.find(line).ifPresent(kind -> found.add(kind + " in " + file.getFileName()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new Invariant("lines of all logs likewise", lines, List.copyOf(found));
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return new ArrayList<>(files.filter(Files::isRegularFile).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
