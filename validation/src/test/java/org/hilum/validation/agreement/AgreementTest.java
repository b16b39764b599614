package org.hilum.validation.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AgreementTest {

  @Test
  void spearmanOfAHandComputedCaseWithTies() {
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: covariance 4.5, squares 4.5 and 5.
    assertThat(Agreement.spearman(new double[] {1, 5, 5, 9}, new double[] {10, 20, 30, 40}))
        .isEqualTo(4.5 / Math.sqrt(4.5 * 5), within(1e-12));
    assertThat(Agreement.spearman(new double[] {1}, new double[] {1})).isNaN();
    assertThat(Agreement.spearman(new double[] {1, 1}, new double[] {1, 2})).isNaN();
  }

  @Test
  void quadraticKappaOfAHandComputedTable() {
    // Pairs (1,1), (1,2), (2,2), (3,1): squared distances 0, 1, 0, 4, mean 1.25. By chance, over
    // all 16 pairs of {1,1,2,3} and {1,2,2,1}: mean squares 15/4 and 10/4, means 7/4 and 6/4.
    double expected = 15 / 4.0 + 10 / 4.0 - 2 * (7 / 4.0) * (6 / 4.0);
    assertThat(Agreement.quadraticKappa(new int[] {1, 1, 2, 3}, new int[] {1, 2, 2, 1}))
        .isEqualTo(1 - 1.25 / expected, within(1e-12));
  }

  @Test
  void kappaIsOneForEqualRatingsAndHasNoValueWhereNobodyVaries() {
    assertThat(Agreement.quadraticKappa(new int[] {1, 3, 5}, new int[] {1, 3, 5})).isEqualTo(1);
    assertThat(Agreement.quadraticKappa(new int[] {2, 2}, new int[] {2, 2})).isNaN();
    assertThat(Agreement.quadraticKappa(new int[0], new int[0])).isNaN();
    assertThatThrownBy(() -> Agreement.quadraticKappa(new int[1], new int[2]))
        .hasMessageContaining("1 ratings against 2");
  }

  @Test
  void limitsOfAgreementOfAHandComputedCase() {
    LimitsOfAgreement limits = LimitsOfAgreement.of(new double[] {-1, 1, 3});

    assertThat(limits.bias()).isEqualTo(1);
    assertThat(limits.low()).isEqualTo(1 - 1.96 * 2, within(1e-12));
    assertThat(limits.high()).isEqualTo(1 + 1.96 * 2, within(1e-12));
    assertThat(LimitsOfAgreement.of(new double[] {4}).low()).isNaN();
  }
}
