package org.fairlot.runtime.view;

import com.mongodb.client.model.Filters;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.bson.Document;
import org.fairlot.runtime.wire.WireHeaders;

/**
 * Events that a view could not take, with all later ones of the same aggregate, so that these are applied in order once
 * the cause is mended. Kept in the store; a rebuild empties it.
 */
public final class Quarantine {

  private static final String COLLECTION = "_quarantine";

  private final Documents documents;
  /** {@code view|aggregate} of what is held. */
  private final Set<String> held = ConcurrentHashMap.newKeySet();

  Quarantine(Documents documents) {
    this.documents = documents;
  }

  synchronized void load() {
    var parked = new HashSet<String>();
    documents.all(COLLECTION, Filters.empty()).forEach(d -> parked.add(d.getString("view") + "|" + d.getString("entity")));
    // what stays held is held at every moment: those who only look take no lock
    held.retainAll(parked);
    held.addAll(parked);
  }

  /** Parks an event whose aggregate is held. While a release goes on it waits, and joins those released or those that stay. */
  boolean parksBehind(String view, ConsumerRecord<String, byte[]> record) {
    if (held.isEmpty()) {
      return false;
    }
    String key = view + "|" + record.key();
    if (!held.contains(key)) {
      return false;
    }
    synchronized (this) {
      if (held.contains(key)) {
        park(view, record, "behind an event in quarantine");
        return true;
      }
      return false;
    }
  }

  synchronized void park(String view, ConsumerRecord<String, byte[]> record, String reason) {
    var headers = new Document();
    record.headers().forEach(h -> headers.append(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
    documents.saveAll(
        COLLECTION,
        List.of(new Document("_id", view + "|" + record.topic() + "|" + record.partition() + "|" + record.offset())
            .append("view", view)
            .append("entity", record.key())
            .append("eventId", WireHeaders.get(record.headers(), WireHeaders.ID))
            .append("type", WireHeaders.get(record.headers(), WireHeaders.TYPE))
            .append("reason", reason)
            .append("topic", record.topic())
            .append("partition", record.partition())
            .append("offset", record.offset())
            .append("headers", headers)
            .append("data", Base64.getEncoder().encodeToString(record.value()))
            .append("parkedAt", Date.from(Instant.now()))));
    held.add(view + "|" + record.key());
  }

  int size() {
    return documents.all(COLLECTION, Filters.empty()).size();
  }

  /** What is parked and why, without the events' data. */
  public List<Map<String, Object>> list() {
    var entries = new ArrayList<Map<String, Object>>();
    for (Document parked : documents.all(COLLECTION, Filters.empty())) {
      var entry = new LinkedHashMap<String, Object>();
      for (String field : List.of("view", "entity", "eventId", "type", "reason", "topic", "partition", "offset")) {
        entry.put(field, parked.get(field));
      }
      entries.add(entry);
    }
    return entries;
  }

  /** @param entity the aggregate to release, {@code null}: all; stops at the first of an aggregate that fails again */
  synchronized void release(String entity, BiPredicate<String, ConsumerRecord<String, byte[]>> retry) {
    var parked = new ArrayList<>(documents.all(COLLECTION, entity == null ? Filters.empty() : Filters.eq("entity", entity)));
    parked.sort(Comparator.comparing((Document d) -> d.getString("topic")).thenComparing(d -> d.getLong("offset")));
    var failed = ConcurrentHashMap.<String>newKeySet();
    for (Document entry : parked) {
      String key = entry.getString("view") + "|" + entry.getString("entity");
      if (!failed.contains(key) && succeeds(retry, entry)) {
        documents.delete(COLLECTION, Filters.eq("_id", entry.getString("_id")));
      } else {
        failed.add(key);
      }
    }
    load();
  }

  private static boolean succeeds(BiPredicate<String, ConsumerRecord<String, byte[]>> retry, Document entry) {
    try {
      return retry.test(entry.getString("view"), record(entry));
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static ConsumerRecord<String, byte[]> record(Document entry) {
    var headers = new RecordHeaders();
    entry.get("headers", Document.class).forEach((name, value) -> WireHeaders.put(headers, name, (String) value));
    byte[] data = Base64.getDecoder().decode(entry.getString("data"));
    return new ConsumerRecord<>(
        entry.getString("topic"), entry.getInteger("partition"), entry.getLong("offset"), 0L,
        TimestampType.NO_TIMESTAMP_TYPE, 0, data.length, entry.getString("entity"), data, headers,
        Optional.empty());
  }

  synchronized void clear() {
    documents.delete(COLLECTION, Filters.empty());
    held.clear();
  }
}
