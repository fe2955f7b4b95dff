package org.fairlot.testkit;

import java.util.ArrayList;
import java.util.List;
import org.fairlot.kernel.Command;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.testkit.Tally.Add;
import org.fairlot.testkit.Tally.Take;

class TallyConformanceTest extends DeciderConformance {

  @Override
  protected ServiceDefinition service() {
    return Tally.service();
  }

  @Override
  protected List<Command> workload() {
    var commands = new ArrayList<Command>();
    for (int i = 0; i < 40; i++) {
      commands.add(i % 10 == 0 ? new Add("pool-" + i % 3, "batch-" + i, 5) : new Take("pool-" + i % 3, "case-" + i, 1 + i % 2));
    }
    return commands;
  }
}
