package org.fairlot.registration.call.web;

import java.util.List;
import java.util.TreeSet;
import org.fairlot.contracts.notification.NoticeId;
import org.fairlot.contracts.registration.CallEvent.CallOutcome;
import org.fairlot.runtime.edge.FieldErrors;

/** What came of a worker's calls. */
record CallsForm(List<Item> calls) {

  static final int CALLS_MAX = 500;
  static final int NOTE_MAX = 200;

  record Item(String callId, CallOutcome outcome, String note) {}

  /** @throws org.fairlot.runtime.edge.Problem 422 with all field errors */
  void check() {
    var errors = new FieldErrors();
    if (calls == null || calls.isEmpty()) {
      errors.add("calls", "MISSING");
    } else if (calls.size() > CALLS_MAX) {
      errors.add("calls", "TOO_MANY");
    } else {
      var seen = new TreeSet<String>();
      for (int i = 0; i < calls.size(); i++) {
        check("calls[" + i + "]", calls.get(i), seen, errors);
      }
    }
    errors.throwIfAny();
  }

  private static void check(String path, Item item, TreeSet<String> seen, FieldErrors errors) {
    if (item == null) {
      errors.add(path, "MISSING");
      return;
    }
    if (!NoticeId.isValid(item.callId())) {
      errors.add(path + ".callId", item.callId() == null ? "MISSING" : "INVALID");
    } else if (!seen.add(item.callId())) {
      errors.add(path + ".callId", "DUPLICATE");
    }
    if (item.outcome() == null) {
      errors.add(path + ".outcome", "MISSING");
    }
    if (item.note() != null && item.note().isBlank()) {
      errors.add(path + ".note", "INVALID");
    } else if (item.note() != null && item.note().length() > NOTE_MAX) {
      errors.add(path + ".note", "TOO_LONG");
    }
  }
}
