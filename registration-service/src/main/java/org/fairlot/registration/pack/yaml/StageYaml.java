package org.fairlot.registration.pack.yaml;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.Cap;
import org.fairlot.contracts.pack.Stage.CommitteeOrder;
import org.fairlot.contracts.pack.Stage.CommitteeReview;
import org.fairlot.contracts.pack.Stage.CommitteeRules;
import org.fairlot.contracts.pack.Stage.Confirmation;
import org.fairlot.contracts.pack.Stage.CourierRules;
import org.fairlot.contracts.pack.Stage.DatedMode;
import org.fairlot.contracts.pack.Stage.FirstCome;
import org.fairlot.contracts.pack.Stage.Fulfilment;
import org.fairlot.contracts.pack.Stage.HealthPrecheck;
import org.fairlot.contracts.pack.Stage.Mode;
import org.fairlot.contracts.pack.Stage.OutletAssignment;
import org.fairlot.contracts.pack.Stage.Partner;
import org.fairlot.contracts.pack.Stage.PickupRules;
import org.fairlot.registration.address.DivisionTables;
import org.fairlot.registration.pack.yaml.Block.At;

/** Reads one stage of the pipeline: the key {@code stage} names its kind, the other keys are its rules. */
record StageYaml(String city, Findings findings) {

  private static final Pattern COURIER = Pattern.compile("[a-z0-9-]{1,32}");

  /** The stage, or {@code null} where its kind is unknown; leaves keys that it does not know unread. */
  Stage read(Block block) {
    String kind = block.text("stage");
    return switch (kind) {
      case "health-precheck" -> healthPrecheck(block);
      case "eligibility" -> new EligibilityYaml(city, findings).read(block);
      case "cap" -> cap(block);
      case "committee-review" -> committeeReview(block);
      case "outlet-assignment" -> new OutletAssignment();
      case "confirmation" -> new Confirmation(block.integer("withinHours", 1, 720));
      case "first-come" -> firstCome(block);
      case "committee-order" ->
          new CommitteeOrder(
              block.oneOf("pool", Stage.PoolScope.class), block.integer("units", 1, 1000),
              new ReservesYaml(findings).read(block));
      case "lottery" -> new LotteryYaml(findings).read(block);
      case "fulfilment" -> fulfilment(block);
      default -> {
        findings.add(block.line("stage"),
            "unknown stage '" + kind + "'; known: health-precheck, eligibility, cap, committee-review, outlet-assignment, "
                + "first-come, lottery, committee-order, confirmation, fulfilment");
        block.keys().forEach(block::has);
        yield null;
      }
    };
  }

  private static HealthPrecheck healthPrecheck(Block block) {
    return new HealthPrecheck(
        block.flag("gate"), block.integer("validityHours", 1, 8760), block.oneOf("onSymptom", Stage.OnSymptom.class));
  }

  private static Cap cap(Block block) {
    return new Cap(
        block.oneOf("by", Stage.CapBy.class), block.integer("max", 1, 1000), block.oneOf("over", Stage.OverCap.class),
        block.has("days") ? (Integer) block.integer("days", 1, 3650) : null);
  }

  private static CommitteeReview committeeReview(Block block) {
    return new CommitteeReview(
        block.integer("decideHours", 1, 8760), block.oneOf("atDeadline", Stage.AtDeadline.class),
        block.integer("appealHours", 0, 720));
  }

  private FirstCome firstCome(Block block) {
    var whenSoldOut = block.oneOf("whenSoldOut", Stage.WhenSoldOut.class);
    boolean wants = whenSoldOut != Stage.WhenSoldOut.REFUSE;
    for (String key : List.of("restock", "wantTtlHours")) {
      if (!wants && block.has(key)) {
        findings.add(block.line(key), "'" + key + "' has no effect where 'whenSoldOut' is REFUSE");
      }
    }
    return new FirstCome(
        block.oneOf("pool", Stage.PoolScope.class),
        block.integer("units", 1, 1000),
        whenSoldOut,
        wants ? block.oneOf("restock", Stage.RestockOrder.class) : Stage.RestockOrder.NEWCOMERS,
        wants ? block.integer("wantTtlHours", 1, 8760) : 0,
        new ReservesYaml(findings).read(block));
  }

  private Fulfilment fulfilment(Block block) {
    var modes = modes(block);
    var courier = block.has("courier") ? courier(block.block("courier")) : null;
    var pickup = block.has("pickup") ? pickup(block.block("pickup")) : null;
    rulesFor(block, modes, Mode.COURIER, "courier", courier);
    var committee = block.has("committee") ? committee(block.block("committee")) : null;
    rulesFor(block, modes, Mode.PICKUP, "pickup", pickup);
    rulesFor(block, modes, Mode.COMMITTEE, "committee", committee);
    return new Fulfilment(modes, courier, pickup, committee);
  }

  private void rulesFor(Block block, List<DatedMode> modes, Mode mode, String key, Object rules) {
    boolean used = modes.stream().anyMatch(dated -> dated.mode() == mode);
    if (used && rules == null) {
      findings.add(block.line("modes"), "mode " + mode + " has no rules: '" + key + "' is missing");
    }
    if (!used && rules != null && !modes.isEmpty()) {
      findings.add(block.line(key), "'" + key + "' without mode " + mode);
    }
  }

  private List<DatedMode> modes(Block block) {
    var modes = new ArrayList<At<DatedMode>>();
    for (Block item : block.blocks("modes")) {
      var mode =
          new DatedMode(
              item.oneOf("mode", Mode.class), item.has("from") ? item.date("from") : null,
              item.has("until") ? item.date("until") : null);
      item.noMore();
      if (mode.from() != null && mode.until() != null && !mode.from().isBefore(mode.until())) {
        findings.add(item.line("until"), "'until' is the first day no more, so it must come after 'from'");
      }
      modes.stream()
          .filter(other -> other.value().mode() == mode.mode() && overlap(other.value(), mode))
          .findFirst()
          .ifPresent(
              other -> findings.add(item.line(),
                  "mode " + mode.mode() + " overlaps with its days in line " + other.line()));
      modes.add(new At<>(mode, item.line()));
    }
    if (block.isEmpty("modes")) {
      findings.add(block.line("modes"), "at least one mode is needed");
    }
    var dated = modes.stream().map(At::value).toList();
    dated.stream()
        .map(DatedMode::until)
        .filter(day -> day != null && dated.stream().noneMatch(mode -> mode.openOn(day)))
        .filter(day -> dated.stream().anyMatch(mode -> mode.from() == null || mode.from().isAfter(day)))
        .findFirst()
        .ifPresent(day -> findings.add(block.line("modes"), "no mode is open on " + day));
    return dated;
  }

  private static boolean overlap(DatedMode a, DatedMode b) {
    LocalDate aFrom = a.from() == null ? LocalDate.MIN : a.from();
    LocalDate bFrom = b.from() == null ? LocalDate.MIN : b.from();
    return (a.until() == null || bFrom.isBefore(a.until())) && (b.until() == null || aFrom.isBefore(b.until()));
  }

  private CourierRules courier(Block block) {
    var rules =
        new CourierRules(
            partners(block),
            block.integer("acceptMinutes", 1, 1440),
            block.integer("overdueUntilDown", 1, 1000),
            block.integer("downMinutes", 1, 10_080),
            block.integer("attempts", 1, 20),
            block.integer("correctionHours", 1, 720),
            block.integer("correctBelow", 0, 100));
    block.noMore();
    return rules;
  }

  private List<Partner> partners(Block block) {
    var partners = new ArrayList<Partner>();
    for (Block item : block.blocks("partners")) {
      var districts =
          item.scalars(
              "districts",
              "a county code (GB/T 2260) of the city " + city,
              code -> DivisionTables.china().isCountyOf(code, city) ? code : null);
      var partner =
          new Partner(
              item.text("courier", COURIER, "a code of a-z, 0-9 and -"), districts.stream().map(At::value).toList(),
              item.integer("dailyLimit", 1, 10_000_000));
      item.noMore();
      if (partners.stream().anyMatch(other -> other.courier().equals(partner.courier()))) {
        findings.add(item.line("courier"), "partner '" + partner.courier() + "' is named twice");
      }
      partners.add(partner);
    }
    if (partners.isEmpty()) {
      findings.add(block.line("partners"), "at least one partner is needed");
    }
    return partners;
  }

  private static CommitteeRules committee(Block block) {
    var rules = new CommitteeRules(block.integer("withinDays", 1, 60), block.integer("attempts", 1, 20));
    block.noMore();
    return rules;
  }

  private PickupRules pickup(Block block) {
    var rules =
        new PickupRules(
            block.integer("daysAfterGrant", 0, 60), block.time("opens"), block.time("closes"),
            block.integer("windowDays", 1, 60));
    block.noMore();
    if (block.has("opens") && block.has("closes") && !rules.opens().isBefore(rules.closes())) {
      findings.add(block.line("closes"), "the counter must close after it opens, and by 23:59");
    }
    return rules;
  }
}
