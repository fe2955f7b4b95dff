package org.fairlot.allocation.draw.health;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * The groups to which each entry of a draw belongs (检验分组), such as the hour of its registration or its district, by the
 * number in which it was added. They are not on the public list: they would say too much of a person.
 *
 * <p>A column for each dimension holds a number per entry, two bytes where there are at most 65,536 labels, so that ten
 * million entries of seven dimensions lie in 140 MB.
 */
public final class Cohorts {

  /** The number of an entry without a label; those make a group of their own. */
  static final int NO_LABEL = 0;

  private final SequencedMap<String, Column> columns;
  private final int size;

  private Cohorts(SequencedMap<String, Column> columns, int size) {
    this.columns = columns;
    this.size = size;
  }

  public static Builder builder() {
    return new Builder(1 << 10);
  }

  /** @param expectedCount saves the columns from growing; more or fewer may come */
  public static Builder builder(int expectedCount) {
    return new Builder(Math.max(expectedCount, 16));
  }

  public int size() {
    return size;
  }

  /** By the names of their dimensions, in the order of the alphabet. */
  SequencedMap<String, Column> columns() {
    return columns;
  }

  /** Takes the labels in the order in which the entries come. */
  public static final class Builder {

    private final int expectedCount;
    private final SequencedMap<String, Column> columns = new TreeMap<>();
    private int size;

    private Builder(int expectedCount) {
      this.expectedCount = expectedCount;
    }

    /** @param cohorts label by dimension; a dimension may be missing */
    public Builder add(Map<String, String> cohorts) {
      int arrival = size++;
      cohorts.forEach((dimension, label) ->
          columns.computeIfAbsent(dimension, _ -> new Column(expectedCount)).set(arrival, label));
      return this;
    }

    public int size() {
      return size;
    }

    /** The builder takes no more after this. */
    public Cohorts build() {
      columns.values().forEach(column -> column.cover(size));
      return new Cohorts(Collections.unmodifiableSequencedMap(columns), size);
    }
  }

  /** One dimension. */
  static final class Column {

    private static final int SHORT_LABELS = 1 << Short.SIZE;

    private final Map<String, Integer> numbers = new HashMap<>();
    /** Without sign; {@code null} once there are too many labels for it. */
    private short[] narrow;
    private int[] wide;

    private Column(int expectedCount) {
      narrow = new short[expectedCount];
    }

    /** How many label numbers there are, {@link #NO_LABEL} included. */
    int labels() {
      return numbers.size() + 1;
    }

    int label(int arrival) {
      return narrow != null ? Short.toUnsignedInt(narrow[arrival]) : wide[arrival];
    }

    private void set(int arrival, String label) {
      Integer known = numbers.putIfAbsent(label, labels());
      int number = known != null ? known : numbers.size();
      cover(arrival + 1);
      if (narrow != null && number >= SHORT_LABELS) {
        widen();
      }
      if (narrow != null) {
        narrow[arrival] = (short) number;
      } else {
        wide[arrival] = number;
      }
    }

    /** The entries that came before the first one with this dimension have no label, as a new array says anyway. */
    private void cover(int size) {
      int length = narrow != null ? narrow.length : wide.length;
      if (size <= length) {
        return;
      }
      int grown = size + (size >> 1);
      if (narrow != null) {
        narrow = Arrays.copyOf(narrow, grown);
      } else {
        wide = Arrays.copyOf(wide, grown);
      }
    }

    private void widen() {
      wide = new int[narrow.length];
      for (int i = 0; i < narrow.length; i++) {
        wide[i] = Short.toUnsignedInt(narrow[i]);
      }
      narrow = null;
    }
  }
}
