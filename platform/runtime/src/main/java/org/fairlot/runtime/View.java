package org.fairlot.runtime;

import java.util.List;
import java.util.Set;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;

/**
 * A read model (查询视图) as a pure function from one event to changes of documents. It may be dropped and rebuilt from
 * the log at any time; it decides nothing.
 */
public interface View {

  /** Its name in quarantine and rebuild, and the first of its collections. */
  String name();

  /** The collections it fills; a rebuild drops them. */
  default List<String> collections() {
    return List.of(name());
  }

  /** The indexes that its queries need on a real MongoDB. */
  default List<IndexSpec> indexes() {
    return List.of();
  }

  /** Records of events that it shows something of, or families of them; others are not even parsed. */
  default Set<Class<? extends Event>> types() {
    return Set.of(Event.class);
  }

  /** @throws RuntimeException to put the event's aggregate into quarantine while the others go on */
  List<Change> on(Recorded<?> recorded);

  /** @param fields in order; a field that starts with {@code -} is descending */
  record IndexSpec(String collection, boolean unique, List<String> fields) {
    public static IndexSpec of(String collection, String... fields) {
      return new IndexSpec(collection, false, List.of(fields));
    }
  }
}
