package org.hilum.model.assess.train;

import java.util.List;
import org.hilum.model.assess.input.Calibration;
import org.hilum.model.assess.input.CaseJudge;
import org.hilum.model.assess.input.CaseJudge.Answer;
import org.hilum.model.assess.text.HistoryEncoding;
import org.hilum.model.assess.text.RiskFactor;
import org.hilum.model.assess.text.Tokenizer;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.history.Factor;
import org.hilum.model.history.Sex;
import org.hilum.model.history.SmokingStatus;
import org.jspecify.annotations.Nullable;

/** How far one factor of the history, and nothing else, moves the log-odds of malignancy. */
final class FactorResponse {

  private static final int YEARS = 20;

  private final CaseJudge judge;
  private final Tokenizer tokenizer;

  FactorResponse(CaseJudge judge, Tokenizer tokenizer) {
    this.judge = judge;
    this.tokenizer = tokenizer;
  }

  /** What was published: present against absent, and for age, twenty years. */
  static double published(RiskFactor factor) {
    return factor == RiskFactor.AGE ? YEARS * factor.logOddsRatio() : factor.logOddsRatio();
  }

  /** The mean over the cases. */
  double of(RiskFactor factor, List<LabelledCase> cases) {
    return mean(history(factor, true), cases) - mean(history(factor, false), cases);
  }

  private double mean(ClinicalHistory history, List<LabelledCase> cases) {
    HistoryEncoding encoding = HistoryEncoding.of(history, tokenizer);
    List<Answer> answers =
        judge.judge(
            cases.stream()
                .map(c -> new CaseJudge.Input(c.images(), c.measures(), encoding))
                .toList());
    return answers.stream()
        .mapToDouble(a -> Calibration.mean(a.fromBoth()))
        .average()
        .orElse(Double.NaN);
  }

  private static ClinicalHistory history(RiskFactor factor, boolean value) {
    return new ClinicalHistory(
        List.of(),
        factor == RiskFactor.AGE ? known(value ? 72 : 72 - YEARS) : null,
        factor == RiskFactor.SEX ? known(value ? Sex.FEMALE : Sex.MALE) : null,
        factor == RiskFactor.SMOKING
            ? known(value ? SmokingStatus.EVER : SmokingStatus.NEVER)
            : null,
        null,
        flag(RiskFactor.EXTRATHORACIC_CANCER, factor, value),
        null,
        flag(RiskFactor.FAMILY, factor, value),
        flag(RiskFactor.EMPHYSEMA, factor, value));
  }

  private static @Nullable Factor<Boolean> flag(RiskFactor here, RiskFactor asked, boolean value) {
    return here == asked ? known(value) : null;
  }

  private static <T> Factor<T> known(T value) {
    return new Factor<>(value, "response", "response");
  }
}
