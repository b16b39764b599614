package org.hilum.model.assess.data;

import java.util.List;

/**
 * Square crops around a nodule or a candidate, slice by slice towards the head, at the resolution
 * of the scan. Crops of the labelled archive and crops of a whole CT come to the same form: 8 bits
 * a pixel, min-max normalised a slice, and HU estimated from that, so that nothing downstream can
 * tell one from the other.
 */
public final class CropStack {

  /** Pixels a side. */
  public static final int SIDE = 128;

  private final List<byte[]> slices;
  private final double[] huPerGrey;
  private final double pixelSpacingMm;
  private final double sliceSpacingMm;

  /**
   * @param slices one or more, each {@value #SIDE} x {@value #SIDE} grey values, row by row
   */
  public CropStack(List<byte[]> slices, double pixelSpacingMm, double sliceSpacingMm) {
    if (slices.isEmpty()) {
      throw new IllegalArgumentException("a stack needs at least one slice");
    }
    for (byte[] slice : slices) {
      if (slice.length != SIDE * SIDE) {
        throw new IllegalArgumentException(
            "a slice has %d pixels, needed are %d".formatted(slice.length, SIDE * SIDE));
      }
    }
    this.slices = List.copyOf(slices);
    this.huPerGrey = slices.stream().mapToDouble(HuEstimate::huPerGrey).toArray();
    this.pixelSpacingMm = pixelSpacingMm;
    this.sliceSpacingMm = sliceSpacingMm;
  }

  public int count() {
    return slices.size();
  }

  public double pixelSpacingMm() {
    return pixelSpacingMm;
  }

  public double sliceSpacingMm() {
    return sliceSpacingMm;
  }

  /** Estimated HU; beyond the crop's edge, the edge's value. */
  public float hu(int column, int row, int slice) {
    int c = Math.min(Math.max(column, 0), SIDE - 1);
    int r = Math.min(Math.max(row, 0), SIDE - 1);
    int grey = slices.get(slice)[r * SIDE + c] & 0xff;
    return (float) (HuEstimate.AIR_HU + grey * huPerGrey[slice]);
  }

  /** Min-max normalises a slice of HU to 8 bits, as the labelled crops were. */
  public static byte[] normalised(short[] hu) {
    int low = Integer.MAX_VALUE;
    int high = Integer.MIN_VALUE;
    for (short value : hu) {
      int clamped = Math.max(value, (int) HuEstimate.AIR_HU);
      low = Math.min(low, clamped);
      high = Math.max(high, clamped);
    }
    double scale = high > low ? 255.0 / (high - low) : 0;
    byte[] grey = new byte[hu.length];
    for (int i = 0; i < hu.length; i++) {
      int clamped = Math.max(hu[i], (int) HuEstimate.AIR_HU);
      grey[i] = (byte) Math.round((clamped - low) * scale);
    }
    return grey;
  }
}
