package org.fairlot.delivery.visit.view;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitDue;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitRecorded;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.View;

/**
 * What each committee has to bring to which door (上门清单): one document per hand-over. Of the consignee, ciphertext only,
 * and none once it is over.
 */
public final class VisitView implements View {

  public static final String COLLECTION = "visits";

  public enum Status { DUE, DELIVERED, NOT_DELIVERED }

  @Override
  public String name() {
    return COLLECTION;
  }

  @Override
  public List<IndexSpec> indexes() {
    return List.of(IndexSpec.of(COLLECTION, "committee", "status", "cursor"));
  }

  @Override
  public List<Change> on(Recorded<?> recorded) {
    return switch (recorded.event()) {
      case VisitDue e -> List.of(Change.put(COLLECTION, e.fulfilmentId(), recorded, due(e)));
      case VisitRecorded e ->
          List.of(
              Change.put(
                  COLLECTION, e.fulfilmentId(), recorded,
                  Map.of("visits", e.visit(), "lastOutcome", e.outcome(), "lastBy", e.by(), "lastAt", recorded.at())));
      // of a committee: only these name one
      case FulfilmentCompleted e when e.detail().containsKey("committee") ->
          List.of(Change.put(COLLECTION, e.fulfilmentId(), recorded, over(e)));
      default -> List.of();
    };
  }

  private static Map<String, Object> due(VisitDue e) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("committee", e.committee());
    fields.put("programmeId", CaseId.parse(e.fulfilmentId()).programmeId());
    fields.put("sku", e.sku());
    fields.put("units", e.units() == null ? 1 : e.units());
    fields.put("consignee", e.consignee());
    fields.put("visits", e.visits());
    fields.put("attempts", e.attempts());
    fields.put("dueAt", e.dueAt());
    fields.put("status", Status.DUE);
    fields.put("cursor", e.dueAt().toEpochMilli() + "-" + e.fulfilmentId());
    return fields;
  }

  private static Map<String, Object> over(FulfilmentCompleted e) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("status", e.delivered() ? Status.DELIVERED : Status.NOT_DELIVERED);
    fields.put("reason", e.reason());
    fields.put("consignee", null);
    return Collections.unmodifiableMap(fields);
  }
}
