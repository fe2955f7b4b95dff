package org.fairlot.local.demo;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.fairlot.contracts.pack.Stage.CourierRules;
import org.fairlot.local.demo.Applicants.Result;

/** The pack's couriers (快递), and the citizens whose addresses they cannot find. */
final class Couriers implements Player {

  private final Scene scene;
  private final Supplier<List<Result>> citizens;
  private final Function<Instant, Optional<Instant>> stop;

  /**
   * @param citizens of whom some are asked about their address
   * @param stop     a time at which the couriers pause, because somebody else must not miss it
   */
  Couriers(Scene scene, CourierRules rules, Supplier<List<Result>> citizens, long seed, Function<Instant, Optional<Instant>> stop) {
    this.scene = scene;
    this.citizens = citizens;
    this.stop = stop;
    rules.partners().forEach(partner -> scene.evening().courier(partner.courier(), seed + partner.courier().hashCode()));
  }

  @Override
  public int act() {
    int asked = scene.maintenanceEnds().isPresent() ? 0 : scene.evening().correctAddresses(scene.app(), citizens.get(), 0);
    return asked + scene.evening().bringHome(stop.apply(scene.now()).orElse(Instant.MAX));
  }

  /** Some may have an address to correct. */
  @Override
  public Optional<Instant> waitsFor(Instant now) {
    return scene.maintenanceEnds();
  }
}
