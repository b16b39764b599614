package org.hilum.model.assess.segment;

/**
 * Where a structure that is followed from slice to slice becomes another one that touches it: a
 * vessel, the pleura, the nodule beside it.
 */
final class Neck {

  private Neck() {}

  /**
   * A structure that has narrowed to half of its widest or less and then is twice as wide again
   * ends where it was narrowest.
   *
   * @param areas of its slices, from the seed's own outwards; at least one, all positive
   * @return the index of the last slice that belongs to it
   */
  static int lastBefore(int[] areas) {
    int widest = areas[0];
    int narrowest = 0;
    for (int i = 1; i < areas.length; i++) {
      if (2 * areas[narrowest] <= widest && areas[i] >= 2 * areas[narrowest]) {
        return narrowest;
      }
      if (areas[i] > widest) {
        widest = areas[i];
        narrowest = i;
      } else if (areas[i] < areas[narrowest]) {
        narrowest = i;
      }
    }
    return areas.length - 1;
  }
}
