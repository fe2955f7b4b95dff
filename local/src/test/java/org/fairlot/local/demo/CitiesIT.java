package org.fairlot.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.fairlot.registration.pack.yaml.InvalidPack;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Days of cities that are played from their packs alone, all of them in one suite. */
class CitiesIT {

  private static final long SEED = 20200202;

  @TempDir private Path folder;

  @Test
  @Row({"S1", "S2", "S3", "U1", "U2", "M1", "M8", "M16", "M22", "M23"})
  void seven_cities_from_their_packs_alone() throws InvalidPack {
    var packs = Stream.of("shanghai", "xuhui", "fuzhou", "suzhou", "zhengzhou", "chengdu", "guiyang").map(Evening::shippedPack).toList();
    Account account = CityDays.play(folder, packs, SEED, 24, 10);
    assertThat(account.holds()).as("%s", account).isTrue();
  }
}
