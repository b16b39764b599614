package org.hilum.validation.studies;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.hilum.report.guideline.LungRads.Category;
import org.hilum.validation.ReferenceFinding;
import org.hilum.validation.froc.FrocResult;
import org.hilum.validation.froc.FrocScorer;
import org.hilum.validation.labels.StudyLabels;
import org.hilum.validation.lungrads.CategoryAgreement;
import org.hilum.validation.malignancy.MalignancyFigures;
import org.hilum.validation.report.DetectionOutput;
import org.hilum.validation.report.Figure;
import org.hilum.validation.report.HtmlPage;
import org.hilum.validation.report.HtmlPage.Cell;
import org.hilum.validation.report.ReportParts;
import org.hilum.validation.report.Subgroup;
import org.hilum.validation.roc.ScoredCases;
import org.jspecify.annotations.Nullable;

/** What is scored of studies besides detection: malignancy and Lung-RADS, where labels say it. */
public final class StudyFigures {

  private final StudyLabels labels;
  private final Map<String, StudyResult> results;
  private final List<Case> cases = new ArrayList<>();
  private int unmarked;

  /** A labelled nodule and the mark that found it. */
  private record Case(
      ReferenceFinding nodule, boolean malignant, StudyResult.Mark mark, StudyResult study) {}

  /**
   * @param outcomes the reference's nodules
   */
  public StudyFigures(
      StudyLabels labels,
      Map<String, StudyResult> results,
      List<FrocResult.NoduleOutcome> outcomes) {
    this.labels = labels;
    this.results = new LinkedHashMap<>(results);
    for (FrocResult.NoduleOutcome outcome : outcomes) {
      ReferenceFinding nodule = outcome.nodule();
      Boolean malignant = labels.of(nodule).malignant();
      if (malignant == null) {
        continue;
      }
      StudyResult study = results.get(nodule.seriesInstanceUid());
      StudyResult.Mark mark = study == null ? null : best(study, nodule);
      if (study == null || mark == null) {
        unmarked++;
      } else {
        cases.add(new Case(nodule, malignant, mark, study));
      }
    }
  }

  /** The mark of the highest nodule probability that hits a nodule; null where none does. */
  private static StudyResult.@Nullable Mark best(StudyResult study, ReferenceFinding nodule) {
    return study.marks().stream()
        .filter(mark -> FrocScorer.hits(mark.center(), nodule))
        .max(Comparator.comparingDouble(StudyResult.Mark::noduleProbability))
        .orElse(null);
  }

  /**
   * @param readersCategories by series; those without results are passed over
   * @param operatingThreshold the nodule probability from which a mark is a reported finding
   */
  public DetectionOutput.Further further(
      Map<String, Category> readersCategories, double operatingThreshold) {
    List<Figure> malignancy = MalignancyFigures.of(scored());
    Map<String, List<Figure>> baselines = baselines();
    CategoryAgreement agreement = agreement(readersCategories, operatingThreshold);
    List<Figure> all = new ArrayList<>(malignancy);
    all.addAll(agreement.figures());
    return new DetectionOutput.Further(
        all,
        baselines,
        page -> {
          if (!cases.isEmpty() || unmarked > 0) {
            malignancySection(page, malignancy, baselines);
          }
          if (!readersCategories.isEmpty()) {
            lungRadsSection(page, agreement);
          }
        });
  }

  private ScoredCases scored() {
    return new ScoredCases(model(), malignant());
  }

  private double[] model() {
    return scores(c -> c.mark().malignancyProbability());
  }

  private double[] scores(ToDoubleFunction<Case> score) {
    return cases.stream().mapToDouble(score).toArray();
  }

  private boolean[] malignant() {
    boolean[] malignant = new boolean[cases.size()];
    for (int i = 0; i < malignant.length; i++) {
      malignant[i] = cases.get(i).malignant();
    }
    return malignant;
  }

  private Map<String, double[]> others() {
    Map<String, double[]> others = new LinkedHashMap<>();
    others.put(
        "diameter alone",
        scores(c -> c.nodule().hasDiameter() ? c.nodule().diameterMm() : Double.NaN));
    others.put("Brock 2b", scores(c -> c.mark().brock()));
    others.put("Mayo", scores(c -> c.mark().mayo()));
    others.put("image alone", scores(c -> c.mark().imageOnlyProbability()));
    others.put("history alone", scores(c -> c.study().historyLogOdds()));
    return others;
  }

  private Map<String, List<Figure>> baselines() {
    Map<String, List<Figure>> baselines = new LinkedHashMap<>();
    if (scored().hasBothKinds()) {
      others()
          .forEach(
              (name, scores) -> {
                List<Figure> figures = MalignancyFigures.baseline(model(), scores, malignant());
                if (!figures.isEmpty()) {
                  baselines.put(name, figures);
                }
              });
    }
    return baselines;
  }

  private void malignancySection(
      HtmlPage page, List<Figure> malignancy, Map<String, List<Figure>> baselines) {
    page.heading("Malignancy of the nodules that were found");
    page.paragraph(
        ("Labels are %s. %d nodules have a label and a mark; %d have a label, but no mark hit"
                + " them: they have no probability and are not in these figures.")
            .formatted(labels.malignancyIs(), cases.size(), unmarked));
    ScoredCases scored = scored();
    if (!scored.hasBothKinds()) {
      page.note(
          "%d malignant and %d benign: malignancy can only be scored on both kinds."
              .formatted(scored.positives(), scored.negatives()));
      return;
    }
    if (2 * Math.min(scored.positives(), scored.negatives()) < Subgroup.ENOUGH_CASES) {
      page.note("Too few nodules of the rarer kind to say anything.");
    }
    ReportParts.figures(page, "Malignancy", malignancy);
    page.plots(MalignancyFigures.plots(model(), others(), malignant()));
    baselines.forEach((name, figures) -> ReportParts.figures(page, "Baseline: " + name, figures));
    page.paragraph(
        "Brock and Mayo use the study's own history; what nobody told counts as absent, and an"
            + " unknown age as 62 years. 'History alone' adds the published log odds of what the"
            + " history tells. 'Image alone' is the model without the history.");
  }

  private CategoryAgreement agreement(
      Map<String, Category> readersCategories, double operatingThreshold) {
    CategoryAgreement agreement = new CategoryAgreement();
    readersCategories.forEach(
        (series, readers) -> {
          StudyResult study = results.get(series);
          if (study != null) {
            agreement.add(readers, category(study, operatingThreshold));
          }
        });
    return agreement;
  }

  /** That of the most suspicious reported finding; 1 without one, 0 where the model refused. */
  private static Category category(StudyResult study, double operatingThreshold) {
    if (study.refusal() != null) {
      return Category.C0;
    }
    return study.marks().stream()
        .filter(mark -> mark.noduleProbability() >= operatingThreshold)
        .map(StudyResult.Mark::lungRads)
        .max(Comparator.naturalOrder())
        .orElse(Category.C1);
  }

  private static void lungRadsSection(HtmlPage page, CategoryAgreement agreement) {
    ReportParts.figures(page, "Lung-RADS", agreement.figures());
    page.paragraph(
        ("Rows: the readers' category; columns: the model's, the higher one where it cannot decide"
                + " without more facts. %d examinations of category 0 on either side (refused by"
                + " the model, or not evaluable to the readers) are left out.")
            .formatted(agreement.leftOut()));
    Map<Category, Map<Category, Integer>> matrix = new EnumMap<>(agreement.matrix());
    List<String> head = new ArrayList<>(List.of("readers \\ model"));
    matrix.keySet().forEach(category -> head.add(category.label()));
    List<List<Cell>> rows = new ArrayList<>();
    matrix.forEach(
        (category, counts) -> {
          List<Cell> row = new ArrayList<>(List.of(Cell.text(category.label())));
          new TreeMap<>(counts).values().forEach(n -> row.add(Cell.text(Integer.toString(n))));
          rows.add(row);
        });
    page.table(head, rows);
  }
}
