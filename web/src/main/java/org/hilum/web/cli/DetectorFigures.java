package org.hilum.web.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.hilum.validation.ConfidenceInterval;
import org.hilum.validation.froc.FrocResult;
import org.jspecify.annotations.Nullable;

/** How the figures of a detector are printed. */
final class DetectorFigures {

  /** What follows the name of weights that were measured with the assessor's second opinion. */
  static final String SECONDED = ", with the second opinion";

  private static final double[] BANDS_MM = {0, 6, 10, 16, 100};

  private DetectorFigures() {}

  /** An interval to follow a figure; nothing where there is none. */
  static String text(@Nullable ConfidenceInterval interval) {
    return interval == null
        ? ""
        : String.format(Locale.ROOT, " [%.3f, %.3f]", interval.low(), interval.high());
  }

  /** How many nodules of each size score the threshold or more. */
  static void printBySize(PrintWriter console, FrocResult result, double threshold, String where) {
    for (int band = 0; band + 1 < BANDS_MM.length; band++) {
      double from = BANDS_MM[band];
      double to = BANDS_MM[band + 1];
      List<FrocResult.NoduleOutcome> those =
          result.nodules().stream()
              .filter(n -> n.nodule().diameterMm() >= from && n.nodule().diameterMm() < to)
              .toList();
      console.printf(
          Locale.ROOT, "  %2.0f to %3.0f mm: %s %s%n", from, to, found(those, threshold), where);
    }
  }

  /** How many of these nodules score the threshold or more, of how many. */
  static String found(List<FrocResult.NoduleOutcome> nodules, double threshold) {
    long found = nodules.stream().filter(n -> n.score() != null && n.score() >= threshold).count();
    return found + " of " + nodules.size();
  }
}
