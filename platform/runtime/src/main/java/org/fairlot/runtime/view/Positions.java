package org.fairlot.runtime.view;

import com.mongodb.client.model.Filters;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.bson.Document;

/** How far the log is applied, kept beside the documents. */
final class Positions {

  private static final String COLLECTION = "_positions";

  private final Documents documents;

  Positions(Documents documents) {
    this.documents = documents;
  }

  Map<TopicPartition, Long> of(Collection<TopicPartition> partitions) {
    var found = new HashMap<TopicPartition, Long>();
    var ids = partitions.stream().map(TopicPartition::toString).toList();
    for (Document position : documents.all(COLLECTION, Filters.in("_id", ids))) {
      partitions.stream()
          .filter(p -> p.toString().equals(position.getString("_id")))
          .forEach(p -> found.put(p, position.getLong("next")));
    }
    return found;
  }

  void save(Map<TopicPartition, Long> next) {
    documents.saveAll(
        COLLECTION,
        next.entrySet().stream()
            .map(p -> new Document("_id", p.getKey().toString()).append("next", p.getValue()))
            .toList());
  }

  void clear(Collection<TopicPartition> partitions) {
    documents.delete(COLLECTION, Filters.in("_id", partitions.stream().map(TopicPartition::toString).toList()));
  }
}
