package org.hilum.model.assess.input;

import org.hilum.model.crops.Rating;

/** The network speaks of ratings around a middle, so that its outputs lie around zero. */
public final class RatingScale {

  /** In the order of {@link Rating}; near the means of LIDC's readers. */
  private static final float[] MIDDLES = {4.2f, 1.7f, 1.8f, 4, 3.8f, 5.6f, 3.8f, 2.8f};

  private static final double READERS = 4;

  private RatingScale() {}

  public static float middle(Rating rating) {
    return MIDDLES[rating.ordinal()];
  }

  /**
   * A rating on LIDC's scale, from all of the network's outputs. Calcification is in quarters,
   * where the mean of four readers lies: of four nodules in five all readers say that there is
   * none, and an order among those would be noise.
   */
  public static double rating(Rating rating, float[] outputs) {
    double value = outputs[rating.ordinal()] + MIDDLES[rating.ordinal()];
    double shown = rating == Rating.CALCIFICATION ? Math.round(READERS * value) / READERS : value;
    return Math.max(1, Math.min(rating.highest(), shown));
  }
}
