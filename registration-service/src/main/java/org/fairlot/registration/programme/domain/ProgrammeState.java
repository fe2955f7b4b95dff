package org.fairlot.registration.programme.domain;

import java.time.Instant;
import org.fairlot.contracts.registration.ProgrammeEvent.KeysErased;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;

/** A programme as the decider knows it; outlets follow no rule of its own and are not kept here. */
public sealed interface ProgrammeState {

  record Undefined() implements ProgrammeState {}

  record Defined(ProgrammeDefined programme) implements ProgrammeState {}

  /** Over. @param endedBy the operator, {@code null}: its time had come */
  record Ended(Instant endedAt, String endedBy, Erasure erasure) implements ProgrammeState {
    Ended erased(Erasure further) {
      return new Ended(endedAt, endedBy, further);
    }
  }

  /**
   * How far the erasure of an ended programme has come (销毁进度).
   *
   * @param lastHolder of the keys erased so far; the same one's second key may come with the next part
   * @param certified  whether it is complete
   */
  record Erasure(int parts, int keys, int holders, String lastHolder, boolean certified) {

    static final Erasure NONE = new Erasure(0, 0, 0, null, false);

    Erasure with(KeysErased part) {
      var of = part.keyIds().stream().map(Erasure::holder).distinct().toList();
      int more = of.size() - (of.contains(lastHolder) ? 1 : 0);
      return new Erasure(part.part(), keys + part.keyIds().size(), holders + more, of.getLast(), false);
    }

    Erasure complete() {
      return new Erasure(parts, keys, holders, lastHolder, true);
    }

    private static String holder(String keyId) {
      return keyId.substring(0, keyId.indexOf('.'));
    }
  }
}
