package org.hilum.validation.roc;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Cases with a score and the truth. Arrays are copied.
 *
 * @throws IllegalArgumentException if lengths differ or a score is {@code NaN}
 */
public final class ScoredCases {

  private final double[] scores;
  private final boolean[] positive;
  private final int positives;

  /**
   * @param scores higher speaks for positive
   */
  public ScoredCases(double[] scores, boolean[] positive) {
    this.scores = requireNonNull(scores, "scores").clone();
    this.positive = requireNonNull(positive, "positive").clone();
    if (scores.length != positive.length) {
      throw new IllegalArgumentException(
          "%d scores for %d cases".formatted(scores.length, positive.length));
    }
    if (Arrays.stream(scores).anyMatch(Double::isNaN)) {
      throw new IllegalArgumentException("a score is not a number");
    }
    positives =
        (int) IntStream.range(0, this.positive.length).filter(i -> this.positive[i]).count();
  }

  public int size() {
    return scores.length;
  }

  public int positives() {
    return positives;
  }

  public int negatives() {
    return size() - positives;
  }

  /** Whether there is at least one case of each kind, without which nothing here has a value. */
  public boolean hasBothKinds() {
    return positives > 0 && negatives() > 0;
  }

  public double score(int i) {
    return scores[i];
  }

  public boolean positive(int i) {
    return positive[i];
  }

  double[] scoresOf(boolean kind) {
    return IntStream.range(0, size())
        .filter(i -> positive[i] == kind)
        .mapToDouble(i -> scores[i])
        .toArray();
  }

  /** The cases by falling score. */
  int[] ranking() {
    return IntStream.range(0, size())
        .boxed()
        .sorted((a, b) -> Double.compare(scores[b], scores[a]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  ScoredCases requireBothKinds() {
    if (!hasBothKinds()) {
      throw new IllegalArgumentException(
          "%d positive and %d negative cases: there must be some of both"
              .formatted(positives, negatives()));
    }
    return this;
  }

  /** The same truths in the same order, as a paired comparison needs. */
  boolean sameTruthAs(ScoredCases other) {
    return Arrays.equals(positive, other.positive);
  }
}
