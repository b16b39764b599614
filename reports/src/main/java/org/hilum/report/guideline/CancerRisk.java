package org.hilum.report.guideline;

import java.util.Set;

/**
 * The probability that a nodule is cancer, by a published model: between two, which are the same
 * where everything needed is known.
 */
public sealed interface CancerRisk {

  int noduleId();

  /** A probability, from 0 to 1. */
  record Known(int noduleId, double low, double high, Set<MissingFact> missing)
      implements CancerRisk {}

  /** None could be given. */
  record Unknown(int noduleId, Reason reason) implements CancerRisk {}

  /** Why none could be given. */
  enum Reason {
    AGE_NOT_KNOWN,
    SIZE_OUT_OF_RANGE,
    LUNG_CANCER_BEFORE,
    CANCER_WITHIN_5_YEARS
  }
}
