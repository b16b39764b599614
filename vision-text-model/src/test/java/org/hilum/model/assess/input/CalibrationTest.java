package org.hilum.model.assess.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  private final SplittableRandom random = new SplittableRandom(2);

  @Test
  void findsSlopeAndOffsetOfManyCases() {
    Calibration found = fit(20_000, 0.5, -1, Calibration.Expectation.OPEN);
    assertThat(found.slope()).isCloseTo(0.5, within(0.03));
    assertThat(found.offset()).isCloseTo(-1, within(0.06));
  }

  @Test
  void fewCasesMoveAnOffsetOnlyPartOfTheWay() {
    double open = 0;
    double held = 0;
    for (int run = 0; run < 40; run++) {
      open += Math.abs(fit(80, 1, 0, Calibration.Expectation.OPEN).offset()) / 40;
      held += Math.abs(fit(80, 1, 0, Calibration.Expectation.OF_FEW).offset()) / 40;
    }
    assertThat(held).as("mean error where the truth is zero").isLessThan(0.6 * open);
    Calibration.Expectation looser = new Calibration.Expectation(0.3, 0.3);
    assertThat(fit(80, 1, -2, looser).offset()).isBetween(-1.8, -0.3);
    assertThat(fit(80, 1, -2, Calibration.Expectation.OF_FEW).offset()).isBetween(-0.5, -0.1);
  }

  @Test
  void whatIsExpectedMakesAFitNoSurer() {
    double[] logits = {-3, -2, -1, 0, 1, 2, 3, -2, 2, 0.5};
    boolean[] labels = {false, false, true, false, true, true, true, false, false, true};
    Calibration open = Calibration.fit(logits, labels, Calibration.Expectation.OPEN);
    Calibration few = Calibration.fit(logits, labels, Calibration.Expectation.OF_FEW);
    assertThat(few.offsetVariance())
        .isBetween(0.6 * open.offsetVariance(), 1.4 * open.offsetVariance());
    assertThat(few.slopeVariance())
        .isBetween(0.6 * open.slopeVariance(), 1.7 * open.slopeVariance());
  }

  private Calibration fit(
      int cases, double slope, double offset, Calibration.Expectation expected) {
    double[] logits = new double[cases];
    boolean[] labels = new boolean[cases];
    for (int i = 0; i < cases; i++) {
      logits[i] = 3 * random.nextGaussian();
      labels[i] = random.nextDouble() < Calibration.logistic(slope * logits[i] + offset);
    }
    return Calibration.fit(logits, labels, expected);
  }
}
