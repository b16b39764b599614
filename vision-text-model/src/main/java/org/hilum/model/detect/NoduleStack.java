package org.hilum.model.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hilum.model.volume.CropMatcher;
import org.hilum.model.volume.DistanceTransform;
import org.hilum.model.volume.HuEstimate;
import org.hilum.model.volume.PatientPoint;
import org.jspecify.annotations.Nullable;

/**
 * A nodule's slices with its readers' marks, and their way onto a grid of 1 mm.
 *
 * @param width of a slice in pixels; slices are square
 * @param grey as they were stored
 * @param hu estimated
 * @param agreement the share of the readers that drew the nodule at each pixel
 * @param pixelMm 0 where it is unknown, as {@code sliceMm}
 */
@SuppressWarnings("ArrayRecordComponent")
record NoduleStack(
    int width,
    List<byte[]> grey,
    List<float[]> hu,
    List<float[]> agreement,
    int readers,
    double pixelMm,
    double sliceMm) {

  private static final double MARGIN_MM = 8;
  private static final int FEWEST_READERS = 2;
  private static final double DARKEST_MEAN_HU = -650;

  /** From so many readers on, a nodule in its crop is to be found; below, nobody knows. */
  private static final int CERTAIN_READERS = 3;

  /**
   * @param masks a slice each: bit k is set where reader k drew the nodule
   */
  static NoduleStack of(
      int width, List<byte[]> grey, List<byte[]> masks, double pixelMm, double sliceMm) {
    int readers = 0;
    for (byte[] mask : masks) {
      for (byte bits : mask) {
        readers |= bits & 0xff;
      }
    }
    int count = Integer.bitCount(readers);
    return new NoduleStack(
        width, grey, hounsfield(grey), agreement(masks, count), count, pixelMm, sliceMm);
  }

  private static List<float[]> hounsfield(List<byte[]> grey) {
    List<HuEstimate.Scale> scales = HuEstimate.of(grey);
    List<float[]> slices = new ArrayList<>();
    for (byte[] levels : grey) {
      HuEstimate.Scale scale = scales.get(slices.size());
      float[] hu = new float[levels.length];
      for (int p = 0; p < hu.length; p++) {
        hu[p] = scale.hu(levels[p] & 0xff);
      }
      slices.add(hu);
    }
    return slices;
  }

  private static List<float[]> agreement(List<byte[]> masks, int readers) {
    List<float[]> slices = new ArrayList<>();
    for (byte[] mask : masks) {
      float[] share = new float[mask.length];
      for (int p = 0; p < share.length; p++) {
        share[p] = (float) Integer.bitCount(mask[p] & 0xff) / readers;
      }
      slices.add(share);
    }
    return slices;
  }

  /** Column, row and slice of the centre of what half of the readers drew, and its voxels. */
  private double @Nullable [] middle() {
    double[] sums = new double[4];
    for (int slice = 0; slice < agreement.size(); slice++) {
      float[] share = agreement.get(slice);
      for (int p = 0; p < share.length; p++) {
        if (share[p] >= 0.5f) {
          sums[0] += p % width;
          sums[1] += p / width;
          sums[2] += slice;
          sums[3]++;
        }
      }
    }
    double voxels = sums[3];
    return voxels == 0
        ? null
        : new double[] {sums[0] / voxels, sums[1] / voxels, sums[2] / voxels, voxels};
  }

  private double diameterMm(double voxels) {
    return Math.cbrt(6 * voxels * pixelMm * pixelMm * sliceMm / Math.PI);
  }

  /** Whether it can be shown in three dimensions. */
  private boolean isSolid() {
    return hu.size() >= 2 && pixelMm > 0 && sliceMm > 0;
  }

  /** Another nodule in the same slices; empty where its readers agree on no pixel. */
  Optional<NoduleCrop.Other> other(NoduleStack stack, CropMatcher.Offset offset) {
    double[] mine = middle();
    double[] theirs = stack.middle();
    if (mine == null || theirs == null) {
      return Optional.empty();
    }
    PatientPoint center =
        new PatientPoint(
            (theirs[0] + offset.columns() - mine[0]) * pixelMm,
            (theirs[1] + offset.rows() - mine[1]) * pixelMm,
            (theirs[2] + offset.slices() - mine[2]) * sliceMm);
    return Optional.of(new NoduleCrop.Other(center, diameterMm(theirs[3])));
  }

  @Nullable NoduleCrop crop(List<NoduleCrop.Other> others) {
    double[] middle = middle();
    if (middle == null || !isSolid()) {
      return null;
    }
    byte[] levels = new byte[hu.size() * width * width];
    for (int slice = 0; slice < hu.size(); slice++) {
      float[] values = hu.get(slice);
      for (int p = 0; p < values.length; p++) {
        levels[slice * width * width + p] = NoduleCrop.level(values[p]);
      }
    }
    return new NoduleCrop(
        width,
        hu.size(),
        levels,
        pixelMm,
        sliceMm,
        middle[0],
        middle[1],
        middle[2],
        diameterMm(middle[3]),
        readers >= CERTAIN_READERS,
        others);
  }

  @Nullable NoduleSample sample() {
    double[] centre = middle();
    if (centre == null || readers < FEWEST_READERS || !isSolid()) {
      return null;
    }
    double reachMm = 0;
    double reachZMm = 0;
    double huSum = 0;
    for (int slice = 0; slice < agreement.size(); slice++) {
      float[] share = agreement.get(slice);
      for (int p = 0; p < share.length; p++) {
        if (share[p] > 0) {
          double x = (p % width - centre[0]) * pixelMm;
          double y = (p / width - centre[1]) * pixelMm;
          reachMm = Math.max(reachMm, Math.hypot(x, y));
          reachZMm = Math.max(reachZMm, Math.abs(slice - centre[2]) * sliceMm + sliceMm / 2);
        }
        if (share[p] >= 0.5f) {
          huSum += hu.get(slice)[p];
        }
      }
    }
    if (huSum / centre[3] < DARKEST_MEAN_HU) {
      return null;
    }
    int side = 2 * (int) Math.ceil(reachMm + MARGIN_MM) + 1;
    int height = 2 * (int) Math.ceil(reachZMm + MARGIN_MM) + 1;
    return resampled(centre, side, height);
  }

  private NoduleSample resampled(double[] centre, int side, int height) {
    short[] values = new short[side * side * height];
    byte[] mask = new byte[values.length];
    boolean[] inside = new boolean[values.length];
    int at = 0;
    for (int z = 0; z < height; z++) {
      double slice = centre[2] + (z - height / 2) / sliceMm;
      for (int y = 0; y < side; y++) {
        double row = centre[1] + (y - side / 2) / pixelMm;
        for (int x = 0; x < side; x++, at++) {
          double column = centre[0] + (x - side / 2) / pixelMm;
          values[at] = (short) Math.round(between(hu, column, row, slice, true));
          double share = between(agreement, column, row, slice, false);
          mask[at] = (byte) Math.round(100 * share);
          inside[at] = share >= 0.3;
        }
      }
    }
    float[] squared = new DistanceTransform(side, side, height, 1, 1, 1).squaredMm(inside, true);
    byte[] outside = new byte[values.length];
    for (int i = 0; i < outside.length; i++) {
      outside[i] = (byte) Math.min(127, Math.round(10 * Math.sqrt(squared[i])));
    }
    return new NoduleSample(
        side,
        side,
        height,
        values,
        mask,
        outside,
        diameterMm(centre[3]),
        wallAngle(values, outside, side, height),
        sliceMm <= 1.5);
  }

  /** Trilinear; beyond the last slice the mask ends and the image is held. */
  private double between(
      List<float[]> slices, double column, double row, double slice, boolean held) {
    int below = (int) Math.floor(slice);
    double up = slice - below;
    return (1 - up) * inSlice(slices, column, row, below, held)
        + up * inSlice(slices, column, row, below + 1, held);
  }

  private double inSlice(List<float[]> slices, double column, double row, int slice, boolean held) {
    if (!held && (slice < 0 || slice >= slices.size())) {
      return 0;
    }
    float[] image = slices.get(Math.max(0, Math.min(slices.size() - 1, slice)));
    double c = Math.max(0, Math.min(width - 1.001, column));
    double r = Math.max(0, Math.min(width - 1.001, row));
    int left = (int) c;
    int top = (int) r;
    double along = c - left;
    double down = r - top;
    int p = top * width + left;
    return (1 - down) * ((1 - along) * image[p] + along * image[p + 1])
        + down * ((1 - along) * image[p + width] + along * image[p + width + 1]);
  }

  /** The mean direction of tissue just outside the nodule, where much of it lies on one side. */
  private static double wallAngle(short[] hu, byte[] outside, int side, int height) {
    double x = 0;
    double y = 0;
    int shell = 0;
    for (int i = 0; i < hu.length; i++) {
      if (outside[i] >= 30 && outside[i] <= 60 && Math.abs(i / (side * side) - height / 2) <= 3) {
        shell++;
        if (hu[i] > -200) {
          double dx = i % side - side / 2;
          double dy = i / side % side - side / 2;
          double length = Math.hypot(dx, dy);
          if (length > 0) {
            x += dx / length;
            y += dy / length;
          }
        }
      }
    }
    double strength = Math.hypot(x, y) / Math.max(1, shell);
    return strength > 0.15 ? Math.atan2(y, x) : Double.NaN;
  }
}
