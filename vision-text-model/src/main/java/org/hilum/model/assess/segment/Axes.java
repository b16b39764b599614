package org.hilum.model.assess.segment;

import java.util.BitSet;

/**
 * The long axis of a region on one slice and the longest extent at right angles to it, as RECIST
 * measures. A pixel is taken as wide as its spacing, so that a region of one pixel is as long as
 * that pixel and not zero.
 */
public record Axes(double longMm, double shortMm) {

  private static final Axes NONE = new Axes(0, 0);

  /**
   * @param mask row by row
   * @param width pixels a row
   */
  public static Axes of(BitSet mask, int width, double pixelSpacingMm) {
    int[] edge = edge(mask, width);
    if (edge.length == 0) {
      return NONE;
    }
    int from = edge[0];
    int to = edge[0];
    long longest = -1;
    for (int i = 0; i < edge.length; i++) {
      for (int j = i; j < edge.length; j++) {
        long dx = edge[i] % width - edge[j] % width;
        long dy = edge[i] / width - edge[j] / width;
        long squared = dx * dx + dy * dy;
        if (squared > longest) {
          longest = squared;
          from = edge[i];
          to = edge[j];
        }
      }
    }
    double length = Math.sqrt(longest);
    double directionX = length == 0 ? 1 : (to % width - from % width) / length;
    double directionY = length == 0 ? 0 : (to / width - from / width) / length;
    double across = across(edge, width, directionX, directionY, length);
    return new Axes((length + 1) * pixelSpacingMm, (Math.min(across, length) + 1) * pixelSpacingMm);
  }

  /** The longest chord at right angles to the direction, in steps of one pixel along it. */
  private static double across(
      int[] edge, int width, double directionX, double directionY, double length) {
    int bins = (int) Math.ceil(length) + 2;
    double[] low = new double[bins];
    double[] high = new double[bins];
    java.util.Arrays.fill(low, Double.POSITIVE_INFINITY);
    java.util.Arrays.fill(high, Double.NEGATIVE_INFINITY);
    double start = Double.POSITIVE_INFINITY;
    for (int pixel : edge) {
      start = Math.min(start, along(pixel, width, directionX, directionY));
    }
    for (int pixel : edge) {
      int bin = (int) Math.round(along(pixel, width, directionX, directionY) - start);
      double side = -(pixel % width) * directionY + (pixel / width) * directionX;
      low[bin] = Math.min(low[bin], side);
      high[bin] = Math.max(high[bin], side);
    }
    double widest = 0;
    for (int i = 0; i < bins; i++) {
      widest = Math.max(widest, high[i] - low[i]);
    }
    return widest;
  }

  private static double along(int pixel, int width, double directionX, double directionY) {
    return (pixel % width) * directionX + (pixel / width) * directionY;
  }

  /** Pixels with a neighbour outside: only they can end a longest line. */
  private static int[] edge(BitSet mask, int width) {
    return mask.stream()
        .filter(
            p ->
                p % width == 0
                    || p % width == width - 1
                    || p < width
                    || !mask.get(p - 1)
                    || !mask.get(p + 1)
                    || !mask.get(p - width)
                    || !mask.get(p + width))
        .toArray();
  }
}
