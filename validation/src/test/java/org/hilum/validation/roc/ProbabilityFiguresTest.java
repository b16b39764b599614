package org.hilum.validation.roc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ProbabilityFiguresTest {

  /** Four cases small enough to do by hand: scores .9 +, .8 −, .7 +, .2 −. */
  private static final ScoredCases HAND =
      new ScoredCases(new double[] {.9, .8, .7, .2}, new boolean[] {true, false, true, false});

  @Test
  void theRocCurveOfAHandComputedCase() {
    RocCurve curve = RocCurve.of(HAND);

    assertThat(curve.points())
        .extracting(RocCurve.Point::falseAlarms, RocCurve.Point::sensitivity)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(0.0, 0.0),
            org.assertj.core.groups.Tuple.tuple(0.0, 0.5),
            org.assertj.core.groups.Tuple.tuple(0.5, 0.5),
            org.assertj.core.groups.Tuple.tuple(0.5, 1.0),
            org.assertj.core.groups.Tuple.tuple(1.0, 1.0));
    // Precision 1 for the first half of the positives, 2/3 for the second.
    assertThat(curve.averagePrecision()).isEqualTo(0.5 * 1 + 0.5 * 2 / 3, within(1e-12));
    assertThat(curve.atSpecificity(0.9).sensitivity()).isEqualTo(0.5);
    assertThat(curve.atSpecificity(0.5).sensitivity()).isEqualTo(1);
    assertThat(curve.atSpecificity(0.5).threshold()).isEqualTo(0.7);
  }

  @Test
  void brierScoreAndCalibrationErrorOfAHandComputedCase() {
    Calibration calibration = Calibration.of(HAND);

    assertThat(calibration.brier()).isEqualTo((.01 + .64 + .09 + .04) / 4, within(1e-12));
    // Each case is alone in its bin: |.9−1|, |.8−0|, |.7−1|, |.2−0|.
    assertThat(calibration.expectedCalibrationError())
        .isEqualTo((.1 + .8 + .3 + .2) / 4, within(1e-12));
    assertThat(calibration.bins()).hasSize(4);
    assertThatThrownBy(
            () -> Calibration.of(new ScoredCases(new double[] {1.5}, new boolean[] {true})))
        .hasMessageContaining("no probability");
  }

  @Test
  void probabilitiesThatMeanWhatTheySayHaveNearlyNoCalibrationError() {
    Random random = new Random(1);
    double[] scores = new double[20_000];
    boolean[] truth = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = random.nextDouble();
      truth[i] = random.nextDouble() < scores[i];
    }
    assertThat(Calibration.of(new ScoredCases(scores, truth)).expectedCalibrationError())
        .isLessThan(0.02);
  }

  @Test
  void theDecisionCurveOfAHandComputedCase() {
    DecisionCurve.Point half = DecisionCurve.of(HAND).points().get(49);

    assertThat(half.threshold()).isEqualTo(0.5);
    // Two hits, one alarm, odds 1: 2/4 − 1/4; acting on all: 2/4 − 2/4.
    assertThat(half.model()).isEqualTo(0.25, within(1e-12));
    assertThat(half.actOnAll()).isEqualTo(0, within(1e-12));
  }

  @Test
  void wilsonsIntervalOfAKnownCase() {
    // 15 of 148 (Newcombe RG, Stat Med 1998;17:857, Table I, method 3): 0.0624 to 0.1605.
    Proportion share = new Proportion(15, 148);

    assertThat(share.interval().low()).isEqualTo(0.0624, within(5e-5));
    assertThat(share.interval().high()).isEqualTo(0.1605, within(5e-5));
    assertThat(new Proportion(0, 20).interval().low()).isZero();
    assertThat(new Proportion(0, 20).interval().high()).isEqualTo(0.1611, within(5e-5));
  }

  @Property(tries = 100)
  void theAreaUnderTheDrawnCurveIsDeLongsArea(
      @ForAll Random random, @ForAll @IntRange(min = 2, max = 60) int n) {
    double[] scores = new double[n];
    boolean[] truth = new boolean[n];
    for (int i = 0; i < n; i++) {
      scores[i] = random.nextInt(10) / 10.0;
      truth[i] = i % 2 == 0;
    }
    ScoredCases cases = new ScoredCases(scores, truth);
    double trapezia = 0;
    RocCurve.Point before = null;
    for (RocCurve.Point point : RocCurve.of(cases).points()) {
      if (before != null) {
        trapezia +=
            (point.falseAlarms() - before.falseAlarms())
                * (point.sensitivity() + before.sensitivity())
                / 2;
      }
      before = point;
    }
    assertThat(DeLong.auc(cases).area()).isEqualTo(trapezia, within(1e-12));
  }
}
