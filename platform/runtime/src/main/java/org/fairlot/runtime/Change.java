package org.fairlot.runtime;

import java.util.Map;
import org.fairlot.kernel.Recorded;

/** A change of a read model; each is idempotent, so that an event may be applied again. */
public sealed interface Change {

  String collection();

  /** A change of one document, by its id. */
  sealed interface OfOne extends Change {
    String id();
  }

  /**
   * Sets fields if the document's {@code guard} is below {@code version}; creates the document if need be. A field with
   * a {@code null} value is set to null.
   *
   * @param guard name of the version field: one per aggregate that feeds the document
   */
  record Put(String collection, String id, String guard, long version, Map<String, Object> fields) implements OfOne {}

  /** Appends an element to a list once; the element is stored with {@code eventId}, which tells whether it is there. */
  record Append(String collection, String id, String list, String eventId, Map<String, Object> element)
      implements OfOne {}

  record Remove(String collection, String id) implements OfOne {}

  /**
   * Removes every document whose {@code field} has this value and whose {@code guard} is below {@code version}: what an aggregate has made
   * so far, where it does not remember the documents one by one.
   */
  record RemoveAll(String collection, String field, String value, String guard, long version) implements Change {}

  /** {@link Put} guarded by the event's own aggregate version, in the field {@code version}. */
  static Change put(String collection, String id, Recorded<?> from, Map<String, Object> fields) {
    return new Put(collection, id, "version", from.sequence(), fields);
  }

  static Change append(String collection, String id, String list, Recorded<?> from, Map<String, Object> element) {
    return new Append(collection, id, list, from.id(), element);
  }

  /** {@link RemoveAll} up to the event's own aggregate version, in the field {@code version}. */
  static Change removeAll(String collection, String field, String value, Recorded<?> from) {
    return new RemoveAll(collection, field, value, "version", from.sequence());
  }
}
