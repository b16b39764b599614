package org.hilum.model.assess.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.hilum.model.assess.train.Statistics.Estimate;
import org.junit.jupiter.api.Test;

class StatisticsTest {

  private static final boolean[] LABELS = {true, true, true, false, false, false, false};

  @Test
  void theAreaCountsPairsInOrderAndTiesHalf() {
    double[] scores = {0.9, 0.5, 0.4, 0.5, 0.3, 0.2, 0.1};
    // Twelve pairs: of 0.5 one tie, of 0.4 one lost.
    assertThat(Statistics.auc(scores, LABELS).value()).isCloseTo(10.5 / 12, within(1e-12));
  }

  @Test
  void perfectScoresHaveAnAreaOfOneAndNoSpread() {
    double[] scores = {7, 6, 5, 4, 3, 2, 1};
    assertThat(Statistics.auc(scores, LABELS)).isEqualTo(new Estimate(1, 1, 1));
  }

  @Test
  void aMeanOfAreasOnOtherCasesIsSurerThanEachOfThem() {
    Estimate mean =
        Statistics.mean(List.of(new Estimate(0.90, 0.86, 0.94), new Estimate(0.96, 0.93, 0.99)));
    assertThat(mean.value()).isCloseTo(0.93, within(1e-12));
    assertThat(mean.low()).isCloseTo(0.93 - 0.05 / 2, within(1e-12));
    assertThat(mean.high()).isCloseTo(0.93 + 0.05 / 2, within(1e-12));
  }

  @Test
  void anIntervalByPatientsIsWiderThanOneByCases() {
    double[] values = new double[40];
    List<String> ofFour = new ArrayList<>();
    List<String> ofForty = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      values[i] = i / 10;
      ofFour.add("patient " + i / 10);
      ofForty.add("patient " + i);
    }
    ToDoubleFunction<int[]> mean =
        chosen -> Arrays.stream(Statistics.at(chosen, values)).average().orElse(Double.NaN);

    Estimate few = Statistics.byPatient(ofFour, mean);
    Estimate many = Statistics.byPatient(ofForty, mean);

    assertThat(few.value()).isEqualTo(1.5);
    assertThat(many.value()).isEqualTo(1.5);
    // Four values 0 to 3, standard deviation 1.12: 1.96 standard errors over 4 and over 40.
    assertThat(few.high() - few.low()).isBetween(1.7, 2.3);
    assertThat(many.high() - many.low()).isBetween(0.6, 0.8);
  }

  @Test
  void aScoreDoesNotDifferFromItself() {
    double[] scores = {0.9, 0.5, 0.4, 0.5, 0.3, 0.2, 0.1};
    assertThat(Statistics.aucDifference(scores, scores, LABELS)).isEqualTo(new Estimate(0, 0, 0));
  }

  @Test
  void ranksAreWhatCorrelates() {
    assertThat(Statistics.spearman(new double[] {1, 2, 3, 40}, new double[] {1, 4, 9, 10}))
        .isCloseTo(1, within(1e-12));
    assertThat(Statistics.spearman(new double[] {1, 2, 2, 3}, new double[] {3, 2, 2, 1}))
        .isCloseTo(-1, within(1e-12));
  }

  @Test
  void calibrationErrorIsTheGapBetweenSaidAndSeen() {
    double[] said = {0.95, 0.95, 0.95, 0.95};
    assertThat(Statistics.calibrationError(said, new boolean[] {true, true, true, true}))
        .isCloseTo(0.05, within(1e-12));
    assertThat(Statistics.calibrationError(said, new boolean[] {true, true, false, false}))
        .isCloseTo(0.45, within(1e-12));
  }
}
