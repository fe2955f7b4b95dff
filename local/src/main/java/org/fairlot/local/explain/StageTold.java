package org.fairlot.local.explain;

import java.util.List;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;

/**
 * A stage in plain words.
 *
 * @param name      a few words
 * @param sentences what happens, with the numbers of the pack
 * @param exits     how a case can end here instead of going on; the citizen's own cancellation aside
 */
record StageTold(String name, List<String> sentences, List<Exit> exits) {

  StageTold {
    sentences = List.copyOf(sentences);
    exits = List.copyOf(exits);
  }

  /** @param when in words, with the reason code that the case gets */
  record Exit(CaseOutcome outcome, String when) {}
}
