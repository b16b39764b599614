package org.hilum.report.guideline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrowthTest {

  @Test
  void givesThePublishedDoublingTimes() {
    assertThat(Growth.volumeDoublingDays(100, 125, 90).orElseThrow())
        .isCloseTo(279.57, within(0.01));
    assertThat(Growth.volumeDoublingDaysOfDiameters(8, 9.5, 180).orElseThrow())
        .isCloseTo(242.01, within(0.01));
    assertThat(Growth.volumeDoublingDays(100, 200, 90).orElseThrow()).isCloseTo(90, within(1e-9));
  }

  @Test
  void givesNoDoublingTimeWhereNothingGrew() {
    assertThat(Growth.volumeDoublingDays(100, 100, 90)).isEmpty();
    assertThat(Growth.volumeDoublingDays(100, 80, 90)).isEmpty();
    assertThatThrownBy(() -> Growth.volumeDoublingDays(0, 80, 90))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Growth.volumeDoublingDays(100, Double.NaN, 90))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest(name = "{0} to {1} mm in {2} months: {3}")
  @CsvSource({
    "6.0, 7.5, 12, STABLE",
    "6.0, 7.6, 12, GROWING",
    "6.0, 7.6, 13, SLOWLY_GROWING",
    // In one of the two times 12 months that 13 are within, it grew by 1.6 mm at least.
    "4.0, 7.0, 13, SLOWLY_GROWING",
    "4.0, 7.1, 13, GROWING",
    "4.0, 7.0, 24, SLOWLY_GROWING",
    "4.0, 7.1, 24, GROWING",
    "4.0, 8.5, 25, SLOWLY_GROWING",
    "4.0, 8.6, 25, GROWING",
    "30.0, 45.0, 24, GROWING",
    "6.0, 4.5, 6, STABLE",
    "6.0, 4.4, 6, DECREASED",
    "5.1, 6.6, 6, STABLE",
  })
  void isMoreThanOneAndAHalfMillimetresWithinAYear(
      double earlier, double later, int months, Change.Kind expected) {
    assertThat(
            Growth.ofMeanDiameters(
                NoduleSize.ofMeanDiameter(earlier), NoduleSize.ofMeanDiameter(later), months))
        .isEqualTo(expected);
  }
}
