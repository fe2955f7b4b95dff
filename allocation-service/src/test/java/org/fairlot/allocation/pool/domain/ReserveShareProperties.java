package org.fairlot.allocation.pool.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.RepeatedTest;

/** However the supply comes in batches, each group gets its part of all of it. */
class ReserveShareProperties {

  private static final String[] GROUPS = {"DISABLED", "ELDERLY", "HARDSHIP"};

  @Row("M13")
  @RepeatedTest(200)
  void of_all_batches_together_each_group_has_its_part_to_less_than_a_case_each() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var percents = new TreeMap<String, Integer>();
    int free = 100;
    for (String group : GROUPS) {
      int percent = random.nextInt(free + 1);
      free -= percent;
      percents.put(group, percent);
    }
    int unitsPerCase = 1 + random.nextInt(6);
    var kept = new TreeMap<String, Integer>();
    SortedMap<String, Integer> owed = new TreeMap<>();
    long supply = 0;
    for (int batch = 0; batch < 300; batch++) {
      int units = 1 + random.nextInt(random.nextBoolean() ? 3 : 1000);
      supply += units;
      var share = ReserveShare.of(units, unitsPerCase, percents, owed, kept);
      assertThat(share.kept().values().stream().mapToInt(Integer::intValue).sum()).as("seed %d", seed).isLessThanOrEqualTo(units);
      share.kept().forEach((group, more) -> kept.merge(group, more, Integer::sum));
      owed = share.owed();
      for (String group : GROUPS) {
        long hundredths = kept.getOrDefault(group, 0) * 100L + owed.getOrDefault(group, 0);
        assertThat(hundredths).as("%s, seed %d", group, seed).isEqualTo(supply * percents.get(group));
      }
      assertThat(owed.values().stream().mapToInt(Integer::intValue).sum()).as("seed %d", seed).isLessThan(100 * unitsPerCase * GROUPS.length);
      assertThat(owed.values()).allSatisfy(part -> assertThat(part).isPositive());
      if (share.kept().values().stream().mapToInt(Integer::intValue).sum() < units) {
        assertThat(kept.values()).as("nothing that no case can take, seed %d", seed).allMatch(part -> part % unitsPerCase == 0);
      }
    }
  }
}
