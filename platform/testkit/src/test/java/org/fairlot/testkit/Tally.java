package org.fairlot.testkit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlot.contracts.allocation.PoolEvent;
import org.fairlot.contracts.allocation.PoolEvent.SupplyReleased;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Reaction;
import org.fairlot.kernel.Recorded;
import org.fairlot.kernel.Rejection;
import org.fairlot.kernel.Wire;
import org.fairlot.runtime.Aggregate;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.View;

/** The smallest service that shows all the runtime does: stock goes in, and is taken while it lasts. */
final class Tally {

  private Tally() {}

  sealed interface TallyCommand extends Command {
    String pool();

    @Override
    default String key() {
      return pool();
    }
  }

  @Wire("allocation.add.v1")
  record Add(String pool, String batch, int units) implements TallyCommand {}

  @Wire("allocation.take.v1")
  record Take(String pool, String caseId, int units) implements TallyCommand {}

  /** A bug, on demand. */
  @Wire("allocation.break.v1")
  record Break(String pool) implements TallyCommand {}

  sealed interface Refusal extends Rejection {
    record SoldOut(int left) implements Refusal {
      @Override
      public String code() {
        return "SOLD_OUT";
      }
    }
  }

  record Stock(int free, int taken) {}

  static final class TallyDecider implements Decider<TallyCommand, Stock, PoolEvent, Refusal> {
    @Override
    public Stock initial() {
      return new Stock(0, 0);
    }

    @Override
    public Decision<PoolEvent, Refusal> decide(TallyCommand command, Stock stock, Instant at) {
      return switch (command) {
        case Add add -> Decision.accept(
            new SupplyReleased(add.pool, "p", add.batch, add.units, at, level(stock.free + add.units)));
        case Take take when take.units > stock.free -> Decision.reject(new Refusal.SoldOut(stock.free));
        case Take take -> Decision.accept(
            new UnitsReserved(take.pool, take.caseId, 1, take.units, false, level(stock.free - take.units)));
        case Break bug -> throw new IllegalArgumentException("a bug in " + bug);
      };
    }

    private static PoolEvent.Level level(int free) {
      return new PoolEvent.Level(free, free, 0, 0, 0);
    }

    @Override
    public Stock evolve(Stock stock, PoolEvent event) {
      return switch (event) {
        case SupplyReleased e -> new Stock(stock.free + e.units(), stock.taken);
        case UnitsReserved e -> new Stock(stock.free - e.units(), stock.taken + e.units());
        default -> throw new IllegalStateException("not an event of this service: " + event);
      };
    }
  }

  /** Every batch has one unit set aside at once, and another an hour later. */
  static final class SetAside implements Reaction {
    @Override
    public Set<Class<? extends Event>> types() {
      return Set.of(SupplyReleased.class);
    }

    @Override
    public List<Effect> on(Recorded<?> recorded) {
      if (recorded.event() instanceof SupplyReleased e) {
        return List.of(
            Effect.request(new Take(e.poolId(), "aside." + e.batchId(), 1)),
            Effect.schedule("later/" + e.batchId(), recorded.at().plusSeconds(3600), new Take(e.poolId(), "later." + e.batchId(), 1)));
      }
      return List.of();
    }
  }

  /** Chokes on a pool whose name asks for it, until it is mended. */
  static final class StockView implements View {
    static volatile boolean mended;

    @Override
    public String name() {
      return "stock";
    }

    @Override
    public Set<Class<? extends Event>> types() {
      return Set.of(SupplyReleased.class, UnitsReserved.class);
    }

    @Override
    public List<Change> on(Recorded<?> recorded) {
      if (recorded.subject().startsWith("poison") && !mended) {
        throw new IllegalStateException("poison");
      }
      return switch (recorded.event()) {
        case SupplyReleased e -> List.of(Change.put("stock", e.poolId(), recorded, Map.of("free", e.level().free())));
        case UnitsReserved e -> List.of(
            Change.put("stock", e.poolId(), recorded, Map.of("free", e.level().free())),
            Change.append("stock", e.poolId(), "takers", recorded, Map.of("caseId", e.caseId())));
        default -> List.of();
      };
    }
  }

  static Aggregate<TallyCommand, Stock, PoolEvent, Refusal> pool() {
    return Aggregate.of("pool", TallyCommand.class, PoolEvent.class, new TallyDecider(), Stock.class);
  }

  static ServiceDefinition service() {
    return ServiceDefinition.named("allocation")
        .aggregate(pool())
        .reaction(new SetAside(), "allocation")
        .view(new StockView(), "allocation")
        .build();
  }
}
