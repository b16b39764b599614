package org.hilum.model.assess.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.hilum.model.assess.input.Calibration;
import org.hilum.model.assess.input.CaseJudge.Answer;
import org.hilum.model.assess.input.RatingScale;
import org.hilum.model.assess.train.Statistics.Estimate;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.crops.Rating;

/** Cases and the network's answers to them, measured. */
final class Evaluation {

  private final List<LabelledCase> cases;
  private final List<Answer> answers;
  private final List<Integer> counted = new ArrayList<>();

  Evaluation(List<LabelledCase> cases, List<Answer> answers) {
    this.cases = cases;
    this.answers = answers;
    for (int i = 0; i < cases.size(); i++) {
      NoduleRow row = cases.get(i).row();
      if (row != null && row.hasMalignancyLabel()) {
        counted.add(i);
      }
    }
  }

  /** Nodules of three readers or more whose mean is not 3. */
  int malignancyCount() {
    return counted.size();
  }

  boolean[] malignancyLabels() {
    boolean[] labels = new boolean[counted.size()];
    for (int i = 0; i < labels.length; i++) {
      NoduleRow row = cases.get(counted.get(i)).row();
      labels[i] = row != null && row.malignant();
    }
    return labels;
  }

  /** The mean of the heads' logits, from the images alone. */
  double[] imageLogits() {
    return counted.stream()
        .mapToDouble(i -> Calibration.mean(answers.get(i).fromImages()))
        .toArray();
  }

  double[] fusedLogits() {
    return counted.stream().mapToDouble(i -> Calibration.mean(answers.get(i).fromBoth())).toArray();
  }

  double[] publishedDiameters() {
    return counted.stream()
        .mapToDouble(
            i -> {
              NoduleRow row = cases.get(i).row();
              return row == null || Double.isNaN(row.diameterMm()) ? 0 : row.diameterMm();
            })
        .toArray();
  }

  double[] measuredDiameters() {
    return counted.stream().mapToDouble(i -> cases.get(i).longAxisMm()).toArray();
  }

  Estimate malignancyAuc() {
    return Statistics.auc(imageLogits(), malignancyLabels());
  }

  /** In ten bins, from the images alone; with the interval by patients. */
  Estimate calibrationError() {
    boolean[] labels = malignancyLabels();
    double[] probabilities = Arrays.stream(imageLogits()).map(Calibration::logistic).toArray();
    return Statistics.byPatient(
        counted.stream().map(i -> cases.get(i).patient()).toList(),
        chosen -> {
          boolean[] drawn = new boolean[chosen.length];
          for (int i = 0; i < drawn.length; i++) {
            drawn[i] = labels[chosen[i]];
          }
          return Statistics.calibrationError(Statistics.at(chosen, probabilities), drawn);
        });
  }

  /**
   * Nodules of three readers or more against spots.
   *
   * @param auc not a number where there are no spots
   */
  record NodulesAgainstSpots(int nodules, int spots, Estimate auc) {

    @Override
    public String toString() {
      return "AUC %s on %d nodules of three readers or more and %d spots"
          .formatted(auc, nodules, spots);
    }
  }

  NodulesAgainstSpots nodulesAgainstSpots() {
    int[] chosen =
        IntStream.range(0, cases.size())
            .filter(
                i -> {
                  NoduleRow row = cases.get(i).row();
                  return row == null || row.readers() >= 3;
                })
            .toArray();
    double[] scores = new double[chosen.length];
    boolean[] labels = new boolean[chosen.length];
    int nodules = 0;
    for (int i = 0; i < chosen.length; i++) {
      scores[i] = answers.get(chosen[i]).noduleLogit();
      labels[i] = cases.get(chosen[i]).isNodule();
      nodules += labels[i] ? 1 : 0;
    }
    return new NodulesAgainstSpots(
        nodules, chosen.length - nodules, Statistics.auc(scores, labels));
  }

  /** What the network and the readers' mean say, of nodules by three readers or more. */
  private record Rated(List<String> patients, double[] predicted, double[] read) {}

  private Rated rated(Rating rating, ToDoubleFunction<float[]> predicted) {
    int[] chosen =
        IntStream.range(0, cases.size())
            .filter(
                i -> {
                  NoduleRow row = cases.get(i).row();
                  return row != null && row.readers() >= 3 && row.mean(rating).isPresent();
                })
            .toArray();
    List<String> patients = new ArrayList<>();
    double[] said = new double[chosen.length];
    double[] read = new double[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      patients.add(cases.get(chosen[i]).patient());
      said[i] = predicted.applyAsDouble(answers.get(chosen[i]).ratings());
      NoduleRow row = cases.get(chosen[i]).row();
      read[i] = row == null ? 0 : row.mean(rating).orElse(0);
    }
    return new Rated(patients, said, read);
  }

  /**
   * Spearman of the network's outputs with the readers' mean, over nodules with ratings by three
   * readers or more; empty where they are too few or all alike.
   */
  OptionalDouble ratingCorrelation(Rating rating) {
    Rated rated = rated(rating, outputs -> outputs[rating.ordinal()]);
    double correlation = Statistics.spearman(rated.predicted(), rated.read());
    return rated.read().length < 3 || Double.isNaN(correlation)
        ? OptionalDouble.empty()
        : OptionalDouble.of(correlation);
  }

  /** A line: that of the ratings as they are reported, with its interval by patients. */
  String ratingLine(Rating rating) {
    Rated rated = rated(rating, outputs -> RatingScale.rating(rating, outputs));
    Estimate correlation =
        Statistics.byPatient(
            rated.patients(),
            chosen ->
                Statistics.spearman(
                    Statistics.at(chosen, rated.predicted()), Statistics.at(chosen, rated.read())));
    return "%s: Spearman %s, %d nodules"
        .formatted(rating.column(), correlation, rated.read().length);
  }
}
