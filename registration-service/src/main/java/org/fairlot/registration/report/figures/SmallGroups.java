package org.fairlot.registration.report.figures;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Statistical disclosure control (统计披露控制): a group of very few would tell of each of its members, so it is shown only
 * together with others. If the others alone are too few, the smallest group that could be shown joins them: else they could be
 * found by taking all that is shown from the total.
 */
public final class SmallGroups {

  /** Fewer are not shown alone: the threshold of most statistical offices for counts of persons. */
  public static final int SHOWN_FROM = 5;

  private SmallGroups() {}

  /**
   * @param size  of a group, in persons or cases
   * @param other makes of a group one of the name of the others, in which it is hidden
   * @param sum   of two of those
   * @return in the order given, the others last; sums over all stay what they were
   */
  public static <T> List<T> hidden(
      List<T> groups, ToLongFunction<T> size, Function<T, T> other, BinaryOperator<T> sum) {
    var shown = new ArrayList<>(groups.stream().filter(g -> size.applyAsLong(g) >= SHOWN_FROM).toList());
    var small = new ArrayList<>(groups.stream().filter(g -> size.applyAsLong(g) < SHOWN_FROM).toList());
    long hidden = small.stream().mapToLong(size).sum();
    if (hidden > 0 && hidden < SHOWN_FROM) {
      shown.stream().min(Comparator.comparingLong(size)).ifPresent(smallest -> {
        shown.remove(smallest);
        small.add(smallest);
      });
    }
    small.stream().map(other).reduce(sum).ifPresent(shown::add);
    return List.copyOf(shown);
  }
}
