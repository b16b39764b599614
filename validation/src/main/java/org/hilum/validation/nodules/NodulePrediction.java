package org.hilum.validation.nodules;

import static java.util.Objects.requireNonNull;

import java.util.BitSet;
import java.util.List;
import org.hilum.model.NoduleAttributes;

/**
 * What a model says of one nodule.
 *
 * @param malignancyProbability that readers would call it malignant, 0 to 1
 * @param longAxisMm as the model measured it
 * @param mask a slice each: pixel {@code row * 128 + column} is set where the nodule is
 */
public record NodulePrediction(
    double malignancyProbability,
    NoduleAttributes attributes,
    double longAxisMm,
    List<BitSet> mask) {

  public NodulePrediction {
    requireNonNull(attributes, "attributes");
    mask = List.copyOf(mask);
    if (!(malignancyProbability >= 0 && malignancyProbability <= 1)) {
      throw new IllegalArgumentException(malignancyProbability + " is no probability");
    }
  }
}
