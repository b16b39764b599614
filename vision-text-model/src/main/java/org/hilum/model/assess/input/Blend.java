package org.hilum.model.assess.input;

import static java.util.Objects.requireNonNull;

/**
 * What the network and the {@link MeasureExpert} say, in equal parts. The parts are fixed and not
 * fitted: too few nodules are held back to fit them.
 *
 * @param networkSlope brings the network's malignancy logits to log-odds; fitted on held patients
 * @param networkOffset likewise
 * @param historyScale what the network's response to a history is to be multiplied by, so that it
 *     matches the published weights; fitted on simulated histories of held patients
 */
public record Blend(
    MeasureExpert expert, double networkSlope, double networkOffset, double historyScale) {

  public Blend {
    requireNonNull(expert, "expert");
  }

  /** The heads' malignancy log-odds from the images. */
  float[] malignancy(float[] network, float[] expertRatings) {
    double measured = expert.malignancyLogOdds(expertRatings);
    float[] blended = new float[network.length];
    for (int head = 0; head < network.length; head++) {
      double seen = networkSlope * network[head] + networkOffset;
      blended[head] = (float) ((seen + measured) / 2);
    }
    return blended;
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

  /** Both ratings' mean. */
  static float[] ratings(float[] network, float[] expertRatings) {
    float[] mean = new float[network.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (network[i] + expertRatings[i]) / 2;
    }
    return mean;
  }
}
