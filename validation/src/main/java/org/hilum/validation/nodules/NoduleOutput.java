package org.hilum.validation.nodules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.hilum.model.AtomicFiles;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.crops.Rating;
import org.hilum.validation.InputProblems;
import org.hilum.validation.malignancy.MalignancyFigures;
import org.hilum.validation.report.Figure;
import org.hilum.validation.report.HtmlPage;
import org.hilum.validation.report.HtmlPage.Cell;
import org.hilum.validation.report.MetricsJson;
import org.hilum.validation.report.ReportParts;
import org.hilum.validation.report.RunRecord;
import org.hilum.validation.report.Subgroup;
import org.hilum.validation.roc.ScoredCases;

/** Writes {@code predictions.csv}, {@code metrics.json} and {@code report.html}. */
public final class NoduleOutput {

  private static final int WORST_SHOWN = 24;

  private final RunRecord run;
  private final List<NoduleCase> cases;
  private final NoduleFigures figures;

  NoduleOutput(RunRecord run, List<NoduleCase> cases) {
    this.run = run;
    this.cases = List.copyOf(cases);
    this.figures = new NoduleFigures(cases);
  }

  /** Judges the nodules and writes everything into a folder, made if need be. */
  public static List<String> runAndWrite(
      NoduleRun nodules,
      Path archive,
      Path labels,
      NoduleRun.Split split,
      RunRecord run,
      Path folder,
      InputProblems problems)
      throws IOException {
    NoduleOutput output = new NoduleOutput(run, nodules.of(archive, labels, split, problems));
    output.write(folder, problems);
    return ReportParts.lines(output.allFigures());
  }

  private List<Figure> allFigures() {
    List<Figure> all = new ArrayList<>(figures.malignancy());
    all.addAll(figures.segmentation());
    all.addAll(figures.attributes());
    return all;
  }

  private void write(Path folder, InputProblems problems) throws IOException {
    Files.createDirectories(folder);
    AtomicFiles.write(folder.resolve("predictions.csv"), predictionsCsv());
    MetricsJson.write(
        folder.resolve("metrics.json"),
        run,
        allFigures(),
        figures.baselines(),
        figures.subgroups(),
        problems);
    AtomicFiles.write(folder.resolve("report.html"), html(problems));
  }

  private String predictionsCsv() {
    StringBuilder out =
        new StringBuilder(
            "patient,nodule,split,readers,malignancy_mean,malignant,malignancy_probability,"
                + "diameter_mm,measured_long_axis_mm,"
                + "malignancy_probability_simulated_history,history_log_odds_simulated,brock_image_terms,mayo_image_terms,"
                + "texture,spiculation,lobulation,margin,sphericity,calcification,subtlety,"
                + "dice,hd95_mm,volume_mm3,reference_volume_mm3,dice_between_readers\n");
    for (NoduleCase c : cases) {
      NoduleRow row = c.row();
      var a = c.prediction().attributes();
      List<String> cells = new ArrayList<>();
      cells.add(row.patient());
      cells.add(row.nodule());
      cells.add(row.split().label());
      cells.add(Integer.toString(row.readers()));
      cells.add(number(row.mean(Rating.MALIGNANCY).orElse(Double.NaN)));
      cells.add(row.hasMalignancyLabel() ? (row.malignant() ? "1" : "0") : "");
      cells.add(Double.toString(c.prediction().malignancyProbability()));
      double[] numbers = {
        row.diameterMm(),
        c.prediction().longAxisMm(),
        c.prediction().withHistory().malignancyProbability(),
        c.prediction().withHistory().historyLogOdds(),
        Baselines.brock(c),
        Baselines.mayo(c),
        a.texture(),
        a.spiculation(),
        a.lobulation(),
        a.margin(),
        a.sphericity(),
        a.calcification(),
        a.subtlety(),
        c.segmentation().dice(),
        c.segmentation().hd95Mm(),
        c.segmentation().volumeMm3(),
        c.segmentation().referenceVolumeMm3(),
        c.readersDice()
      };
      for (double value : numbers) {
        cells.add(number(value));
      }
      out.append(String.join(",", cells)).append('\n');
    }
    return out.toString();
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.5g", value);
  }

  private String html(InputProblems problems) {
    HtmlPage page = new HtmlPage("Single nodules");
    List<NoduleCase> labelled = figures.labelled();
    page.paragraph(
        ("%d nodules. Malignancy is scored on the %d of them that at least three readers rated with"
                + " a mean other than 3; above 3 counts as malignant. These are readers' opinions,"
                + " not pathology. The nodules come without histories: the model saw the images"
                + " alone, except where 'simulated histories' is said.")
            .formatted(cases.size(), labelled.size()));
    ReportParts.figures(page, "Malignancy", figures.malignancy());
    ScoredCases scored = NoduleFigures.scored(labelled, NoduleFigures::model);
    if (scored.hasBothKinds()) {
      page.plots(MalignancyFigures.plots(figures.model(), figures.others(), figures.malignant()));
    } else {
      page.note("There are not both malignant and benign nodules: malignancy cannot be scored.");
    }
    figures
        .baselines()
        .forEach((name, list) -> ReportParts.figures(page, "Baseline: " + name, list));
    page.paragraph(
        "Brock and Mayo see the image's terms alone, since these nodules have no histories: a"
            + " patient of 62 years, every unknown fact counted as absent. Simulated histories are"
            + " drawn given the label, each fact with its published odds ratio: they show how the"
            + " model uses such facts, not how it would do on patients.");
    ReportParts.figures(page, "Outlines", figures.segmentation());
    ReportParts.figures(page, "Attributes", figures.attributes());
    List<Subgroup> subgroups = figures.subgroups();
    page.paragraph("Subgroups count twice the rarer kind of case, on which an AUC rests.");
    ReportParts.subgroups(page, subgroups, "malignancyAuc", "AUC");
    worst(page, "Malignant nodules with the lowest probabilities", true);
    worst(page, "Benign nodules with the highest probabilities", false);
    ReportParts.problems(page, problems);
    ReportParts.run(page, run);
    return page.html();
  }

  private void worst(HtmlPage page, String heading, boolean malignant) {
    Comparator<NoduleCase> byProbability = Comparator.comparingDouble(NoduleFigures::model);
    List<NoduleCase> worst =
        figures.labelled().stream()
            .filter(c -> c.row().malignant() == malignant)
            .sorted(malignant ? byProbability : byProbability.reversed())
            .limit(WORST_SHOWN)
            .toList();
    page.heading(heading);
    page.paragraph("Blue: what at least half of the readers drew. Orange: the model's outline.");
    List<List<Cell>> rows = new ArrayList<>();
    for (NoduleCase c : worst) {
      Map<String, String> facts = new TreeMap<>();
      facts.put("diameter", number(c.row().diameterMm()) + " mm");
      facts.put("readers' mean", number(c.row().mean(Rating.MALIGNANCY).orElse(Double.NaN)));
      rows.add(
          List.of(
              Cell.png(c.cropPng(), "nodule " + c.row().key()),
              Cell.text(c.row().key()),
              Cell.text(facts.toString().replaceAll("[{}]", "")),
              Cell.text(
                  String.format(Locale.ROOT, "%.3f", c.prediction().malignancyProbability()))));
    }
    page.table(List.of("", "nodule", "readers", "probability said"), rows);
  }
}
