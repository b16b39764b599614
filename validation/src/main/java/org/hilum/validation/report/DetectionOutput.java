package org.hilum.validation.report;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.hilum.model.AtomicFiles;
import org.hilum.model.volume.PatientPoint;
import org.hilum.validation.Detection;
import org.hilum.validation.InputProblem;
import org.hilum.validation.InputProblems;
import org.hilum.validation.ReferenceFinding;
import org.hilum.validation.csv.DetectionTable;
import org.hilum.validation.froc.FrocCurve;
import org.hilum.validation.froc.FrocResult;
import org.hilum.validation.report.HtmlPage.Cell;
import org.hilum.validation.roc.Proportion;
import org.jspecify.annotations.Nullable;

/**
 * What scoring detections leaves behind: {@code metrics.json}, {@code report.html}, {@code
 * froc.csv} (the curve), {@code nodules.csv} (each nodule and the score that found it), {@code
 * false-marks.csv}, and the scored input itself ({@code detections.csv}, {@code reference.csv},
 * {@code excluded.csv}, {@code scans.csv}), from which two runs can be compared.
 */
public final class DetectionOutput {

  private static final int ROWS_SHOWN = 50;

  private final RunRecord run;
  private final Collection<String> scans;
  private final Collection<ReferenceFinding> nodules;
  private final Collection<ReferenceFinding> excluded;
  private final List<Detection> detections;
  private final FrocResult result;

  public DetectionOutput(
      RunRecord run,
      Collection<String> scans,
      Collection<ReferenceFinding> nodules,
      Collection<ReferenceFinding> excluded,
      List<Detection> detections,
      FrocResult result) {
    this.run = run;
    this.scans = List.copyOf(scans);
    this.nodules = List.copyOf(nodules);
    this.excluded = List.copyOf(excluded);
    this.detections = List.copyOf(detections);
    this.result = result;
  }

  /** Draws the surroundings of a place as a PNG, where the images are at hand. */
  @FunctionalInterface
  public interface Crops {

    /** Null where there is no image of that place. */
    byte @Nullable [] png(String seriesInstanceUid, PatientPoint center);

    /** For detections that come without images. */
    static Crops none() {
      return (series, center) -> null;
    }
  }

  /**
   * What else a run found out.
   *
   * @param figures join those of the detection
   * @param sections write theirs after the subgroups
   */
  public record Further(
      List<Figure> figures, Map<String, List<Figure>> baselines, Consumer<HtmlPage> sections) {

    public Further {
      figures = List.copyOf(figures);
      baselines = new LinkedHashMap<>(baselines);
    }

    public static Further nothing() {
      return new Further(List.of(), Map.of(), page -> {});
    }
  }

  /** The CPM, the seven sensitivities, and the share of nodules that any mark found. */
  public static List<Figure> figures(FrocResult result) {
    FrocResult.Counts counts = result.counts();
    Map<String, Integer> basis = new LinkedHashMap<>();
    basis.put("scans", counts.scans());
    basis.put("nodules", counts.nodules());
    basis.put("marks", counts.marks());
    List<Figure> figures = new ArrayList<>();
    double cpm = counts.nodules() == 0 ? Double.NaN : result.cpm();
    figures.add(
        new Figure(
            "cpm",
            "CPM: mean sensitivity at 1/8, 1/4, 1/2, 1, 2, 4 and 8 false marks a scan",
            cpm,
            result.cpmInterval(),
            basis));
    for (FrocResult.RateSensitivity rate : result.rates()) {
      String at = String.format(Locale.ROOT, "%s", plain(rate.falsePositivesPerScan()));
      figures.add(
          new Figure(
              "sensitivityAt" + at,
              "Sensitivity at "
                  + at
                  + (rate.falsePositivesPerScan() == 1 ? " false mark" : " false marks")
                  + " a scan",
              counts.nodules() == 0 ? Double.NaN : rate.sensitivity(),
              rate.interval(),
              basis));
    }
    if (counts.nodules() > 0) {
      Proportion found = new Proportion(counts.nodulesFound(), counts.nodules());
      figures.add(
          new Figure(
              "foundByAnyMark",
              "Share of nodules that any mark hit",
              found.value(),
              found.interval(),
              Map.of("nodules", counts.nodules())));
    }
    Map<String, Integer> falseMarks = new LinkedHashMap<>();
    falseMarks.put("false marks", counts.falsePositives());
    falseMarks.put("scans", counts.scans());
    figures.add(
        new Figure(
            "falseMarksPerScan",
            "False marks a scan, all marks counted",
            (double) counts.falsePositives() / counts.scans(),
            null,
            falseMarks));
    return figures;
  }

  /** Sensitivity at one false mark a scan by size band. */
  public static List<Subgroup> bySize(FrocResult result) {
    Map<String, List<FrocResult.NoduleOutcome>> bands = new LinkedHashMap<>();
    SizeBand.all().forEach(band -> bands.put(band, new ArrayList<>()));
    for (FrocResult.NoduleOutcome outcome : result.nodules()) {
      bands
          .computeIfAbsent(SizeBand.of(outcome.nodule().diameterMm()), band -> new ArrayList<>())
          .add(outcome);
    }
    List<Subgroup> groups = new ArrayList<>();
    bands.forEach((band, nodules) -> groups.addAll(subgroup("size", band, nodules, result)));
    return groups;
  }

  /** The nodules of some of the series, at the threshold of all; empty where there are none. */
  public static List<Subgroup> ofSeries(
      String by, String group, Set<String> series, FrocResult result) {
    List<FrocResult.NoduleOutcome> nodules =
        result.nodules().stream()
            .filter(outcome -> series.contains(outcome.nodule().seriesInstanceUid()))
            .toList();
    return subgroup(by, group, nodules, result);
  }

  /** Some of the nodules, at the threshold of all; empty where there are none. */
  public static List<Subgroup> subgroup(
      String by, String group, List<FrocResult.NoduleOutcome> nodules, FrocResult result) {
    if (nodules.isEmpty()) {
      return List.of();
    }
    double threshold = result.curve().thresholdAt(1);
    int found = (int) nodules.stream().filter(outcome -> !isMissed(outcome, threshold)).count();
    Proportion share = new Proportion(found, nodules.size());
    Figure figure =
        new Figure(
            "sensitivityAtOne",
            "Sensitivity at 1 false mark a scan",
            share.value(),
            share.interval(),
            Map.of("nodules", nodules.size()));
    return List.of(new Subgroup(by, group, nodules.size(), List.of(figure)));
  }

  private static boolean isMissed(FrocResult.NoduleOutcome outcome, double threshold) {
    Double score = outcome.score();
    return score == null || score < threshold;
  }

  /** The nodules that no mark finds at one false mark a scan. */
  public List<FrocResult.NoduleOutcome> missed() {
    double threshold = result.curve().thresholdAt(1);
    return result.nodules().stream().filter(outcome -> isMissed(outcome, threshold)).toList();
  }

  /**
   * Writes everything into a folder that exists.
   *
   * @param extra further subgroups of the same cases
   * @param refusals series that the model would not judge, and why
   * @param further what was scored besides detection
   */
  public void write(
      Path folder,
      InputProblems problems,
      List<Subgroup> extra,
      List<String> refusals,
      Crops crops,
      Further further)
      throws IOException {
    DetectionTable.write(folder.resolve("detections.csv"), detections);
    AtomicFiles.write(folder.resolve("reference.csv"), findingsCsv(nodules));
    AtomicFiles.write(folder.resolve("excluded.csv"), findingsCsv(excluded));
    AtomicFiles.write(folder.resolve("scans.csv"), "seriesuid\n" + String.join("\n", scans) + "\n");
    AtomicFiles.write(folder.resolve("froc.csv"), frocCsv());
    AtomicFiles.write(folder.resolve("nodules.csv"), nodulesCsv());
    DetectionTable.write(folder.resolve("false-marks.csv"), result.falseMarks());
    List<Figure> figures = figures(result);
    List<Subgroup> subgroups = new ArrayList<>(bySize(result));
    subgroups.addAll(extra);
    List<Figure> all = new ArrayList<>(figures);
    all.addAll(further.figures());
    MetricsJson.write(
        folder.resolve("metrics.json"), run, all, further.baselines(), subgroups, problems);
    AtomicFiles.write(
        folder.resolve("report.html"),
        html(figures, subgroups, problems, refusals, crops, further));
  }

  private String html(
      List<Figure> figures,
      List<Subgroup> subgroups,
      InputProblems problems,
      List<String> refusals,
      Crops crops,
      Further further) {
    FrocResult.Counts counts = result.counts();
    HtmlPage page = new HtmlPage("Nodule detection");
    page.paragraph(
        ("%d scans with %d nodules and %d excluded findings; %d marks, of which %d were false, %d"
                + " repeated a hit, %d lay on excluded findings and %d in series that are not"
                + " scored.")
            .formatted(
                counts.scans(),
                counts.nodules(),
                counts.excludedFindings(),
                counts.marks() + counts.outsideSeries(),
                counts.falsePositives(),
                counts.repeatedHits(),
                counts.onExcluded(),
                counts.outsideSeries()));
    if (counts.nodules() < Subgroup.ENOUGH_CASES) {
      page.note("Only %d nodules: too few to say anything.".formatted(counts.nodules()));
    }
    ReportParts.figures(page, "Figures", figures);
    page.plots(List.of(Plots.froc(result)));
    ReportParts.subgroups(page, subgroups, "sensitivityAtOne", "sensitivity");
    further.sections().accept(page);
    misses(page, crops);
    worstFalseMarks(page, crops);
    if (!refusals.isEmpty()) {
      page.heading("Series that the model refused");
      page.paragraph("They count as scans without marks.");
      page.table(
          List.of("series and reason"),
          refusals.stream().map(refusal -> List.of(Cell.text(refusal))).toList());
    }
    ReportParts.problems(page, problems);
    ReportParts.run(page, run);
    return page.html();
  }

  private void misses(HtmlPage page, Crops crops) {
    List<FrocResult.NoduleOutcome> missed = missed();
    page.heading("Nodules missed at 1 false mark a scan");
    page.paragraph(
        "%d of %d%s. A score says that a mark lies there, below the threshold."
            .formatted(
                missed.size(),
                result.nodules().size(),
                missed.size() > ROWS_SHOWN
                    ? ", the first %d shown; all are in nodules.csv".formatted(ROWS_SHOWN)
                    : ""));
    List<List<Cell>> rows = new ArrayList<>();
    for (FrocResult.NoduleOutcome outcome : missed.stream().limit(ROWS_SHOWN).toList()) {
      ReferenceFinding nodule = outcome.nodule();
      Double score = outcome.score();
      rows.add(
          List.of(
              crop(crops, nodule.seriesInstanceUid(), nodule.center(), "missed nodule"),
              Cell.text(nodule.seriesInstanceUid()),
              Cell.text(ReportParts.place(nodule.center())),
              Cell.text(nodule.hasDiameter() ? plain(nodule.diameterMm()) + " mm" : "unknown"),
              Cell.text(score == null ? "no mark" : "score " + plain(score))));
    }
    page.table(List.of("", "series", "place (mm)", "diameter", "nearest mark"), rows);
  }

  private void worstFalseMarks(HtmlPage page, Crops crops) {
    page.heading("Worst false marks");
    page.paragraph("The highest scores that lie on no nodule and on no excluded finding.");
    List<List<Cell>> rows = new ArrayList<>();
    for (Detection mark : result.falseMarks().stream().limit(ROWS_SHOWN).toList()) {
      rows.add(
          List.of(
              crop(crops, mark.seriesInstanceUid(), mark.center(), "false mark"),
              Cell.text(mark.seriesInstanceUid()),
              Cell.text(ReportParts.place(mark.center())),
              Cell.text(plain(mark.score()))));
    }
    page.table(List.of("", "series", "place (mm)", "score"), rows);
  }

  private static Cell crop(Crops crops, String series, PatientPoint center, String alt) {
    byte[] png = crops.png(series, center);
    return png == null ? Cell.text("") : Cell.png(png, alt);
  }

  private static String findingsCsv(Collection<ReferenceFinding> findings) {
    StringWriter out = new StringWriter();
    out.write("seriesuid,coordX,coordY,coordZ,diameter_mm\n");
    for (ReferenceFinding f : findings) {
      out.write(line(f.seriesInstanceUid(), f.center()));
      out.write("," + (f.hasDiameter() ? f.diameterMm() : -1) + "\n");
    }
    return out.toString();
  }

  private String nodulesCsv() {
    StringWriter out = new StringWriter();
    out.write("seriesuid,coordX,coordY,coordZ,diameter_mm,score\n");
    for (FrocResult.NoduleOutcome outcome : result.nodules()) {
      ReferenceFinding n = outcome.nodule();
      out.write(line(n.seriesInstanceUid(), n.center()));
      out.write("," + (n.hasDiameter() ? n.diameterMm() : -1));
      Double score = outcome.score();
      out.write("," + (score == null ? "" : score) + "\n");
    }
    return out.toString();
  }

  private static String line(String series, PatientPoint p) {
    return String.format(Locale.ROOT, "%s,%s,%s,%s", series, p.xMm(), p.yMm(), p.zMm());
  }

  private String frocCsv() {
    StringWriter out = new StringWriter();
    out.write("falseMarksPerScan,sensitivity,threshold\n");
    FrocCurve curve = result.curve();
    for (int i = 1; i < curve.points(); i++) {
      out.write(
          "%s,%s,%s\n"
              .formatted(curve.falsePositivesPerScan(i), curve.sensitivity(i), curve.threshold(i)));
    }
    return out.toString();
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? Long.toString((long) value)
        : Double.isFinite(value)
            ? new BigDecimal(value, new MathContext(4)).stripTrailingZeros().toString()
            : Double.toString(value);
  }

  /** What the terminal shows at the end. */
  public List<String> summary() {
    return ReportParts.lines(figures(result));
  }

  /** One line a problem, as many as a terminal can bear. */
  public static List<String> told(InputProblems problems, int most) {
    List<String> lines = new ArrayList<>();
    problems.kept().stream().limit(most).map(InputProblem::toString).forEach(lines::add);
    if (problems.count() > most) {
      lines.add("… and %d more, see metrics.json".formatted(problems.count() - most));
    }
    return lines;
  }
}
