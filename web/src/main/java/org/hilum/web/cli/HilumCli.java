package org.hilum.web.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./hilum COMMAND}. Exit codes: 0 done, 2 wrong usage or input, 3 refused by the model. */
@Command(
    name = "hilum",
    description = {
      "Hilum reads chest CT: from the PACS to the reviewed report. Research use only.",
      "./hilum test runs every test."
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      AnalyzeCommand.class,
      PhantomCommand.class,
      ValidateCommand.class,
    })
public final class HilumCli {

  static final int DONE = 0;
  static final int WRONG_INPUT = 2;
  static final int REFUSED = 3;

  private HilumCli() {}

  public static void main(String[] args) {
    int exitCode = commandLine().execute(args);
    if (exitCode != ServeCommand.SERVING) {
      System.exit(exitCode);
    }
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new HilumCli());
    line.setExecutionExceptionHandler(new OneLineErrors());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }
}
