package org.fairlot.allocation.urn.domain;

import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.fairlot.allocation.urn.domain.UrnCommand.Enter;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.Beacon;
import org.fairlot.contracts.pack.Stage.BeaconSource;
import org.fairlot.contracts.pack.Stage.DrawRules;
import org.fairlot.contracts.pack.Stage.PoolScope;
import org.fairlot.contracts.pack.Stage.Tickets;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.Profile;

/** The lottery of Xiamen, and citizens who take part in it. */
public final class Lots {

  public static final String URN = "masks.v1";
  public static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");
  public static final Stage.Lottery RULES = rules(true);

  private Lots() {}

  /** Drawn daily at 9, closed at 22:05 on the evening before. */
  public static Stage.Lottery rules(boolean notary) {
    var draw =
        new DrawRules(
            null, 1, LocalTime.of(9, 0), LocalTime.of(22, 5), LocalTime.of(22, 30),
            new Beacon(BeaconSource.PUBLIC_LOTTERY, LocalTime.of(9, 0), List.of("3D")), notary, 12, 72);
    return new Stage.Lottery(PoolScope.OUTLET, 1, 3, draw, new Tickets(1, 16), 1, List.of(), false);
  }

  /** Drawn once for each registration; who has won lets so many draws pass. @param pauseDraws {@code null}: none */
  public static Stage.Lottery once(Boolean carryOver, Integer pauseDraws) {
    return new Stage.Lottery(
        PoolScope.OUTLET, 1, 3, RULES.draw(), new Tickets(0, 1), 1, List.of(), false, carryOver, pauseDraws);
  }

  public static Enter enter(Stage.Lottery rules, String caseId, String outlet) {
    var c = enter(caseId, outlet);
    return new Enter(URN, caseId, 2, c.choice(), c.profile(), rules, CHINA);
  }

  public static Enter enter(String caseId, String... outlets) {
    var choice =
        new Choice("350203", outlets[0], null, null, null, false, List.of(outlets).subList(1, outlets.length));
    return new Enter(URN, caseId, 2, choice, new Profile("house-" + caseId, Map.of(), List.of()), RULES, CHINA);
  }
}
