package org.hilum.web.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.ModelConfig;
import org.hilum.model.NoduleAnalyzer;
import org.hilum.validation.command.FrocCommand;
import org.hilum.validation.command.StudiesCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./hilum validate}: how good is it on labelled studies. */
@Command(
    name = "validate",
    description = "Scores the model, or anybody's detections, against labelled studies.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ValidateCommand.Froc.class, ValidateCommand.Studies.class})
final class ValidateCommand {

  /** What both commands share. */
  static final class Common {

    @Option(names = "--out", required = true, description = "The folder to write to.")
    private Path out;

    @Option(
        names = "--annotations",
        required = true,
        description = "A CSV of nodules; for the format lidc the folder of the readers' XML files.")
    private Path annotations;

    @Option(names = "--excluded", description = "Findings that are neither hits nor false marks.")
    private @Nullable Path excluded;

    @Option(names = "--seriesuids", description = "Only these series, one a line.")
    private @Nullable Path seriesUids;

    @Option(
        names = "--lenient",
        description = "Exit code 0 although some of the input could not be used.")
    private boolean lenient;

    @Option(
        names = "--bootstraps",
        defaultValue = "1000",
        description = "Resamples for the intervals (default: ${DEFAULT-VALUE}).")
    private int bootstraps;

    @Option(names = "--seed", defaultValue = "1", description = "Of the resampling.")
    private long seed;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Common() {}
  }

  /** {@code ./hilum validate froc}: scores a file of detections by LUNA16's rules. */
  @Command(
      name = "froc",
      description = "Scores a file of detections by LUNA16's rules: FROC and CPM.",
      mixinStandardHelpOptions = true)
  static final class Froc implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private Common common;

    @Option(
        names = "--detections",
        required = true,
        description = "seriesuid,coordX,coordY,coordZ,probability; comma or tab.")
    private Path detections;

    @Option(names = "--max-marks", description = "At most so many marks a scan count.")
    private @Nullable Integer maxMarks;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Froc() {}

    @Override
    public Integer call() {
      return new FrocCommand(Clock.systemDefaultZone())
          .run(
              new FrocCommand.Options(
                  detections,
                  common.annotations,
                  common.excluded,
                  common.seriesUids,
                  common.out,
                  common.lenient,
                  maxMarks,
                  common.bootstraps,
                  common.seed,
                  commandLine(spec)),
              System.out,
              System.err);
    }
  }

  /** {@code ./hilum validate studies}: runs the model over labelled CT studies. */
  @Command(
      name = "studies",
      description = {
        "Runs the model over labelled CT studies and scores its detections.",
        "A run that was stopped goes on where it was: give the same --out."
      },
      mixinStandardHelpOptions = true)
  static final class Studies implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private Common common;

    @Option(names = "--data", required = true, description = "The folder of the studies.")
    private Path data;

    @Option(
        names = "--format",
        required = true,
        description = "How studies and labels are stored: ${COMPLETION-CANDIDATES}.")
    private StudiesCommand.Format format;

    @Option(names = "--workers", defaultValue = "1", description = "Studies at the same time.")
    private int workers;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Studies() {}

    @Override
    public Integer call() {
      try (NoduleAnalyzer analyzer = HilumNoduleAnalyzer.load(ModelConfig.shipped())) {
        return new StudiesCommand(Clock.systemDefaultZone())
            .run(
                new StudiesCommand.Options(
                    data,
                    common.annotations,
                    common.excluded,
                    common.seriesUids,
                    format,
                    common.out,
                    workers,
                    common.lenient,
                    common.bootstraps,
                    common.seed,
                    commandLine(spec)),
                analyzer,
                System.out,
                System.err);
      }
    }
  }

  private static String commandLine(CommandSpec spec) {
    return "./hilum validate "
        + String.join(" ", spec.commandLine().getParseResult().originalArgs());
  }
}
