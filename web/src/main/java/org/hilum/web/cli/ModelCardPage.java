package org.hilum.web.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.hilum.model.AtomicFiles;
import org.hilum.model.detect.DetectorTrainer;
import org.hilum.validation.report.HtmlPage;
import org.hilum.validation.report.HtmlPage.Plot;
import org.hilum.validation.report.Plots;
import org.hilum.validation.report.Plots.Line;
import org.hilum.validation.report.ReportParts;
import org.hilum.validation.report.RunRecord;

/**
 * The model card that a training leaves for those who come later: what the model is for, what it
 * read, how the losses fell, what is known of it, and how to learn more.
 */
final class ModelCardPage {

  private static final List<String> DETECTOR_PARTS =
      List.of("loss", "focal", "size", "dice", "mask_focal");

  /** Rows whose mean makes a point: single ones are too noisy to see a trend. */
  private static final int DETECTOR_ROWS = 10;

  private ModelCardPage() {}

  /**
   * What a card tells, a sentence each.
   *
   * @param data what was learnt from
   * @param held what patients tell that were held back to choose and to calibrate
   */
  record Facts(List<String> data, List<String> held) {}

  /**
   * @param out the folder of a training; the tables of losses in it are drawn, those that are there
   *     and hold a row
   * @throws IOException if a table cannot be read or the page not written
   */
  static void write(Path page, RunRecord run, Facts facts, Path out) throws IOException {
    HtmlPage html = new HtmlPage("Model card");
    html.paragraph(
        "Marks places in a chest CT that may be lung nodules, outlines and describes them, and"
            + " weighs their malignancy from images and, where there is one, history.");
    html.paragraph(
        "Labels are readers' opinions, not pathology. Histories are simulated with published odds"
            + " ratios. LIDC-IDRI: CC BY 3.0, doi 10.7937/K9/TCIA.2015.LO9QL9SX.");
    html.heading("Learnt from");
    facts.data().forEach(html::paragraph);
    html.heading("How the losses fell").plots(plots(out));
    html.heading("What is known of it");
    facts.held().forEach(html::paragraph);
    html.paragraph(
        "The held patients chose the step and the calibration, so that their figures flatter."
            + " Unseen patients are asked with ./hilum validate nodules --weights DIR on the"
            + " validation split and ./hilum validate studies --weights DIR on whole CTs, where DIR"
            + " is this page's folder; ./hilum analyze and bench model, crops, detector and"
            + " walls take it too, ./hilum bench assessor its files one by one. ./hilum train"
            + " --cross-validate measures the way of training on all patients. A server uses the"
            + " folder that hilum.model.weights names.");
    html.paragraph(
        "Other vendors, kernels and doses than those of the training CTs, other diseases than"
            + " nodules, and children were never seen.");
    ReportParts.run(html, run);
    AtomicFiles.write(page, html.html());
  }

  private static List<Plot> plots(Path out) throws IOException {
    List<Plot> plots = new ArrayList<>();
    add(
        plots,
        out.resolve("detector").resolve(DetectorTrainer.METRICS),
        DETECTOR_PARTS,
        DETECTOR_ROWS,
        "Detector: the loss and its parts. Cases are composed without end and grow harder with"
            + " each mining of false marks: it tells that training works, not how good the result"
            + " is.");
    Path assessor = out.resolve("assessor");
    add(
        plots,
        assessor.resolve("segmenter-losses.csv"),
        List.of("loss", "score"),
        1,
        "Segmenter: the loss, and the Dice of slices of held patients.");
    add(
        plots,
        assessor.resolve("assessor-losses.csv"),
        List.of("loss", "malignancy", "nodule", "score"),
        1,
        "Mixture of experts: the loss, two of its parts, and the score of held patients by which"
            + " the step was chosen.");
    add(
        plots,
        assessor.resolve("text-losses.csv"),
        List.of("loss", "history"),
        1,
        "What reads the history: the loss, and the squared error of the log-odds that a history"
            + " adds.");
    return plots;
  }

  private static void add(
      List<Plot> plots, Path table, List<String> columns, int rowsAPoint, String caption)
      throws IOException {
    if (!Files.exists(table)) {
      return;
    }
    List<String> lines = Files.readAllLines(table);
    if (lines.size() < 2) {
      return; // not trained, but begun with given weights
    }
    List<String> names = List.of(lines.get(0).split(","));
    List<double[]> points = points(lines.subList(1, lines.size()), rowsAPoint);
    List<Line> drawn =
        columns.stream().map(name -> line(name, points, names.indexOf(name))).toList();
    plots.add(Plots.trend("step", "loss", drawn, caption));
  }

  private static List<double[]> points(List<String> rows, int rowsAPoint) {
    List<double[]> points = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += rowsAPoint) {
      List<double[]> some =
          rows.subList(from, Math.min(rows.size(), from + rowsAPoint)).stream()
              .map(ModelCardPage::values)
              .toList();
      points.add(
          IntStream.range(0, some.get(0).length)
              .mapToDouble(
                  column -> some.stream().mapToDouble(row -> row[column]).average().orElseThrow())
              .toArray());
    }
    return points;
  }

  private static double[] values(String row) {
    return List.of(row.split(",")).stream().mapToDouble(Double::parseDouble).toArray();
  }

  private static Line line(String name, List<double[]> points, int column) {
    return new Line(
        name,
        points.stream().mapToDouble(point -> point[0]).toArray(),
        points.stream().mapToDouble(point -> point[column]).toArray());
  }
}
