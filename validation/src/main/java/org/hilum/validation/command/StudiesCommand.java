package org.hilum.validation.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.hilum.model.NoduleAnalyzer;
import org.hilum.model.volume.PatientPoint;
import org.hilum.validation.Detection;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblem;
import org.hilum.validation.InputProblems;
import org.hilum.validation.ReferenceFinding;
import org.hilum.validation.csv.Located;
import org.hilum.validation.csv.SeriesTable;
import org.hilum.validation.froc.FrocResult;
import org.hilum.validation.froc.FrocScorer;
import org.hilum.validation.labels.DicomLabels;
import org.hilum.validation.labels.LidcLabels;
import org.hilum.validation.labels.StudyLabels;
import org.hilum.validation.labels.TableLabels;
import org.hilum.validation.lungrads.CategoryTable;
import org.hilum.validation.report.DetectionOutput;
import org.hilum.validation.report.ReportParts;
import org.hilum.validation.report.RunRecord;
import org.hilum.validation.report.Subgroup;
import org.hilum.validation.share.QueueAddress;
import org.hilum.validation.share.SharedRun;
import org.hilum.validation.studies.CropGallery;
import org.hilum.validation.studies.StudyFigures;
import org.hilum.validation.studies.StudyJudge;
import org.hilum.validation.studies.StudyResult;
import org.hilum.validation.studies.StudyResults;
import org.hilum.validation.studies.StudyRun;
import org.hilum.validation.studies.StudySource;
import org.jspecify.annotations.Nullable;

/** {@code validate studies}: detection on whole CT, scored by LUNA16's rules. */
public final class StudiesCommand {

  private static final int CROPS_EACH = 50;

  private final Clock clock;

  public StudiesCommand(Clock clock) {
    this.clock = clock;
  }

  /** How the images and labels come. */
  public enum Format {
    LIDC,
    LUNA16,
    CSV,
    /** Segmentations and measurement reports. */
    DICOM
  }

  /**
   * @param data the folder with the images
   * @param annotations for LIDC the folder with the readers' XML, for DICOM that with the
   *     Segmentations and reports, null for {@code data}; for the others the table of nodules
   * @param excluded LUNA16's {@code annotations_excluded.csv}; null for none
   * @param seriesUids the series to score; null for all volumes of LUNA16, or the series that the
   *     annotations name
   * @param histories a table of histories beside those in the images; null for none
   * @param categories a table of Lung-RADS categories; null for none
   * @param minReaders for DICOM: how many objects must show a nodule
   * @param operatingThreshold the nodule probability from which the model reports a finding outside
   *     a validation: Lung-RADS is made from those
   * @param queue shares the run with workers elsewhere; null to score everything here
   * @param workers series judged at once in this process
   */
  public record Options(
      Path data,
      @Nullable Path annotations,
      @Nullable Path excluded,
      @Nullable Path seriesUids,
      @Nullable Path histories,
      @Nullable Path categories,
      Format format,
      int minReaders,
      double operatingThreshold,
      @Nullable QueueAddress queue,
      Path out,
      int workers,
      boolean lenient,
      int bootstraps,
      long seed,
      String commandLine) {}

  /**
   * Judges all series that are not judged yet, scores and writes the report.
   *
   * @param analyzer should report doubtful marks too: the curve ends where its marks end
   * @return 0 when all went well, 2 for wrong input
   */
  public int run(Options options, NoduleAnalyzer analyzer, PrintStream out, PrintStream err) {
    InputProblems problems = new InputProblems();
    try {
      score(options, analyzer, problems, out, err);
    } catch (InputException e) {
      return Ending.refused(e, problems, err);
    } catch (IOException e) {
      return Ending.unwritable(options.out(), e, err);
    }
    return Ending.of(problems, options.lenient(), err);
  }

  private void score(
      Options options,
      NoduleAnalyzer analyzer,
      InputProblems problems,
      PrintStream out,
      PrintStream err)
      throws IOException {
    Images images = Images.under(options.data(), options.format(), options.histories(), problems);
    StudySource source = images.source();
    StudyLabels labels = labels(options, source, images, problems);
    List<String> present = present(labels, source, options, problems);
    Files.createDirectories(options.out());
    StudyResults kept = new StudyResults(options.out().resolve("studies"));
    boolean rated = labels.ratings().values().stream().anyMatch(label -> label.malignant() != null);
    StudyJudge judge = new StudyJudge(source, analyzer, options.operatingThreshold(), rated);
    QueueAddress queue = options.queue();
    List<StudyResult> results =
        queue == null
            ? new StudyRun(judge, kept, options.workers(), err::println).of(present, problems)
            : new SharedRun(queue, judge, kept, options.workers(), err::println)
                .of(present, problems);
    if (results.isEmpty()) {
      throw new InputException(
          new InputProblem(options.data().toString(), 0, "no series of it could be scored"));
    }
    report(options, analyzer, source, labels, results, problems, out);
  }

  private static StudyLabels labels(
      Options options, StudySource source, Images images, InputProblems problems) {
    StudyLabels labels =
        switch (options.format()) {
          case LIDC ->
              LidcLabels.read(
                  annotationsOrData(options), images.seriesFiles(), images.dicom(), problems);
          case DICOM ->
              DicomLabels.read(
                  annotationsOrData(options),
                  options.minReaders(),
                  images.seriesFiles(),
                  images.dicom(),
                  problems);
          case LUNA16 ->
              TableLabels.read(
                  table(options),
                  options.excluded(),
                  Set.copyOf(source.seriesInstanceUids()),
                  problems);
          case CSV -> TableLabels.read(table(options), options.excluded(), Set.of(), problems);
        };
    Path seriesUids = options.seriesUids();
    if (seriesUids == null) {
      return labels;
    }
    Set<String> wanted = new LinkedHashSet<>(SeriesTable.read(seriesUids, problems));
    if (options.format() == Format.LIDC) {
      wanted.retainAll(labels.series());
    }
    return new StudyLabels(
        labels.nodules(),
        labels.excluded(),
        labels.ratings(),
        wanted,
        labels.nodulesFrom(),
        labels.excludedFrom(),
        labels.malignancyIs());
  }

  private static Path annotationsOrData(Options options) {
    Path annotations = options.annotations();
    return annotations == null ? options.data() : annotations;
  }

  private static Path table(Options options) {
    Path annotations = options.annotations();
    if (annotations == null) {
      throw new InputException(
          new InputProblem(
              options.data().toString(), 0, "needs a table of nodules: give --annotations FILE"));
    }
    return annotations;
  }

  /** The wanted series that are on disk; the others are named where they were asked for. */
  private static List<String> present(
      StudyLabels labels, StudySource source, Options options, InputProblems problems) {
    Map<String, Long> lines = new HashMap<>();
    labels.nodules().forEach(n -> lines.putIfAbsent(n.value().seriesInstanceUid(), n.line()));
    List<String> present = new ArrayList<>();
    for (String uid : labels.series()) {
      if (source.has(uid)) {
        present.add(uid);
      } else {
        boolean listed = options.seriesUids() != null;
        problems.add(
            listed ? String.valueOf(options.seriesUids()) : labels.nodulesFrom().toString(),
            listed ? 0 : lines.getOrDefault(uid, 0L),
            "series %s is not under %s; left out".formatted(uid, options.data()));
      }
    }
    if (present.isEmpty()) {
      throw new InputException(
          new InputProblem(
              options.data().toString(), 0, "holds none of the series that are to be scored"));
    }
    return present;
  }

  private void report(
      Options options,
      NoduleAnalyzer analyzer,
      StudySource source,
      StudyLabels labels,
      List<StudyResult> results,
      InputProblems problems,
      PrintStream out)
      throws IOException {
    // Whatever order the workers finished in: tables and bootstraps are the same in every run.
    Map<String, StudyResult> bySeries = new TreeMap<>();
    results.forEach(result -> bySeries.put(result.seriesInstanceUid(), result));
    List<ReferenceFinding> nodules =
        inside(bySeries, labels.nodules(), labels.nodulesFrom(), problems);
    List<ReferenceFinding> excluded =
        inside(bySeries, labels.excluded(), labels.excludedFrom(), problems);
    List<Detection> detections = new ArrayList<>();
    for (StudyResult result : bySeries.values()) {
      for (StudyResult.Mark mark : result.marks()) {
        detections.add(
            new Detection(
                result.seriesInstanceUid(),
                new PatientPoint(mark.xMm(), mark.yMm(), mark.zMm()),
                mark.noduleProbability()));
      }
    }
    FrocResult froc =
        new FrocScorer(options.bootstraps(), options.seed(), null)
            .score(bySeries.keySet(), nodules, excluded, detections);
    List<RunRecord.DataFile> data = new ArrayList<>();
    data.add(RunRecord.DataFile.of("images", options.data()));
    data.add(RunRecord.DataFile.of("annotations", labels.nodulesFrom()));
    if (options.excluded() != null) {
      data.add(RunRecord.DataFile.of("excluded findings", options.excluded()));
    }
    if (options.histories() != null) {
      data.add(RunRecord.DataFile.of("histories", options.histories()));
    }
    if (options.categories() != null) {
      data.add(RunRecord.DataFile.of("Lung-RADS categories", options.categories()));
    }
    if (options.seriesUids() != null) {
      data.add(RunRecord.DataFile.of("series", options.seriesUids()));
    }
    RunRecord run =
        new RunRecord(
            "studies",
            options.commandLine(),
            clock.instant(),
            RunRecord.thisCodeVersion(),
            analyzer.model(),
            data);
    DetectionOutput output =
        new DetectionOutput(run, bySeries.keySet(), nodules, excluded, detections, froc);
    List<Subgroup> subgroups = subgroups(bySeries, froc);
    subgroups.addAll(byTexture(labels, froc));
    Path categories = options.categories();
    DetectionOutput.Further further =
        new StudyFigures(labels, bySeries, froc.nodules())
            .further(
                categories == null ? Map.of() : CategoryTable.read(categories, problems),
                options.operatingThreshold());
    output.write(
        options.out(),
        problems,
        subgroups,
        refusals(results),
        crops(source, output, froc),
        further);
    output.summary().forEach(out::println);
    ReportParts.lines(further.figures()).forEach(out::println);
    long refused = results.stream().filter(result -> result.refusal() != null).count();
    if (refused > 0) {
      out.println(refused + " series were refused and count as scans without marks");
    }
    out.println("Report: " + options.out().resolve("report.html"));
  }

  private static List<String> refusals(List<StudyResult> results) {
    List<String> notes = new ArrayList<>();
    for (StudyResult result : results) {
      if (result.refusal() != null) {
        notes.add("series %s: %s".formatted(result.seriesInstanceUid(), result.refusal()));
      }
    }
    return notes;
  }

  /** Findings of scored series; one outside its volume is named and left out. */
  private static List<ReferenceFinding> inside(
      Map<String, StudyResult> bySeries,
      List<Located<ReferenceFinding>> findings,
      Path from,
      InputProblems problems) {
    List<ReferenceFinding> inside = new ArrayList<>();
    for (Located<ReferenceFinding> located : findings) {
      ReferenceFinding finding = located.value();
      StudyResult result = bySeries.get(finding.seriesInstanceUid());
      if (result == null) {
        continue;
      }
      StudyResult.Bounds bounds = result.bounds();
      if (bounds != null && !bounds.contains(finding.center())) {
        problems.add(
            from.toString(),
            located.line(),
            "the place %.1f, %.1f, %.1f mm lies outside the volume of series %s; left out"
                .formatted(
                    finding.center().xMm(),
                    finding.center().yMm(),
                    finding.center().zMm(),
                    finding.seriesInstanceUid()));
      } else {
        inside.add(finding);
      }
    }
    return inside;
  }

  private static List<Subgroup> byTexture(StudyLabels labels, FrocResult froc) {
    Map<String, List<FrocResult.NoduleOutcome>> groups = new TreeMap<>();
    for (FrocResult.NoduleOutcome outcome : froc.nodules()) {
      String texture = labels.of(outcome.nodule()).texture();
      if (texture != null) {
        groups.computeIfAbsent(texture, key -> new ArrayList<>()).add(outcome);
      }
    }
    List<Subgroup> subgroups = new ArrayList<>();
    groups.forEach(
        (texture, nodules) ->
            subgroups.addAll(DetectionOutput.subgroup("texture", texture, nodules, froc)));
    return subgroups;
  }

  private static List<Subgroup> subgroups(Map<String, StudyResult> bySeries, FrocResult froc) {
    Map<String, Map<String, Set<String>>> groups = new TreeMap<>();
    for (StudyResult result : bySeries.values()) {
      result
          .traits()
          .forEach(
              (by, group) ->
                  groups
                      .computeIfAbsent(by, key -> new TreeMap<>())
                      .computeIfAbsent(group, key -> new HashSet<>())
                      .add(result.seriesInstanceUid()));
    }
    List<Subgroup> subgroups = new ArrayList<>();
    groups.forEach(
        (by, parts) ->
            parts.forEach(
                (group, series) ->
                    subgroups.addAll(DetectionOutput.ofSeries(by, group, series, froc))));
    return subgroups;
  }

  private static CropGallery crops(StudySource source, DetectionOutput output, FrocResult froc) {
    Set<CropGallery.Place> places = new LinkedHashSet<>();
    output.missed().stream()
        .limit(CROPS_EACH)
        .forEach(
            o ->
                places.add(
                    new CropGallery.Place(o.nodule().seriesInstanceUid(), o.nodule().center())));
    froc.falseMarks().stream()
        .limit(CROPS_EACH)
        .forEach(d -> places.add(new CropGallery.Place(d.seriesInstanceUid(), d.center())));
    return CropGallery.of(source, places);
  }
}
