package org.hilum.web.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./hilum bench}: figures of the README, measured here. */
@Command(
    name = "bench",
    description = "Measures on this machine what the README says of Hilum.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "WHAT",
    subcommands = {
      BenchModelCommand.class,
      BenchReportsCommand.class,
      BenchFrocCommand.class,
      BenchDetectorCommand.class,
      BenchCropsCommand.class,
      BenchWallsCommand.class,
      BenchAssessorCommand.class
    })
final class BenchCommand implements Runnable {

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BenchCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to measure: model, reports, froc, detector, crops, walls or assessor");
  }
}
