package org.fairlot.local.documents;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A non-unique index in key order. It narrows a query to candidates, which the collection then filters: bounds are
 * inclusive, so that it may offer too much and never too little.
 */
final class OrderedIndex extends Index<Integer> {

  private static final Set<String> RANGE_OPERATORS = Set.of("$gt", "$gte", "$lt", "$lte", "$eq");

  private final NavigableMap<KeyValue, TreeSet<Integer>> entries = new TreeMap<>(this::compare);
  private long size;
  /** Once a document held a list under a key: it then has an entry per element, and key order is no sort order. */
  private boolean multikey;

  OrderedIndex(String name, List<IndexKey> keys) {
    // "sparse" makes the engine accept that a non-unique key names no single position
    super(name, keys, true);
  }

  /**
   * How this index serves a query.
   *
   * @param equalities leading fields fixed to one value
   * @param ranged     whether the next field is bounded
   * @param sorted     whether the candidates come in the order that was asked for
   */
  record Scan(KeyValue from, KeyValue to, boolean backwards, int equalities, boolean ranged, boolean sorted) {
    /** More is better; 0 is no better than reading everything. */
    int worth() {
      return equalities * 4 + (ranged ? 2 : 0) + (sorted ? 1 : 0);
    }
  }

  Scan scan(Document conditions, Document orderBy) {
    var from = new ArrayList<>();
    var to = new ArrayList<>();
    int equalities = 0;
    boolean ranged = false;
    for (IndexKey key : getKeys()) {
      Object condition = ranged ? null : conditions.get(key.getKey());
      if (isValue(condition)) {
        from.add(condition);
        to.add(condition);
        equalities++;
        continue;
      }
      Object low = MinKey.getInstance();
      Object high = MaxKey.getInstance();
      if (!ranged && equalities == from.size() && isRange(condition)) {
        for (var bound : ((Document) condition).entrySet()) {
          if (bound.getKey().startsWith("$g") || bound.getKey().equals("$eq")) {
            low = bound.getValue();
          }
          if (bound.getKey().startsWith("$l") || bound.getKey().equals("$eq")) {
            high = bound.getValue();
          }
        }
        ranged = true;
      }
      from.add(key.isAscending() ? low : high);
      to.add(key.isAscending() ? high : low);
      if (!ranged) {
        // a gap: later fields cannot narrow the walk
        conditions = new Document();
      }
    }
    Optional<Boolean> backwards = directionFor(orderBy, equalities);
    return new Scan(
        new KeyValue(from).normalized(), new KeyValue(to).normalized(), backwards.orElse(false), equalities, ranged,
        backwards.isPresent());
  }

  /** Positions of the candidates, each once, in the order of the scan. */
  Stream<Integer> positions(Scan scan) {
    var range = entries.subMap(scan.from(), true, scan.to(), true);
    var found = (scan.backwards() ? range.descendingMap() : range).values().stream().flatMap(Collection::stream);
    return multikey ? found.distinct() : found;
  }

  /** Whether the walk must go backwards to give this order; empty if it cannot give it. */
  private Optional<Boolean> directionFor(Document orderBy, int equalities) {
    if (orderBy == null || orderBy.isEmpty() || multikey) {
      return Optional.empty();
    }
    int at = equalities;
    Boolean backwards = null;
    for (Map.Entry<String, Object> wanted : orderBy.entrySet()) {
      if (keys().subList(0, equalities).contains(wanted.getKey())) {
        continue;
      }
      if (at == getKeys().size() || !getKeys().get(at).getKey().equals(wanted.getKey())) {
        return Optional.empty();
      }
      boolean against = getKeys().get(at).isAscending() != ((Number) wanted.getValue()).intValue() > 0;
      if (backwards != null && backwards != against) {
        return Optional.empty();
      }
      backwards = against;
      at++;
    }
    return Optional.of(backwards != null && backwards);
  }

  private static boolean isValue(Object condition) {
    return condition != null
        && !(condition instanceof Document)
        && !(condition instanceof Collection)
        && !BsonRegularExpression.isRegularExpression(condition);
  }

  private static boolean isRange(Object condition) {
    return condition instanceof Document bounds
        && RANGE_OPERATORS.containsAll(bounds.keySet())
        && bounds.values().stream().allMatch(OrderedIndex::isValue);
  }

  private int compare(KeyValue one, KeyValue other) {
    for (int i = 0; i < getKeys().size(); i++) {
      int order = compare(one.get(i), other.get(i));
      if (order != 0) {
        return getKeys().get(i).isAscending() ? order : -order;
      }
    }
    return 0;
  }

  /** Nearly every key is a text; the engine's comparator comes to the same after asking what else it might be. */
  private static int compare(Object one, Object other) {
    return one instanceof String text && other instanceof String otherText
        ? text.compareTo(otherText)
        : ValueComparator.ascWithoutListHandling().compare(one, other);
  }

  @Override
  public void add(Document document, Integer position, MongoCollection<Integer> collection) {
    multikey |= keys().stream().anyMatch(key -> holdsList(document, key));
    for (KeyValue key : getKeyValues(document)) {
      if (entries.computeIfAbsent(key, k -> new TreeSet<>()).add(position)) {
        size++;
      }
    }
  }

  private static boolean holdsList(Document document, String key) {
    Object value = document;
    for (String part : key.split("\\.")) {
      if (!(value instanceof Document inner)) {
        return value instanceof Collection;
      }
      value = inner.get(part);
    }
    return value instanceof Collection;
  }

  void remove(Document document, Integer position) {
    for (KeyValue key : getKeyValues(document)) {
      var positions = entries.get(key);
      if (positions != null && positions.remove(position)) {
        size--;
        if (positions.isEmpty()) {
          entries.remove(key);
        }
      }
    }
  }

  @Override
  public void updateInPlace(Document before, Document after, Integer position, MongoCollection<Integer> collection) {
    remove(before, position);
    add(after, position, collection);
  }

  /** A non-unique key names no position: {@link IndexedCollection} removes by document and position. */
  @Override
  public Integer remove(Document document) {
    return null;
  }

  @Override
  public Integer getPosition(Document document) {
    return null;
  }

  @Override
  public boolean canHandle(Document query) {
    return false;
  }

  @Override
  public Iterable<Integer> getPositions(Document query) {
    throw new UnsupportedOperationException("scans are made by the collection");
  }

  @Override
  public void checkAdd(Document document, MongoCollection<Integer> collection) {}

  @Override
  public void checkUpdate(Document before, Document after, MongoCollection<Integer> collection) {}

  @Override
  public long getCount() {
    return size;
  }

  @Override
  public long getDataSize() {
    return 0;
  }

  @Override
  public void drop() {
    entries.clear();
    size = 0;
  }
}
