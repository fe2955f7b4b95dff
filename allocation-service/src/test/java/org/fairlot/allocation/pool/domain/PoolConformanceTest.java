package org.fairlot.allocation.pool.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.fairlot.allocation.config.AllocationTopology;
import org.fairlot.allocation.draw.domain.DrawCommand.Announce;
import org.fairlot.allocation.draw.domain.DrawCommand.NoteBeaconDue;
import org.fairlot.allocation.draw.domain.DrawCommand.NoteCapacity;
import org.fairlot.allocation.draw.domain.DrawCommand.NoteFreeze;
import org.fairlot.allocation.draw.domain.DrawCommand.NoteRecheck;
import org.fairlot.allocation.draw.domain.DrawCommand.RecordBeacon;
import org.fairlot.allocation.draw.domain.DrawCommand.Seal;
import org.fairlot.allocation.pool.domain.PoolCommand.ClaimForWinners;
import org.fairlot.allocation.pool.domain.PoolCommand.ClaimUnits;
import org.fairlot.allocation.pool.domain.PoolCommand.ContinueServing;
import org.fairlot.allocation.pool.domain.PoolCommand.ExpireWant;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseClaim;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleasePlannedSupply;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseSupply;
import org.fairlot.allocation.pool.domain.PoolCommand.ReturnSetAside;
import org.fairlot.allocation.pool.domain.PoolCommand.SetAside;
import org.fairlot.allocation.urn.domain.Lots;
import org.fairlot.allocation.urn.domain.UrnCommand.CloseList;
import org.fairlot.allocation.urn.domain.UrnCommand.DischargeLosers;
import org.fairlot.allocation.urn.domain.UrnCommand.EndRound;
import org.fairlot.allocation.urn.domain.UrnCommand.Enter;
import org.fairlot.allocation.urn.domain.UrnCommand.Freeze;
import org.fairlot.allocation.urn.domain.UrnCommand.ListEntries;
import org.fairlot.allocation.urn.domain.UrnCommand.NoteFreezeNear;
import org.fairlot.allocation.urn.domain.UrnCommand.TakeWinners;
import org.fairlot.allocation.urn.domain.UrnCommand.Withdraw;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.draw.DrawTimes;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.Beacon;
import org.fairlot.contracts.pack.Stage.BeaconSource;
import org.fairlot.contracts.pack.Stage.DrawRules;
import org.fairlot.contracts.pack.Stage.PoolScope;
import org.fairlot.contracts.pack.Stage.RestockOrder;
import org.fairlot.contracts.pack.Stage.Tickets;
import org.fairlot.kernel.Command;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.testkit.DeciderConformance;
import reactor.core.publisher.Mono;

class PoolConformanceTest extends DeciderConformance {

  private static final String KITS = "kits.v1";
  private static final String KITS_DRAW = KITS + ".2020-02-02";

  /** A minute after the workload begins. */
  private static final Stage.Lottery CLOSING_SOON =
      new Stage.Lottery(
          PoolScope.OUTLET, 1, 3,
          new DrawRules(
              null, 1, LocalTime.of(20, 30), LocalTime.of(19, 31), LocalTime.of(20, 0),
              new Beacon(BeaconSource.PUBLIC_LOTTERY, LocalTime.of(20, 30), List.of("3D")), false, 12, 72),
          new Tickets(1, 16), 1, List.of(), false);

  @Override
  protected ServiceDefinition service() {
    return AllocationTopology.define(recorded -> Mono.empty(), recorded -> Mono.empty());
  }

  @Override
  protected List<Command> workload() {
    var random = new Random(20200202);
    var commands = new ArrayList<Command>();
    for (int i = 0; i < 12; i++) {
      var c = Lots.enter(CLOSING_SOON, "kit" + i, "xm-" + i % 3);
      commands.add(new Enter(KITS, c.caseId(), 2, c.choice(), c.profile(), CLOSING_SOON, Lots.CHINA));
    }
    commands.add(new NoteFreezeNear(KITS, KITS_DRAW));
    commands.add(new Withdraw(KITS, "kit3", "CANCELLED"));
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
          switch (random.nextInt(8)) {
            case 3 -> ClaimUnits.inTurn(pool, caseId, 1, 1 + random.nextInt(2));
            case 4 -> ClaimUnits.inTurn(pool, caseId, 1, 1, List.of("ELDERLY", "HARDSHIP"));
            case 0 -> new ReleaseSupply(
                pool, "batch" + random.nextInt(5), 1 + random.nextInt(4), null,
                new TreeMap<>(Map.of("ELDERLY", 50, "HARDSHIP", 25)), 1 + random.nextInt(2));
            case 1 -> new ReleaseClaim(pool, caseId, "CANCELLED");
            case 2 -> new ExpireWant(pool, caseId, 1);
            default -> new ClaimUnits(
                pool, caseId, 1, 1 + random.nextInt(3), random.nextBoolean(),
                RestockOrder.values()[random.nextInt(3)], 72, random.nextBoolean() ? List.of() : List.of("ELDERLY"));
          });
    }
    commands.addAll(freeze());
    commands.addAll(draws());
    return commands;
  }

  /** A list that is told in parts, with repeats, a part that is not due, and an end that does not fit. */
  private static List<Command> freeze() {
    var first = List.of("kit0", "kit1", "kit2", "kit4", "kit5", "kit6");
    var second = List.of("kit7", "kit8", "kit9", "kit10", "kit11");
    var pools = Map.of("masks/xm-0", 3, "masks/xm-1", 4, "masks/xm-2", 4);
    return List.of(
        new ListEntries(KITS, KITS_DRAW, 1, first), new Freeze(KITS, KITS_DRAW), new Freeze(KITS, KITS_DRAW),
        new ListEntries(KITS, KITS_DRAW, 1, first), new ListEntries(KITS, KITS_DRAW, 1, first),
        new ListEntries(KITS, KITS_DRAW, 3, second), new CloseList(KITS, KITS_DRAW, 2, 11, pools),
        new ListEntries(KITS, KITS_DRAW, 2, second), new ListEntries(KITS, KITS_DRAW, 3, first),
        new CloseList(KITS, KITS_DRAW, 2, 11, pools), new CloseList(KITS, KITS_DRAW, 2, 11, pools),
        new EndRound(KITS, KITS_DRAW, true), new EndRound(KITS, KITS_DRAW, true));
  }

  /** An urn with its draw, from the first case to a substitute, with repeats and strays among them. */
  private static List<Command> draws() {
    String draw = Lots.URN + ".2020-02-02";
    var commands = new ArrayList<Command>();
    for (int i = 0; i < 30; i++) {
      commands.add(Lots.enter("entrant" + i % 25, "xm-" + i % 3, "xm-" + (i + 1) % 3));
    }
    var times = DrawTimes.of(Lots.RULES.draw(), Lots.CHINA, LocalDate.parse("2020-02-02"));
    var win = new Win("entrant1", 2, "masks/xm-1", 1, 1);
    commands.add(new Withdraw(Lots.URN, "entrant3", "CANCELLED"));
    commands.add(new ReleaseSupply("masks/xm-1", "b1", 2, null));
    commands.add(new SetAside("masks/xm-1", draw));
    commands.add(new Announce(draw, Lots.URN, "masks", Lots.rules(false), times));
    commands.add(new NoteFreeze(draw, 1, 24, List.of("masks/xm-1")));
    commands.add(new NoteCapacity(draw, "masks/xm-1", 2));
    commands.add(new NoteRecheck(draw, 1, List.of("entrant4"), 1));
    commands.add(new Seal(draw, "{}", "aa", "bb", 23, times.freezeAt(), "jws"));
    commands.add(new NoteBeaconDue(draw));
    commands.add(new RecordBeacon(draw, BeaconSource.PUBLIC_LOTTERY, Map.of("3D", "1"), "cc", false));
    commands.add(new TakeWinners(Lots.URN, draw, "winners-1", List.of(win)));
    commands.add(new TakeWinners(Lots.URN, draw, "winners-1", List.of(win)));
    var second = new Win("entrant2", 2, "masks/xm-1", 1, 2);
    var third = new Win("entrant5", 2, "masks/xm-1", 1, 3);
    commands.add(new ClaimUnits("masks/xm-1", "entrant1", 2, 1, false, RestockOrder.NEWCOMERS, 0, draw, false, List.of()));
    commands.add(new ClaimForWinners("masks/xm-1", draw, List.of(win, second, third)));
    commands.add(new ClaimForWinners("masks/xm-1", draw, List.of(second)));
    commands.add(new ReleaseClaim("masks/xm-1", "entrant1", "FORFEITED"));
    commands.add(new ReturnSetAside("masks/xm-1", draw));
    commands.add(new DischargeLosers(Lots.URN, draw, 1));
    return commands;
  }
}
