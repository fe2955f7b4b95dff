package org.fairlot.runtime.view;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.View.IndexSpec;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes {@link Change}s to MongoDB in the dialect that every engine of ours speaks: single-document upserts, no
 * transactions. Changes of one document keep their order; all others go out together.
 */
final class Documents {

  private static final int DUPLICATE_KEY = 11000;
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  private final MongoDatabase database;

  Documents(MongoDatabase database) {
    this.database = database;
  }

  /**
   * @return ids of the documents ({@code collection/id}) whose change the store refused for what it is: too large, wrong
   *     shape
   * @throws com.mongodb.MongoException if the store cannot be reached: nothing is known then, apply it all again
   */
  Set<String> apply(List<Change> changes) {
    var refused = new LinkedHashSet<String>();
    var ofOne = new ArrayList<Change.OfOne>();
    for (Change change : changes) {
      switch (change) {
        case Change.OfOne one -> ofOne.add(one);
        case Change.RemoveAll all -> {
          // which documents it meets only the store knows, so those before it have to be there
          applyOfOne(ofOne, refused);
          ofOne.clear();
          delete(all.collection(), Filters.and(Filters.eq(all.field(), all.value()), Filters.lt(all.guard(), all.version())));
        }
      }
    }
    applyOfOne(ofOne, refused);
    return refused;
  }

  private void applyOfOne(List<Change.OfOne> changes, Set<String> refused) {
    for (Collection<Merged> wave : waves(withoutInserted(changes))) {
      write(wave, refused);
    }
  }

  /**
   * Most documents begin and grow up in one batch. Such a one is inserted whole, which costs a store a fraction of updates
   * that find nothing; where it exists already, its changes go the ordinary way.
   *
   * @return the changes that are left
   */
  private List<Change.OfOne> withoutInserted(List<Change.OfOne> changes) {
    var byDocument = new LinkedHashMap<String, List<Change.OfOne>>();
    changes.forEach(c -> byDocument.computeIfAbsent(c.collection() + "/" + c.id(), k -> new ArrayList<>()).add(c));
    var fresh = new LinkedHashMap<String, List<Document>>();
    byDocument.forEach((key, own) -> {
      if (isWholeLife(own)) {
        fresh.computeIfAbsent(own.getFirst().collection(), k -> new ArrayList<>()).add(grownUp(own));
      }
    });
    var inserted = new HashSet<String>();
    fresh.forEach((collection, documents) -> insert(collection, documents, inserted));
    return changes.stream().filter(c -> !inserted.contains(c.collection() + "/" + c.id())).toList();
  }

  /** From its aggregate's first event on, and nothing that an insertion would read otherwise. */
  private static boolean isWholeLife(List<Change.OfOne> own) {
    return own.getFirst() instanceof Change.Put first
        && first.version() == 1
        && own.stream().allMatch(change -> switch (change) {
          case Change.Put put -> put.fields().keySet().stream().noneMatch(field -> field.contains("."));
          case Change.Append append -> !append.list().contains(".");
          case Change.Remove remove -> false;
        });
  }

  private static Document grownUp(List<Change.OfOne> own) {
    var document = new Document("_id", own.getFirst().id());
    for (Change.OfOne change : own) {
      switch (change) {
        case Change.Put put -> {
          if (document.get(put.guard()) instanceof Long version && version >= put.version()) {
            continue;
          }
          document.putAll(stored(put.fields()));
          document.put(put.guard(), put.version());
        }
        case Change.Append append -> {
          var element = Merged.element(append);
          @SuppressWarnings("unchecked")
          var list = (List<Document>) document.computeIfAbsent(append.list(), k -> new ArrayList<Document>());
          if (!list.contains(element)) {
            list.add(element);
          }
        }
        case Change.Remove remove -> throw new IllegalStateException("not a whole life");
      }
    }
    return document;
  }

  private void insert(String collection, List<Document> documents, Set<String> inserted) {
    var models = documents.stream().map(InsertOneModel::new).toList();
    var there = new HashSet<Integer>();
    try {
      await(database.getCollection(collection).bulkWrite(models, new BulkWriteOptions().ordered(false)));
    } catch (MongoBulkWriteException e) {
      if (e.getWriteConcernError() != null) {
        throw e;
      }
      e.getWriteErrors().forEach(error -> there.add(error.getIndex()));
    }
    for (int i = 0; i < documents.size(); i++) {
      if (!there.contains(i)) {
        inserted.add(collection + "/" + documents.get(i).getString("_id"));
      }
    }
  }

  /** What one write does to one document, merged from neighbouring changes of it: a case makes several in one batch. */
  private record Merged(Change.OfOne first, Document set, long version, List<Document> elements) {

    static Merged of(Change.OfOne change) {
      return switch (change) {
        case Change.Put put -> new Merged(put, stored(put.fields()), put.version(), List.of());
        case Change.Append append -> new Merged(append, null, 0, List.of(element(append)));
        case Change.Remove remove -> new Merged(remove, null, 0, List.of());
      };
    }

    /** @return empty if the two cannot be one write */
    Optional<Merged> and(Change.OfOne next) {
      return switch (next) {
        // one that comes again behind later ones says nothing new
        case Change.Put put when first instanceof Change.Put before && before.guard().equals(put.guard())
            && put.version() <= version -> Optional.of(this);
        case Change.Put put when first instanceof Change.Put before && before.guard().equals(put.guard()) -> {
          var both = new Document(set);
          both.putAll(stored(put.fields()));
          yield Optional.of(new Merged(first, both, put.version(), List.of()));
        }
        case Change.Append append when first instanceof Change.Append before && before.list().equals(append.list()) -> {
          var both = new ArrayList<>(elements);
          both.add(element(append));
          yield Optional.of(new Merged(first, null, 0, both));
        }
        default -> Optional.empty();
      };
    }

    /** Members in the order of their names: the same event always gives the same element, in every JVM. */
    private static Document element(Change.Append append) {
      var element = new Document(new TreeMap<>(stored(append.element())));
      return element.append("eventId", append.eventId());
    }
  }

  /** Writes of one wave are of different documents, or of different kinds, and may go out in any order. */
  private static List<Collection<Merged>> waves(List<Change.OfOne> changes) {
    var waves = new ArrayList<Map<String, Merged>>();
    var waveOf = new LinkedHashMap<String, Integer>();
    for (Change.OfOne change : changes) {
      String document = change.collection() + "/" + change.id();
      // puts and appends of one document commute, so each kind has its own sequence; a removal is behind both
      String sequence = document + (change instanceof Change.Append ? "/append" : "/put");
      int wave = waveOf.getOrDefault(sequence, 0);
      if (change instanceof Change.Remove) {
        wave = Math.max(waveOf.getOrDefault(document + "/append", 0), wave) + 1;
      }
      var open = wave < waves.size() ? waves.get(wave).get(sequence) : null;
      var merged = open == null ? Optional.of(Merged.of(change)) : open.and(change);
      if (merged.isEmpty()) {
        wave++;
        merged = Optional.of(Merged.of(change));
      }
      while (waves.size() <= wave) {
        waves.add(new LinkedHashMap<>());
      }
      waves.get(wave).put(sequence, merged.get());
      waveOf.put(sequence, wave);
      if (change instanceof Change.Remove) {
        waveOf.put(document + "/append", wave + 1);
        waveOf.put(document + "/put", wave + 1);
      }
    }
    return waves.stream().map(Map::values).toList();
  }

  private void write(Collection<Merged> wave, Set<String> refused) {
    var byCollection = new LinkedHashMap<String, List<Merged>>();
    wave.forEach(m -> byCollection.computeIfAbsent(m.first().collection(), k -> new ArrayList<>()).add(m));
    byCollection.forEach((collection, merged) -> {
      // the document exists: with an equal or later version, or since another instance has made it just now of another source
      var there = write(collection, merged, true, refused);
      if (!there.isEmpty()) {
        write(collection, there, false, refused);
      }
    });
  }

  /** @return those for which a document could not be made, since there is one */
  private List<Merged> write(String collection, List<Merged> merged, boolean upsert, Set<String> refused) {
    var options = new UpdateOptions().upsert(upsert);
    var models = merged.stream().map(one -> model(one, options)).toList();
    var there = new ArrayList<Merged>();
    try {
      await(database.getCollection(collection).bulkWrite(models, new BulkWriteOptions().ordered(false)));
    } catch (MongoBulkWriteException e) {
      if (e.getWriteConcernError() != null) {
        throw e;
      }
      for (var error : e.getWriteErrors()) {
        var one = merged.get(error.getIndex());
        if (upsert && error.getCode() == DUPLICATE_KEY) {
          there.add(one);
        } else {
          refused.add(collection + "/" + one.first().id());
        }
      }
    }
    return there;
  }

  private static WriteModel<Document> model(Merged merged, UpdateOptions options) {
    return switch (merged.first()) {
      case Change.Put put -> {
        var older = Filters.or(Filters.exists(put.guard(), false), Filters.lt(put.guard(), merged.version()));
        var set = new Document(merged.set()).append(put.guard(), merged.version());
        yield new UpdateOneModel<>(Filters.and(Filters.eq("_id", put.id()), older), new Document("$set", set), options);
      }
      case Change.Append append -> {
        // a set: the element of an event that is applied again is there already
        var each = new Document(append.list(), new Document("$each", merged.elements()));
        yield new UpdateOneModel<>(Filters.eq("_id", append.id()), new Document("$addToSet", each), options);
      }
      case Change.Remove remove -> new DeleteOneModel<>(Filters.eq("_id", remove.id()));
    };
  }

  /** Values as BSON knows them. */
  private static Document stored(Map<String, Object> fields) {
    var stored = new Document();
    fields.forEach((name, value) -> stored.put(name, storedValue(value)));
    return stored;
  }

  private static Object storedValue(Object value) {
    return switch (value) {
      case null -> null;
      case Instant instant -> Date.from(instant);
      case Temporal temporal -> temporal.toString();
      case Enum<?> constant -> constant.name();
      case Map<?, ?> map -> {
        var inner = new TreeMap<String, Object>();
        map.forEach((k, v) -> inner.put(String.valueOf(k), storedValue(v)));
        yield new Document(inner);
      }
      case Iterable<?> list -> {
        var inner = new ArrayList<>();
        list.forEach(v -> inner.add(storedValue(v)));
        yield inner;
      }
      default -> value;
    };
  }

  void ensure(IndexSpec index) {
    var keys =
        Indexes.compoundIndex(
            index.fields().stream()
                .map(f -> f.startsWith("-") ? Indexes.descending(f.substring(1)) : Indexes.ascending(f))
                .toList());
    await(database.getCollection(index.collection()).createIndex(keys, new IndexOptions().unique(index.unique())));
  }

  void drop(String collection) {
    await(database.getCollection(collection).drop());
  }

  List<Document> all(String collection, Bson filter) {
    return Flux.from(database.getCollection(collection).find(filter).batchSize(500)).collectList().block(ANSWER_WITHIN);
  }

  /** Writes documents whole, in one go. */
  void saveAll(String collection, List<Document> whole) {
    var models =
        whole.stream()
            .map(d -> new ReplaceOneModel<>(Filters.eq("_id", d.get("_id")), d, new ReplaceOptions().upsert(true)))
            .toList();
    await(database.getCollection(collection).bulkWrite(models, new BulkWriteOptions().ordered(false)));
  }

  void delete(String collection, Bson filter) {
    await(database.getCollection(collection).deleteMany(filter));
  }

  private static <T> void await(Publisher<T> publisher) {
    Mono.from(publisher).block(ANSWER_WITHIN);
  }
}
