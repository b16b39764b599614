package org.hilum.validation.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblems;
import org.hilum.validation.nodules.NoduleOutput;
import org.hilum.validation.nodules.NodulePredictor;
import org.hilum.validation.nodules.NoduleRun;
import org.hilum.validation.report.RunRecord;

/** {@code validate nodules}: malignancy, attributes and outlines on labelled slices. */
public final class NodulesCommand {

  private final Clock clock;

  public NodulesCommand(Clock clock) {
    this.clock = clock;
  }

  /**
   * @param data {@code nodules.zip}
   * @param labels {@code nodules.csv}
   * @param split {@link NoduleRun.Split#VAL} unless the model saw none of the nodules
   */
  public record Options(
      Path data,
      Path labels,
      NoduleRun.Split split,
      Path out,
      boolean lenient,
      String commandLine) {}

  /** Judges, scores and writes the report; 0 when all went well, 2 for wrong input. */
  public int run(Options options, NodulePredictor predictor, PrintStream out, PrintStream err) {
    InputProblems problems = new InputProblems();
    try {
      RunRecord run =
          new RunRecord(
              "nodules",
              options.commandLine(),
              clock.instant(),
              RunRecord.thisCodeVersion(),
              predictor.model(),
              List.of(
                  RunRecord.DataFile.of("slices", options.data()),
                  RunRecord.DataFile.of("labels", options.labels())));
      NoduleOutput.runAndWrite(
              new NoduleRun(predictor, options.out().resolve("nodules"), err::println),
              options.data(),
              options.labels(),
              options.split(),
              run,
              options.out(),
              problems)
          .forEach(out::println);
      out.println("Report: " + options.out().resolve("report.html"));
    } catch (InputException e) {
      return Ending.refused(e, problems, err);
    } catch (IOException e) {
      return Ending.unwritable(options.out(), e, err);
    }
    return Ending.of(problems, options.lenient(), err);
  }
}
