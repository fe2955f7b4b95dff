package org.fairlot.local.documents;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.memory.MemoryCollection;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A collection in memory whose non-unique indexes are used, and whose replies are copies: the engine below encodes a
 * reply after it has let go of the collection's lock, when an update may already be changing the same documents.
 */
final class IndexedCollection extends MemoryCollection {

  /** Guarded by this: whether the documents just read are about to be changed in place, so must not be copies. */
  private boolean modifying;

  IndexedCollection(MongoDatabase database, String name, CollectionOptions options, CursorRegistry cursors) {
    super(database, name, options, cursors);
  }

  @Override
  protected QueryResult queryDocuments(
      Document query, Document orderBy, int skip, int limit, int batchSize, Document fields) {
    var conditions = conjuncts(query);
    Stream<Integer> byId = byId(conditions);
    if (byId != null) {
      return answer(byId, query, orderBy, false, skip, limit, batchSize, fields);
    }
    OrderedIndex best = null;
    OrderedIndex.Scan scan = null;
    for (Index<Integer> index : getIndexes()) {
      if (index instanceof OrderedIndex ordered) {
        var candidate = ordered.scan(conditions, orderBy);
        if (candidate.worth() > (scan == null ? 0 : scan.worth())) {
          best = ordered;
          scan = candidate;
        }
      }
    }
    if (best == null) {
      return super.queryDocuments(query, orderBy, skip, limit, batchSize, fields);
    }
    return answer(best.positions(scan), query, orderBy, scan.sorted(), skip, limit, batchSize, fields);
  }

  private QueryResult answer(
      Stream<Integer> positions, Document query, Document orderBy, boolean sorted, int skip, int limit, int batchSize,
      Document fields) {
    Comparator<Document> order = sorted ? null : deriveComparator(orderBy);
    return matchDocumentsFromStream(
        query, positions.map(this::getDocument), skip, limit, batchSize, order, fields);
  }

  /** Candidates of a query that fixes {@code _id} and asks for more besides; {@code null} if it does not. */
  private Stream<Integer> byId(Document conditions) {
    if (!conditions.containsKey("_id")) {
      return null;
    }
    var onlyId = new Document("_id", conditions.get("_id"));
    return getIndexes().stream()
        .filter(index -> index.isUnique() && index.canHandle(onlyId))
        .findFirst()
        .map(index -> StreamSupport.stream(index.getPositions(onlyId).spliterator(), false))
        .orElse(null);
  }

  /** The conditions that must all hold, by field; of several on one field the first, which is enough to narrow. */
  private static Document conjuncts(Document query) {
    var conditions = new Document();
    for (Map.Entry<String, Object> entry : query.entrySet()) {
      if (entry.getKey().equals("$and") && entry.getValue() instanceof Collection<?> parts) {
        parts.forEach(part -> conjuncts((Document) part).forEach(conditions::putIfAbsent));
      } else if (!entry.getKey().startsWith("$")) {
        conditions.putIfAbsent(entry.getKey(), entry.getValue());
      }
    }
    return conditions;
  }

  @Override
  protected QueryResult createQueryResult(List<Document> found, int batchSize) {
    if (modifying) {
      return super.createQueryResult(found, batchSize);
    }
    var copies = new ArrayList<Document>(found.size());
    found.forEach(document -> copies.add(document.cloneDeeply()));
    return super.createQueryResult(copies, batchSize);
  }

  @Override
  public synchronized Document findAndModify(Document query) {
    modifying = true;
    try {
      return super.findAndModify(query).cloneDeeply();
    } finally {
      modifying = false;
    }
  }

  @Override
  public synchronized Document updateDocuments(
      Document selector, Document update, ArrayFilters filters, boolean multi, boolean upsert,
      Oplog oplog) {
    modifying = true;
    try {
      return super.updateDocuments(selector, update, filters, multi, upsert, oplog);
    } finally {
      modifying = false;
    }
  }

  /** The engine below leaves counts and new indexes outside of the lock. */
  @Override
  public synchronized int count(Document query, int skip, int limit) {
    return super.count(query, skip, limit);
  }

  @Override
  public synchronized void addIndex(Index<Integer> index) {
    super.addIndex(index);
  }

  @Override
  protected void removeDocument(Integer position) {
    var document = getDocument(position);
    for (Index<Integer> index : getIndexes()) {
      if (index instanceof OrderedIndex ordered) {
        ordered.remove(document, position);
      }
    }
    super.removeDocument(position);
  }

  /** Sizes are reported nowhere, and measuring one encodes the whole document at each change. */
  @Override
  protected boolean tracksDataSize() {
    return false;
  }
}
