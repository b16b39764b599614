package org.hilum.web.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.torch.WeightsFile;
import org.hilum.validation.ConfidenceInterval;
import org.hilum.validation.froc.FrocResult;
import org.jspecify.annotations.Nullable;

/** What the measurements of a detector share: which weights, and how figures are printed. */
final class DetectorFigures {

  private static final double[] BANDS_MM = {0, 6, 10, 16, 100};

  private DetectorFigures() {}

  /**
   * Hands over a detector with its name at a time: the shipped weights, then the given ones. All
   * files are read before the first is measured.
   */
  static void each(List<Path> given, BiConsumer<String, NoduleDetector> measure) {
    Map<String, WeightsFile> all = new LinkedHashMap<>();
    all.put("shipped", HilumNoduleAnalyzer.shippedDetector());
    for (Path file : given) {
      all.put(file.toString(), WeightsFile.read(file, NoduleDetector.ARCHITECTURE));
    }
    all.forEach(
        (name, read) -> {
          try (NoduleDetector detector = NoduleDetector.of(read, NoduleDetector.Precision.BF16)) {
            measure.accept(name, detector);
          }
        });
  }

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
      long hit = those.stream().filter(n -> n.score() != null && n.score() >= threshold).count();
      console.printf(
          Locale.ROOT, "  %2.0f to %3.0f mm: %d of %d %s%n", from, to, hit, those.size(), where);
    }
  }
}
