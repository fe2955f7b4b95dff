package org.fairlot.runtime.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.Document;
import org.fairlot.runtime.Change;
import org.fairlot.testkit.Infrastructure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Read models stay right however often, and in whatever batches, the log is applied. */
class DocumentsIT {

  private Documents documents;

  @BeforeEach
  void empty() {
    documents = new Documents(MongoClients.create(Infrastructure.get().mongodb()).getDatabase("documents-it"));
    documents.drop("cases");
  }

  private Document theCase() {
    return documents.all("cases", Filters.eq("_id", "case-1")).getFirst();
  }

  private static Change put(long version, String field, Object value) {
    return new Change.Put("cases", "case-1", "version", version, Map.of(field, value));
  }

  private static Change append(String eventId) {
    return new Change.Append("cases", "case-1", "timeline", eventId, Map.of("type", "t-" + eventId, "a", 1, "b", 2));
  }

  @Test
  void an_earlier_version_does_not_overwrite_a_later_one() {
    documents.apply(List.of(put(2, "status", "GRANTED")));
    documents.apply(List.of(put(1, "status", "RECEIVED")));
    assertThat(theCase().getString("status")).isEqualTo("GRANTED");
  }

  @Test
  void several_changes_of_one_document_in_one_batch_are_one_in_their_order() {
    documents.apply(List.of(put(1, "status", "RECEIVED"), append("e1"), put(2, "status", "GRANTED"), append("e2")));
    assertThat(theCase().getString("status")).isEqualTo("GRANTED");
    assertThat(theCase().getList("timeline", Document.class)).extracting(d -> d.getString("eventId")).containsExactly("e1", "e2");
  }

  @Test
  void what_another_source_said_before_the_first_event_is_kept() {
    documents.apply(List.of(append("e0")));
    documents.apply(List.of(put(1, "status", "RECEIVED"), append("e1")));
    assertThat(theCase().getString("status")).isEqualTo("RECEIVED");
    assertThat(theCase().getList("timeline", Document.class)).extracting(d -> d.getString("eventId")).containsExactly("e0", "e1");
  }

  @Test
  void guards_of_different_sources_do_not_disturb_each_other() {
    documents.apply(List.of(
        new Change.Put("cases", "case-1", "byAllocation", 7, Map.of("pool", "p")),
        new Change.Put("cases", "case-1", "byDelivery", 1, Map.of("waybill", "w")),
        new Change.Put("cases", "case-1", "byAllocation", 8, Map.of("pool", "q"))));
    assertThat(theCase()).containsEntry("pool", "q").containsEntry("waybill", "w");
  }

  @Test
  void what_was_removed_stays_removed_and_may_come_again() {
    documents.apply(List.of(put(1, "a", 1), append("e1"), new Change.Remove("cases", "case-1"), put(3, "b", 2)));
    assertThat(theCase()).doesNotContainKey("a").doesNotContainKey("timeline").containsEntry("b", 2);
  }

  @Test
  void what_was_made_so_far_goes_at_once_and_what_is_made_afterwards_stays_however_often_it_is_applied() {
    var log =
        List.of(
            of("mine", "a", 1), of("mine", "b", 2), of("others", "c", 2),
            new Change.RemoveAll("cases", "owner", "mine", "version", 3), of("mine", "d", 4), of("mine", "a", 5));
    documents.apply(log);
    assertThat(ids()).containsExactly("a", "c", "d");
    documents.apply(log.subList(1, 4));
    assertThat(ids()).as("a crash later").containsExactly("a", "c", "d");
  }

  private static Change of(String owner, String id, long version) {
    return new Change.Put("cases", id, "version", version, Map.of("owner", owner));
  }

  private List<String> ids() {
    return documents.all("cases", Filters.exists("_id")).stream().map(d -> d.getString("_id")).sorted().toList();
  }

  @Test
  void what_comes_again_behind_later_changes_of_the_same_batch_changes_nothing() {
    documents.apply(List.of(put(1, "status", "RECEIVED")));
    documents.apply(List.of(put(2, "status", "GRANTED"), put(3, "status", "CLOSED"), put(2, "status", "GRANTED"), put(1, "status", "RECEIVED")));
    assertThat(theCase()).containsEntry("status", "CLOSED").containsEntry("version", 3L);
  }

  /**
   * Two instances read two sources of one view, and each may be the first to know of a document. The stand-in makes one update at a
   * time, so that only MongoDB itself can fail here.
   */
  @Test
  void whoever_makes_the_document_first_the_other_ones_change_is_in_it() throws Exception {
    var both = new CyclicBarrier(2);
    try (var instances = Executors.newFixedThreadPool(2)) {
      var done = new ArrayList<Future<?>>();
      for (String source : List.of("byRegistration", "byDelivery")) {
        done.add(instances.submit(() -> {
          for (int batch = 0; batch < 50; batch++) {
            var changes = new ArrayList<Change>();
            for (int i = 0; i < 20; i++) {
              changes.add(new Change.Put("cases", "case-" + batch + "-" + i, source, 2, Map.of("from" + source, i)));
            }
            both.await();
            documents.apply(changes);
          }
          return null;
        }));
      }
      for (var one : done) {
        one.get();
      }
    }
    var all = documents.all("cases", Filters.exists("_id"));
    assertThat(all).hasSize(1000).allSatisfy(made -> assertThat(made).containsKeys("frombyRegistration", "frombyDelivery"));
  }

  @Test
  void any_split_into_batches_and_any_repetition_gives_the_same_document() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var log = new ArrayList<Change>();
    for (int version = 1; version <= 40; version++) {
      log.add(put(version, "field" + version % 5, version));
      log.add(append("e" + version));
    }
    documents.apply(log);
    var expected = theCase();
    documents.drop("cases");
    int applied = 0;
    while (applied < log.size()) {
      // after a crash a batch begins again somewhere before
      int from = Math.max(0, applied - random.nextInt(10));
      int to = Math.min(log.size(), from + 1 + random.nextInt(20));
      documents.apply(log.subList(from, to));
      applied = Math.max(applied, to);
    }
    assertThat(theCase()).as("seed %d", seed).isEqualTo(expected);
  }
}
