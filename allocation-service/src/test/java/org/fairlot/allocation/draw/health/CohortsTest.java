package org.fairlot.allocation.draw.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CohortsTest {

  @Test
  void labels_are_read_by_the_number_of_arrival() {
    var cohorts = Cohorts.builder()
        .add(Map.of("district", "Siming", "channel", "SMS"))
        .add(Map.of("district", "Huli"))
        .add(Map.of("district", "Siming", "idParity", "odd"))
        .add(Map.of())
        .build();
    assertThat(cohorts.size()).isEqualTo(4);
    assertThat(cohorts.columns().keySet()).containsExactly("channel", "district", "idParity");
    assertThat(labels(cohorts, "district")).containsExactly(1, 2, 1, Cohorts.NO_LABEL);
    assertThat(labels(cohorts, "channel")).containsExactly(1, 0, 0, 0);
    assertThat(labels(cohorts, "idParity")).containsExactly(0, 0, 1, 0);
    assertThat(cohorts.columns().get("district").labels()).isEqualTo(3);
  }

  @Test
  void more_labels_than_two_bytes_can_number_fit_too() {
    var builder = Cohorts.builder(10);
    int labels = 70_000;
    for (int i = 0; i < labels; i++) {
      builder.add(Map.of("phonePrefix", String.valueOf(i)));
    }
    for (int i = 0; i < labels; i++) {
      builder.add(Map.of("phonePrefix", String.valueOf(i)));
    }
    var cohorts = builder.build();
    var column = cohorts.columns().get("phonePrefix");
    assertThat(column.labels()).isEqualTo(labels + 1);
    for (int i = 0; i < labels; i++) {
      assertThat(column.label(i)).isEqualTo(i + 1);
      assertThat(column.label(labels + i)).isEqualTo(i + 1);
    }
  }

  private static int[] labels(Cohorts cohorts, String dimension) {
    int[] labels = new int[cohorts.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = cohorts.columns().get(dimension).label(i);
    }
    return labels;
  }
}
