package org.hilum.validation.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.hilum.model.FileTrouble;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblem;
import org.hilum.validation.InputProblems;
import org.hilum.validation.report.DetectionOutput;

/** How every command ends. */
final class Ending {

  static final int DONE = 0;
  static final int WRONG_INPUT = 2;

  private static final int LINES_SHOWN = 50;

  private Ending() {}

  /** Names the problems and says what they mean for the exit code. */
  static int of(InputProblems problems, boolean lenient, PrintStream err) {
    if (problems.count() == 0) {
      return DONE;
    }
    DetectionOutput.told(problems, LINES_SHOWN).forEach(err::println);
    String counted = problems.count() == 1 ? "1 problem" : problems.count() + " problems";
    String remedy = lenient ? "" : ". Correct them, or accept them with --lenient";
    err.println(
        counted + " with the input; what they name was left out, or read as they say" + remedy);
    return lenient ? DONE : WRONG_INPUT;
  }

  /** Nothing could be done at all. */
  static int refused(InputException e, InputProblems problems, PrintStream err) {
    DetectionOutput.told(problems, LINES_SHOWN).forEach(err::println);
    err.println(e.getMessage());
    return WRONG_INPUT;
  }

  /** The output folder, or a file in it, could not be written. */
  static int unwritable(Path folder, IOException e, PrintStream err) {
    err.println(
        new InputProblem(folder.toString(), 0, "cannot be written: " + FileTrouble.inWords(e)));
    return WRONG_INPUT;
  }
}
