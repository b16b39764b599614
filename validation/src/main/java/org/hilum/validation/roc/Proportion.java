package org.hilum.validation.roc;

import org.hilum.validation.ConfidenceInterval;

/**
 * A share with its interval by Wilson's score method (Wilson EB, J Am Stat Assoc 1927;22:209),
 * which holds for few cases and for shares near 0 and 1.
 */
public record Proportion(int count, int of) {

  private static final double Z_95 = 1.959963984540054;

  public Proportion {
    if (of <= 0 || count < 0 || count > of) {
      throw new IllegalArgumentException("no share: %d of %d".formatted(count, of));
    }
  }

  public double value() {
    return (double) count / of;
  }

  public ConfidenceInterval interval() {
    double p = value();
    double z2 = Z_95 * Z_95;
    double center = (p + z2 / (2 * of)) / (1 + z2 / of);
    double half = Z_95 / (1 + z2 / of) * Math.sqrt(p * (1 - p) / of + z2 / (4.0 * of * of));
    return new ConfidenceInterval(Math.max(0, center - half), Math.min(1, center + half));
  }
}
