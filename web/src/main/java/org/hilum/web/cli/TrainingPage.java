package org.hilum.web.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.hilum.validation.report.HtmlPage;
import org.hilum.validation.report.Plots;
import org.hilum.validation.report.Plots.Line;
import org.hilum.validation.report.ReportParts;
import org.hilum.validation.report.RunRecord;

/** What a training leaves for those who come later: what it read, and how the loss fell. */
final class TrainingPage {

  private static final int STEP = 0;
  private static final List<String> PARTS = List.of("focal", "size", "dice", "mask_focal");

  /** Rows whose mean makes a point: single ones are too noisy to see a trend. */
  private static final int ROWS_A_POINT = 10;

  private TrainingPage() {}

  /**
   * @param facts a sentence each
   * @param metrics the detector's, as {@code DetectorTrainer} writes them
   * @throws IOException if the metrics cannot be read or the page not written
   */
  static void write(Path page, RunRecord run, List<String> facts, Path metrics) throws IOException {
    List<String> lines = Files.readAllLines(metrics);
    List<String> columns = List.of(lines.get(0).split(","));
    List<double[]> points = points(lines.subList(1, lines.size()));
    List<Line> drawn = new ArrayList<>();
    drawn.add(line("all", points, columns.indexOf("loss")));
    PARTS.forEach(part -> drawn.add(line(part, points, columns.indexOf(part))));
    HtmlPage html = new HtmlPage("Training");
    facts.forEach(html::paragraph);
    html.heading("Detector: loss")
        .plots(
            List.of(
                Plots.trend(
                    "step",
                    "loss",
                    drawn,
                    String.format(
                        Locale.ROOT,
                        "The loss and its parts, a mean of %d rows of metrics.csv a point. Cases are"
                            + " composed without end and grow harder with each mining of false"
                            + " marks: it tells that training works, not how good the result is.",
                        ROWS_A_POINT))));
    ReportParts.run(html, run);
    Files.writeString(page, html.html(), StandardCharsets.UTF_8);
  }

  private static List<double[]> points(List<String> rows) {
    List<double[]> points = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += ROWS_A_POINT) {
      List<double[]> some =
          rows.subList(from, Math.min(rows.size(), from + ROWS_A_POINT)).stream()
              .map(TrainingPage::values)
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
        points.stream().mapToDouble(point -> point[STEP]).toArray(),
        points.stream().mapToDouble(point -> point[column]).toArray());
  }
}
