package org.hilum.validation.roc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeLongTest {

  @Test
  void theRatingsOfHanleyAndMcNeilGiveTheirAreaAndTheStandardErrorThatStataPrints() {
    // 109 CT images rated 1 to 5 by one reader (Hanley JA, McNeil BJ, Radiology 1982;143:29,
    // Table I). Area 0.893 there; Stata's manual ([R] roctab) prints area 0.8932, DeLong standard
    // error 0.0307, interval 0.83295 to 0.95339 for the same data.
    ScoredCases cases = ratings(new int[] {33, 6, 6, 11, 2}, new int[] {3, 2, 2, 11, 33});

    DeLong.Auc auc = DeLong.auc(cases);

    assertThat(auc.positives()).isEqualTo(51);
    assertThat(auc.negatives()).isEqualTo(58);
    assertThat(auc.area()).isEqualTo(0.8932, within(5e-5));
    assertThat(Math.sqrt(auc.variance())).isEqualTo(0.0307, within(5e-5));
    assertThat(auc.interval().low()).isEqualTo(0.83295, within(5e-6));
    assertThat(auc.interval().high()).isEqualTo(0.95339, within(5e-6));
  }

  private static ScoredCases ratings(int[] negatives, int[] positives) {
    List<Double> scores = new ArrayList<>();
    List<Boolean> truth = new ArrayList<>();
    for (int rating = 0; rating < negatives.length; rating++) {
      for (int i = 0; i < negatives[rating] + positives[rating]; i++) {
        scores.add(rating + 1.0);
        truth.add(i >= negatives[rating]);
      }
    }
    return cases(scores, truth);
  }

  private static ScoredCases cases(List<Double> scores, List<Boolean> truth) {
    boolean[] positive = new boolean[truth.size()];
    IntStream.range(0, positive.length).forEach(i -> positive[i] = truth.get(i));
    return new ScoredCases(scores.stream().mapToDouble(d -> d).toArray(), positive);
  }

  @Test
  void midRanksGiveWhatDeLongsDefinitionGivesPairByPair() {
    Random random = new Random(7);
    for (int trial = 0; trial < 50; trial++) {
      int n = 6 + random.nextInt(30);
      boolean[] truth = new boolean[n];
      double[] a = new double[n];
      double[] b = new double[n];
      for (int i = 0; i < n; i++) {
        truth[i] = i < 3 || (i >= 6 && random.nextBoolean());
        a[i] = random.nextInt(5) + (truth[i] ? 1 : 0);
        b[i] = random.nextInt(5) + (truth[i] ? 2 : 0);
      }
      DeLong.Comparison comparison =
          DeLong.compare(new ScoredCases(a, truth), new ScoredCases(b, truth));
      double[] slow = pairByPair(a, b, truth);

      assertThat(comparison.first().area()).isEqualTo(slow[0], within(1e-12));
      assertThat(comparison.second().area()).isEqualTo(slow[1], within(1e-12));
      assertThat(comparison.first().variance()).isEqualTo(slow[2], within(1e-12));
      double error =
          (comparison.differenceInterval().high() - comparison.differenceInterval().low())
              / (2 * 1.959963984540054);
      assertThat(error * error).isEqualTo(slow[3], within(1e-10));
      if (slow[3] > 1e-9) {
        assertThat(comparison.z())
            .isEqualTo((slow[0] - slow[1]) / Math.sqrt(slow[3]), within(1e-6));
      }
    }
  }

  /**
   * Both areas, the first's variance and the variance of the difference, straight from the paper.
   */
  private static double[] pairByPair(double[] a, double[] b, boolean[] truth) {
    int[] x = IntStream.range(0, truth.length).filter(i -> truth[i]).toArray();
    int[] y = IntStream.range(0, truth.length).filter(i -> !truth[i]).toArray();
    double[][] v10 = new double[2][x.length];
    double[][] v01 = new double[2][y.length];
    double[] theta = new double[2];
    double[][] both = {a, b};
    for (int r = 0; r < 2; r++) {
      for (int i = 0; i < x.length; i++) {
        for (int j = 0; j < y.length; j++) {
          double psi = both[r][x[i]] > both[r][y[j]] ? 1 : both[r][x[i]] == both[r][y[j]] ? 0.5 : 0;
          theta[r] += psi / (x.length * y.length);
          v10[r][i] += psi / y.length;
          v01[r][j] += psi / x.length;
        }
      }
    }
    double[][] s = new double[2][2];
    for (int r = 0; r < 2; r++) {
      for (int t = 0; t < 2; t++) {
        for (int i = 0; i < x.length; i++) {
          s[r][t] += (v10[r][i] - theta[r]) * (v10[t][i] - theta[t]) / (x.length - 1) / x.length;
        }
        for (int j = 0; j < y.length; j++) {
          s[r][t] += (v01[r][j] - theta[r]) * (v01[t][j] - theta[t]) / (y.length - 1) / y.length;
        }
      }
    }
    return new double[] {theta[0], theta[1], s[0][0], s[0][0] + s[1][1] - 2 * s[0][1]};
  }

  @Test
  void aSystemComparedWithItselfDoesNotDiffer() {
    ScoredCases cases = ratings(new int[] {5, 4, 3}, new int[] {2, 3, 6});

    DeLong.Comparison comparison = DeLong.compare(cases, cases);

    assertThat(comparison.difference()).isZero();
    assertThat(comparison.pValue()).isEqualTo(1);
  }

  @Test
  void underNoDifferenceThePValueIsBelowFivePercentAboutOnceInTwentyTimes() {
    Random random = new Random(3);
    int rejected = 0;
    int trials = 1000;
    for (int trial = 0; trial < trials; trial++) {
      int n = 120;
      boolean[] truth = new boolean[n];
      double[] a = new double[n];
      double[] b = new double[n];
      for (int i = 0; i < n; i++) {
        truth[i] = i % 3 == 0;
        double shared = random.nextGaussian() + (truth[i] ? 1 : 0);
        a[i] = shared + random.nextGaussian();
        b[i] = shared + random.nextGaussian();
      }
      if (DeLong.compare(new ScoredCases(a, truth), new ScoredCases(b, truth)).pValue() < 0.05) {
        rejected++;
      }
    }
    assertThat(rejected / (double) trials).isBetween(0.03, 0.075);
  }

  @Test
  void perfectAndUselessScoresHaveAreasOneAndOneHalf() {
    assertThat(DeLong.auc(ratings(new int[] {4, 0}, new int[] {0, 4})).area()).isEqualTo(1);
    assertThat(DeLong.auc(ratings(new int[] {4, 0}, new int[] {4, 0})).area()).isEqualTo(0.5);
    assertThat(DeLong.auc(ratings(new int[] {0, 4}, new int[] {4, 0})).area()).isZero();
  }

  @Test
  void oneKindOfCaseOrAnotherOrderOfCasesIsRefused() {
    ScoredCases onlyPositive = new ScoredCases(new double[] {1, 2}, new boolean[] {true, true});
    ScoredCases mixed = new ScoredCases(new double[] {1, 2}, new boolean[] {true, false});
    ScoredCases swapped = new ScoredCases(new double[] {1, 2}, new boolean[] {false, true});

    assertThatThrownBy(() -> DeLong.auc(onlyPositive)).hasMessageContaining("some of both");
    assertThatThrownBy(() -> DeLong.compare(mixed, swapped)).hasMessageContaining("same cases");
    assertThatThrownBy(() -> new ScoredCases(new double[] {Double.NaN}, new boolean[] {true}))
        .hasMessageContaining("not a number");
  }
}
