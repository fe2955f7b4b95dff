package org.fairlot.registration.casework.domain;

import static org.fairlot.registration.casework.domain.CaseFixtures.CHOICE;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.AtDeadline;
import org.fairlot.contracts.pack.Stage.Eligibility;
import org.fairlot.contracts.pack.Stage.Fact;
import org.fairlot.contracts.registration.CallEvent.CallOutcome;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.contracts.registration.EligibilityEvent.Unanswered;
import org.fairlot.contracts.registration.ExchangeId;
import org.fairlot.contracts.registration.ProgrammeEvent.Ending;
import org.fairlot.contracts.registration.ProgrammeEvent.Goods;
import org.fairlot.contracts.registration.ProgrammeEvent.Outlet;
import org.fairlot.contracts.registration.ReviewEvent.RefusalReason;
import org.fairlot.contracts.registration.ReviewEvent.Why;
import org.fairlot.contracts.registration.SenderEvent.Reply;
import org.fairlot.kernel.Command;
import org.fairlot.registration.call.domain.CallCommand.DropCall;
import org.fairlot.registration.call.domain.CallCommand.EraseCalls;
import org.fairlot.registration.call.domain.CallCommand.PlanCall;
import org.fairlot.registration.call.domain.CallCommand.RecordCall;
import org.fairlot.registration.cap.domain.CapCommand.LeavePlace;
import org.fairlot.registration.cap.domain.CapCommand.TakePlace;
import org.fairlot.registration.casework.domain.CaseCommand.Amend;
import org.fairlot.registration.casework.domain.CaseCommand.AssignOutlet;
import org.fairlot.registration.casework.domain.CaseCommand.Cancel;
import org.fairlot.registration.casework.domain.CaseCommand.Confirm;
import org.fairlot.registration.casework.domain.CaseCommand.Decline;
import org.fairlot.registration.casework.domain.CaseCommand.EraseCases;
import org.fairlot.registration.casework.domain.CaseCommand.Register;
import org.fairlot.registration.casework.domain.CaseCommand.ReportProgress;
import org.fairlot.registration.casework.domain.CaseCommand.SettleStage;
import org.fairlot.registration.casework.domain.CaseCommand.TimeOutStage;
import org.fairlot.registration.config.RegistrationTopology;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.AskAgain;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.AskEligibility;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.ConfirmEligible;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.DropQuestion;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.ForgetFacts;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.NotePending;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.RecordFact;
import org.fairlot.registration.eligibility.domain.RecheckCommand.RecordRecheck;
import org.fairlot.registration.pack.domain.PackCommand.PublishPack;
import org.fairlot.registration.programme.domain.ProgrammeCommand.CertifyErasure;
import org.fairlot.registration.programme.domain.ProgrammeCommand.DefineProgramme;
import org.fairlot.registration.programme.domain.ProgrammeCommand.EndProgramme;
import org.fairlot.registration.programme.domain.ProgrammeCommand.EndProgrammeInTime;
import org.fairlot.registration.programme.domain.ProgrammeCommand.EraseKeys;
import org.fairlot.registration.programme.domain.ProgrammeCommand.ReplaceCommitteeAliases;
import org.fairlot.registration.programme.domain.ProgrammeCommand.ReplaceOutlets;
import org.fairlot.registration.programme.domain.ProgrammeCommand.ReplaceSmsNumbers;
import org.fairlot.registration.review.domain.ReviewCommand.AppealReview;
import org.fairlot.registration.review.domain.ReviewCommand.AskReview;
import org.fairlot.registration.review.domain.ReviewCommand.DecideReview;
import org.fairlot.registration.review.domain.ReviewCommand.DropReview;
import org.fairlot.registration.review.domain.ReviewCommand.EndAppealTime;
import org.fairlot.registration.review.domain.ReviewCommand.EndReviewTime;
import org.fairlot.registration.review.domain.ReviewCommand.EraseReviews;
import org.fairlot.registration.review.domain.ReviewCommand.MoveReview;
import org.fairlot.registration.sms.domain.SenderCommand.AnswerUplink;
import org.fairlot.registration.sms.domain.SenderCommand.Notices;
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
    commands.add(new ReplaceCommitteeAliases("hangzhou-masks", Map.of("A01", "330106001001")));
    commands.add(new ReplaceSmsNumbers("hangzhou-masks", List.of("1069012345")));
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
      var sender = "s%021d".formatted(person);
      var exchange = ExchangeId.of(sender, "0000000" + person % 3).toString();
      commands.add(
          new AnswerUplink(
              sender, exchange, "hangzhou-masks", "content", "contact", "zh-CN", new Reply("sms-registered", Map.of()), first,
              person % 2 == 0 ? Notices.OPT_OUT : Notices.AS_BEFORE));
      eligibility(person, tag, commands);
      committee(person, tag, commands);
      cap(person, tag, commands);
      commands.add(new EraseReviews("shanghai-masks." + tag + ".first---"));
      commands.add(new EraseCalls("shanghai-masks." + tag + ".first---"));
    }
    theEnd(commands);
    return commands;
  }

  /** Of a programme that is kept for no day, with all who were in it; the last part comes twice. */
  private static void theEnd(List<Command> commands) {
    var closesAt = Instant.parse("2020-02-01T16:00:00Z");
    var open = define(2);
    commands.add(new EndProgramme(open.programmeId(), "zhang"));
    commands.add(
        new DefineProgramme(
            open.programmeId(), open.names(), open.city(), open.pack(), 2, null, open.goods(), open.opensOn(),
            LocalDate.of(2020, 2, 2), null, List.of(), new Ending(closesAt, 0, closesAt)));
    commands.add(new EndProgrammeInTime(open.programmeId()));
    commands.add(new EndProgramme(open.programmeId(), "zhang"));
    for (int part = 1; part <= 3; part++) {
      var holder = open.programmeId() + "|" + "%022d".formatted(part);
      commands.add(new EraseCases(holder));
      commands.add(new EraseKeys(open.programmeId(), Math.min(part, 2), List.of(holder + ".mark")));
    }
    commands.add(new EraseKeys(open.programmeId(), 3, List.of("other|" + "%022d".formatted(1) + ".mark")));
    commands.add(new CertifyErasure(open.programmeId(), 1));
    commands.add(new CertifyErasure(open.programmeId(), 2));
    commands.add(CaseFixtures.register("hangzhou-masks." + "%022d".formatted(1) + ".third---"));
  }

  private static void eligibility(int person, String tag, List<Command> commands) {
    var caseId = "xiamen-masks." + tag + ".first---";
    var rules = Packs.SHIPPED.pack("xiamen", 1).firstStage(Eligibility.class);
    commands.add(new AskEligibility(tag, caseId, 1, rules, "jwe"));
    commands.add(new ConfirmEligible(tag, caseId, 1, rules));
    var unanswered = List.of(new Unanswered(Fact.HOUSEHOLD_REGISTER, "350200", 3));
    commands.add(new NotePending(tag, caseId, 1, List.of(Fact.HOUSEHOLD_REGISTER), unanswered));
    commands.add(new AskAgain(tag, caseId, 1));
    commands.add(new RecordFact(tag, caseId, Fact.HOUSEHOLD_REGISTER, "350200", person % 2 == 0, "register"));
    commands.add(person == 1
        ? new DropQuestion(tag, caseId)
        : new RecordFact(tag, caseId, Fact.SOCIAL_INSURANCE, "350200", person == 3, "register"));
    commands.add(new ConfirmEligible(tag, caseId, null, rules));
    commands.add(new ForgetFacts(tag, Instant.parse("2020-02-03T00:00:00Z")));
    commands.add(new RecordRecheck("xiamen-masks.v1.2020-02-03", person % 3, List.of(caseId), person));
  }

  private static void committee(int person, String tag, List<Command> commands) {
    var caseId = "shanghai-masks." + tag + ".first---";
    var here = "310115004001";
    commands.add(new AskReview(caseId, 1, person == 4 ? null : here, Why.STAGE, 48, AtDeadline.values()[person % 3], 24));
    commands.add(new MoveReview(caseId, here));
    commands.add(
        new DecideReview(
            caseId, here, person == 0, person == 0 ? null : RefusalReason.NOT_RESIDENT, "li", person == 1 ? "jwe" : null));
    commands.add(new AppealReview(caseId, "jwe"));
    commands.add(
        new DecideReview(
            caseId, here, person == 2, person == 2 ? null : RefusalReason.OTHER, person == 3 ? "li" : "wu", "jwe"));
    commands.add(new EndReviewTime(caseId, 1));
    commands.add(new EndAppealTime(caseId, 1));
    commands.add(new DropReview(caseId));
    commands.add(
        new PlanCall(caseId, caseId + ":granted", here, CaseStatus.GRANTED, "granted", "en", Map.of("place", "7")));
    commands.add(new RecordCall(caseId, caseId + ":granted", here, CallOutcome.values()[person], "li", null));
    commands.add(new RecordCall(caseId, caseId + ":other", here, CallOutcome.REACHED, "li", null));
    commands.add(new DropCall(caseId));
    commands.add(new Decline("hangzhou-masks." + tag + ".second--"));
  }

  private static void cap(int person, String tag, List<Command> commands) {
    var caseId = "lanes-masks." + tag + ".first---";
    var zone = ZoneId.of("Asia/Shanghai");
    for (var by : List.of(Stage.CapBy.DWELLING, Stage.CapBy.LIKENESS)) {
      var rules =
          new Stage.Cap(by, 1, by == Stage.CapBy.LIKENESS ? Stage.OverCap.REVIEW : Stage.OverCap.REFUSE, person % 2 == 0 ? 14 : null);
      var key = CapKey.of("lanes-masks", by, "home");
      var take = new TakePlace(key, caseId, 1, rules, zone, "310104011002");
      commands.add(take);
      commands.add(new LeavePlace(key, caseId, person % 3 == 0, Instant.parse("2020-02-02T12:00:00Z")));
      commands.add(take);
    }
    var waiting =
        new Register(
            caseId, "lanes", CaseFixtures.FIRST_EDITION, LocalDate.of(2020, 1, 1), null, "WECHAT_MINI", "en",
            new Choice("310104", person % 2 == 0 ? "o1" : null, null, null, null, false, null, "310104011002"),
            CaseFixtures.SEALED, 90, null, null, Map.of(Stage.CapBy.PHONE, "phone"), null);
    commands.add(waiting);
    commands.add(new SettleStage(caseId, 1, Verdict.PASSED, null, Map.of()));
    commands.add(new SettleStage(caseId, 2, Verdict.PASSED, null, Map.of()));
    commands.add(new AssignOutlet(caseId, "o2"));
    commands.add(new SettleStage(caseId, 4, Verdict.PASSED, null, Map.of("units", "1")));
    commands.add(new Confirm(caseId));
  }

  private static DefineProgramme define(int version) {
    var goods = new Goods("MASK5", Map.of("en", "Masks"), null, null, 5, 0);
    return new DefineProgramme(
        "hangzhou-masks", Map.of("en", "Masks"), "330100", "hangzhou", version, null, List.of(goods), LocalDate.of(2020, 2, 1), null,
        null);
  }
}
