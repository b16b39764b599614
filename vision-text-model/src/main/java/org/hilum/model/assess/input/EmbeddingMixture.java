package org.hilum.model.assess.input;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hilum.model.assess.net.AssessorNetwork;

/**
 * Where the embeddings of nodules lie: a mixture of {@value #COMPONENTS} Gaussians with diagonal
 * covariances, fitted by expectation maximisation (Dempster et al. 1977). What lies where hardly
 * any nodule does looks like nothing that the network learnt from.
 *
 * @param logWeights of the components
 * @param means {@link AssessorNetwork#EMBEDDING} a component
 * @param variances likewise
 * @param least the log density below which an embedding is strange
 */
@SuppressWarnings("ArrayRecordComponent")
public record EmbeddingMixture(float[] logWeights, float[] means, float[] variances, double least) {

  /** So many in a thousand of the nodules that set the bound are strange by it. */
  public static final int LEFT_OUT_PER_MILLE = 10;

  private static final int COMPONENTS = 6;
  private static final int WIDTH = AssessorNetwork.EMBEDDING;
  private static final int ROUNDS = 30;

  /** No dimension of a component is narrower than this share of its variance over all nodules. */
  private static final double NARROWEST = 0.05;

  private static final double TWO_PI = 2 * Math.PI;

  public EmbeddingMixture {
    if (means.length != logWeights.length * WIDTH || variances.length != means.length) {
      throw new IllegalArgumentException(
          "the mixture's arrays do not fit each other: %d weights, %d means, %d variances"
              .formatted(logWeights.length, means.length, variances.length));
    }
  }

  /**
   * @param embeddings of unit length, of nodules learnt from
   * @param others embeddings of other patients' nodules, which set the bound
   * @param seed of the first means
   * @throws IllegalArgumentException if there are fewer embeddings than components, or no others
   */
  public static EmbeddingMixture fit(List<float[]> embeddings, List<float[]> others, long seed) {
    if (embeddings.size() < COMPONENTS || others.isEmpty()) {
      throw new IllegalArgumentException(
          "a mixture needs %d embeddings and some of other patients, got %d and %d"
              .formatted(COMPONENTS, embeddings.size(), others.size()));
    }
    double[] spread = moments(embeddings, ones(embeddings.size()))[1];
    double[] floor = Arrays.stream(spread).map(v -> Math.max(1e-7, NARROWEST * v)).toArray();
    EmbeddingMixture mixture = start(embeddings, spread, seed);
    for (int round = 0; round < ROUNDS; round++) {
      mixture = mixture.maximised(embeddings, floor);
    }
    double[] densities = others.stream().mapToDouble(mixture::logDensity).sorted().toArray();
    return new EmbeddingMixture(
        mixture.logWeights,
        mixture.means,
        mixture.variances,
        densities[densities.length * LEFT_OUT_PER_MILLE / 1000]);
  }

  /** Means at embeddings that lie far from each other, each as wide as all. */
  private static EmbeddingMixture start(List<float[]> embeddings, double[] spread, long seed) {
    float[] means = new float[COMPONENTS * WIDTH];
    float[] variances = new float[means.length];
    double[] nearest = new double[embeddings.size()];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    int next = new SplittableRandom(seed).nextInt(embeddings.size());
    for (int c = 0; c < COMPONENTS; c++) {
      float[] chosen = embeddings.get(next);
      System.arraycopy(chosen, 0, means, c * WIDTH, WIDTH);
      for (int d = 0; d < WIDTH; d++) {
        variances[c * WIDTH + d] = (float) Math.max(1e-7, spread[d]);
      }
      for (int i = 0; i < nearest.length; i++) {
        nearest[i] = Math.min(nearest[i], squaredDistance(embeddings.get(i), chosen));
        next = nearest[i] > nearest[next] ? i : next;
      }
    }
    float[] logWeights = new float[COMPONENTS];
    Arrays.fill(logWeights, (float) -Math.log(COMPONENTS));
    return new EmbeddingMixture(logWeights, means, variances, Double.NEGATIVE_INFINITY);
  }

  private static double squaredDistance(float[] a, float[] b) {
    double sum = 0;
    for (int d = 0; d < WIDTH; d++) {
      sum += (a[d] - b[d]) * (a[d] - b[d]);
    }
    return sum;
  }

  /** One round: who belongs where, then each component anew from those that belong to it. */
  private EmbeddingMixture maximised(List<float[]> embeddings, double[] floor) {
    int n = embeddings.size();
    double[][] shares = new double[COMPONENTS][n];
    for (int i = 0; i < n; i++) {
      double[] logs = logDensities(embeddings.get(i));
      double whole = logSum(logs);
      for (int c = 0; c < COMPONENTS; c++) {
        shares[c][i] = Math.exp(logs[c] - whole);
      }
    }
    float[] newLogWeights = new float[COMPONENTS];
    float[] newMeans = new float[means.length];
    float[] newVariances = new float[means.length];
    for (int c = 0; c < COMPONENTS; c++) {
      double total = Arrays.stream(shares[c]).sum();
      newLogWeights[c] = (float) Math.log(Math.max(total, 1e-9) / n);
      double[][] moments = moments(embeddings, shares[c]);
      for (int d = 0; d < WIDTH; d++) {
        newMeans[c * WIDTH + d] = (float) moments[0][d];
        newVariances[c * WIDTH + d] = (float) Math.max(floor[d], moments[1][d]);
      }
    }
    return new EmbeddingMixture(newLogWeights, newMeans, newVariances, least);
  }

  /** The weighted mean and variance of each dimension. */
  private static double[][] moments(List<float[]> embeddings, double[] weights) {
    double total = Math.max(1e-9, Arrays.stream(weights).sum());
    double[] mean = new double[WIDTH];
    double[] variance = new double[WIDTH];
    for (int i = 0; i < weights.length; i++) {
      for (int d = 0; d < WIDTH; d++) {
        mean[d] += weights[i] * embeddings.get(i)[d] / total;
      }
    }
    for (int i = 0; i < weights.length; i++) {
      for (int d = 0; d < WIDTH; d++) {
        double off = embeddings.get(i)[d] - mean[d];
        variance[d] += weights[i] * off * off / total;
      }
    }
    return new double[][] {mean, variance};
  }

  private static double[] ones(int count) {
    double[] ones = new double[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private double[] logDensities(float[] embedding) {
    return IntStream.range(0, logWeights.length)
        .mapToDouble(c -> logWeights[c] + logGaussian(embedding, c * WIDTH))
        .toArray();
  }

  private double logGaussian(float[] embedding, int from) {
    double sum = 0;
    for (int d = 0; d < WIDTH; d++) {
      double off = embedding[d] - means[from + d];
      double variance = variances[from + d];
      sum += off * off / variance + Math.log(TWO_PI * variance);
    }
    return -sum / 2;
  }

  private static double logSum(double[] logs) {
    double most = Arrays.stream(logs).max().orElse(0);
    return most + Math.log(Arrays.stream(logs).map(x -> Math.exp(x - most)).sum());
  }

  /** The natural logarithm of the density at an embedding of unit length. */
  public double logDensity(float[] embedding) {
    return logSum(logDensities(embedding));
  }

  /** Whether nodules look like this. */
  public boolean isFamiliar(float[] embedding) {
    return logDensity(embedding) >= least;
  }
}
