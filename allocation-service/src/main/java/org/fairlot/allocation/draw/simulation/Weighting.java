package org.fairlot.allocation.draw.simulation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fairlot.allocation.draw.fd1.Entry;

/** What those who lost before have ahead of newcomers (中签权重). */
public sealed interface Weighting {

  /** @param losses draws that the entry took part in and lost; @return 1 to {@link Entry#WEIGHT_MAX} */
  int tickets(int losses);

  /**
   * {@code perLoss} tickets more for each {@code everyLosses} losses, up to {@code max}. 0 per loss is the uniform draw.
   *
   * @param everyLosses 1 in all packs; Beijing's plates had more
   */
  record Linear(int perLoss, int everyLosses, int max) implements Weighting {

    public Linear {
      if (perLoss < 0 || everyLosses < 1 || max < 1 || max > Entry.WEIGHT_MAX) {
        throw new IllegalArgumentException("a weighting gives 0 or more tickets per loss and at most " + Entry.WEIGHT_MAX);
      }
    }

    @Override
    public int tickets(int losses) {
      return (int) Math.min(max, 1 + (long) perLoss * (losses / everyLosses));
    }

    @Override
    public String toString() {
      if (perLoss == 0) {
        return "uniform";
      }
      String losses = everyLosses == 1 ? "loss" : everyLosses + " losses";
      return "+" + perLoss + " per " + losses + (max == Entry.WEIGHT_MAX ? "" : ", max " + max);
    }
  }

  /** Twice the tickets for each {@code everyLosses} losses, up to {@code max}. */
  record Doubling(int everyLosses, int max) implements Weighting {

    public Doubling {
      if (everyLosses < 1 || max < 1 || max > Entry.WEIGHT_MAX) {
        throw new IllegalArgumentException("a weighting doubles every 1 or more losses, to at most " + Entry.WEIGHT_MAX);
      }
    }

    @Override
    public int tickets(int losses) {
      return Math.min(max, 1 << Math.min(losses / everyLosses, 30));
    }

    @Override
    public String toString() {
      return "doubles every " + everyLosses + ", max " + max;
    }
  }

  /**
   * Who has lost most often is served first, and only equals are drawn by lot (先到先得式轮候). No lottery, and so nothing that
   * a pack can ask for; it is the other end of the scale. Those of a wait are drawn as a list of their own, for the units
   * that those with a longer wait have left; a household that got something in this draw then comes after the others.
   */
  record Strict() implements Weighting {

    @Override
    public int tickets(int losses) {
      return 1;
    }

    @Override
    public String toString() {
      return "longest wait first";
    }
  }

  Pattern LINEAR = Pattern.compile("(\\d{1,4})(?:/(\\d{1,4}))?:(\\d{1,4})");
  Pattern DOUBLING = Pattern.compile("x2/(\\d{1,4}):(\\d{1,4})");

  /**
   * @param text {@code perLoss:max}, {@code perLoss/everyLosses:max}, {@code x2/everyLosses:max}, {@code uniform} or {@code
   *     strict}
   */
  static Weighting parse(String text) {
    Matcher linear = LINEAR.matcher(text);
    Matcher doubling = DOUBLING.matcher(text);
    if (linear.matches()) {
      int every = linear.group(2) == null ? 1 : Integer.parseInt(linear.group(2));
      return new Linear(Integer.parseInt(linear.group(1)), every, Integer.parseInt(linear.group(3)));
    }
    if (doubling.matches()) {
      return new Doubling(Integer.parseInt(doubling.group(1)), Integer.parseInt(doubling.group(2)));
    }
    return switch (text) {
      case "uniform" -> new Linear(0, 1, 1);
      case "strict" -> new Strict();
      default -> throw new IllegalArgumentException(
          "'" + text + "' is no weighting: perLoss:max, perLoss/everyLosses:max, x2/everyLosses:max, uniform or strict");
    };
  }
}
