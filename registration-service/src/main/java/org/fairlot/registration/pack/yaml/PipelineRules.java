package org.fairlot.registration.pack.yaml;

import java.util.List;
import java.util.stream.Stream;
import org.fairlot.contracts.pack.Form.Field;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Pack.Step;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.FirstCome;
import org.fairlot.contracts.pack.Stage.Fulfilment;
import org.fairlot.contracts.pack.Stage.HealthPrecheck;
import org.fairlot.contracts.pack.Stage.Mode;
import org.fairlot.registration.pack.yaml.Block.At;

/** What must hold between the stages of a pack, and between them and its form. */
record PipelineRules(Pack pack, List<At<Step>> steps, Block file, Findings findings) {

  void check() {
    if (steps.isEmpty()) {
      findings.add(file.line("stages"), "at least one stage is needed");
      return;
    }
    boolean allotted = false;
    for (int i = 0; i < steps.size(); i++) {
      var step = steps.get(i);
      boolean last = i == steps.size() - 1;
      switch (step.value().stage()) {
        case HealthPrecheck precheck -> healthPrecheck(precheck, i == 0, step.line());
        case FirstCome firstCome -> {
          if (allotted) {
            findings.add(step.line(), "a second allotment would claim the goods twice");
          }
          allotted = true;
          firstCome(firstCome, step.line());
        }
        case Fulfilment fulfilment -> {
          if (!allotted) {
            findings.add(step.line(), "fulfilment needs an allotment before it");
          }
          if (!last) {
            findings.add(step.line(), "fulfilment must be the last stage");
          }
          if (step.value().timeoutHours() != null) {
            findings.add(step.line(), "fulfilment has no 'timeoutHours': goods under way come to an end by themselves");
          }
          fulfilment(fulfilment, step.line());
        }
      }
    }
    if (!(steps.getLast().value().stage() instanceof Fulfilment)) {
      findings.add(steps.getLast().line(), "the last stage must be a fulfilment: nobody would get the goods");
    }
  }

  private void healthPrecheck(HealthPrecheck precheck, boolean first, int line) {
    if (precheck.gate() && !first) {
      findings.add(line, "a health gate stands before registration, so its stage must be the first");
    }
    boolean delivers =
        steps.stream()
            .map(step -> step.value().stage())
            .anyMatch(stage -> stage instanceof Fulfilment fulfilment && fulfilment.courier() != null);
    if (precheck.onSymptom() == Stage.OnSymptom.DELIVER && !delivers) {
      findings.add(line, "'onSymptom: DELIVER' needs a fulfilment by courier");
    }
  }

  private void firstCome(FirstCome stage, int line) {
    switch (stage.pool()) {
      case CITY -> {}
      case DISTRICT -> needs(line, "a pool by district", Field.DISTRICT);
      case OUTLET -> needs(line, "a pool by outlet", Field.OUTLET);
      case OUTLET_SKU_SLOT -> needs(line, "a pool by outlet, goods and slot", Field.OUTLET, Field.SKU, Field.SLOT);
    }
  }

  private void fulfilment(Fulfilment stage, int line) {
    if (uses(stage, Mode.COURIER)) {
      needs(line, "delivery by courier", Field.DISTRICT, Field.ADDRESS);
    }
    if (uses(stage, Mode.PICKUP)) {
      needs(line, "pick-up", Field.OUTLET);
    }
  }

  private static boolean uses(Fulfilment stage, Mode mode) {
    return stage.modes().stream().anyMatch(dated -> dated.mode() == mode);
  }

  private void needs(int line, String who, Field... fields) {
    Stream.of(fields)
        .filter(field -> !pack.form().asks(field))
        .forEach(field -> findings.add(line, who + " needs the form's field '" + field.wireName() + "'"));
  }
}
