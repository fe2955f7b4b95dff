package org.fairlot.health.declaration.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;
import org.fairlot.contracts.pack.Stage.OnSymptom;
import org.fairlot.health.config.HealthTopology;
import org.fairlot.health.declaration.domain.DeclarationCommand.AnswerPrecheck;
import org.fairlot.health.declaration.domain.DeclarationCommand.CorrectDeclaration;
import org.fairlot.health.declaration.domain.DeclarationCommand.EraseDeclarations;
import org.fairlot.health.declaration.domain.DeclarationCommand.MakeDeclaration;
import org.fairlot.kernel.Command;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.testkit.DeciderConformance;

class DeclarationConformanceTest extends DeciderConformance {

  @Override
  protected ServiceDefinition service() {
    return HealthTopology.definition(sealed -> Optional.empty());
  }

  @Override
  protected List<Command> workload() {
    var random = new Random(20200202);
    var commands = new ArrayList<Command>();
    for (int i = 0; i < 150; i++) {
      String person = "person%016d".formatted(random.nextInt(5));
      String id = person + ".mark%04d".formatted(random.nextInt(20));
      var verdict = HealthVerdict.values()[random.nextInt(3)];
      String key = person + ".key%d".formatted(random.nextInt(3));
      commands.add(
          switch (random.nextInt(5)) {
            case 0 -> new CorrectDeclaration(person, id, "440106", verdict, List.of("WHY"), "sealed" + i, key);
            case 1 -> new AnswerPrecheck(
                person, "gz." + person + ".case%04d".formatted(random.nextInt(10)), 1, 24,
                OnSymptom.values()[random.nextInt(3)]);
            case 2 -> new EraseDeclarations(person);
            // the workload is over in minutes: so that some have an end within, they do not count at all
            default -> new MakeDeclaration(
                person, id, "440106", verdict, List.of("WHY"), "sealed" + i, key, random.nextInt(2) * 72, random.nextInt(2));
          });
    }
    return commands;
  }
}
