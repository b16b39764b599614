package org.hilum.web.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.detect.Precision;
import org.hilum.model.torch.WeightsFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which detectors a benchmark measures, side by side. */
final class DetectorChoice {

  @Option(
      names = "--weights",
      description = "Detector weights beside the shipped ones; may be given several times.")
  private List<Path> weights = List.of();

  @Option(
      names = "--precision",
      description = {
        "FP32, BF16 or INT8; may be given several times. If not given, the fastest that this",
        "machine has and the weights are made for."
      })
  private List<Precision> precisions = List.of();

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  DetectorChoice() {}

  /** All weights by their names; to fail before anything else is done, should one be none. */
  Map<String, WeightsFile> read() {
    Map<String, WeightsFile> all = new LinkedHashMap<>();
    all.put("shipped", HilumNoduleAnalyzer.shippedDetector());
    for (Path file : weights) {
      all.put(file.toString(), WeightsFile.read(file, NoduleDetector.ARCHITECTURE));
    }
    return all;
  }

  /**
   * Hands over a detector with its name at a time: the shipped weights, then the given ones, each
   * in each precision. All are loaded before the first is measured.
   */
  void each(BiConsumer<String, NoduleDetector> measure) {
    Map<String, WeightsFile> all = read();
    Map<String, NoduleDetector> detectors = new LinkedHashMap<>();
    try {
      all.forEach(
          (name, read) -> {
            List<Precision> wanted =
                precisions.isEmpty() ? List.of(NoduleDetector.suited(read)) : precisions;
            for (Precision precision : wanted) {
              detectors.put(name + " in " + precision.label(), NoduleDetector.of(read, precision));
            }
          });
      detectors.forEach(measure);
    } finally {
      detectors.values().forEach(NoduleDetector::close);
    }
  }

  /**
   * Ready to run.
   *
   * @param file of its weights; null for the shipped ones
   */
  static NoduleDetector running(@Nullable Path file) {
    return NoduleDetector.of(
        file == null
            ? HilumNoduleAnalyzer.shippedDetector()
            : WeightsFile.read(file, NoduleDetector.ARCHITECTURE));
  }
}
