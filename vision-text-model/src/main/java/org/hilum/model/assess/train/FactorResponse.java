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
import org.hilum.model.history.HistoryParser;
import org.hilum.model.history.HistoryText;
import org.hilum.model.history.Sex;
import org.hilum.model.history.SmokingStatus;
import org.hilum.model.history.StructuredHistory;
import org.jspecify.annotations.Nullable;

/**
 * How far one factor of the history, and nothing else, moves the log-odds of malignancy; and how
 * far texts do that tell of no factor.
 */
final class FactorResponse {

  private static final int YEARS = 20;

  /** None is a phrase that the simulator tells. */
  private static final List<String> BESIDE_THE_POINT =
      List.of(
          "Treated for pneumonia last winter.",
          "Surgery for inguinal hernia in 2012",
          "History of kidney stones and gout.",
          "Thyroid nodule, under surveillance",
          "Operated on for a breast fibroadenoma",
          "No fever, no night sweats.",
          "No relevant past medical history",
          "Denies hypertension, diabetes or heart disease",
          "Unknown",
          "Persistent dry cough, please assess",
          "Father had a stroke, mother died of heart failure",
          "Known coronary disease, on aspirin; never had tuberculosis",
          "因肺炎住院治疗，现已好转",
          "有肾结石、痛风病史",
          "甲状腺结节，定期复查",
          "有乳腺增生病史",
          "疝气手术后三年",
          "无发热、盗汗",
          "既往史无特殊，无手术史，无输血史",
          "否认高血压、糖尿病、心脏病史",
          "不详",
          "反复干咳，请协助诊断",
          "父亲患脑梗死，母亲因心力衰竭去世",
          "冠心病，长期服药，从未患结核");

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

  /**
   * What a text moves that tells of no factor.
   *
   * @param shift the mean over the cases
   */
  record Shift(String text, double shift) {}

  /** As a reader of free text would have them: none of them tells of a factor. */
  List<Shift> besideThePoint(List<LabelledCase> cases) {
    double silent = mean(ClinicalHistory.empty(), cases);
    return BESIDE_THE_POINT.stream()
        .map(text -> new Shift(text, mean(asRead(text), cases) - silent))
        .toList();
  }

  private static ClinicalHistory asRead(String text) {
    return HistoryParser.parse(
        List.of(new HistoryText("response", text)), StructuredHistory.empty());
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
