package org.hilum.model.assess;

/**
 * A point in the space that images and descriptive sentences share: {@value #DIMENSIONS} numbers of
 * unit length, so that a dot product is a cosine.
 */
public final class Embedding {

  public static final int DIMENSIONS = 512;

  private final float[] values;

  /**
   * @throws IllegalArgumentException unless there are {@value #DIMENSIONS} values of unit length
   */
  public Embedding(float[] values) {
    if (values.length != DIMENSIONS) {
      throw new IllegalArgumentException(
          "an embedding has %d values, got %d".formatted(DIMENSIONS, values.length));
    }
    this.values = values.clone();
    double norm = Math.sqrt(dot(this.values, this.values));
    if (!(Math.abs(norm - 1) < 1e-3)) {
      throw new IllegalArgumentException("an embedding has unit length, got " + norm);
    }
  }

  /** The cosine of the angle between the two, -1 to 1. */
  public double similarityTo(Embedding other) {
    return dot(values, other.values);
  }

  public float[] values() {
    return values.clone();
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * (double) b[i];
    }
    return sum;
  }
}
