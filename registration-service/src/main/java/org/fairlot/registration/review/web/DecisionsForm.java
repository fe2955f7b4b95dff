package org.fairlot.registration.review.web;

import java.util.List;
import java.util.TreeSet;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.registration.ReviewEvent.RefusalReason;
import org.fairlot.runtime.edge.FieldErrors;

/** What a worker decided about many cases. */
record DecisionsForm(List<Item> decisions) {

  static final int DECISIONS_MAX = 500;
  static final int NOTE_MAX = 200;

  enum Verdict { APPROVE, REFUSE }

  /**
   * @param reason why not, for {@code REFUSE} alone
   * @param note   in the worker's words; {@code OTHER} needs it
   */
  record Item(String registrationId, Verdict decision, RefusalReason reason, String note) {}

  /** @throws org.fairlot.runtime.edge.Problem 422 with all field errors */
  void check() {
    var errors = new FieldErrors();
    if (decisions == null || decisions.isEmpty()) {
      errors.add("decisions", "MISSING");
    } else if (decisions.size() > DECISIONS_MAX) {
      errors.add("decisions", "TOO_MANY");
    } else {
      var seen = new TreeSet<String>();
      for (int i = 0; i < decisions.size(); i++) {
        check("decisions[" + i + "]", decisions.get(i), seen, errors);
      }
    }
    errors.throwIfAny();
  }

  private static void check(String path, Item item, TreeSet<String> seen, FieldErrors errors) {
    if (item == null) {
      errors.add(path, "MISSING");
      return;
    }
    if (!CaseId.isValid(item.registrationId())) {
      errors.add(path + ".registrationId", item.registrationId() == null ? "MISSING" : "INVALID");
    } else if (!seen.add(item.registrationId())) {
      errors.add(path + ".registrationId", "DUPLICATE");
    }
    if (item.decision() == null) {
      errors.add(path + ".decision", "MISSING");
    }
    if (item.decision() == Verdict.REFUSE && item.reason() == null) {
      errors.add(path + ".reason", "MISSING");
    }
    if (item.decision() == Verdict.APPROVE && item.reason() != null) {
      errors.add(path + ".reason", "ONLY_WITH_REFUSAL");
    }
    if (item.note() == null) {
      if (item.reason() == RefusalReason.OTHER) {
        errors.add(path + ".note", "MISSING");
      }
    } else if (item.note().isBlank()) {
      errors.add(path + ".note", "INVALID");
    } else if (item.note().length() > NOTE_MAX) {
      errors.add(path + ".note", "TOO_LONG");
    }
  }
}
