package org.hilum.web.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.hilum.model.assess.AssessorWeights;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.train.AssessorFigures;
import org.hilum.model.detect.NoduleDetector;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./hilum bench assessor}: the model card's figures of the assessor. */
@Command(
    name = "assessor",
    description = {
      "Prints the assessor's figures on the nodules of split val: parameters, outlines, malignancy,",
      "ratings, search, simulated histories. Labels are readers' opinions, not pathology."
    },
    mixinStandardHelpOptions = true)
final class BenchAssessorCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private NoduleData data;

  @Option(names = "--weights", description = "Assessor weights; the shipped ones if not given.")
  private @Nullable Path weights;

  @Option(
      names = "--detector",
      description = "The detector's weights of the same run; the shipped ones if not given.")
  private @Nullable Path detectorWeights;

  @Option(
      names = "--precision",
      defaultValue = "FP32",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private ComputePrecision precision;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BenchAssessorCommand() {}

  @Override
  public Integer call() {
    PrintWriter console = spec.commandLine().getOut();
    AssessorWeights measured =
        weights == null ? AssessorWeights.shipped() : AssessorWeights.read(weights);
    try (NoduleDetector detector = DetectorChoice.running(detectorWeights)) {
      new AssessorFigures(
              measured,
              precision,
              detector,
              line -> {
                console.println(line);
                console.flush();
              })
          .print(data.labels(), data.nodules());
    }
    return HilumCli.DONE;
  }
}
