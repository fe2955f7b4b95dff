package org.fairlot.allocation.pool.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.allocation.PoolEvent.NumberTaken;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReturned;
import org.fairlot.contracts.allocation.PoolEvent.WantDropped;
import org.fairlot.contracts.allocation.PoolEvent.WantRecorded;
import org.fairlot.contracts.registration.CaseEvent;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.View;

/**
 * Who asks for what and where (人群分布, 缺货登记): one document per case with its share in each total, so that a total is
 * a sum over documents and equals a recount of the log. It holds no personal data.
 *
 * <p>Two aggregates feed a document, the case and its pool; each guards its own fields.
 */
public final class DemandView implements View {

  public static final String COLLECTION = "demand";

  @Override
  public String name() {
    return COLLECTION;
  }

  @Override
  public List<IndexSpec> indexes() {
    return List.of(IndexSpec.of(COLLECTION, "programmeId"));
  }

  @Override
  public Set<Class<? extends Event>> types() {
    return Set.of(
        CaseOpened.class, CaseAmended.class, CaseClosed.class, WantRecorded.class, UnitsReserved.class, WantDropped.class,
        NumberTaken.class, UnitsReturned.class);
  }

  @Override
  public List<Change> on(Recorded<?> recorded) {
    return switch (recorded.event()) {
      case CaseOpened e -> ofCase(recorded, e, chosen(e.choice(), Map.of("registrations", 1, "open", 1)));
      case CaseAmended e -> ofCase(recorded, e, chosen(e.choice(), Map.of()));
      case CaseClosed e -> ofCase(recorded, e, Map.of("open", 0));
      case NumberTaken e -> ofPool(recorded, e.caseId(), Map.of("wants", 1, "wantUnits", e.units()));
      case WantRecorded e -> ofPool(recorded, e.caseId(), Map.of("wants", 1, "wantUnits", e.units()));
      case UnitsReserved e -> ofPool(recorded, e.caseId(), Map.of("wants", 0, "wantUnits", 0, "held", e.units()));
      case WantDropped e -> ofPool(recorded, e.caseId(), Map.of("wants", 0, "wantUnits", 0));
      case UnitsReturned e -> ofPool(recorded, e.caseId(), Map.of("held", 0));
      default -> List.of();
    };
  }

  private static List<Change> ofCase(Recorded<?> recorded, CaseEvent event, Map<String, Object> fields) {
    return put(recorded, event.caseId(), "caseVersion", fields);
  }

  private static List<Change> ofPool(Recorded<?> recorded, String caseId, Map<String, Object> fields) {
    return put(recorded, caseId, "poolVersion", fields);
  }

  private static List<Change> put(Recorded<?> recorded, String caseId, String guard, Map<String, Object> fields) {
    var all = new LinkedHashMap<String, Object>(fields);
    all.put("programmeId", CaseId.parse(caseId).programmeId());
    return List.of(new Change.Put(COLLECTION, caseId, guard, recorded.sequence(), all));
  }

  private static Map<String, Object> chosen(Choice choice, Map<String, Object> more) {
    var fields = new LinkedHashMap<>(more);
    fields.put("district", choice.district());
    fields.put("committee", choice.committee());
    fields.put("outletId", choice.outletId());
    fields.put("sku", choice.sku());
    fields.put("slot", choice.slot());
    return fields;
  }
}
