package org.fairlot.allocation.draw.simulation;

import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A draw that was held, as far as the log or its bundle says (历史场次). */
public interface PastDraw {

  String id();

  /** {@code null} if the id does not tell. */
  @Nullable LocalDate day();

  /** Units by pool. */
  SequencedMap<String, Integer> capacities();

  List<PastEntry> entries();

  /**
   * @param caseId    by which a case is known from draw to draw; in a bundle, its tag of that draw alone
   * @param household {@code null} where it is not known; of one draw alone in a bundle
   * @param tickets   as they were drawn with
   */
  record PastEntry(
      String caseId, @Nullable String household, List<String> choices, List<String> reserves, int tickets) {
    public PastEntry {
      choices = List.copyOf(choices);
      reserves = List.copyOf(reserves);
    }
  }

  /** One that is wholly known. */
  record Recorded(
      String id, @Nullable LocalDate day, SequencedMap<String, Integer> capacities, List<PastEntry> entries)
      implements PastDraw {
    public Recorded {
      capacities = Collections.unmodifiableSequencedMap(new TreeMap<>(capacities));
      entries = List.copyOf(entries);
    }
  }
}
