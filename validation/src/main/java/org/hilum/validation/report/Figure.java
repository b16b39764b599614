package org.hilum.validation.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.hilum.validation.ConfidenceInterval;
import org.jspecify.annotations.Nullable;

/**
 * One figure with what it rests on.
 *
 * @param id its name in {@code metrics.json}
 * @param label its name for a reader
 * @param value {@code NaN} where the cases allow none
 * @param interval 95 %; null where the method gives none
 * @param counts of what it was computed from, for example {@code nodules}
 */
public record Figure(
    String id,
    String label,
    double value,
    @Nullable ConfidenceInterval interval,
    Map<String, Integer> counts) {

  public Figure {
    // Copied in order: the order is the reader's.
    counts = new LinkedHashMap<>(counts);
  }

  /** For example {@code 0.874 (0.851 to 0.895)}. */
  public String shown() {
    if (Double.isNaN(value)) {
      return "–";
    }
    String shown = number(value);
    return interval == null || Double.isNaN(interval.low())
        ? shown
        : "%s (%s to %s)".formatted(shown, number(interval.low()), number(interval.high()));
  }

  String shownCounts() {
    StringBuilder text = new StringBuilder();
    counts.forEach(
        (what, count) ->
            text.append(text.isEmpty() ? "" : ", ").append(count).append(' ').append(what));
    return text.toString();
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.3f" : "%.1f", value);
    return text.equals("-0.000") ? "0.000" : text;
  }
}
