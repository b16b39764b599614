package org.hilum.web.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.hilum.ingest.analysis.DraftedReport;
import org.hilum.ingest.analysis.JudgedStudy;
import org.hilum.ingest.analysis.StudyAnalyst;
import org.hilum.ingest.analysis.StudyReporter;
import org.hilum.ingest.phantom.PhantomStudy;
import org.hilum.ingest.study.HistoryReader;
import org.hilum.ingest.study.InvalidStudyException;
import org.hilum.ingest.study.SeriesChooser;
import org.hilum.ingest.study.SeriesVolumeReader;
import org.hilum.ingest.study.StudyFolderReader;
import org.hilum.model.phantom.PhantomSpec;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.PixelDecoder;
import org.hilum.report.pdf.ReportFont;
import org.hilum.report.pdf.ReportPdfRenderer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./hilum bench reports}: how long the reports of ten findings take. */
@Command(
    name = "reports",
    description = {
      "Measures how long ten findings in a phantom of 140 slices take to become reports:",
      "the text in both languages, and everything that analyze writes."
    },
    mixinStandardHelpOptions = true)
final class BenchReportsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--runs",
      defaultValue = "10",
      description = "Runs after the first (default: ${DEFAULT-VALUE}).")
  private int runs;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BenchReportsCommand() {}

  @Override
  public Integer call() throws IOException, InvalidStudyException {
    UsageException.requireAtLeast(1, "--runs", runs);
    ReportPdfRenderer renderer = new ReportPdfRenderer(ReportFont.installed());
    Path folder = Files.createTempDirectory("hilum-bench");
    try {
      JudgedStudy judged = judge(Files.createDirectory(folder.resolve("ct")));
      Path out = Files.createDirectory(folder.resolve("out"));
      List<Long> texts = new ArrayList<>();
      List<Long> everything = new ArrayList<>();
      for (int run = 0; run <= runs; run++) {
        long start = System.nanoTime();
        List<DraftedReport> drafts = new StudyReporter().draft(judged);
        texts.add(millisSince(start));
        DicomOutput.write(judged, drafts, out);
        ReportOutput.write(judged, drafts, renderer, out);
        everything.add(millisSince(start));
      }
      print("text and HTML, 2 languages", texts, 300);
      print("all outputs", everything, 3000);
      return HilumCli.DONE;
    } finally {
      delete(folder);
    }
  }

  private static JudgedStudy judge(Path folder) throws IOException, InvalidStudyException {
    new PhantomStudy().write(PhantomSpec.standard(1, List.of()), LocalDate.of(2026, 1, 15), folder);
    DicomFiles files = new DicomFiles();
    StudyAnalyst analyst =
        new StudyAnalyst(
            new SeriesVolumeReader(new PixelDecoder()),
            new HistoryReader(files),
            new TenFindings(),
            Clock.systemDefaultZone());
    return analyst.judge(
        analyst.prepare(new StudyFolderReader(files, new SeriesChooser()).read(folder), List.of()),
        (step, percent) -> {});
  }

  private void print(String what, List<Long> millis, int targetMs) {
    PrintWriter terminal = spec.commandLine().getOut();
    List<Long> later = new ArrayList<>(millis.subList(1, millis.size()));
    Collections.sort(later);
    long median = later.get(later.size() / 2);
    terminal.printf(
        Locale.ROOT,
        "%-27s first %d ms; then %d runs: median %d ms, %d to %d ms; target %d ms, median/target %.2f%n",
        what,
        millis.get(0),
        later.size(),
        median,
        later.get(0),
        later.get(later.size() - 1),
        targetMs,
        median / (double) targetMs);
  }

  private static long millisSince(long startNanos) {
    return (System.nanoTime() - startNanos) / 1_000_000;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
