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
        "FP32, BF16 or INT8; may be given several times. If not given, the one that suits this",
        "machine."
      })
  private List<Precision> precisions = List.of();

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  DetectorChoice() {}

  /**
   * Hands over a detector with its name at a time: the shipped weights, then the given ones, each
   * in each precision. All files are read before the first is measured.
   */
  void each(BiConsumer<String, NoduleDetector> measure) {
    Map<String, WeightsFile> all = new LinkedHashMap<>();
    all.put("shipped", HilumNoduleAnalyzer.shippedDetector());
    for (Path file : weights) {
      all.put(file.toString(), WeightsFile.read(file, NoduleDetector.ARCHITECTURE));
    }
    all.forEach(
        (name, read) -> {
          for (Precision precision :
              precisions.isEmpty() ? List.of(Precision.suited()) : precisions) {
            try (NoduleDetector detector = NoduleDetector.of(read, precision)) {
              measure.accept(name + " in " + precision.label(), detector);
            }
          }
        });
  }
}
