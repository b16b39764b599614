package org.hilum.model.assess.input;

import static java.util.Objects.requireNonNull;

/**
 * What the network and the {@link MeasureExpert} say: a third and two thirds. The parts are fixed
 * and not fitted anew with each training: too few nodules are held back for that. On held patients
 * a third foresaw each of the ratings at least as well as a half.
 *
 * @param networkSlope brings the network's malignancy logits to the measure expert's log-odds;
 *     fitted on held patients
 * @param networkOffset likewise
 * @param historyScale what the network's response to a history is to be multiplied by, so that it
 *     matches the published weights; fitted on simulated histories of held patients
 */
public record Blend(
    MeasureExpert expert, double networkSlope, double networkOffset, double historyScale) {

  public Blend {
    requireNonNull(expert, "expert");
  }

  /** Of malignancy and ratings. */
  public static final double NETWORKS_SHARE = 1.0 / 3;

  /** The heads' malignancy log-odds from the images. */
  float[] malignancy(float[] network, float[] expertRatings) {
    double measured = expert.malignancyLogOdds(expertRatings);
    float[] blended = new float[network.length];
    for (int head = 0; head < network.length; head++) {
      double seen = networkSlope * network[head] + networkOffset;
      blended[head] = (float) mix(seen, measured);
    }
    return blended;
  }

  /** What the measure expert does not know of its part of the log-odds, as their variance. */
  double variance(float[] measures) {
    return Math.pow(1 - NETWORKS_SHARE, 2) * expert.malignancyLogOddsVariance(measures);
  }

  /** The same with the history. */
  float[] withHistory(float[] blended, float[] network, float[] networkWithHistory) {
    float[] both = new float[blended.length];
    for (int head = 0; head < both.length; head++) {
      both[head] =
          (float) (blended[head] + historyScale * (networkWithHistory[head] - network[head]));
    }
    return both;
  }

  private static double mix(double network, double expert) {
    return NETWORKS_SHARE * network + (1 - NETWORKS_SHARE) * expert;
  }

  static float[] ratings(float[] network, float[] expertRatings) {
    float[] mixed = new float[network.length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = (float) mix(network[i], expertRatings[i]);
    }
    return mixed;
  }
}
