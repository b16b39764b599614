package org.hilum.model.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reading of one mention.
 *
 * @param weight how specific it is; the heavier one wins, of equals the one read last
 */
record Candidate<T>(Factor<T> factor, int weight) {

  static <T> @Nullable Factor<T> best(List<Candidate<T>> candidates) {
    Candidate<T> best = null;
    for (Candidate<T> candidate : candidates) {
      if (best == null || candidate.weight >= best.weight) {
        best = candidate;
      }
    }
    return best == null ? null : best.factor;
  }
}
