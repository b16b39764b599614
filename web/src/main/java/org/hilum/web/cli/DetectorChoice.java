package org.hilum.web.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.assess.AssessorWeights;
import org.hilum.model.assess.MixtureAssessor;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.detect.DetectorTrainer;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.detect.Precision;
import org.hilum.model.torch.WeightsFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which detectors a benchmark measures, side by side. */
final class DetectorChoice {

  @Option(
      names = "--weights",
      description = {
        "Weights beside the shipped ones; may be given several times. A detector's file is measured",
        "alone; a folder that ./hilum train wrote also with its assessor's second opinion."
      })
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

  /**
   * Weights to be measured.
   *
   * @param assessor null for the detector alone
   */
  private record Weights(WeightsFile detector, @Nullable AssessorWeights assessor) {

    Loaded load(Precision precision) {
      NoduleDetector running = NoduleDetector.of(detector, precision);
      try {
        return new Loaded(
            running,
            assessor == null
                ? null
                : new MixtureAssessor(assessor, running, ComputePrecision.beside(precision)));
      } catch (RuntimeException e) {
        running.close();
        throw e;
      }
    }
  }

  /**
   * A detector, ready to be measured.
   *
   * @param assessor gives its second opinion; null where there is none
   */
  record Loaded(NoduleDetector detector, @Nullable MixtureAssessor assessor)
      implements AutoCloseable {

    @Override
    public void close() {
      if (assessor != null) {
        assessor.close();
      }
      detector.close();
    }
  }

  /** To fail before anything else is done, should weights be none or not belong together. */
  void check() {
    each((name, loaded) -> {});
  }

  private Map<String, Weights> read() {
    Map<String, Weights> all = new LinkedHashMap<>();
    all.put(
        "shipped", new Weights(HilumNoduleAnalyzer.shippedDetector(), AssessorWeights.shipped()));
    for (Path given : weights) {
      boolean folder = Files.isDirectory(given);
      Path detector = folder ? given.resolve(DetectorTrainer.WEIGHTS) : given;
      all.put(
          given.toString(),
          new Weights(
              WeightsFile.read(detector, NoduleDetector.ARCHITECTURE),
              folder ? AssessorWeights.read(given.resolve(AssessorWeights.FILE)) : null));
    }
    return all;
  }

  /**
   * Hands over a detector with its name at a time: the shipped weights, then the given ones, each
   * in each precision. All are loaded before the first is measured.
   */
  void each(BiConsumer<String, Loaded> measure) {
    Map<String, Loaded> loaded = new LinkedHashMap<>();
    try {
      read()
          .forEach(
              (name, read) -> {
                for (Precision precision : wanted(read.detector())) {
                  loaded.put(name + " in " + precision.label(), read.load(precision));
                }
              });
      loaded.forEach(measure);
    } finally {
      loaded.values().forEach(Loaded::close);
    }
  }

  private List<Precision> wanted(WeightsFile detector) {
    return precisions.isEmpty() ? List.of(NoduleDetector.suited(detector)) : precisions;
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
