package org.fairlot.local.documents;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class DocumentStoreTest {

  private static DocumentStore store;
  private static MongoClient client;
  private MongoCollection<Document> cases;

  @BeforeAll
  static void start() {
    store = DocumentStore.start(0);
    client = MongoClients.create(store.connectionString());
  }

  @AfterAll
  static void stop() {
    client.close();
    store.close();
  }

  @BeforeEach
  void an_empty_collection() {
    cases = client.getDatabase("test").getCollection("cases" + System.nanoTime());
  }

  @Test
  void an_index_changes_how_fast_a_query_is_and_never_its_answer() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var plain = client.getDatabase("test").getCollection("plain" + seed);
    await(cases.createIndex(Indexes.compoundIndex(Indexes.ascending("district"), Indexes.descending("at"))));
    await(cases.createIndex(Indexes.ascending("status")));
    await(cases.createIndex(Indexes.ascending("symptoms")));
    for (int i = 0; i < 400; i++) {
      var document = new Document("_id", i).append("district", "33010" + random.nextInt(4))
          .append("at", random.nextInt(50));
      if (random.nextBoolean()) {
        document.append("status", random.nextBoolean() ? "GRANTED" : null);
      }
      if (random.nextInt(3) == 0) {
        document.append("symptoms", random.nextBoolean() ? List.of() : List.of("FEVER", "COUGH")
            .subList(0, 1 + random.nextInt(2)));
      }
      await(cases.insertOne(document));
      await(plain.insertOne(document));
      if (random.nextInt(4) == 0) {
        var change = set("at", random.nextInt(50));
        int id = random.nextInt(i + 1);
        await(cases.updateOne(eq("_id", id), change));
        await(plain.updateOne(eq("_id", id), change));
      }
      if (random.nextInt(10) == 0) {
        int id = random.nextInt(i + 1);
        await(cases.deleteOne(eq("_id", id)));
        await(plain.deleteOne(eq("_id", id)));
      }
    }
    List<Bson> filters =
        List.of(
            new Document(), eq("district", "330102"), and(eq("district", "330101"), gte("at", 10), lt("at", 40)),
            gte("at", 25),
            eq("status", "GRANTED"), eq("status", null), eq("symptoms", "COUGH"), and(eq("_id", 17), lt("at", 60)),
            and(eq("_id", 17), lt("at", -1)), gte("district", "330102"),
            new Document("district", new Document("$in", List.of("330100", "330103"))));
    List<Bson> orders =
        List.of(
            ascending("_id"), new Document("district", 1).append("at", -1).append("_id", 1),
            new Document("district", -1).append("at", 1).append("_id", 1), new Document("at", -1).append("_id", 1));
    for (var filter : filters) {
      for (var order : orders) {
        for (int limit : new int[] {0, 7}) {
          assertThat(all(cases.find(filter).sort(order).limit(limit).batchSize(50)))
              .as("seed %d, %s by %s, limit %d", seed, filter, order, limit)
              .isEqualTo(all(plain.find(filter).sort(order).limit(limit).batchSize(50)));
        }
      }
      assertThat(await(cases.countDocuments(filter))).isEqualTo(await(plain.countDocuments(filter)));
    }
  }

  @Test
  void keys_of_an_index_alone_order_a_page() {
    await(cases.createIndex(Indexes.compoundIndex(Indexes.ascending("district"), Indexes.descending("at"))));
    for (int i = 0; i < 100; i++) {
      await(cases.insertOne(new Document("_id", i).append("district", "33010" + i % 2).append("at", i)));
    }
    assertThat(all(cases.find(eq("district", "330101")).sort(descending("at")).limit(3)))
        .extracting(d -> d.getInteger("at")).containsExactly(99, 97, 95);
    assertThat(all(cases.find(and(eq("district", "330101"), lt("at", 95))).sort(ascending("at")).limit(2)))
        .extracting(d -> d.getInteger("at")).containsExactly(1, 3);
  }

  @Test
  void a_guarded_upsert_is_taken_once_and_an_older_version_bounces() {
    assertThat(upsert("c1", 1, "OPEN")).isTrue();
    assertThat(upsert("c1", 3, "GRANTED")).isTrue();
    assertThat(upsert("c1", 2, "WAITLISTED")).isFalse();
    assertThat(upsert("c1", 3, "GRANTED")).isFalse();
    assertThat(await(cases.find(eq("_id", "c1")).first()).getString("status")).isEqualTo("GRANTED");
  }

  private boolean upsert(String id, int version, String status) {
    try {
      var write = new UpdateOneModel<Document>(
          and(eq("_id", id), lt("version", version)),
          new Document("$set", new Document("version", version).append("status", status)), new UpdateOptions()
              .upsert(true));
      await(cases.bulkWrite(List.of(write), new BulkWriteOptions().ordered(false)));
      return true;
    } catch (MongoBulkWriteException e) {
      assertThat(e.getWriteErrors()).allMatch(error -> error.getCode() == 11000);
      return false;
    }
  }

  @Test
  void find_and_modify_changes_the_document_that_is_stored() {
    await(cases.insertOne(new Document("_id", "a").append("n", 1)));
    var after = await(cases.findOneAndUpdate(
        eq("_id", "a"), inc("n", 1), new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)));
    assertThat(after.getInteger("n")).isEqualTo(2);
    assertThat(await(cases.find(eq("_id", "a")).first()).getInteger("n")).isEqualTo(2);
  }

  @Test
  void a_read_during_updates_is_never_torn() throws Exception {
    await(cases.insertOne(halves("doc", 0)));
    var writer = Thread.ofVirtual().start(() -> {
      for (int n = 1; n <= 2_000; n++) {
        await(cases.replaceOne(eq("_id", "doc"), halves("doc", n)));
        await(cases.updateOne(eq("_id", "doc"), new Document("$set", new Document("left", n).append("right", n))));
      }
    });
    int reads = 0;
    while (writer.isAlive()) {
      var read = await(cases.find(eq("_id", "doc")).first());
      assertThat(read.get("left")).isEqualTo(read.get("right"));
      reads++;
    }
    assertThat(reads).isPositive();
  }

  private static Document halves(String id, int n) {
    var document = new Document("_id", id).append("left", n);
    for (int i = 0; i < 20 + n % 7; i++) {
      document.append("filler" + i, "x".repeat(50));
    }
    return document.append("right", n);
  }

  @Test
  void an_index_option_that_would_be_ignored_is_refused() {
    var partial = new IndexOptions().unique(true).partialFilterExpression(eq("live", true));
    assertThatThrownBy(() -> await(cases.createIndex(Indexes.ascending("person"), partial)))
        .hasMessageContaining("partialFilterExpression");
    assertThatThrownBy(
            () -> await(cases.createIndex(Indexes.ascending("at"), new IndexOptions().expireAfter(1L, TimeUnit.HOURS))))
        .hasMessageContaining("expireAfterSeconds");
  }

  @Test
  void a_unique_index_and_a_dropped_collection_behave() {
    await(cases.createIndex(Indexes.ascending("person"), new IndexOptions().unique(true)));
    await(cases.createIndex(Indexes.ascending("at")));
    await(cases.insertOne(new Document("_id", 1).append("person", "p").append("at", 5)));
    assertThatThrownBy(() -> await(cases.insertOne(new Document("_id", 2).append("person", "p"))))
        .hasMessageContaining("duplicate");
    await(cases.drop());
    assertThat(all(cases.find(eq("at", 5)))).isEmpty();
    await(cases.insertOne(new Document("_id", 2).append("person", "p").append("at", 5)));
    assertThat(all(cases.find(eq("at", 5)))).hasSize(1);
  }

  private static List<Document> all(org.reactivestreams.Publisher<Document> found) {
    return new ArrayList<>(Flux.from(found).collectList().block());
  }

  private static <T> T await(org.reactivestreams.Publisher<T> publisher) {
    return Mono.from(publisher).block();
  }
}
