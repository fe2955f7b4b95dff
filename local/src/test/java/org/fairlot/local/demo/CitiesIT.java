package org.fairlot.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.fairlot.registration.pack.yaml.InvalidPack;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Days of cities that are played from their packs alone, several at a time in one suite. */
class CitiesIT {

  private static final long SEED = 20200202;

  @TempDir private Path folder;

  @Test
  @Row({"S1", "S2", "S3", "U1", "U2", "M8"})
  void shanghai_and_xuhui_by_committee_side_by_side() throws InvalidPack {
    Account account =
        CityDays.play(folder, List.of(Evening.shippedPack("shanghai"), Evening.shippedPack("xuhui")), SEED, 40, 14);
    assertThat(account.holds()).as("%s", account).isTrue();
  }

  @Test
  @Row({"M1", "M16", "M23"})
  void five_more_cities_from_their_packs_alone() throws InvalidPack {
    var packs = List.of("fuzhou", "suzhou", "zhengzhou", "chengdu", "guiyang").stream().map(Evening::shippedPack).toList();
    Account account = CityDays.play(folder, packs, SEED, 30, 10);
    assertThat(account.holds()).as("%s", account).isTrue();
  }
}
