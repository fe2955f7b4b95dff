package org.fairlot.allocation.pool.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlot.contracts.allocation.PoolEvent;
import org.fairlot.contracts.allocation.PoolEvent.NumberTaken;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolId;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.View;

/** What each pool holds now (额度池现况): one document per pool, under the pool's id. */
public final class PoolView implements View {

  public static final String COLLECTION = "pools";

  @Override
  public String name() {
    return COLLECTION;
  }

  @Override
  public Set<Class<? extends Event>> types() {
    return Set.of(PoolEvent.class);
  }

  @Override
  public List<Change> on(Recorded<?> recorded) {
    return recorded.event() instanceof PoolEvent event
        ? List.of(Change.put(COLLECTION, event.poolId(), recorded, fields(event)))
        : List.of();
  }

  private static Map<String, Object> fields(PoolEvent event) {
    var pool = PoolId.parse(event.poolId());
    var level = event.level();
    var fields = new LinkedHashMap<String, Object>();
    fields.put("programmeId", pool.programmeId());
    fields.put("district", pool.district());
    fields.put("committee", pool.committee());
    fields.put("outletId", pool.outletId());
    fields.put("sku", pool.sku());
    fields.put("slot", pool.slot());
    fields.put("released", level.released());
    fields.put("free", level.free());
    fields.put("held", level.held());
    fields.put("wants", level.wants());
    fields.put("wantUnits", level.wantUnits());
    switch (event) {
      case NumberTaken e -> fields.put("lastNumber", e.number());
      case UnitsReserved e when e.number() != null -> fields.put("servingUpTo", e.number());
      default -> {}
    }
    return fields;
  }
}
