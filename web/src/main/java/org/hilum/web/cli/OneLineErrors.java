package org.hilum.web.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Objects;
import java.util.Set;
import org.hilum.ingest.study.InvalidStudyException;
import org.hilum.ingest.study.SeriesRefusedException;
import org.hilum.model.FileTrouble;
import org.hilum.model.ModelException;
import org.hilum.model.crops.NoduleDataException;
import org.hilum.model.torch.NativeMemoryException;
import org.hilum.validation.InputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says what is wrong in one line. Only what nobody foresaw comes with its stack trace. */
final class OneLineErrors implements IExecutionExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(OneLineErrors.class);

  /** Their messages say what is wrong, where, and what to do. */
  private static final Set<Class<? extends Exception>> FORESEEN =
      Set.of(
          UsageException.class,
          InputException.class,
          InvalidStudyException.class,
          SeriesRefusedException.class,
          NoduleDataException.class,
          ModelException.class,
          IOException.class,
          UncheckedIOException.class);

  @Override
  public int handleExecutionException(Exception e, CommandLine line, ParseResult result) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError memory) {
        return outOfMemory(memory, line.getErr());
      }
    }
    if (e instanceof NativeMemoryException) {
      line.getErr().println("hilum: " + describe(e));
      return CommandLine.ExitCode.SOFTWARE;
    }
    if (FORESEEN.stream().anyMatch(kind -> kind.isInstance(e))) {
      line.getErr().println("hilum: " + describe(e));
      return HilumCli.WRONG_INPUT;
    }
    line.getErr().println("hilum: an unforeseen failure: " + e);
    log.error("Unforeseen", e);
    return CommandLine.ExitCode.SOFTWARE;
  }

  /**
   * Direct memory, which the native engine's arrays pass through, may grow as large as the heap.
   */
  static int outOfMemory(OutOfMemoryError e, PrintWriter errors) {
    long mostMb = Runtime.getRuntime().maxMemory() >> 20;
    errors.printf(
        "hilum: out of memory (%s), Java may take %d MB; start again with more, such as"
            + " HILUM_JAVA_OPTS=-Xmx%dm%n",
        e.getMessage(), mostMb, 2 * mostMb);
    errors.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String describe(Exception e) {
    Throwable cause =
        e instanceof UncheckedIOException ? Objects.requireNonNullElse(e.getCause(), e) : e;
    String text =
        cause instanceof FileSystemException file
            ? file.getFile() + ": " + FileTrouble.inWords(file)
            : String.valueOf(cause.getMessage());
    return text.replaceAll("\\s+", " ");
  }
}
