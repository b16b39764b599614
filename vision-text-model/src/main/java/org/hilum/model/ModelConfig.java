package org.hilum.model;

import java.nio.file.Path;
import org.hilum.model.detect.Precision;
import org.jspecify.annotations.Nullable;

/**
 * How the model runs.
 *
 * @param precision of the detector's arithmetic; the assessor's is bf16 beside bf16, fp32 beside
 *     fp32, and beside int8 the faster of the two. Null for the fastest that this machine has and
 *     the weights are made for; answers then differ a little between machines of different
 *     processors, and {@link ModelInfo#precision} says by what. A whole CT takes 1.6 to 2.5 times
 *     less than in fp32 on a CPU that has {@link Precision#BF16}, 2.5 to 3.6 times less on one that
 *     has {@link Precision#INT8}
 * @param threads of the native engine, for the whole process
 * @param concurrentStudies how many studies are judged at once, others wait; each holds several
 *     hundred megabytes, and on a CPU more than one helps only with more cores than {@code
 *     threads}. Null for one on a CPU and two on a GPU, where they share calls
 * @param threshold the nodule probability from which a candidate is a finding; null for the
 *     weights' own; a low one (0.02) gives the whole curve to score the model on
 * @param mostFindings never more than these, the most probable first
 * @param weightsFolder holds {@code detector.weights} and the assessor's weights; null for the
 *     shipped ones
 */
public record ModelConfig(
    @Nullable Precision precision,
    int threads,
    @Nullable Integer concurrentStudies,
    @Nullable Double threshold,
    int mostFindings,
    @Nullable Path weightsFolder) {

  private static final int MOST_FINDINGS = 50;

  public ModelConfig {
    if (threads < 1 || (concurrentStudies != null && concurrentStudies < 1) || mostFindings < 1) {
      throw new IllegalArgumentException(
          "threads, concurrentStudies and mostFindings must be positive");
    }
    if (threshold != null && !(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException("threshold must lie between 0 and 1, got " + threshold);
    }
  }

  /** The shipped weights, the fastest precision, all cores. */
  public static ModelConfig shipped() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new ModelConfig(null, cores, null, null, MOST_FINDINGS, null);
  }

  public ModelConfig withPrecision(Precision other) {
    return new ModelConfig(
        other, threads, concurrentStudies, threshold, mostFindings, weightsFolder);
  }

  public ModelConfig withThreshold(double other) {
    return new ModelConfig(
        precision, threads, concurrentStudies, other, mostFindings, weightsFolder);
  }

  /**
   * @param folder null for the shipped weights
   */
  public ModelConfig withWeights(@Nullable Path folder) {
    return new ModelConfig(precision, threads, concurrentStudies, threshold, mostFindings, folder);
  }
}
