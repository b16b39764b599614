package org.hilum.validation.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hilum.validation.Detection;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblem;
import org.hilum.validation.InputProblems;
import org.hilum.validation.ReferenceFinding;
import org.hilum.validation.csv.AnnotationTable;
import org.hilum.validation.csv.DetectionTable;
import org.hilum.validation.csv.Located;
import org.hilum.validation.csv.SeriesTable;
import org.hilum.validation.froc.FrocResult;
import org.hilum.validation.froc.FrocScorer;
import org.hilum.validation.report.DetectionOutput;
import org.hilum.validation.report.RunRecord;
import org.jspecify.annotations.Nullable;

/** {@code validate froc}: scores anybody's detections with LUNA16's rules. */
public final class FrocCommand {

  private final Clock clock;

  public FrocCommand(Clock clock) {
    this.clock = clock;
  }

  /**
   * @param excluded findings that count neither way; null for none
   * @param seriesUids the scans; null for those that the other files name, which leaves out scans
   *     without nodules and marks
   * @param lenient whether problems with single rows still end in exit code 0
   * @param maxMarksPerScan LUNA16's own script keeps 100; null keeps all
   * @param commandLine as the user typed it, for the report
   */
  public record Options(
      Path detections,
      Path annotations,
      @Nullable Path excluded,
      @Nullable Path seriesUids,
      Path out,
      boolean lenient,
      @Nullable Integer maxMarksPerScan,
      int bootstraps,
      long seed,
      String commandLine) {}

  /** Scores and writes the report; 0 when all went well, 2 for wrong input. */
  public int run(Options options, PrintStream out, PrintStream err) {
    InputProblems problems = new InputProblems();
    try {
      score(options, problems, out, err);
    } catch (InputException e) {
      return Ending.refused(e, problems, err);
    } catch (IOException e) {
      return Ending.unwritable(options.out(), e, err);
    }
    return Ending.of(problems, options.lenient(), err);
  }

  private void score(Options options, InputProblems problems, PrintStream out, PrintStream err)
      throws IOException {
    List<Located<Detection>> detections = DetectionTable.read(options.detections(), problems);
    List<Located<ReferenceFinding>> nodules = AnnotationTable.read(options.annotations(), problems);
    requireNodules(options, nodules);
    List<Located<ReferenceFinding>> excluded =
        options.excluded() == null
            ? List.of()
            : AnnotationTable.readExcluded(options.excluded(), problems);
    Set<String> scans = scans(options, problems, detections, nodules, excluded);
    if (options.seriesUids() == null) {
      err.println(
          "note: without --seriesuids only the %d series that the files name are counted; scans without marks and nodules would lower the false marks a scan"
              .formatted(scans.size()));
    }
    nameUnknownSeries(options, problems, scans, detections);
    noteUnscored(options.annotations(), scans, nodules, err);
    if (options.excluded() != null) {
      noteUnscored(options.excluded(), scans, excluded, err);
    }

    noteCap(options, scans, detections, err);
    FrocScorer scorer =
        new FrocScorer(options.bootstraps(), options.seed(), options.maxMarksPerScan());
    List<ReferenceFinding> nodulesHere = within(scans, nodules);
    requireNodules(options, nodulesHere);
    List<ReferenceFinding> excludedHere = within(scans, excluded);
    List<Detection> marks = detections.stream().map(Located::value).toList();
    FrocResult result = scorer.score(scans, nodulesHere, excludedHere, marks);
    List<RunRecord.DataFile> data = new ArrayList<>();
    data.add(RunRecord.DataFile.of("detections", options.detections()));
    data.add(RunRecord.DataFile.of("annotations", options.annotations()));
    if (options.excluded() != null) {
      data.add(RunRecord.DataFile.of("excluded findings", options.excluded()));
    }
    if (options.seriesUids() != null) {
      data.add(RunRecord.DataFile.of("series", options.seriesUids()));
    }
    RunRecord run =
        new RunRecord(
            "froc",
            options.commandLine(),
            clock.instant(),
            RunRecord.thisCodeVersion(),
            null,
            data);
    Files.createDirectories(options.out());
    DetectionOutput output =
        new DetectionOutput(run, scans, nodulesHere, excludedHere, marks, result);
    output.write(
        options.out(),
        problems,
        List.of(),
        List.of(),
        DetectionOutput.Crops.none(),
        DetectionOutput.Further.nothing());
    output.summary().forEach(out::println);
    out.println("Report: " + options.out().resolve("report.html"));
  }

  private static void requireNodules(Options options, List<?> nodules) {
    if (nodules.isEmpty()) {
      throw new InputException(
          new InputProblem(
              options.annotations().toString(),
              0,
              "holds no nodule of a series that is to be scored; give the series' own nodules"));
    }
  }

  /** The rules as published know no cap, but the challenge's own script has one. */
  private static void noteCap(
      Options options, Set<String> scans, List<Located<Detection>> detections, PrintStream err) {
    if (options.maxMarksPerScan() != null) {
      return;
    }
    long most =
        detections.stream()
            .map(detection -> detection.value().seriesInstanceUid())
            .filter(scans::contains)
            .collect(Collectors.groupingBy(series -> series, Collectors.counting()))
            .values()
            .stream()
            .max(Comparator.naturalOrder())
            .orElse(0L);
    if (most > FrocScorer.LUNA16_MAX_MARKS) {
      err.println(
          "note: up to %d marks a scan; LUNA16's own script keeps the best %d: --max-marks %d"
              .formatted(most, FrocScorer.LUNA16_MAX_MARKS, FrocScorer.LUNA16_MAX_MARKS));
    }
  }

  private static Set<String> scans(
      Options options,
      InputProblems problems,
      List<Located<Detection>> detections,
      List<Located<ReferenceFinding>> nodules,
      List<Located<ReferenceFinding>> excluded) {
    Set<String> scans = new LinkedHashSet<>();
    if (options.seriesUids() != null) {
      scans.addAll(SeriesTable.read(options.seriesUids(), problems));
    } else {
      nodules.forEach(n -> scans.add(n.value().seriesInstanceUid()));
      excluded.forEach(e -> scans.add(e.value().seriesInstanceUid()));
      Set<String> annotated = new HashSet<>(scans);
      boolean shared =
          detections.stream().anyMatch(d -> annotated.contains(d.value().seriesInstanceUid()));
      if (!shared && !detections.isEmpty() && !annotated.isEmpty()) {
        throw new InputException(
            new InputProblem(
                options.detections().toString(),
                0,
                "none of its series is in %s; are the series named alike in both?"
                    .formatted(options.annotations())));
      }
      detections.forEach(d -> scans.add(d.value().seriesInstanceUid()));
    }
    if (scans.isEmpty()) {
      throw new InputException(
          new InputProblem(
              options.annotations().toString(), 0, "names no series, so nothing can be scored"));
    }
    return scans;
  }

  /** A mark in a series that is not in the list is a mistake of the detections. */
  private static void nameUnknownSeries(
      Options options,
      InputProblems problems,
      Set<String> scans,
      List<Located<Detection>> detections) {
    Set<String> told = new HashSet<>();
    for (Located<Detection> detection : detections) {
      String series = detection.value().seriesInstanceUid();
      if (!scans.contains(series) && told.add(series)) {
        problems.add(
            options.detections().toString(),
            detection.line(),
            "series %s is not in %s; its marks are left out"
                .formatted(series, options.seriesUids()));
      }
    }
    if (!detections.isEmpty()
        && detections.stream().noneMatch(d -> scans.contains(d.value().seriesInstanceUid()))) {
      throw new InputException(
          new InputProblem(
              options.detections().toString(),
              0,
              "none of its series is in %s; are the series named alike in both?"
                  .formatted(options.seriesUids())));
    }
  }

  /** Annotations of a whole collection beside the series of one fold are no mistake. */
  private static void noteUnscored(
      Path file, Set<String> scans, List<Located<ReferenceFinding>> findings, PrintStream err) {
    List<Located<ReferenceFinding>> outside =
        findings.stream().filter(f -> !scans.contains(f.value().seriesInstanceUid())).toList();
    if (!outside.isEmpty()) {
      err.println(
          "note: %s:%d: %d of its findings lie in series that are not scored"
              .formatted(file, outside.get(0).line(), outside.size()));
    }
  }

  private static List<ReferenceFinding> within(
      Set<String> scans, List<Located<ReferenceFinding>> findings) {
    return findings.stream()
        .map(Located::value)
        .filter(finding -> scans.contains(finding.seriesInstanceUid()))
        .toList();
  }
}
