package org.fairlot.registration.pack.yaml;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.fairlot.contracts.draw.DrawTimes;
import org.fairlot.contracts.pack.Stage.Beacon;
import org.fairlot.contracts.pack.Stage.BeaconSource;
import org.fairlot.contracts.pack.Stage.DrawRules;
import org.fairlot.contracts.pack.Stage.Fact;
import org.fairlot.contracts.pack.Stage.Lottery;
import org.fairlot.contracts.pack.Stage.PoolScope;
import org.fairlot.contracts.pack.Stage.Reserve;
import org.fairlot.contracts.pack.Stage.Tickets;
import org.fairlot.registration.pack.yaml.Block.At;

/** Reads an allotment by lot, and refuses every one in which the order of list, root, beacon and draw is not certain. */
record LotteryYaml(Findings findings) {

  private static final Pattern RESERVE = Pattern.compile("[A-Z][A-Z0-9_]{1,31}");

  /** What the part of a pool is called that no reserve has. */
  private static final String OPEN = "OPEN";

  private static final int CHOICES_MAX = 10;

  Lottery read(Block block) {
    var lottery = new Lottery(
        block.oneOf("pool", PoolScope.class),
        block.integer("units", 1, 1000),
        block.integer("choicesMax", 1, CHOICES_MAX),
        draw(block.block("draw")),
        tickets(block.block("tickets")),
        block.integer("householdMax", 0, 1000),
        block.has("reserves") ? reserves(block) : List.of(),
        block.has("openFirst") && block.flag("openFirst"),
        block.has("carryOver") ? (Boolean) block.flag("carryOver") : null,
        block.has("pauseDraws") ? (Integer) block.integer("pauseDraws", 1, 1000) : null);
    if (lottery.endsLosers() && lottery.tickets().perLoss() > 0) {
      findings.add(
          block.line("carryOver"), "with 'carryOver: false' nobody loses twice with one registration: set 'perLoss' to 0");
    }
    return lottery;
  }

  private DrawRules draw(Block block) {
    var beacon = block.block("beacon");
    boolean timed = block.has("at") && block.has("freezesAt") && block.has("rootBy") && beacon.has("availableAt");
    var rules =
        new DrawRules(
            block.has("from") ? block.date("from") : null,
            block.integer("everyDays", 1, 366),
            block.time("at"),
            block.time("freezesAt"),
            block.time("rootBy"),
            beacon(beacon),
            block.flag("notary"),
            block.integer("fallbackHours", 1, 720),
            block.integer("substituteHours", 0, 2160));
    block.noMore();
    if (timed) {
      checkOrder(rules, block, beacon);
    }
    // where the share is withheld the draw is held so much later, and its substitutes come later still
    if (rules.substituteHours() != 0 && rules.substituteHours() <= rules.fallbackHours()) {
      findings.add(
          block.line("substituteHours"),
          "'substituteHours' must be 0 (no substitutes) or more than 'fallbackHours', by which the draw may be late");
    }
    return rules;
  }

  /** Freeze, then root, then beacon; any other order lets somebody choose the result. */
  private void checkOrder(DrawRules rules, Block block, Block beacon) {
    // any day tells, and in UTC each has 24 hours
    var times = DrawTimes.of(rules, ZoneOffset.UTC, LocalDate.EPOCH);
    if (!times.freezeAt().isBefore(times.rootBy())) {
      findings.add(
          block.line("rootBy"),
          "the list must be frozen (" + hour(rules, rules.freezesAt()) + ") before its root is published ("
              + hour(rules, rules.rootBy()) + ")");
    }
    if (!times.rootBy().isBefore(times.beaconAt())) {
      findings.add(
          beacon.line("availableAt"),
          "the beacon can be known (" + hour(rules, rules.beacon().availableAt())
              + ") before the list's root must be published (" + hour(rules, rules.rootBy())
              + "): whoever knows it could choose the list");
    }
  }

  private static String hour(DrawRules rules, LocalTime hour) {
    return hour + (hour.isAfter(rules.at()) ? " on the day before" : " on the day of the draw");
  }

  private Beacon beacon(Block block) {
    var source = block.oneOf("source", BeaconSource.class);
    var draws = block.has("draws")
        ? block.scalars("draws", "the name of a public draw", text -> text.isBlank() ? null : text.strip())
        : List.<At<String>>of();
    var beacon = new Beacon(source, block.time("availableAt"), draws.stream().map(At::value).toList());
    block.noMore();
    if (source == BeaconSource.RECORDED && block.has("source")) {
      findings.add(block.line("source"), "source RECORDED is for simulations: whoever gave it knows the result");
    }
    if (source == BeaconSource.PUBLIC_LOTTERY && draws.isEmpty() && block.has("source")) {
      findings.add(block.line("source"), "source PUBLIC_LOTTERY needs the names of its 'draws'");
    }
    if (source != BeaconSource.PUBLIC_LOTTERY && !draws.isEmpty()) {
      findings.add(block.line("draws"), "'draws' has no effect where 'source' is " + source);
    }
    if (beacon.draws().stream().distinct().count() < draws.size()) {
      findings.add(block.line("draws"), "'draws' names a draw twice");
    }
    return beacon;
  }

  private Tickets tickets(Block block) {
    var tickets = new Tickets(block.integer("perLoss", 0, 1000), block.integer("max", 1, 1000));
    block.noMore();
    if (tickets.perLoss() > 0 && tickets.max() == 1) {
      findings.add(block.line("max"), "with 'max' 1 a lost draw gives no ticket more: set 'perLoss' to 0");
    }
    return tickets;
  }

  private List<Reserve> reserves(Block block) {
    var reserves = new ArrayList<Reserve>();
    for (Block item : block.blocks("reserves")) {
      var reserve =
          new Reserve(
              item.text("name", RESERVE, "a code of A-Z, 0-9 and _"),
              item.integer("percent", 1, 100),
              item.has("minAge") ? (Integer) item.integer("minAge", 1, 120) : null,
              item.has("fact") ? item.oneOf("fact", Fact.class) : null);
      item.noMore();
      if (reserve.name().equals(OPEN)) {
        findings.add(item.line("name"), "a reserve cannot be named OPEN: that is the part that is open to all");
      }
      if (reserve.minAge() == null && reserve.fact() == null) {
        findings.add(item.line(), "a reserve needs a group: 'minAge' or 'fact'");
      }
      if (reserves.stream().anyMatch(other -> other.name().equals(reserve.name()))) {
        findings.add(item.line("name"), "reserve '" + reserve.name() + "' is named twice");
      }
      reserves.add(reserve);
    }
    int percent = reserves.stream().mapToInt(Reserve::percent).sum();
    if (percent > 100) {
      findings.add(block.line("reserves"), "the reserves take " + percent + " % of a pool together");
    }
    return reserves;
  }
}
