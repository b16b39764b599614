package org.hilum.report;

import org.hilum.model.NoduleAttributes;

/**
 * What a nodule looks like in the grades that reports and other systems are told, drawn from the
 * readers' steps that the model predicts.
 *
 * @param margin low is poorly defined, high is sharp
 * @param spiculation low is none, high is marked
 * @param lobulation low is none, high is marked
 * @param sphericity low is linear, high is round
 * @param calcified whether some calcification is possible; of which pattern is not told
 */
public record NoduleLooks(
    Grade margin, Grade spiculation, Grade lobulation, Grade sphericity, boolean calcified) {

  /** Low, middle or high on LIDC's scale of 1 to 5. */
  public enum Grade {
    LOW,
    MIDDLE,
    HIGH;

    private static Grade of(double rating, double middleFrom, double highFrom) {
      if (rating >= highFrom) {
        return HIGH;
      }
      return rating >= middleFrom ? MIDDLE : LOW;
    }
  }

  /** LIDC rates absent calcification 6; below this the readers' mean is nearer to some pattern. */
  private static final double NO_CALCIFICATION = 5.5;

  public static NoduleLooks of(NoduleAttributes attributes) {
    return new NoduleLooks(
        Grade.of(attributes.margin(), 2.5, 3.5),
        Grade.of(attributes.spiculation(), 2, 4),
        Grade.of(attributes.lobulation(), 2, 4),
        Grade.of(attributes.sphericity(), 2.5, 3.5),
        attributes.calcification() < NO_CALCIFICATION);
  }
}
