package org.hilum.model.assess.input;

import java.util.List;

/** Brings measures to mean 0 and deviation 1, as they were among the training cases. */
@SuppressWarnings("ArrayRecordComponent")
public record Standardisation(float[] means, float[] deviations) {

  /** Beyond this many deviations a measure says nothing more. */
  private static final float LIMIT = 4;

  public static Standardisation of(List<float[]> measures) {
    int count = measures.get(0).length;
    float[] means = new float[count];
    float[] deviations = new float[count];
    for (int i = 0; i < count; i++) {
      int index = i;
      double mean = measures.stream().mapToDouble(m -> m[index]).average().orElse(0);
      double variance =
          measures.stream()
              .mapToDouble(m -> (m[index] - mean) * (m[index] - mean))
              .average()
              .orElse(0);
      means[i] = (float) mean;
      deviations[i] = (float) Math.max(1e-3, Math.sqrt(variance));
    }
    return new Standardisation(means, deviations);
  }

  public float[] apply(float[] measures) {
    float[] standard = new float[measures.length];
    for (int i = 0; i < measures.length; i++) {
      float value = (measures[i] - means[i]) / deviations[i];
      standard[i] = Math.max(-LIMIT, Math.min(LIMIT, value));
    }
    return standard;
  }

  /** One after the other. */
  float[] applyToAll(List<float[]> measures) {
    float[] all = new float[measures.size() * means.length];
    for (int i = 0; i < measures.size(); i++) {
      System.arraycopy(apply(measures.get(i)), 0, all, i * means.length, means.length);
    }
    return all;
  }
}
