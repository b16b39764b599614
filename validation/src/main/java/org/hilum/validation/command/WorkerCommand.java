package org.hilum.validation.command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hilum.model.NoduleAnalyzer;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblems;
import org.hilum.validation.share.QueueAddress;
import org.hilum.validation.share.StudyWorker;
import org.hilum.validation.studies.StudySource;
import org.jspecify.annotations.Nullable;

/** {@code validate worker}: takes a share of runs that others started with {@code --queue}. */
public final class WorkerCommand {

  /**
   * @param data the folder with the images, this machine's copy of the run's or the same one
   * @param histories the run's table of histories; null for none
   * @param idle ends after so long without work; null to wait for ever
   */
  public record Options(
      QueueAddress queue,
      Path data,
      StudiesCommand.Format format,
      @Nullable Path histories,
      int workers,
      @Nullable Duration idle) {}

  /**
   * Works until the process is stopped, or for want of work.
   *
   * @param analyzer of the same weights as the run's
   * @return 0, or 2 for wrong input
   */
  public int run(Options options, NoduleAnalyzer analyzer, PrintStream out, PrintStream err) {
    InputProblems problems = new InputProblems();
    StudySource source;
    try {
      source =
          Images.under(options.data(), options.format(), options.histories(), problems).source();
    } catch (InputException e) {
      return Ending.refused(e, problems, err);
    }
    String name = "process " + ProcessHandle.current().pid();
    err.println(
        "%s waits for series on %s; %d are here"
            .formatted(name, options.queue(), source.seriesInstanceUids().size()));
    AtomicInteger answered = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(options.workers());
    try {
      for (int i = 0; i < options.workers(); i++) {
        StudyWorker worker = new StudyWorker(options.queue(), source, analyzer, name, err::println);
        pool.execute(() -> answered.addAndGet(worker.work(() -> false, options.idle())));
      }
      pool.shutdown();
      while (!pool.awaitTermination(1, TimeUnit.HOURS)) {
        // Workers without an idle limit work on.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      pool.shutdownNow();
    }
    out.println(answered.get() + " series answered");
    return Ending.of(problems, true, err);
  }
}
