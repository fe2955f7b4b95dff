package org.fairlot.registration.casework.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.allocation.PoolEvent.BatchUnits;
import org.fairlot.contracts.allocation.PoolEvent.SupplyReleased;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReturned;
import org.fairlot.contracts.allocation.PoolId;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.View;

/**
 * Where the units of each batch went (批次去向): a document per grant and batch, since a grant's units may be of several, and one
 * per batch. What was granted before batches were told apart is of none, and is not here.
 */
public final class GrantsView implements View {

  /** So many units of one batch that went to one case. */
  public static final String COLLECTION = "grants";

  /** What was released into which pool. */
  public static final String BATCHES = "batches";

  public static final String PROGRAMME = "programmeId";
  public static final String BATCH = "batchId";
  public static final String REGISTRATION = "registrationId";

  @Override
  public String name() {
    return COLLECTION;
  }

  @Override
  public List<String> collections() {
    return List.of(COLLECTION, BATCHES);
  }

  @Override
  public List<IndexSpec> indexes() {
    return List.of(
        IndexSpec.of(COLLECTION, PROGRAMME, BATCH, "_id"), IndexSpec.of(COLLECTION, REGISTRATION, "_id"),
        IndexSpec.of(BATCHES, PROGRAMME, BATCH, "_id"));
  }

  @Override
  public Set<Class<? extends Event>> types() {
    return Set.of(SupplyReleased.class, UnitsReserved.class, UnitsReturned.class);
  }

  @Override
  public List<Change> on(Recorded<?> recorded) {
    return switch (recorded.event()) {
      case SupplyReleased e -> {
        var batch = new LinkedHashMap<String, Object>();
        batch.put(PROGRAMME, PoolId.parse(e.poolId()).programmeId());
        batch.put(BATCH, e.batchId());
        batch.put("poolId", e.poolId());
        batch.put("units", e.units());
        batch.put("releasedAt", recorded.at());
        yield List.of(Change.put(BATCHES, e.poolId() + "/" + e.batchId(), recorded, batch));
      }
      case UnitsReserved e when CaseId.isValid(e.caseId()) -> {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("drawId", e.drawId());
        fields.put("grantedAt", recorded.at());
        yield each(e.caseId(), e.stageNo(), e.poolId(), e.batches(), recorded, fields);
      }
      case UnitsReturned e when CaseId.isValid(e.caseId()) -> {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("returnedAt", recorded.at());
        fields.put("returnedFor", e.reason());
        yield each(e.caseId(), e.stageNo(), e.poolId(), e.batches(), recorded, fields);
      }
      default -> List.of();
    };
  }

  private static List<Change> each(
      String caseId, int stageNo, String poolId, List<BatchUnits> batches, Recorded<?> recorded, Map<String, Object> more) {
    var changes = new ArrayList<Change>();
    for (BatchUnits of : batches == null ? List.<BatchUnits>of() : batches) {
      var fields = new LinkedHashMap<String, Object>();
      fields.put(PROGRAMME, CaseId.parse(caseId).programmeId());
      fields.put(BATCH, of.batchId());
      fields.put(REGISTRATION, caseId);
      fields.put("stageNo", stageNo);
      fields.put("poolId", poolId);
      fields.put("units", of.units());
      fields.putAll(more);
      // begins with the case, so that a batch's list is in the order of registrations
      String id = String.join("/", caseId, Integer.toString(stageNo), of.batchId(), poolId);
      changes.add(Change.put(COLLECTION, id, recorded, fields));
    }
    return changes;
  }
}
