package org.fairlot.registration.report.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.fairlot.registration.report.figures.Report.Counted;
import org.junit.jupiter.api.Test;

class SmallGroupsSpec {

  private static List<Counted> hidden(long... counts) {
    var groups = IntStream.range(0, counts.length).mapToObj(i -> new Counted("g" + i, counts[i])).toList();
    var hidden = SmallGroups.hidden(groups, Counted::count, few -> new Counted(Odds.OTHER, few.count()), Counted::and);
    assertThat(hidden.stream().mapToLong(Counted::count).sum()).isEqualTo(Arrays.stream(counts).sum());
    return hidden;
  }

  @Test
  void few_are_shown_together() {
    assertThat(hidden(10, 3, 20, 4)).containsExactly(
        new Counted("g0", 10), new Counted("g2", 20), new Counted(Odds.OTHER, 7));
  }

  @Test
  void who_alone_is_too_few_is_hidden_among_the_smallest_that_could_be_shown() {
    assertThat(hidden(10, 3, 20)).containsExactly(new Counted("g2", 20), new Counted(Odds.OTHER, 13));
  }

  @Test
  void nobody_is_hidden_where_all_are_many() {
    assertThat(hidden(5, 6)).containsExactly(new Counted("g0", 5), new Counted("g1", 6));
    assertThat(hidden()).isEmpty();
  }
}
