package org.fairlot.registration.casework.domain;

import static org.fairlot.registration.casework.domain.CaseFixtures.CHOICE;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.pack.Stage.Eligibility;
import org.fairlot.contracts.pack.Stage.Fact;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.contracts.registration.ProgrammeEvent.Goods;
import org.fairlot.contracts.registration.ProgrammeEvent.Outlet;
import org.fairlot.kernel.Command;
import org.fairlot.registration.casework.domain.CaseCommand.Amend;
import org.fairlot.registration.casework.domain.CaseCommand.Cancel;
import org.fairlot.registration.casework.domain.CaseCommand.ReportProgress;
import org.fairlot.registration.casework.domain.CaseCommand.SettleStage;
import org.fairlot.registration.casework.domain.CaseCommand.TimeOutStage;
import org.fairlot.registration.config.RegistrationTopology;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.AskAgain;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.AskEligibility;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.ConfirmEligible;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.DropQuestion;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.NotePending;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.RecordFact;
import org.fairlot.registration.eligibility.domain.RecheckCommand.RecordRecheck;
import org.fairlot.registration.pack.domain.PackCommand.PublishPack;
import org.fairlot.registration.programme.domain.ProgrammeCommand.DefineProgramme;
import org.fairlot.registration.programme.domain.ProgrammeCommand.ReplaceOutlets;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.testkit.DeciderConformance;

class RegistrationConformanceTest extends DeciderConformance {

  @Override
  protected ServiceDefinition service() {
    return RegistrationTopology.service(Packs.SHIPPED);
  }

  @Override
  protected List<Command> workload() {
    var commands = new ArrayList<Command>();
    commands.add(new PublishPack("hangzhou", 1, Packs.yaml("hangzhou"), "a1"));
    commands.add(new PublishPack("hangzhou", 1, "other", "b2"));
    commands.add(define(1));
    commands.add(
        new ReplaceOutlets(
            "hangzhou-masks",
            List.of(new Outlet("o1", "330106", Map.of("en", "Outlet"), "Wensan Road 1", 120.1, 30.2, List.of(),
                List.of()))));
    commands.add(define(2));
    for (int person = 0; person < 5; person++) {
      var tag = "%022d".formatted(person);
      var first = "hangzhou-masks." + tag + ".first---";
      var second = "hangzhou-masks." + tag + ".second--";
      commands.add(CaseFixtures.register(first));
      commands.add(CaseFixtures.register(second));
      commands.add(new Amend(first, person % 2, CHOICE, Map.of(Purpose.CONTACT, "new"), 70, "en"));
      commands.add(new SettleStage(first, 1, person % 3 == 0 ? Verdict.FAILED : Verdict.PASSED, "SOLD_OUT", Map.of()));
      commands.add(new ReportProgress(first, 2, CaseStatus.DISPATCHED, 4, Map.of("courier", "eleme")));
      commands.add(new TimeOutStage(first, 2));
      commands.add(new Cancel(person % 2 == 0 ? first : second));
      commands.add(new SettleStage(first, 2, Verdict.PASSED, null, Map.of()));
      commands.add(CaseFixtures.register(second));
      eligibility(person, tag, commands);
    }
    return commands;
  }

  private static void eligibility(int person, String tag, List<Command> commands) {
    var caseId = "xiamen-masks." + tag + ".first---";
    var rules = Packs.SHIPPED.pack("xiamen", 1).firstStage(Eligibility.class);
    commands.add(new AskEligibility(tag, caseId, 1, rules, "jwe"));
    commands.add(new ConfirmEligible(tag, caseId, 1, rules));
    commands.add(new NotePending(tag, caseId, 1, List.of(Fact.HOUSEHOLD_REGISTER)));
    commands.add(new AskAgain(tag, caseId, 1));
    commands.add(new RecordFact(tag, caseId, Fact.HOUSEHOLD_REGISTER, "350200", person % 2 == 0, "register"));
    commands.add(person == 1
        ? new DropQuestion(tag, caseId)
        : new RecordFact(tag, caseId, Fact.SOCIAL_INSURANCE, "350200", person == 3, "register"));
    commands.add(new ConfirmEligible(tag, caseId, null, rules));
    commands.add(new RecordRecheck("xiamen-masks.v1.2020-02-03", person % 3, List.of(caseId), person));
  }

  private static DefineProgramme define(int version) {
    var goods = new Goods("MASK5", Map.of("en", "Masks"), null, null, 5, 0);
    return new DefineProgramme(
        "hangzhou-masks", Map.of("en", "Masks"), "330100", "hangzhou", version, null, List.of(goods), LocalDate.of(2020, 2, 1), null,
        null);
  }
}
