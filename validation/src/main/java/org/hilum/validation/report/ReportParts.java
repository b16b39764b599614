package org.hilum.validation.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hilum.model.volume.PatientPoint;
import org.hilum.validation.InputProblems;
import org.hilum.validation.report.HtmlPage.Cell;

/** The parts that every report has. */
public final class ReportParts {

  private static final int PROBLEMS_SHOWN = 200;

  private ReportParts() {}

  public static void figures(HtmlPage page, String heading, List<Figure> figures) {
    page.heading(heading);
    List<List<Cell>> rows = new ArrayList<>();
    for (Figure figure : figures) {
      rows.add(
          List.of(
              Cell.text(figure.label()),
              Cell.text(figure.shown()),
              Cell.text(figure.shownCounts())));
    }
    page.table(List.of("figure", "value (95 % interval)", "from"), rows);
  }

  /**
   * @param figureId the figure to draw
   */
  public static void subgroups(
      HtmlPage page, List<Subgroup> subgroups, String figureId, String figureLabel) {
    if (subgroups.isEmpty()) {
      return;
    }
    page.heading("Subgroups");
    List<List<Cell>> rows = new ArrayList<>();
    for (Subgroup group : subgroups) {
      for (Figure figure : group.figures()) {
        rows.add(
            List.of(
                Cell.text(group.by()),
                Cell.text(group.group()),
                Cell.text(figure.label()),
                Cell.text(figure.shown()),
                Cell.text(Integer.toString(group.cases())),
                Cell.text(group.warning())));
      }
    }
    page.table(List.of("by", "group", "figure", "value (95 % interval)", "cases", ""), rows);
    page.plots(List.of(Plots.subgroups(figureId, figureLabel, subgroups)));
  }

  public static void problems(HtmlPage page, InputProblems problems) {
    page.heading("Problems with the input");
    if (problems.count() == 0) {
      page.paragraph("None.");
      return;
    }
    page.note("%d; what they name was left out, or read as they say.".formatted(problems.count()));
    List<List<Cell>> rows = new ArrayList<>();
    for (String line : DetectionOutput.told(problems, PROBLEMS_SHOWN)) {
      rows.add(List.of(Cell.text(line)));
    }
    page.table(List.of("what"), rows);
  }

  public static void run(HtmlPage page, RunRecord run) {
    page.heading("What was run");
    List<List<Cell>> rows = new ArrayList<>();
    rows.add(List.of(Cell.text("command"), Cell.text(run.command())));
    rows.add(List.of(Cell.text("date"), Cell.text(run.date().toString())));
    rows.add(List.of(Cell.text("code"), Cell.text(run.codeVersion())));
    if (run.model() != null) {
      rows.add(
          List.of(
              Cell.text("model"),
              Cell.text(
                  "%s %s (%s)"
                      .formatted(
                          run.model().name(), run.model().version(), run.model().precision()))));
    }
    for (RunRecord.DataFile file : run.data()) {
      String text =
          file.sha256().isEmpty() ? file.path() : file.path() + " (SHA-256 " + file.sha256() + ")";
      rows.add(List.of(Cell.text(file.role()), Cell.text(text)));
    }
    page.table(List.of("", ""), rows);
  }

  static String place(PatientPoint p) {
    return String.format(Locale.ROOT, "%.1f, %.1f, %.1f", p.xMm(), p.yMm(), p.zMm());
  }

  public static List<String> lines(List<Figure> figures) {
    return figures.stream()
        .map(figure -> "%-78s %s".formatted(figure.label(), figure.shown()))
        .toList();
  }
}
