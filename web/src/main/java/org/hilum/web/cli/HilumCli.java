package org.hilum.web.cli;

import ch.qos.logback.classic.Level;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * {@code ./hilum COMMAND}. Exit codes: 0 done, 1 out of memory or an unforeseen failure, 2 wrong
 * usage or input, 3 refused by the model.
 */
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
      BenchCommand.class,
      PhantomCommand.class,
      ValidateCommand.class,
      TrainCommand.class,
    })
public final class HilumCli {

  static final int DONE = 0;
  static final int WRONG_INPUT = 2;
  static final int REFUSED = 3;

  /** As shells report a process that Ctrl-C ended. */
  private static final int INTERRUPTED = 130;

  private HilumCli() {}

  public static void main(String[] args) {
    quietLogging();
    // Some locales write other digits, which no table, weights' code or DICOM tool would read.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    Thread.setDefaultUncaughtExceptionHandler(HilumCli::ended);
    int exitCode = commandLine().execute(args);
    if (exitCode != ServeCommand.SERVING) {
      System.exit(exitCode);
    }
  }

  /** A thread that memory did not suffice for would leave the others waiting for its work. */
  private static void ended(Thread thread, Throwable failure) {
    PrintWriter errors = new PrintWriter(System.err, true, Charset.defaultCharset());
    if (failure instanceof OutOfMemoryError e) {
      Runtime.getRuntime().halt(OneLineErrors.outOfMemory(e, errors));
    }
    errors.printf("Exception in thread \"%s\" ", thread.getName());
    failure.printStackTrace(errors);
  }

  /** Commands without a server say what matters themselves; a server sets its own logging. */
  private static void quietLogging() {
    if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)
        instanceof ch.qos.logback.classic.Logger root) {
      root.setLevel(Level.ERROR);
    }
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new HilumCli());
    line.setExecutionExceptionHandler(new OneLineErrors());
    line.setExecutionStrategy(HilumCli::run);
    line.setParameterExceptionHandler(HilumCli::misused);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.registerConverter(Path.class, HilumCli::path);
    return line;
  }

  /**
   * Says in one line what is wrong with the arguments; without any, all there is to choose from.
   */
  private static int misused(ParameterException e, String[] arguments) {
    CommandLine line = e.getCommandLine();
    if (arguments.length == 0) {
      line.usage(line.getErr());
      return WRONG_INPUT;
    }
    String guesses =
        e instanceof UnmatchedArgumentException unmatched && !unmatched.getSuggestions().isEmpty()
            ? ", did you mean " + unmatched.getSuggestions().get(0)
            : "";
    line.getErr()
        .printf(
            "hilum: %s%s; ./%s --help shows what there is%n",
            String.valueOf(e.getMessage()).replaceAll("\\s+", " "),
            guesses,
            line.getCommandSpec().qualifiedName());
    return WRONG_INPUT;
  }

  /**
   * A server ends in order. Any other command ends at once on a signal: an orderly end would unload
   * the native libraries under the threads that still compute, and crash. What a command writes, it
   * writes so that it may end at any time.
   */
  private static int run(ParseResult parsed) {
    List<CommandLine> commands = parsed.asCommandLineList();
    Object command = commands.get(commands.size() - 1).getCommand();
    if (command instanceof ServeCommand || command instanceof DemoCommand) {
      return new CommandLine.RunLast().execute(parsed);
    }
    Thread end = new Thread(() -> Runtime.getRuntime().halt(INTERRUPTED), "end-at-once");
    Runtime.getRuntime().addShutdownHook(end);
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (OutOfMemoryError e) {
      return OneLineErrors.outOfMemory(e, commands.get(commands.size() - 1).getErr());
    } finally {
      Runtime.getRuntime().removeShutdownHook(end);
    }
  }

  /** Java takes an empty path, as of a variable that is not set, for the current folder. */
  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("the path is empty; give a file or a folder");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("'%s' is no path: %s".formatted(text, e.getReason()));
    }
  }
}
