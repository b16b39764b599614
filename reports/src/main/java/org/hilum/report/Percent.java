package org.hilum.report;

/** Probabilities as reports and pages print them. */
public final class Percent {

  private Percent() {}

  /** Whole percent without the sign; never 0 or 100 for what is neither: &lt;1, 62, &gt;99. */
  public static String whole(double probability) {
    if (probability > 0 && probability < 0.01) {
      return "<1";
    }
    if (probability > 0.99 && probability < 1) {
      return ">99";
    }
    return Figures.whole(100 * probability);
  }
}
