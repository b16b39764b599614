package org.hilum.report.guideline;

import org.jspecify.annotations.Nullable;

/**
 * What the rules ask of an examination; null where nobody knows.
 *
 * @param screening whether it was made to screen for lung cancer
 * @param significantOtherFinding whether there is a significant finding besides nodules (the S
 *     modifier of Lung-RADS)
 */
public record Examination(
    @Nullable Boolean screening, State state, @Nullable Boolean significantOtherFinding) {

  /** Whether Lung-RADS can be given at all. */
  public enum State {
    EVALUABLE,
    PRIOR_BEING_LOCATED,
    LUNGS_NOT_EVALUABLE,
    SUGGESTS_INFLAMMATION
  }

  /** An examination of which only the images are known. */
  public static Examination ofUnknownPurpose() {
    return new Examination(null, State.EVALUABLE, null);
  }
}
