package org.fairlot.allocation.pool.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fairlot.allocation.config.AllocationTopology;
import org.fairlot.allocation.pool.domain.PoolCommand.ClaimUnits;
import org.fairlot.allocation.pool.domain.PoolCommand.ContinueServing;
import org.fairlot.allocation.pool.domain.PoolCommand.ExpireWant;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseClaim;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleasePlannedSupply;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseSupply;
import org.fairlot.contracts.pack.Stage.RestockOrder;
import org.fairlot.kernel.Command;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.testkit.DeciderConformance;
import reactor.core.publisher.Mono;

class PoolConformanceTest extends DeciderConformance {

  @Override
  protected ServiceDefinition service() {
    return AllocationTopology.define(recorded -> Mono.empty());
  }

  @Override
  protected List<Command> workload() {
    var random = new Random(20200202);
    var commands = new ArrayList<Command>();
    String city = "hangzhou-masks/CITY";
    for (int i = 0; i < PoolDecider.SERVED_PER_COMMAND + 20; i++) {
      commands.add(new ClaimUnits(city, "waiting" + i, 1, 1, true, RestockOrder.EARLIEST_FIRST, 72));
    }
    commands.add(new ReleaseSupply(city, "lorry", 110, null));
    commands.add(new ReleaseSupply(city, "lorry", 111, null));
    commands.add(new ContinueServing(city, 1));
    commands.add(new ReleaseSupply(city, "tomorrow", 5, Instant.parse("2020-02-03T11:30:00Z")));
    commands.add(new ReleasePlannedSupply(city, "tomorrow"));
    commands.add(new ReleaseSupply(city, "none", 0, null));
    for (int i = 0; i < 150; i++) {
      String pool = random.nextBoolean() ? city : "hangzhou-masks/330106";
      String caseId = "case" + random.nextInt(60);
      commands.add(
          switch (random.nextInt(6)) {
            case 0 -> new ReleaseSupply(pool, "batch" + random.nextInt(5), 1 + random.nextInt(4), null);
            case 1 -> new ReleaseClaim(pool, caseId, "CANCELLED");
            case 2 -> new ExpireWant(pool, caseId, 1);
            default -> new ClaimUnits(
                pool, caseId, 1, 1 + random.nextInt(3), random.nextBoolean(),
                RestockOrder.values()[random.nextInt(3)], 72);
          });
    }
    return commands;
  }
}
