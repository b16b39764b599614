package org.hilum.model.phantom;

/** A smooth curve through given points (Catmull-Rom), constant beyond its ends. */
final class Curve {

  private final double[] at;
  private final double[] values;

  private Curve(double[] at, double[] values) {
    this.at = at;
    this.values = values;
  }

  /**
   * @param pairs where, value, where, value, ... with rising places
   */
  static Curve through(double... pairs) {
    int count = pairs.length / 2;
    double[] at = new double[count];
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      at[i] = pairs[2 * i];
      values[i] = pairs[2 * i + 1];
    }
    return new Curve(at, values);
  }

  double at(double t) {
    int last = at.length - 1;
    if (t <= at[0]) {
      return values[0];
    }
    if (t >= at[last]) {
      return values[last];
    }
    int i = 0;
    while (t > at[i + 1]) {
      i++;
    }
    double width = at[i + 1] - at[i];
    double u = (t - at[i]) / width;
    double startSlope = slope(i) * width;
    double endSlope = slope(i + 1) * width;
    double u2 = u * u;
    double u3 = u2 * u;
    return (2 * u3 - 3 * u2 + 1) * values[i]
        + (u3 - 2 * u2 + u) * startSlope
        + (3 * u2 - 2 * u3) * values[i + 1]
        + (u3 - u2) * endSlope;
  }

  private double slope(int i) {
    int before = Math.max(i - 1, 0);
    int after = Math.min(i + 1, at.length - 1);
    return (values[after] - values[before]) / (at[after] - at[before]);
  }
}
