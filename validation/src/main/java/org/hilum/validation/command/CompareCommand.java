package org.hilum.validation.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hilum.model.AtomicFiles;
import org.hilum.validation.Detection;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblem;
import org.hilum.validation.InputProblems;
import org.hilum.validation.ReferenceFinding;
import org.hilum.validation.csv.AnnotationTable;
import org.hilum.validation.csv.Column;
import org.hilum.validation.csv.DetectionTable;
import org.hilum.validation.csv.Located;
import org.hilum.validation.csv.SeriesTable;
import org.hilum.validation.csv.TableReader;
import org.hilum.validation.froc.FrocComparison;
import org.hilum.validation.froc.FrocScorer;
import org.hilum.validation.report.Figure;
import org.hilum.validation.report.HtmlPage;
import org.hilum.validation.report.MetricsJson;
import org.hilum.validation.report.Plots;
import org.hilum.validation.report.ReportParts;
import org.hilum.validation.report.RunRecord;
import org.hilum.validation.roc.DeLong;
import org.hilum.validation.roc.RocCurve;
import org.hilum.validation.roc.ScoredCases;
import org.jspecify.annotations.Nullable;

/**
 * {@code validate compare A B}: whether two runs differ on the cases that both scored, by paired
 * tests. A and B are the output folders of two runs of the same kind.
 */
public final class CompareCommand {

  private static final String PREDICTIONS = "predictions.csv";
  private static final String DETECTIONS = "detections.csv";

  private final Clock clock;

  public CompareCommand(Clock clock) {
    this.clock = clock;
  }

  /**
   * @param first output folder of one run, likewise {@code second}
   * @param maxMarksPerScan as in {@link FrocCommand.Options}, for both
   */
  public record Options(
      Path first,
      Path second,
      Path out,
      boolean lenient,
      @Nullable Integer maxMarksPerScan,
      int bootstraps,
      long seed,
      String commandLine) {}

  /** Compares and writes the report; 0 when all went well, 2 for wrong input. */
  public int run(Options options, PrintStream out, PrintStream err) {
    InputProblems problems = new InputProblems();
    try {
      requireFolder(options.first());
      requireFolder(options.second());
      boolean nodules = bothHold(options, PREDICTIONS);
      if (!nodules && !bothHold(options, DETECTIONS)) {
        throw new InputException(
            new InputProblem(
                options.first().toString(),
                0,
                "and %s are not the outputs of two runs of the same kind (both need %s or %s)"
                    .formatted(options.second(), PREDICTIONS, DETECTIONS)));
      }
      if (nodules && options.maxMarksPerScan() != null) {
        throw new InputException(
            new InputProblem(
                options.first().toString(),
                0,
                "is a run of nodules, which has no marks to cap; leave out --max-marks"));
      }
      Compared compared = nodules ? predictions(options, problems) : detections(options, problems);
      write(options, compared, nodules ? PREDICTIONS : DETECTIONS, problems);
      ReportParts.lines(compared.figures()).forEach(out::println);
      compared.notes().forEach(err::println);
      out.println("Report: " + options.out().resolve("report.html"));
    } catch (InputException e) {
      return Ending.refused(e, problems, err);
    } catch (IOException e) {
      return Ending.unwritable(options.out(), e, err);
    }
    return Ending.of(problems, options.lenient(), err);
  }

  private record Compared(List<Figure> figures, List<HtmlPage.Plot> plots, List<String> notes) {}

  private static void requireFolder(Path run) {
    if (!Files.isDirectory(run)) {
      String is = Files.exists(run) ? "is a file" : "no such folder";
      throw new InputException(
          new InputProblem(run.toString(), 0, is + "; give the folder that a run wrote"));
    }
  }

  private static boolean bothHold(Options options, String file) {
    return Files.isRegularFile(options.first().resolve(file))
        && Files.isRegularFile(options.second().resolve(file));
  }

  private static Compared predictions(Options options, InputProblems problems) {
    Map<String, Prediction> first = Prediction.read(options.first().resolve(PREDICTIONS), problems);
    Map<String, Prediction> second =
        Prediction.read(options.second().resolve(PREDICTIONS), problems);
    List<String> common = new ArrayList<>();
    for (Map.Entry<String, Prediction> entry : first.entrySet()) {
      Prediction other = second.get(entry.getKey());
      if (other == null) {
        continue;
      }
      if (other.malignant() != entry.getValue().malignant()) {
        problems.add(
            options.second().resolve(PREDICTIONS).toString(),
            other.line(),
            "nodule %s has another label than in %s; left out"
                .formatted(entry.getKey(), options.first()));
      } else {
        common.add(entry.getKey());
      }
    }
    ScoredCases a = scored(common, first);
    ScoredCases b = scored(common, second);
    if (!a.hasBothKinds()) {
      throw new InputException(
          new InputProblem(
              options.first().toString(),
              0,
              "and %s share no nodules of both kinds".formatted(options.second())));
    }
    DeLong.Comparison result = DeLong.compare(a, b);
    Map<String, Integer> counts = new LinkedHashMap<>();
    counts.put("malignant", a.positives());
    counts.put("benign", a.negatives());
    List<Figure> figures =
        List.of(
            new Figure(
                "firstAuc", "A: AUC", result.first().area(), result.first().interval(), counts),
            new Figure(
                "secondAuc", "B: AUC", result.second().area(), result.second().interval(), counts),
            new Figure(
                "difference", "A less B", result.difference(), result.differenceInterval(), counts),
            new Figure("pValue", "p (paired DeLong)", result.pValue(), null, counts));
    List<Plots.Line> curves =
        List.of(Plots.Line.of("A", RocCurve.of(a)), Plots.Line.of("B", RocCurve.of(b)));
    return new Compared(
        figures,
        List.of(Plots.roc(curves)),
        notes(first.size(), second.size(), common.size(), "labelled nodules"));
  }

  private static ScoredCases scored(List<String> keys, Map<String, Prediction> predictions) {
    double[] scores = new double[keys.size()];
    boolean[] malignant = new boolean[keys.size()];
    for (int i = 0; i < scores.length; i++) {
      Prediction prediction = predictions.get(keys.get(i));
      if (prediction == null) {
        throw new IllegalArgumentException("no prediction of " + keys.get(i));
      }
      scores[i] = prediction.probability();
      malignant[i] = prediction.malignant();
    }
    return new ScoredCases(scores, malignant);
  }

  /** A row of {@code predictions.csv} that has a label. */
  private record Prediction(boolean malignant, double probability, long line) {

    private static final Column PATIENT = Column.required("patient");
    private static final Column NODULE = Column.required("nodule");
    private static final Column MALIGNANT = Column.optional("malignant");
    private static final Column PROBABILITY = Column.required("malignancy_probability");

    static Map<String, Prediction> read(Path file, InputProblems problems) {
      Map<String, Prediction> predictions = new LinkedHashMap<>();
      new TableReader(file, List.of(PATIENT, NODULE, MALIGNANT, PROBABILITY), problems)
          .read(
              row -> {
                double label = row.number(MALIGNANT);
                if (!Double.isNaN(label)) {
                  predictions.put(
                      row.text(PATIENT) + "/" + row.text(NODULE),
                      new Prediction(label == 1, row.number(PROBABILITY), row.line()));
                }
              });
      return predictions;
    }
  }

  private static Compared detections(Options options, InputProblems problems) {
    List<String> firstScans = SeriesTable.read(options.first().resolve("scans.csv"), problems);
    List<String> secondScans = SeriesTable.read(options.second().resolve("scans.csv"), problems);
    Set<String> common = new HashSet<>(firstScans);
    common.retainAll(secondScans);
    if (common.isEmpty()) {
      throw new InputException(
          new InputProblem(
              options.first().toString(), 0, "and %s share no scans".formatted(options.second())));
    }
    List<ReferenceFinding> nodules = shared(options, "reference.csv", "nodules", common, problems);
    List<ReferenceFinding> excluded =
        shared(options, "excluded.csv", "excluded findings", common, problems);
    if (nodules.isEmpty()) {
      throw new InputException(
          new InputProblem(
              options.first().toString(), 0, "has no nodules in the scans that both scored"));
    }
    FrocComparison result =
        new FrocScorer(options.bootstraps(), options.seed(), options.maxMarksPerScan())
            .compare(
                common,
                nodules,
                excluded,
                marks(options.first(), common, problems),
                marks(options.second(), common, problems));
    Map<String, Integer> counts = new LinkedHashMap<>();
    counts.put("scans", result.scans());
    counts.put("nodules", result.nodules());
    List<Figure> figures =
        List.of(
            new Figure("firstCpm", "A: CPM", result.firstCpm(), null, counts),
            new Figure("secondCpm", "B: CPM", result.secondCpm(), null, counts),
            new Figure("difference", "A less B", result.difference(), result.interval(), counts),
            new Figure("pValue", "p (paired bootstrap over scans)", result.pValue(), null, counts));
    return new Compared(
        figures, List.of(), notes(firstScans.size(), secondScans.size(), common.size(), "scans"));
  }

  /**
   * @throws InputException if the two runs have different ones in the scans that both scored
   */
  private static List<ReferenceFinding> shared(
      Options options, String file, String what, Set<String> scans, InputProblems problems) {
    List<ReferenceFinding> first = findings(options.first(), file, scans, problems);
    List<ReferenceFinding> second = findings(options.second(), file, scans, problems);
    if (!Set.copyOf(first).equals(Set.copyOf(second))) {
      throw new InputException(
          new InputProblem(
              options.second().resolve(file).toString(),
              0,
              "holds other %s than %s: the two were scored against different references"
                  .formatted(what, options.first())));
    }
    return first;
  }

  private static List<ReferenceFinding> findings(
      Path run, String file, Set<String> scans, InputProblems problems) {
    // What was wrong with these tables was told when they were scored.
    return AnnotationTable.readExcluded(run.resolve(file), problems).stream()
        .map(Located::value)
        .filter(finding -> scans.contains(finding.seriesInstanceUid()))
        .toList();
  }

  private static List<Detection> marks(Path run, Set<String> scans, InputProblems problems) {
    return DetectionTable.read(run.resolve(DETECTIONS), problems).stream()
        .map(Located::value)
        .filter(mark -> scans.contains(mark.seriesInstanceUid()))
        .toList();
  }

  private static List<String> notes(int first, int second, int common, String what) {
    return first == common && second == common
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT,
                "note: A scored %d %s and B %d; compared are the %d that both scored",
                first,
                what,
                second,
                common));
  }

  private void write(Options options, Compared compared, String file, InputProblems problems)
      throws IOException {
    RunRecord run =
        new RunRecord(
            "compare",
            options.commandLine(),
            clock.instant(),
            RunRecord.thisCodeVersion(),
            null,
            List.of(
                RunRecord.DataFile.of("A", options.first().resolve(file)),
                RunRecord.DataFile.of("B", options.second().resolve(file))));
    Files.createDirectories(options.out());
    MetricsJson.write(
        options.out().resolve("metrics.json"),
        run,
        compared.figures(),
        Map.of(),
        List.of(),
        problems);
    HtmlPage page = new HtmlPage("Two runs compared");
    page.paragraph("A is %s, B is %s.".formatted(options.first(), options.second()));
    compared.notes().forEach(page::note);
    ReportParts.figures(page, "Figures", compared.figures());
    if (!compared.plots().isEmpty()) {
      page.plots(compared.plots());
    }
    ReportParts.problems(page, problems);
    ReportParts.run(page, run);
    AtomicFiles.write(options.out().resolve("report.html"), page.html());
  }
}
