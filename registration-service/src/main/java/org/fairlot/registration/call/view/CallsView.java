package org.fairlot.registration.call.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.registration.CallEvent;
import org.fairlot.contracts.registration.CallEvent.CallDropped;
import org.fairlot.contracts.registration.CallEvent.CallMade;
import org.fairlot.contracts.registration.CallEvent.CallPlanned;
import org.fairlot.contracts.registration.CallEvent.CallsErased;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.View;

/**
 * The worklists of the committees (通知清单): one document per call, in the order of {@code place}, as in {@link
 * org.fairlot.registration.review.view.ReviewsView}. Calls that nobody needs to make any more leave it.
 */
public final class CallsView implements View {

  public static final String COLLECTION = "calls";

  /** Whether the citizen still has to be told. */
  public enum Status { DUE, DONE }

  @Override
  public String name() {
    return COLLECTION;
  }

  @Override
  public List<IndexSpec> indexes() {
    return List.of(IndexSpec.of(COLLECTION, "committee", "status", "place"));
  }

  @Override
  public List<Change> on(Recorded<?> recorded) {
    return recorded.event() instanceof CallEvent event ? changes(event, recorded) : List.of();
  }

  private static List<Change> changes(CallEvent event, Recorded<?> recorded) {
    return switch (event) {
      case CallPlanned e -> {
        var changes = new ArrayList<Change>();
        if (e.replaces() != null) {
          changes.add(new Change.Remove(COLLECTION, e.replaces()));
        }
        changes.add(Change.put(COLLECTION, e.callId(), recorded, planned(e, recorded)));
        yield changes;
      }
      case CallMade e -> List.of(Change.put(COLLECTION, e.callId(), recorded, made(e, recorded)));
      case CallDropped e -> List.of(new Change.Remove(COLLECTION, e.callId()));
      case CallsErased e -> e.callIds().stream().map(id -> (Change) new Change.Remove(COLLECTION, id)).toList();
    };
  }

  private static Map<String, Object> planned(CallPlanned e, Recorded<?> recorded) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("caseId", e.caseId());
    fields.put("committee", e.committee());
    fields.put("template", e.template());
    fields.put("language", e.language());
    fields.put("params", e.params());
    fields.put("plannedAt", recorded.at());
    fields.put("status", Status.DUE);
    fields.put("place", place(e.callId(), recorded));
    fields.put("attempts", 0);
    return fields;
  }

  private static Map<String, Object> made(CallMade e, Recorded<?> recorded) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("attempts", e.attempts());
    fields.put("outcome", e.outcome());
    fields.put("madeBy", e.madeBy());
    fields.put("madeAt", recorded.at());
    fields.put("note", e.note());
    if (e.outcome().told()) {
      fields.put("status", Status.DONE);
      fields.put("place", place(e.callId(), recorded));
    }
    return fields;
  }

  /** In the order of time, and never that of another call. */
  private static String place(String callId, Recorded<?> recorded) {
    return "%013d-%s".formatted(recorded.at().toEpochMilli(), callId);
  }
}
