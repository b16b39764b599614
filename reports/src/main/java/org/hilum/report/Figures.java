package org.hilum.report;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as a report writes them, the same in every language. */
final class Figures {

  private Figures() {}

  /** To one decimal, half up: 9.1. */
  static String oneDecimal(double value) {
    return BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_UP).toPlainString();
  }

  /** Without decimals, half up: 302. */
  static String whole(double value) {
    return BigDecimal.valueOf(value).setScale(0, RoundingMode.HALF_UP).toPlainString();
  }

  /** As short as it goes, at most two decimals: 1.25, 5. */
  static String short2(double value) {
    return BigDecimal.valueOf(value)
        .setScale(2, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  /** Whole percent, but never 0 % or 100 % for what is neither: &lt;1%, 62%, &gt;99%. */
  static String percent(double probability) {
    return Percent.whole(probability) + "%";
  }

  /**
   * Percent to one decimal, but never 0 % or 100 % for what is neither, nor 10.0 % for less:
   * guidelines draw a line there.
   */
  static String percentOneDecimal(double probability) {
    if (probability >= 0.0995 && probability < 0.1) {
      return "<10%";
    }
    if (probability > 0 && probability < 0.001) {
      return "<0.1%";
    }
    if (probability > 0.999 && probability < 1) {
      return ">99.9%";
    }
    return oneDecimal(probability * 100) + "%";
  }
}
