package org.fairlot.registration.pack.yaml;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.fairlot.contracts.draw.DrawTimes;
import org.fairlot.contracts.pack.Form.Field;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Pack.Step;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.DrawRules;
import org.fairlot.contracts.pack.Stage.Eligibility;
import org.fairlot.contracts.pack.Stage.FirstCome;
import org.fairlot.contracts.pack.Stage.Fulfilment;
import org.fairlot.contracts.pack.Stage.HealthPrecheck;
import org.fairlot.contracts.pack.Stage.Lottery;
import org.fairlot.contracts.pack.Stage.Mode;
import org.fairlot.contracts.pack.Stage.PickupRules;
import org.fairlot.contracts.pack.Stage.PoolScope;
import org.fairlot.registration.identity.domain.BirthDate;
import org.fairlot.registration.pack.yaml.Block.At;

/** What must hold between the stages of a pack, and between them and its form. */
record PipelineRules(Pack pack, List<At<Step>> steps, Block file, Findings findings) {

  void check() {
    if (steps.isEmpty()) {
      findings.add(file.line("stages"), "at least one stage is needed");
      return;
    }
    boolean allotted = false;
    boolean eligibilityAsked = false;
    for (int i = 0; i < steps.size(); i++) {
      var step = steps.get(i);
      boolean last = i == steps.size() - 1;
      switch (step.value().stage()) {
        case HealthPrecheck precheck -> healthPrecheck(precheck, i == 0, step.line());
        case Eligibility eligibility -> {
          if (eligibilityAsked) {
            findings.add(step.line(), "eligibility is asked twice");
          }
          if (allotted) {
            findings.add(step.line(), "eligibility must be asked before the allotment: goods are not taken back");
          }
          eligibilityAsked = true;
          eligibility(eligibility, step);
        }
        case Stage.Cap cap -> cap(cap, allotted, step);
        case Stage.CommitteeReview review -> {
          if (allotted) {
            findings.add(step.line(), "the committee must review before the allotment: goods are not taken back");
          }
          needs(step.line(), "a review by the committee", Field.COMMITTEE);
          noTimeout(step, "committee-review", "'decideHours' and 'atDeadline' say how long it may take");
        }
        case Stage.OutletAssignment assignment -> outletAssignment(allotted, step);
        case Stage.Confirmation confirmation -> {
          if (!allotted) {
            findings.add(step.line(), "there is nothing to confirm before the allotment");
          }
          noTimeout(step, "confirmation", "'withinHours' says how long it may take");
        }
        case Stage.CommitteeOrder order -> {
          onlyAllotment(allotted, step);
          allotted = true;
          pool(order.pool(), step.line());
          reserves(order, step.line());
          if (pack.form().asks(Field.ALTERNATIVES)) {
            findings.add(step.line(), "the form asks for 'alternatives', but numbers of one pool are served in turn");
          }
        }
        case Lottery lottery -> {
          onlyAllotment(allotted, step);
          allotted = true;
          lottery(lottery, step);
        }
        case FirstCome firstCome -> {
          onlyAllotment(allotted, step);
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

  private void onlyAllotment(boolean allotted, At<Step> step) {
    if (allotted) {
      findings.add(step.line(), "a second allotment would claim the goods twice");
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

  private void cap(Stage.Cap stage, boolean allotted, At<Step> step) {
    if (allotted) {
      findings.add(step.line(), "a cap must count before the allotment: goods are not taken back");
    }
    if (stage.by() == Stage.CapBy.DWELLING) {
      needs(step.line(), "a cap by dwelling", Field.ADDRESS);
    }
    if (stage.by() == Stage.CapBy.LIKENESS && stage.max() != 1) {
      findings.add(step.line(), "a cap by likeness looks for one and the same person, so 'max' is 1");
    }
    if (stagesOf(Stage.Cap.class).filter(other -> other.by() == stage.by()).count() > 1) {
      findings.add(step.line(), "there are two caps by " + stage.by());
    }
    noTimeout(step, "cap", "it is answered at once, or by people in their own time");
  }

  private void outletAssignment(boolean allotted, At<Step> step) {
    if (allotted) {
      findings.add(step.line(), "the outlet must be assigned before the allotment");
    }
    if (pack.form().asks(Field.OUTLET)) {
      findings.add(step.line(), "the form asks for 'outletId', but the outlet is assigned");
    }
    needs(step.line(), "an assigned outlet", Field.COMMITTEE);
    noTimeout(step, "outlet-assignment", "a committee without an outlet waits for an operator");
  }

  private void noTimeout(At<Step> step, String stage, String why) {
    if (step.value().timeoutHours() != null) {
      findings.add(step.line(), stage + " has no 'timeoutHours': " + why);
    }
  }

  /** Whether the citizen chooses the outlet or gets one. */
  private boolean hasOutlet() {
    return pack.form().asks(Field.OUTLET) || stagesOf(Stage.OutletAssignment.class).findAny().isPresent();
  }

  private void needsOutlet(int line, String who) {
    if (!hasOutlet()) {
      findings.add(line, who + " needs the form's field 'outletId' or a stage outlet-assignment");
    }
  }

  private void eligibility(Eligibility stage, At<Step> step) {
    if (step.value().timeoutHours() != null) {
      findings.add(step.line(), "eligibility has no 'timeoutHours': nobody is refused because a register is down");
    }
    if (stage.recheckAtFreeze() && stagesOf(Lottery.class).findAny().isEmpty()) {
      findings.add(step.line(), "'recheckAtFreeze' has no effect without a lottery");
    }
  }

  private void firstCome(FirstCome stage, int line) {
    pool(stage.pool(), line);
    reserves(stage, line);
    if (pack.form().asks(Field.ALTERNATIVES)) {
      findings.add(line, "the form asks for 'alternatives', but first come, first served takes one choice");
    }
  }

  private void pool(PoolScope scope, int line) {
    switch (scope) {
      case CITY -> {}
      case DISTRICT -> needs(line, "a pool by district", Field.DISTRICT);
      case COMMITTEE -> needs(line, "a pool by committee", Field.COMMITTEE);
      case OUTLET -> needsOutlet(line, "a pool by outlet");
      case OUTLET_SKU_SLOT -> needs(line, "a pool by outlet, goods and slot", Field.OUTLET, Field.SKU, Field.SLOT);
    }
  }

  private void lottery(Lottery stage, At<Step> step) {
    int line = step.line();
    pool(stage.pool(), line);
    choices(stage, line);
    if (stage.householdMax() > 0) {
      needs(line, "'householdMax', which tells households by their dwelling,", Field.ADDRESS);
    }
    reserves(stage, line);
    var hours = step.value().timeoutHours();
    if (hours != null && hours <= hoursToFirstDraw(stage.draw())) {
      findings.add(
          line, "'timeoutHours' would end cases before their first draw, which may come after "
              + hoursToFirstDraw(stage.draw()) + " hours");
    }
    stagesOf(Fulfilment.class).map(Fulfilment::pickup).filter(Objects::nonNull)
        .forEach(pickup -> substitutes(stage.draw(), pickup, line));
  }

  private void choices(Lottery stage, int line) {
    boolean byOutlet = stage.pool() == PoolScope.OUTLET || stage.pool() == PoolScope.OUTLET_SKU_SLOT;
    if (stage.choicesMax() > 1 && !byOutlet) {
      findings.add(line, "'choicesMax' above 1 needs a pool by outlet: what else could be ranked?");
    } else if (stage.choicesMax() > 1) {
      needs(line, "'choicesMax' above 1", Field.ALTERNATIVES);
    } else if (pack.form().asks(Field.ALTERNATIVES)) {
      findings.add(line, "the form asks for 'alternatives', but 'choicesMax' is 1");
    }
  }

  private void reserves(Stage stage, int line) {
    boolean takesLists = pack.channels().stream().anyMatch(channel -> !channel.takesRegistrations());
    boolean knowsBirth = pack.form().documents().stream().anyMatch(BirthDate::isTold);
    boolean asksRegisters = stagesOf(Eligibility.class).findAny().isPresent();
    for (var reserve : stage.kept()) {
      if (reserve.comesFromList() && !takesLists) {
        findings.add(
            line, "reserve '" + reserve.name() + "' is for those on a list, but the channel ENTITLEMENT_LIST, by which a list is "
                + "entered, is not among 'channels'");
      }
      if (reserve.minAge() != null && !knowsBirth) {
        findings.add(line, "reserve '" + reserve.name() + "' is by age, but no document of the form tells the birth date");
      }
      if (reserve.fact() != null && !asksRegisters) {
        findings.add(
            line, "reserve '" + reserve.name() + "' goes by " + reserve.fact()
                + ", for which no register is asked: there is no stage 'eligibility'");
      }
    }
  }

  /** From the instant after a freeze to the draw after the next freeze, held late for want of the notary's share. */
  private static long hoursToFirstDraw(DrawRules rules) {
    var times = DrawTimes.of(rules, ZoneOffset.UTC, LocalDate.EPOCH);
    return rules.everyDays() * 24L + Duration.between(times.freezeAt(), times.fallbackAt()).toHours();
  }

  /** What is not collected is known when the window closes; if substitutes have ended by then there never is one. */
  private void substitutes(DrawRules rules, PickupRules pickup, int line) {
    var closes =
        LocalDate.EPOCH.plusDays(pickup.daysAfterGrant() + pickup.windowDays() - 1L).atTime(pickup.closes())
            .toInstant(ZoneOffset.UTC);
    var until = DrawTimes.of(rules, ZoneOffset.UTC, LocalDate.EPOCH).substituteUntil();
    if (rules.substituteHours() > 0 && !until.isAfter(closes)) {
      findings.add(
          line, "'substituteHours' ends before the winners' pick-up does, so nothing that is not collected would go on");
    }
  }

  private <S extends Stage> Stream<S> stagesOf(Class<S> kind) {
    return steps.stream().map(step -> step.value().stage()).filter(kind::isInstance).map(kind::cast);
  }

  private void fulfilment(Fulfilment stage, int line) {
    if (uses(stage, Mode.COURIER)) {
      needs(line, "delivery by courier", Field.DISTRICT, Field.ADDRESS);
    }
    if (uses(stage, Mode.PICKUP)) {
      needsOutlet(line, "pick-up");
    }
    if (uses(stage, Mode.COMMITTEE)) {
      needs(line, "hand-over by the committee", Field.COMMITTEE, Field.ADDRESS);
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
