package org.hilum.validation.nodules;

import static java.util.Objects.requireNonNull;

import java.util.BitSet;
import java.util.List;
import org.hilum.model.NoduleAttributes;

/**
 * What a model says of one nodule, from its slices alone.
 *
 * @param malignancyProbability that readers would call it malignant, 0 to 1
 * @param longAxisMm as the model measured it
 * @param mask a slice each: pixel {@code row * 128 + column} is set where the nodule is
 * @param withHistory what it says when a history is added
 */
public record NodulePrediction(
    double malignancyProbability,
    NoduleAttributes attributes,
    double longAxisMm,
    List<BitSet> mask,
    SimulatedHistory withHistory) {

  public NodulePrediction {
    requireNonNull(attributes, "attributes");
    requireNonNull(withHistory, "withHistory");
    mask = List.copyOf(mask);
    if (!(malignancyProbability >= 0 && malignancyProbability <= 1)) {
      throw new IllegalArgumentException(malignancyProbability + " is no probability");
    }
  }

  /**
   * What a simulated history changes. It is drawn given the label, so that each fact weighs as much
   * as was published: figures that rest on it show how the model uses such facts, not how it would
   * do on patients.
   *
   * @param malignancyProbability with the history; {@code NaN} where the nodule has no label to
   *     draw a history for
   * @param historyLogOdds what the history alone says; {@code NaN} likewise
   */
  public record SimulatedHistory(double malignancyProbability, double historyLogOdds) {

    public static final SimulatedHistory NONE = new SimulatedHistory(Double.NaN, Double.NaN);
  }
}
