package org.fairlot.local.explain;

import static org.fairlot.contracts.registration.CaseEvent.CaseOutcome.FORFEITED;
import static org.fairlot.contracts.registration.CaseEvent.CaseOutcome.REFUSED;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.fairlot.contracts.pack.Pack.Step;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.Cap;
import org.fairlot.contracts.pack.Stage.CommitteeOrder;
import org.fairlot.contracts.pack.Stage.CommitteeReview;
import org.fairlot.contracts.pack.Stage.CommitteeRules;
import org.fairlot.contracts.pack.Stage.Confirmation;
import org.fairlot.contracts.pack.Stage.CourierRules;
import org.fairlot.contracts.pack.Stage.DatedMode;
import org.fairlot.contracts.pack.Stage.DrawRules;
import org.fairlot.contracts.pack.Stage.Eligibility;
import org.fairlot.contracts.pack.Stage.FirstCome;
import org.fairlot.contracts.pack.Stage.Fulfilment;
import org.fairlot.contracts.pack.Stage.HealthPrecheck;
import org.fairlot.contracts.pack.Stage.Lottery;
import org.fairlot.contracts.pack.Stage.OutletAssignment;
import org.fairlot.contracts.pack.Stage.PickupRules;
import org.fairlot.contracts.pack.Stage.Reserve;
import org.fairlot.local.explain.StageTold.Exit;

/** Says what each kind of stage does, in one language. */
record StageWords(Language language, Words words) {

  StageTold tell(Step step) {
    var told = switch (step.stage()) {
      case HealthPrecheck s -> healthPrecheck(s);
      case Eligibility s -> eligibility(s);
      case Cap s -> cap(s);
      case CommitteeReview s -> committeeReview(s);
      case OutletAssignment s -> outletAssignment();
      case FirstCome s -> firstCome(s);
      case Lottery s -> lottery(s);
      case CommitteeOrder s -> committeeOrder(s);
      case Confirmation s -> confirmation(s);
      case Fulfilment s -> fulfilment(s);
    };
    if (step.timeoutHours() == null) {
      return told;
    }
    var exits = new ArrayList<>(told.exits());
    exits.add(
        refused("%s 内无结果，STAGE_TIMED_OUT", "no answer within %s, STAGE_TIMED_OUT", language.hours(step.timeoutHours())));
    return new StageTold(told.name(), told.sentences(), exits);
  }

  private StageTold healthPrecheck(HealthPrecheck stage) {
    var sentences = new ArrayList<String>();
    sentences.add(
        stage.gate()
            ? say("登记之前须先申报健康状况。", "A health declaration must be there before one may register.")
            : say("登记之后核对健康申报。", "The health declaration is looked at after the registration."));
    sentences.add(say("申报 %s 内有效。", "A declaration counts for %s.", language.hours(stage.validityHours())));
    sentences.add(switch (stage.onSymptom()) {
      case DELIVER -> say("有症状者改为快递到家，不影响分配。", "With a symptom the goods come by courier instead; they are not denied.");
      case DENY -> say("有症状者不予通过。", "With a symptom the case is refused.");
      case NOTE -> say("有症状不影响办理，主管部门可见。", "A symptom changes nothing for the case; the authority sees it.");
    });
    var exits = new ArrayList<Exit>();
    exits.add(refused("没有有效申报，HEALTH_DECLARATION_REQUIRED", "no valid declaration, HEALTH_DECLARATION_REQUIRED"));
    if (stage.onSymptom() == Stage.OnSymptom.DENY) {
      exits.add(refused("有症状", "a symptom was declared"));
    }
    return new StageTold(say("健康核验", "Health pre-check"), sentences, exits);
  }

  private StageTold eligibility(Eligibility stage) {
    var ways = stage.anyOf().stream()
        .map(
            way -> way.allOf().stream()
                .map(fact -> say("%2$s：%1$s", "%s: %s", words.of(fact.fact()), words.area(fact.area())))
                .collect(Collectors.joining(say(" 并且 ", " and "))))
        .collect(Collectors.joining(say("；或 ", "; or ")));
    var sentences = new ArrayList<String>();
    sentences.add(say("向有关部门核对，符合其一即可：%s。", "Registers are asked, and one of these suffices: %s.", ways));
    sentences.add(
        say(
            "核对结果 %s 内有效；系统不可用时等待，不因此拒绝。",
            "What they attest counts for %s; while a register is down the case waits and is not refused.",
            language.hours(stage.factsValidHours())));
    var besides = stage.besides().stream().map(fact -> words.of(fact.fact())).toList();
    if (!besides.isEmpty()) {
      sentences.add(
          say("为预留名额，人人都查：%s。", "For the reserves it is asked of everybody: %s.", String.join(say("、", ", "), besides)));
    }
    if (stage.recheckAtFreeze()) {
      sentences.add(say("名单冻结时复核一次。", "It is looked at again when the list of a draw is frozen."));
    }
    return new StageTold(
        say("资格核验", "Eligibility"), sentences, List.of(refused("都不符合，NOT_ELIGIBLE", "none of them holds, NOT_ELIGIBLE")));
  }

  private StageTold cap(Cap stage) {
    var what = switch (stage.by()) {
      case DWELLING -> say("同一住处（门牌）", "dwelling, by its door,");
      case PHONE -> say("同一手机号", "mobile number");
      case LIKENESS -> say("疑似同一人（同名同手机、证件不同）", "likeness (same name and mobile number, another document)");
    };
    var code = switch (stage.by()) {
      case DWELLING -> "HOUSEHOLD_LIMIT";
      case PHONE -> "PHONE_LIMIT";
      case LIKENESS -> "POSSIBLE_DUPLICATE";
    };
    var sentences = new ArrayList<String>();
    sentences.add(say("%s最多 %d 件。", "One %s may have %d at a time.", what, stage.max()));
    sentences.add(
        stage.days() == null
            ? say("已领到的一直计入。", "What was served counts as long as the programme lasts.")
            : say("已领到的计入 %s。", "What was served counts for %s from its grant.", language.days(stage.days())));
    var exit = switch (stage.over()) {
      case REFUSE -> refused("超出，%s", "one more, %s", code);
      case REVIEW -> {
        sentences.add(say("超出的由居委会或运营方审核。", "One more is looked at by the committee, or else by an operator."));
        yield refused("超出且审核不通过", "one more, and the review refuses it");
      }
    };
    return new StageTold(say("限购核对", "Shared limit"), sentences, List.of(exit));
  }

  private StageTold committeeReview(CommitteeReview stage) {
    var sentences = new ArrayList<String>();
    sentences.add(
        say("居委会在 %s 内审核。", "The committee decides within %s.", language.hours(stage.decideHours())));
    sentences.add(switch (stage.atDeadline()) {
      case EXCLUDE -> say("逾期未审的不通过。", "What nobody has looked at by then is refused.");
      case INCLUDE -> say("逾期未审的视为通过，并记录在案。", "What nobody has looked at by then passes, and that is recorded.");
      case DEFER -> say("逾期未审的留待下一批。", "What nobody has looked at by then waits for the next draw or supply.");
    });
    sentences.add(
        stage.appealHours() == 0
            ? say("不通过即为终局。", "A refusal is final.")
            : say("不通过可在 %s 内申诉。", "A refusal can be appealed against for %s.", language.hours(stage.appealHours())));
    var exits = new ArrayList<Exit>();
    exits.add(refused("居委会不通过", "the committee refuses"));
    if (stage.atDeadline() == Stage.AtDeadline.EXCLUDE) {
      exits.add(refused("逾期未审，REVIEW_DEADLINE", "nobody looked in time, REVIEW_DEADLINE"));
    }
    return new StageTold(say("居委会审核", "Review by the committee"), sentences, exits);
  }

  private StageTold outletAssignment() {
    return new StageTold(
        say("分配网点", "Outlet assigned"),
        List.of(
            say("按居委会对应网点，市民不能自选。", "The outlet is the one of the committee; the citizen cannot choose."),
            say("居委会没有对应网点的，等运营方处理。", "A committee without one waits for an operator.")),
        List.of());
  }

  private StageTold firstCome(FirstCome stage) {
    var sentences = new ArrayList<String>();
    sentences.add(supply(stage.pool(), stage.units()));
    sentences.addAll(keptOfBatches(stage));
    var exits = new ArrayList<Exit>();
    switch (stage.whenSoldOut()) {
      case REFUSE -> exits.add(refused("售罄，SOLD_OUT", "sold out, SOLD_OUT"));
      case OFFER_WANT -> {
        sentences.add(say("售罄后，愿意等的可作缺货登记。", "When sold out, who asked for it leaves a want and waits."));
        exits.add(refused("售罄且未作缺货登记，SOLD_OUT", "sold out and no want left, SOLD_OUT"));
      }
      case WANT -> sentences.add(say("售罄后自动作缺货登记。", "When sold out, everyone leaves a want and waits."));
    }
    if (stage.whenSoldOut() != Stage.WhenSoldOut.REFUSE) {
      sentences.add(switch (stage.restock()) {
        case EARLIEST_FIRST -> say("补货先给最早登记的；不够大份的，后面小份的可先得。",
            "New stock serves the earliest want first; one that is larger than what is left lets smaller ones pass.");
        case EARLIEST_STRICT -> say("补货按登记先后，不越位。", "New stock serves the wants in turn, and nobody passes another.");
        case NEWCOMERS -> say("补货给新来的；缺货登记只作需求统计。", "New stock is for newcomers; wants are recorded as demand alone.");
      });
      exits.add(
          refused("缺货登记 %s 内未等到，WANT_EXPIRED", "nothing came within %s, WANT_EXPIRED",
              language.hours(stage.wantTtlHours())));
    }
    return new StageTold(say("先到先得", "First come, first served"), sentences, exits);
  }

  private StageTold lottery(Lottery stage) {
    var sentences = new ArrayList<String>();
    sentences.add(supply(stage.pool(), stage.units()));
    if (stage.choicesMax() > 1) {
      sentences.add(say("可按意愿排 %d 个网点。", "Up to %d outlets are ranked.", stage.choicesMax()));
    }
    draw(stage.draw(), sentences);
    sentences.add(
        stage.tickets().perLoss() == 0
            ? say("人人一签。", "Everybody has one ticket.")
            : say("每落空一次多 %d 签，最多 %d 签。", "Each lost draw adds %d to the one ticket that everybody has, up to %d.",
                stage.tickets().perLoss(), stage.tickets().max()));
    if (stage.householdMax() > 0) {
      sentences.add(
          say("每户每次摇号最多 %d 件中签。", "Of one household %d may win in a draw at the most.", stage.householdMax()));
    }
    stage.reserves().stream()
        .map(reserve -> say("每池 %d%% 预留给%s（%s）。", "%d %% of each pool are kept for %s (%s).", reserve.percent(),
            group(reserve), reserve.name()))
        .forEach(sentences::add);
    if (!stage.reserves().isEmpty()) {
      sentences.add(
          stage.openFirst()
              ? say("先抽开放部分，后抽预留。", "The open part is served first, then the reserves.")
              : say("先抽预留，后抽开放部分。", "The reserves are served first, then the open part."));
    }
    var exits = new ArrayList<Exit>();
    if (stage.endsLosers()) {
      sentences.add(say("只参加一次摇号。", "A registration takes part in one draw."));
      exits.add(refused("未中签，NOT_DRAWN", "not drawn, NOT_DRAWN"));
    } else {
      sentences.add(say("未中签的自动转入下一次。", "Who is not drawn stays in for the next draw."));
    }
    if (stage.pauseDraws() != null) {
      sentences.add(
          say("中签后须隔 %s，是否领取都算。", "Who has won lets %s pass, whether the goods were collected or not.",
              language.draws(stage.pauseDraws())));
      exits.add(refused("近期已中签，WON_RECENTLY", "won one of the last draws, WON_RECENTLY"));
    }
    return new StageTold(say("摇号", "Lottery"), sentences, exits);
  }

  private void draw(DrawRules draw, List<String> sentences) {
    sentences.add(
        say("%s %s 摇号%s。", "Drawn %s at %s%s.", draw.everyDays() == 1
            ? say("每天", "daily")
            : say("每 %d 天", "every %d days", draw.everyDays()),
            draw.at(),
            draw.from() == null ? "" : say("，%s 起", ", from %s on", draw.from())));
    if (!draw.beacon().availableAt().equals(draw.at())) {
      // whoever knows the beacon can tell who has won, so nothing waits for the hour
      sentences.add(
          say("随机数一经公布即开奖，最早 %s。", "It is drawn as soon as the seed is known, that is at %s at the earliest.",
              hour(draw, draw.beacon().availableAt())));
    }
    sentences.add(
        say(
            "名单 %s 冻结，%s 前公示；随机数取自%s，最早 %s 可知。",
            "The list is frozen at %s and its root published by %s; the seed comes of %s, not known before %s.",
            hour(draw, draw.freezesAt()), hour(draw, draw.rootBy()), beacon(draw),
            hour(draw, draw.beacon().availableAt())));
    if (draw.notary()) {
      sentences.add(
          say(
              "公证处参与并出具证明；其份额未公布时，改用 %s 后的随机数。",
              "A notary gives a share of the seed and attests the result; a share withheld is replaced by the beacon of %s later.",
              language.hours(draw.fallbackHours())));
    }
    sentences.add(
        draw.substituteHours() == 0
            ? say("放弃的不递补。", "What is forfeited goes to no substitute.")
            : say("放弃的在 %s 内按序递补。", "For %s what is forfeited goes to the next in the order.",
                language.hours(draw.substituteHours())));
  }

  private String beacon(DrawRules draw) {
    var source = words.of(draw.beacon().source());
    return draw.beacon().draws().isEmpty() ? source : source + " (" + words.list(draw.beacon().draws()) + ")";
  }

  private String hour(DrawRules draw, LocalTime hour) {
    return hour.isAfter(draw.at()) ? say("前一天 %s", "%s of the day before", hour) : hour.toString();
  }

  /** What a stage that draws no lots keeps of its supply. */
  private List<String> keptOfBatches(Stage stage) {
    var sentences = new ArrayList<String>();
    stage.kept().stream()
        .map(reserve -> say("每批到货的 %d%% 预留给%s（%s）。", "Of every batch %d %% are kept for %s (%s).", reserve.percent(),
            group(reserve), reserve.name()))
        .forEach(sentences::add);
    if (!sentences.isEmpty()) {
      sentences.add(
          say("有预留的人先用预留，再用开放部分；其他人只用开放部分。",
              "Who belongs to a group is served from its part first, then from the open part; others from that alone."));
    }
    return sentences;
  }

  private String group(Reserve reserve) {
    var group = new ArrayList<String>();
    if (reserve.comesFromList()) {
      group.add(say("名单上的人，无需申请", "those on a list, who need not apply"));
    }
    if (reserve.minAge() != null) {
      group.add(say("%d 岁及以上", "those of %d and older", reserve.minAge()));
    }
    if (reserve.fact() != null) {
      String attested = words.of(reserve.fact());
      group.add(
          group.isEmpty()
              ? say("经核实“%s”的人", "those of whom a register attests: %s", attested)
              : say("经核实“%s”的", "of whom a register attests: %s", attested));
    }
    return String.join(say("且", ", "), group);
  }

  private StageTold committeeOrder(CommitteeOrder stage) {
    var sentences = new ArrayList<String>();
    sentences.add(supply(stage.pool(), stage.units()));
    sentences.add(
        say("每人按登记先后得号，当日到货依号满足，不越位。",
            "Everybody gets the next number; the stock of the day serves the numbers in turn, and nobody passes another."));
    sentences.addAll(keptOfBatches(stage));
    return new StageTold(say("按号分配", "By booking number"), sentences, List.of());
  }

  private StageTold confirmation(Confirmation stage) {
    return new StageTold(
        say("确认领取", "Confirmation"),
        List.of(say("市民须在 %s 内确认仍然需要。", "The citizen confirms within %s that the goods are still wanted.",
            language.hours(stage.withinHours()))),
        List.of(forfeited("未确认，NOT_CONFIRMED", "not confirmed, NOT_CONFIRMED")));
  }

  private StageTold fulfilment(Fulfilment stage) {
    var sentences = new ArrayList<String>();
    sentences.add(
        say("领取方式：%s。", "Ways of hand-over: %s.", stage.modes().stream().map(this::mode)
            .collect(Collectors.joining(say("、", ", ")))));
    if (stage.modes().size() > 1) {
      sentences.add(say("同日有多种时市民自选，默认为列在前面的。", "Where several are open the citizen chooses; the first is the default."));
    }
    var exits = new ArrayList<Exit>();
    if (stage.courier() != null) {
      courier(stage.courier(), sentences);
      exits.add(
          forfeited("地址无法送达、未更正或 %d 次未投妥", "the address cannot be served or is not corrected, or %d attempts failed",
              stage.courier().attempts()));
    }
    if (stage.pickup() != null) {
      sentences.add(pickup(stage.pickup()));
      exits.add(forfeited("过期未取，NOT_COLLECTED", "not collected in the window, NOT_COLLECTED"));
    }
    if (stage.committee() != null) {
      sentences.add(committee(stage.committee()));
      exits.add(forfeited("居委会未能送达，NOT_DELIVERED", "the committee could not hand it over, NOT_DELIVERED"));
    }
    return new StageTold(say("领取与配送", "Hand-over"), sentences, exits);
  }

  private String mode(DatedMode mode) {
    var days = new ArrayList<String>();
    if (mode.from() != null) {
      days.add(say("%s 起", "from %s on", mode.from()));
    }
    if (mode.until() != null) {
      days.add(say("%s 前", "before %s", mode.until()));
    }
    return words.of(mode.mode()) + (days.isEmpty() ? "" : " (" + words.list(days) + ")");
  }

  private void courier(CourierRules courier, List<String> sentences) {
    var partners = courier.partners().stream()
        .map(
            partner -> say(
                "%s（%s，每日 %d 件）", "%s (%s, %d parcels a day)", partner.courier(),
                partner.districts().isEmpty()
                    ? say("全市", "the whole city")
                    : words.list(partner.districts().stream().map(words::area).toList()),
                partner.dailyLimit()))
        .toList();
    sentences.add(
        say(
            "快递：%s；给当日余量比例最大的一家，相同则按此次序。",
            "Couriers: %s; a parcel goes to the one with the largest part of its day's limit left, of equal ones to the first.",
            words.list(partners)));
    sentences.add(
        say(
            "%s 内不接单的转给下一家；连续 %d 件不接的停派 %s。",
            "A parcel not accepted within %s goes to the next one; after %d in a row a courier gets nothing for %s.",
            language.minutes(courier.acceptMinutes()), courier.overdueUntilDown(), language.minutes(courier.downMinutes())));
    sentences.add(
        say(
            "地址可信度低于 %d 的先请市民更正，限 %s。",
            "An address understood with less than %d of 100 is asked about first; the citizen has %s to correct it.",
            courier.correctBelow(), language.hours(courier.correctionHours())));
  }

  private String pickup(PickupRules pickup) {
    return say(
        "自取：%s，每天 %s–%s，共 %s。", "At the counter: %s, daily %s–%s, for %s.",
        pickup.daysAfterGrant() == 0
            ? say("当天起", "from the day of the grant on")
            : say("分配后第 %d 天起", "from day %d after the grant on", pickup.daysAfterGrant()),
        pickup.opens(), pickup.closes(), language.days(pickup.windowDays()));
  }

  private String committee(CommitteeRules committee) {
    return say(
        "居委会在 %s 内送上门，最多 %d 次。", "The committee brings it to the door within %s, in up to %d visits.",
        language.days(committee.withinDays()), committee.attempts());
  }

  private String supply(Stage.PoolScope pool, int units) {
    return say("货池：%s；每件 %s。", "Pools of supply: %s; %s a case.", words.of(pool), language.units(units));
  }

  private String say(String zh, String en, Object... values) {
    return language.say(zh, en, values);
  }

  private Exit refused(String zh, String en, Object... values) {
    return new Exit(REFUSED, say(zh, en, values));
  }

  private Exit forfeited(String zh, String en, Object... values) {
    return new Exit(FORFEITED, say(zh, en, values));
  }
}
