package org.fairlot.local.demo;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlot.contracts.pack.Stage;

/** Who brings the goods: a first batch before anybody comes, and another on the next day (投放、动态补货). */
final class SupplyDesk implements Player {

  private static final LocalTime ARRIVES = LocalTime.of(10, 0);

  private final Scene scene;
  private final List<Map<String, Object>> pools;
  private final int unitsPerCase;
  private final int shares;
  private final LocalDate firstDay;
  private int batches;

  /** @param shares of the first batch over all pools, of which each gets one at least; the second is half as large */
  SupplyDesk(Scene scene, LocalDate firstDay, int shares) {
    this.scene = scene;
    this.firstDay = firstDay;
    this.shares = shares;
    var allotment = scene.pack().steps().stream()
        .map(step -> Allotment.of(step.stage())).flatMap(Optional::stream).findFirst().orElseThrow();
    this.unitsPerCase = allotment.units();
    this.pools = scene.town().pools(allotment.pool(), firstDay);
  }

  /** The stage in which goods are given. */
  private record Allotment(Stage.PoolScope pool, int units) {
    static Optional<Allotment> of(Stage stage) {
      return switch (stage) {
        case Stage.FirstCome s -> Optional.of(new Allotment(s.pool(), s.units()));
        case Stage.CommitteeOrder s -> Optional.of(new Allotment(s.pool(), s.units()));
        case Stage.Lottery s -> Optional.of(new Allotment(s.pool(), s.units()));
        case Stage.HealthPrecheck s -> Optional.empty();
        case Stage.Eligibility s -> Optional.empty();
        case Stage.Cap s -> Optional.empty();
        case Stage.CommitteeReview s -> Optional.empty();
        case Stage.OutletAssignment s -> Optional.empty();
        case Stage.Confirmation s -> Optional.empty();
        case Stage.Fulfilment s -> Optional.empty();
      };
    }
  }

  private Instant arrivesAt() {
    return scene.at(firstDay.plusDays(batches), ARRIVES);
  }

  /** Before the opening, whatever the hour. */
  void bringFirst() {
    release(shares);
  }

  @Override
  public int act() {
    if (batches != 1 || scene.now().isBefore(arrivesAt())) {
      return 0;
    }
    release(shares / 2);
    return 1;
  }

  private void release(int all) {
    batches++;
    int each = Math.max(1, all / pools.size()) * unitsPerCase;
    for (var pool : pools) {
      var supply = Api.object("batchId", "batch-" + batches, "units", each);
      supply.putAll(pool);
      scene.operator()
          .post("/v1/programmes/" + scene.programme() + "/supply", "supply-" + batches + "-" + pools.indexOf(pool), supply)
          .orFail("the supply");
    }
    scene.narrator().say(
        "Supply, batch %d: %d units in %s.", batches, each * pools.size(), pools.size() == 1 ? "one pool" : pools.size() + " pools");
  }

  @Override
  public Optional<Instant> waitsFor(Instant now) {
    return batches == 1 ? Optional.of(arrivesAt()) : Optional.empty();
  }
}
