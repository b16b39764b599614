package org.hilum.validation.malignancy;

import org.hilum.model.assess.text.RiskFactor;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.history.Factor;
import org.hilum.model.history.Sex;
import org.jspecify.annotations.Nullable;

/**
 * What the history says without any image: the sum of the published log odds ratios (Brock 2b and
 * Mayo, {@link RiskFactor}) of the facts that it tells. What it does not tell adds nothing. The sum
 * orders patients; it is no probability.
 */
public final class HistoryOnly {

  private HistoryOnly() {}

  /** {@code NaN} where the history tells none of the facts. */
  public static double logOdds(ClinicalHistory history) {
    Factor<Integer> age = history.ageYears();
    Factor<Sex> sex = history.sex();
    double[] terms = {
      age == null ? Double.NaN : RiskFactor.AGE.logOddsRatio() * age.value(),
      term(RiskFactor.SEX, sex == null ? null : sex.value() == Sex.FEMALE),
      term(
          RiskFactor.SMOKING,
          history.smoking() == null ? null : history.smoking().value().hasSmoked()),
      term(RiskFactor.EXTRATHORACIC_CANCER, value(history.extrathoracicCancer())),
      term(RiskFactor.FAMILY, value(history.familyHistoryOfLungCancer())),
      term(RiskFactor.EMPHYSEMA, value(history.emphysema()))
    };
    double sum = 0;
    boolean told = false;
    for (double term : terms) {
      if (!Double.isNaN(term)) {
        sum += term;
        told = true;
      }
    }
    return told ? sum : Double.NaN;
  }

  private static double term(RiskFactor factor, @Nullable Boolean present) {
    if (present == null) {
      return Double.NaN;
    }
    return present ? factor.logOddsRatio() : 0;
  }

  private static @Nullable Boolean value(@Nullable Factor<Boolean> factor) {
    return factor == null ? null : factor.value();
  }
}
