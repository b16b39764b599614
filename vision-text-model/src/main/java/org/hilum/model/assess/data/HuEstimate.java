package org.hilum.model.assess.data;

/**
 * Finds the Hounsfield units behind a slice that was min-max normalised to 8 bits, by two anchors:
 * its darkest value is air, and the most frequent bright value is soft tissue.
 */
public final class HuEstimate {

  /** What grey 0 stands for: the air in a lung crop. */
  public static final double AIR_HU = -1000;

  /** The mode of muscle, blood and wall. */
  private static final double SOFT_TISSUE_HU = 40;

  /** Grey 255 in the crops at hand, HU above air: the median, and the spread of its logarithm. */
  private static final double USUAL_RANGE_HU = 2130;

  private static final double RANGE_LOG_SPREAD = 0.22;
  private static final double NARROWEST_RANGE_HU = 1300;
  private static final double WIDEST_RANGE_HU = 3900;

  private HuEstimate() {}

  /**
   * How many HU one grey level is worth. A mode far from what is usual needs more pixels to be
   * believed, so that a crop without soft tissue falls back to the usual.
   *
   * @param grey a slice, 0 its darkest and 255 its brightest value
   */
  public static double huPerGrey(byte[] grey) {
    double[] histogram = new double[256];
    for (byte value : grey) {
      histogram[value & 0xff]++;
    }
    double anchor = SOFT_TISSUE_HU - AIR_HU;
    int lowest = (int) Math.ceil(anchor * 255 / WIDEST_RANGE_HU);
    int highest = (int) (anchor * 255 / NARROWEST_RANGE_HU);
    double best = -1;
    double bestRange = USUAL_RANGE_HU;
    for (int level = lowest; level <= highest; level++) {
      double pixels = 0;
      for (int near = level - 2; near <= level + 2; near++) {
        pixels += histogram[near];
      }
      double range = anchor * 255 / level;
      double surprise = Math.log(range / USUAL_RANGE_HU) / RANGE_LOG_SPREAD;
      // The floor of a few pixels lets the usual range win where nothing stands out.
      double score = (pixels + 0.002 * grey.length) * Math.exp(-surprise * surprise / 2);
      if (score > best) {
        best = score;
        bestRange = range;
      }
    }
    return bestRange / 255;
  }
}
