package org.hilum.model.assess;

import org.hilum.model.assess.input.SecondOpinion;

/** The shipped assessor's weights, but for one thing. */
public final class ShippedWeights {

  private static final AssessorWeights SHIPPED = AssessorWeights.shipped();

  private ShippedWeights() {}

  public static AssessorWeights with(double threshold) {
    return with(SHIPPED.opinion(), threshold);
  }

  public static AssessorWeights with(SecondOpinion opinion) {
    return with(opinion, SHIPPED.threshold());
  }

  private static AssessorWeights with(SecondOpinion opinion, double threshold) {
    return new AssessorWeights(
        SHIPPED.segmenter(),
        SHIPPED.assessor(),
        SHIPPED.tokenizer(),
        SHIPPED.standardisation(),
        SHIPPED.blend(),
        SHIPPED.calibration(),
        SHIPPED.mixture(),
        opinion,
        threshold,
        SHIPPED.detector());
  }
}
