package org.fairlot.runtime;

import java.util.Map;
import org.fairlot.kernel.Recorded;

/** A change of one document; each is idempotent, so that an event may be applied again. */
public sealed interface Change {

  String collection();

  String id();

  /**
   * Sets fields if the document's {@code guard} is below {@code version}; creates the document if need be. A field with
   * a {@code null} value is set to null.
   *
   * @param guard name of the version field: one per aggregate that feeds the document
   */
  record Put(String collection, String id, String guard, long version, Map<String, Object> fields) implements Change {}

  /** Appends an element to a list once; the element is stored with {@code eventId}, which tells whether it is there. */
  record Append(String collection, String id, String list, String eventId, Map<String, Object> element)
      implements Change {}

  record Remove(String collection, String id) implements Change {}

  /** {@link Put} guarded by the event's own aggregate version, in the field {@code version}. */
  static Change put(String collection, String id, Recorded<?> from, Map<String, Object> fields) {
    return new Put(collection, id, "version", from.sequence(), fields);
  }

  static Change append(String collection, String id, String list, Recorded<?> from, Map<String, Object> element) {
    return new Append(collection, id, list, from.id(), element);
  }
}
