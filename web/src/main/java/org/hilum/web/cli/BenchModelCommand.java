package org.hilum.web.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hilum.ingest.study.CtSeries;
import org.hilum.ingest.study.InvalidStudyException;
import org.hilum.ingest.study.SeriesChooser;
import org.hilum.ingest.study.SeriesRefusedException;
import org.hilum.ingest.study.SeriesVolumeReader;
import org.hilum.ingest.study.StudyContents;
import org.hilum.ingest.study.StudyFolderReader;
import org.hilum.model.AnalysisOutcome;
import org.hilum.model.AnalysisOutcome.Analysed;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.ModelConfig;
import org.hilum.model.detect.Precision;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.phantom.ChestPhantom;
import org.hilum.model.phantom.PhantomSpec;
import org.hilum.model.volume.CtVolume;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.PixelDecoder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./hilum bench model}: how long the model takes for a whole CT, and with what memory. */
@Command(
    name = "model",
    description = {
      "Measures the model on one CT that is in memory already, step by step, in each precision;",
      "or, with --soak, whether the process stays as large as it is over many analyses."
    },
    mixinStandardHelpOptions = true)
final class BenchModelCommand implements Callable<Integer> {

  private static final int SOAK_REPORT_EVERY = 20;

  @Spec private CommandSpec spec;

  @Option(
      names = "--dicom",
      description = "The folder of one study's DICOM files; a phantom of 300 slices if not given.")
  private @Nullable Path dicom;

  @Option(
      names = "--runs",
      defaultValue = "5",
      description = "Runs in each precision after the first (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--precision",
      description = {
        "FP32, BF16 or INT8; may be given several times. If not given, all that this machine has;",
        "with --soak, the fastest."
      })
  private List<Precision> precisions = List.of();

  @Option(
      names = "--threshold",
      description = "The score from which candidates are assessed; the weights' own if not given.")
  private @Nullable Double threshold;

  @Option(
      names = "--soak",
      paramLabel = "STUDIES",
      description = "Analyse the CT so often and print the resident size on the way.")
  private @Nullable Integer soak;

  @Mixin private WeightsFolder weights;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BenchModelCommand() {}

  @Override
  public Integer call() throws IOException, InvalidStudyException, SeriesRefusedException {
    if (runs < 1 || (soak != null && soak < 1)) {
      throw new UsageException("--runs and --soak must be at least 1");
    }
    if (threshold != null && !(threshold >= 0 && threshold <= 1)) {
      throw new UsageException("--threshold must lie between 0 and 1");
    }
    if (soak != null && precisions.size() > 1) {
      throw new UsageException("--soak takes one --precision");
    }
    ModelConfig config = config();
    CtVolume volume = volume();
    if (soak != null) {
      soak(volume, soak, config);
      return HilumCli.DONE;
    }
    Map<Precision, Map<String, Double>> medians = measure(volume, config);
    PrintWriter console = spec.commandLine().getOut();
    Map<String, Double> full = medians.remove(Precision.FP32);
    if (full != null) {
      medians.forEach(
          (precision, times) ->
              times.forEach(
                  (step, ms) ->
                      console.printf(
                          Locale.ROOT,
                          "fp32/%s %-11s %.2f%n",
                          precision.label(),
                          step,
                          full.getOrDefault(step, ms) / ms)));
    }
    console.printf("peak resident size %d MB%n", ProcessMemory.peakResidentMb());
    console.flush();
    return HilumCli.DONE;
  }

  private CtVolume volume() throws IOException, InvalidStudyException, SeriesRefusedException {
    Path dicom = this.dicom;
    if (dicom == null) {
      return ChestPhantom.generate(PhantomSpec.thin(1, ChestPhantom.defaultNodules())).volume();
    }
    StudyContents study = new StudyFolderReader(new DicomFiles(), new SeriesChooser()).read(dicom);
    CtSeries series = study.chosen().orElseThrow(study::refusal);
    return new SeriesVolumeReader(new PixelDecoder()).read(series).volume();
  }

  /**
   * The median milliseconds of each step, and of all. The precisions take turns, so that what else
   * this machine does meanwhile slows all of them.
   */
  private Map<Precision, Map<String, Double>> measure(CtVolume volume, ModelConfig config) {
    Map<Precision, HilumNoduleAnalyzer> analyzers = new EnumMap<>(Precision.class);
    try {
      for (Precision precision : precisions.isEmpty() ? Precision.usable() : precisions) {
        analyzers.put(precision, HilumNoduleAnalyzer.load(config.withPrecision(precision)));
      }
      Map<Precision, Map<String, List<Long>>> laps = new EnumMap<>(Precision.class);
      for (int run = 0; run <= runs; run++) {
        for (Map.Entry<Precision, HilumNoduleAnalyzer> entry : analyzers.entrySet()) {
          long start = System.nanoTime();
          Analysed analysed = analyse(entry.getValue(), volume);
          long all = (System.nanoTime() - start) / 1_000_000;
          Map<String, List<Long>> steps =
              laps.computeIfAbsent(entry.getKey(), precision -> new LinkedHashMap<>());
          if (run == 0) {
            report(entry.getValue(), volume, analysed);
          } else {
            analysed.timingsMs().forEach((step, ms) -> lap(steps, step, ms));
            lap(steps, "all", all);
          }
        }
      }
      Map<Precision, Map<String, Double>> medians = new EnumMap<>(Precision.class);
      laps.forEach((precision, steps) -> medians.put(precision, medians(precision, steps)));
      return medians;
    } finally {
      analyzers.values().forEach(HilumNoduleAnalyzer::close);
    }
  }

  private void report(HilumNoduleAnalyzer analyzer, CtVolume volume, Analysed analysed) {
    PrintWriter console = spec.commandLine().getOut();
    console.printf(
        "%s, %d x %d x %d voxels, %d findings%n",
        analyzer.model().precision(),
        volume.grid().columns(),
        volume.grid().rows(),
        volume.grid().slices(),
        analysed.nodules().size());
    console.flush();
  }

  private Map<String, Double> medians(Precision precision, Map<String, List<Long>> laps) {
    PrintWriter console = spec.commandLine().getOut();
    Map<String, Double> medians = new LinkedHashMap<>();
    console.printf("%s, median of %d runs:", precision.label(), runs);
    laps.forEach(
        (step, values) -> {
          medians.put(step, median(values));
          console.printf(Locale.ROOT, " %s %.0f ms", step, median(values));
        });
    console.println();
    return medians;
  }

  private void soak(CtVolume volume, int studies, ModelConfig config) {
    PrintWriter console = spec.commandLine().getOut();
    try (HilumNoduleAnalyzer analyzer =
        HilumNoduleAnalyzer.load(
            precisions.isEmpty() ? config : config.withPrecision(precisions.get(0)))) {
      for (int study = 1; study <= studies; study++) {
        analyse(analyzer, volume);
        if (study % SOAK_REPORT_EVERY == 0 || study == 1) {
          console.printf(
              "%d studies: resident size %d MB, peak %d MB%n",
              study, ProcessMemory.residentMb(), ProcessMemory.peakResidentMb());
          console.flush();
        }
      }
    }
  }

  private ModelConfig config() {
    ModelConfig chosen = weights.config();
    return threshold == null ? chosen : chosen.withThreshold(threshold);
  }

  private static Analysed analyse(HilumNoduleAnalyzer analyzer, CtVolume volume) {
    AnalysisOutcome outcome =
        analyzer.analyze(volume, ClinicalHistory.empty(), (step, percent) -> {});
    if (outcome instanceof Analysed analysed) {
      return analysed;
    }
    throw new UsageException("The model refuses this CT: " + outcome);
  }

  private static void lap(Map<String, List<Long>> laps, String step, long ms) {
    laps.computeIfAbsent(step, s -> new ArrayList<>()).add(ms);
  }

  private static double median(List<Long> values) {
    List<Long> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2.0;
  }
}
