package org.hilum.model.assess.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.Function;
import org.hilum.model.assess.text.HistorySimulator.Simulated;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.history.Factor;
import org.hilum.model.history.HistoryParser;
import org.hilum.model.history.HistoryText;
import org.hilum.model.history.Sex;
import org.hilum.model.history.StructuredHistory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HistorySimulatorTest {

  private static final int DRAWS = 40_000;
  private final HistorySimulator simulator = new HistorySimulator();

  @Test
  void drawsFactorsWithThePublishedOddsRatios() {
    assertThat(logOddsRatio(h -> is(h.sex(), Sex.FEMALE))).isCloseTo(0.6011, within(0.12));
    assertThat(logOddsRatio(h -> h.smoking() == null ? null : h.smoking().value().hasSmoked()))
        .isCloseTo(0.7917, within(0.12));
    assertThat(logOddsRatio(h -> is(h.extrathoracicCancer(), true)))
        .isCloseTo(1.3388, within(0.15));
    assertThat(logOddsRatio(h -> is(h.familyHistoryOfLungCancer(), true)))
        .isCloseTo(0.2961, within(0.12));
    assertThat(logOddsRatio(h -> is(h.emphysema(), true))).isCloseTo(0.2953, within(0.12));
  }

  @Test
  void malignantOnesAreOlderByTheSlopeTimesTheVariance() {
    assertThat(meanAge(true) - meanAge(false)).isCloseTo(2.87, within(0.4));
  }

  @Test
  void drawsEvenlyAndWeighsAFactorAsBefore() {
    SplittableRandom random = new SplittableRandom(6);
    double[] evidence = new double[2];
    int[] counts = new int[2];
    double ages = 0;
    int aged = 0;
    for (int i = 0; i < DRAWS / 2; i++) {
      Simulated simulated = simulator.drawEvenly(random);
      Factor<Boolean> family = simulated.history().familyHistoryOfLungCancer();
      if (family != null) {
        evidence[family.value() ? 1 : 0] += simulated.evidence();
        counts[family.value() ? 1 : 0]++;
      }
      Factor<Integer> age = simulated.history().ageYears();
      if (age != null) {
        ages += age.value();
        aged++;
      }
    }
    assertThat(counts[1] / (double) (counts[0] + counts[1])).isCloseTo(0.5, within(0.02));
    assertThat(evidence[1] / counts[1] - evidence[0] / counts[0]).isCloseTo(0.2961, within(0.06));
    assertThat(ages / aged).isCloseTo(59.5, within(1.0));
  }

  @Test
  void evidenceIsWhatItClaims() {
    // Of histories with evidence e, exp(e) times as many are malignant as benign.
    SplittableRandom random = new SplittableRandom(5);
    double malignant = 0;
    double benign = 0;
    for (int i = 0; i < DRAWS; i++) {
      malignant += isStrong(simulator.draw(true, random)) ? 1 : 0;
      benign += isStrong(simulator.draw(false, random)) ? 1 : 0;
    }
    assertThat(Math.log(malignant / benign)).isBetween(0.5, 1.5);
  }

  private static boolean isStrong(Simulated simulated) {
    return simulated.evidence() > 0.8 && simulated.evidence() < 1.1;
  }

  @Test
  void someTellAFactorOrTwoAndNothingElse() {
    SplittableRandom random = new SplittableRandom(3);
    int[] told = new int[8];
    for (int i = 0; i < 2000; i++) {
      ClinicalHistory history = simulator.draw(i % 2 == 0, random).history();
      if (history.texts().isEmpty()) {
        told[factors(history)]++;
      }
    }
    int all = java.util.Arrays.stream(told).sum();
    assertThat(told[0]).isLessThan(all / 20);
    assertThat(told[1] + told[2]).isBetween(all / 4, all / 2);
  }

  /** Or words of it would be learnt as factors, and the parser and the network disagree. */
  @Test
  void aTextThatTellsOfNoFactorTellsTheParserOfNone() {
    SplittableRandom random = new SplittableRandom(4);
    int silent = 0;
    for (int i = 0; i < 20_000; i++) {
      Simulated simulated = simulator.drawEvenly(random);
      ClinicalHistory history = simulated.history();
      if (factors(history) == 0 && simulated.evidence() == 0 && !history.texts().isEmpty()) {
        silent++;
        ClinicalHistory read = HistoryParser.parse(history.texts(), StructuredHistory.empty());
        // Earlier lung cancer may be told; it weighs nothing.
        int told = factors(read) - (read.lungCancer() == null ? 0 : 1);
        assertThat(told).as(history.texts().get(0).text()).isZero();
      }
    }
    assertThat(silent).isGreaterThan(500);
  }

  private static int factors(ClinicalHistory history) {
    return (int)
        java.util.stream.Stream.of(
                history.ageYears(),
                history.sex(),
                history.smoking(),
                history.extrathoracicCancer(),
                history.lungCancer(),
                history.familyHistoryOfLungCancer(),
                history.emphysema())
            .filter(java.util.Objects::nonNull)
            .count();
  }

  @Test
  void tellsInBothLanguagesWithDenialsAndOmissions() {
    SplittableRandom random = new SplittableRandom(1);
    int chinese = 0;
    int english = 0;
    int denials = 0;
    int empty = 0;
    for (int i = 0; i < 400; i++) {
      ClinicalHistory history = simulator.draw(i % 2 == 0, random).history();
      empty += history.isEmpty() ? 1 : 0;
      for (HistoryText text : history.texts()) {
        chinese += text.text().codePoints().anyMatch(Character::isIdeographic) ? 1 : 0;
        english += text.text().matches(".*[a-z]{4}.*") ? 1 : 0;
        denials += text.text().matches(".*(否认|无|denies|no |never).*") ? 1 : 0;
      }
    }
    assertThat(chinese).isGreaterThan(90);
    assertThat(english).isGreaterThan(90);
    assertThat(denials).isGreaterThan(90);
    assertThat(empty).isLessThan(20);
  }

  private double logOddsRatio(Function<ClinicalHistory, @Nullable Boolean> fact) {
    SplittableRandom random = new SplittableRandom(2);
    double[][] counts = new double[2][2];
    for (int i = 0; i < DRAWS; i++) {
      int label = i % 2;
      Boolean present = fact.apply(simulator.draw(label == 1, random).history());
      if (present != null) {
        counts[label][present ? 1 : 0]++;
      }
    }
    return Math.log(counts[1][1] * counts[0][0] / (counts[1][0] * counts[0][1]));
  }

  private static <T> @Nullable Boolean is(@Nullable Factor<T> factor, T value) {
    return factor == null ? null : factor.value().equals(value);
  }

  private double meanAge(boolean malignant) {
    SplittableRandom random = new SplittableRandom(3);
    double sum = 0;
    int count = 0;
    for (int i = 0; i < DRAWS / 2; i++) {
      Factor<Integer> age = simulator.draw(malignant, random).history().ageYears();
      if (age != null) {
        sum += age.value();
        count++;
      }
    }
    return sum / count;
  }

  @Nested
  class TheTokenizer {

    @Test
    void cutsWordsCharactersNumbersAndClauses() {
      assertThat(Tokenizer.tokens("67岁，否认吸烟史; No COPD, 250 mm"))
          .containsExactly(
              "#6", "岁", "|", "否", "认", "吸", "烟", "史", "|", "no", "copd", "|", "#more", "mm");
    }

    @Test
    void numbersUnknownTokensZeroAndStopsAtTheLimit() {
      Tokenizer tokenizer = Tokenizer.ofTexts(java.util.List.of("never smoked"));
      int[] encoded = tokenizer.encode("never ever smoked again", 3);
      assertThat(encoded).hasSize(3);
      assertThat(encoded[0]).isPositive();
      assertThat(encoded[1]).isZero();
      assertThat(encoded[2]).isPositive();
    }
  }
}
