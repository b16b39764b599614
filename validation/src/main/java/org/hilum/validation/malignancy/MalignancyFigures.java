package org.hilum.validation.malignancy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hilum.validation.report.Figure;
import org.hilum.validation.report.HtmlPage.Plot;
import org.hilum.validation.report.Plots;
import org.hilum.validation.roc.Calibration;
import org.hilum.validation.roc.DeLong;
import org.hilum.validation.roc.DecisionCurve;
import org.hilum.validation.roc.Proportion;
import org.hilum.validation.roc.RocCurve;
import org.hilum.validation.roc.ScoredCases;

/** The figures of a probability of malignancy. */
public final class MalignancyFigures {

  private MalignancyFigures() {}

  /**
   * AUC, average precision, sensitivity at fixed specificity, Brier score and ECE.
   *
   * @return empty unless there are cases of both kinds
   */
  public static List<Figure> of(ScoredCases cases) {
    List<Figure> figures = new ArrayList<>();
    if (!cases.hasBothKinds()) {
      return figures;
    }
    Map<String, Integer> counts = counts(cases);
    figures.add(auc("malignancyAuc", "Malignancy: AUC", cases));
    RocCurve curve = RocCurve.of(cases);
    figures.add(
        new Figure(
            "malignancyAveragePrecision",
            "Malignancy: average precision",
            curve.averagePrecision(),
            null,
            counts));
    for (double specificity : new double[] {0.8, 0.9, 0.95}) {
      double sensitivity = curve.atSpecificity(specificity).sensitivity();
      Proportion share =
          new Proportion((int) Math.round(sensitivity * cases.positives()), cases.positives());
      int percent = (int) Math.round(100 * specificity);
      figures.add(
          new Figure(
              "sensitivityAtSpecificity" + percent,
              "Malignancy: sensitivity at %d %% specificity".formatted(percent),
              share.value(),
              share.interval(),
              counts));
    }
    Calibration calibration = Calibration.of(cases);
    if (calibration != null) {
      figures.add(
          new Figure("brier", "Malignancy: Brier score", calibration.brier(), null, counts));
      figures.add(
          new Figure(
              "ece",
              "Malignancy: expected calibration error",
              calibration.expectedCalibrationError(),
              null,
              counts));
    }
    return figures;
  }

  public static Figure auc(String id, String label, ScoredCases cases) {
    DeLong.Auc auc = DeLong.auc(cases);
    return new Figure(id, label, auc.area(), auc.interval(), counts(cases));
  }

  public static Map<String, Integer> counts(ScoredCases cases) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    counts.put("malignant", cases.positives());
    counts.put("benign", cases.negatives());
    return counts;
  }

  /**
   * Another method beside the model, on the cases for which it gives a value.
   *
   * @param model the model's probabilities
   * @param other the other method's scores of the same cases; {@code NaN} where it gives none
   * @return empty unless cases of both kinds are left
   */
  public static List<Figure> baseline(double[] model, double[] other, boolean[] malignant) {
    Pair pair = Pair.of(model, other, malignant);
    if (!pair.other().hasBothKinds()) {
      return List.of();
    }
    DeLong.Comparison comparison = DeLong.compare(pair.model(), pair.other());
    Map<String, Integer> counts = counts(pair.other());
    return List.of(
        auc("malignancyAuc", "AUC", pair.other()),
        new Figure(
            "modelAucOnTheSame",
            "AUC of the model on the same nodules",
            comparison.first().area(),
            comparison.first().interval(),
            counts),
        new Figure(
            "modelLessBaseline",
            "AUC of the model less this (paired DeLong)",
            comparison.difference(),
            comparison.differenceInterval(),
            counts),
        new Figure("pValue", "p of that difference", comparison.pValue(), null, counts));
  }

  /** Both methods on the cases for which the other one gives a value. */
  private record Pair(ScoredCases model, ScoredCases other) {

    static Pair of(double[] model, double[] other, boolean[] malignant) {
      List<Integer> usable = new ArrayList<>();
      for (int i = 0; i < other.length; i++) {
        if (!Double.isNaN(other[i])) {
          usable.add(i);
        }
      }
      boolean[] labels = new boolean[usable.size()];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = malignant[usable.get(i)];
      }
      return new Pair(
          new ScoredCases(usable.stream().mapToDouble(i -> model[i]).toArray(), labels),
          new ScoredCases(usable.stream().mapToDouble(i -> other[i]).toArray(), labels));
    }
  }

  /**
   * ROC, reliability and decision curves.
   *
   * @param others further methods in the ROC plot, by name; {@code NaN} where they give no value
   */
  public static List<Plot> plots(
      double[] model, Map<String, double[]> others, boolean[] malignant) {
    ScoredCases cases = new ScoredCases(model, malignant);
    List<Plots.Line> curves = new ArrayList<>();
    curves.add(Plots.Line.of("model", RocCurve.of(cases)));
    others.forEach(
        (name, scores) -> {
          ScoredCases other = Pair.of(model, scores, malignant).other();
          if (other.hasBothKinds()) {
            curves.add(Plots.Line.of(name, RocCurve.of(other)));
          }
        });
    List<Plot> plots = new ArrayList<>();
    plots.add(Plots.roc(curves));
    Calibration calibration = Calibration.of(cases);
    if (calibration != null) {
      plots.add(Plots.reliability(calibration));
    }
    plots.add(Plots.decision("model", DecisionCurve.of(cases)));
    return plots;
  }
}
