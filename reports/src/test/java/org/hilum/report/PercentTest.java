package org.hilum.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.0099, <1",
    "0.01, 1",
    "0.625, 63",
    "0.99, 99",
    "0.9901, >99",
    "0.9999, >99",
    "1, 100"
  })
  void isNeverCertainOfWhatIsNot(double probability, String text) {
    assertThat(Percent.whole(probability)).isEqualTo(text);
  }
}
