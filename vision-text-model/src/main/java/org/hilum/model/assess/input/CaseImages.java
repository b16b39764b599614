package org.hilum.model.assess.input;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.assess.segment.Measurement;
import org.hilum.model.assess.segment.Outline;
import org.hilum.model.crops.CropStack;

/**
 * A case as the network sees it: the slice in which it is widest, one below and one above, scaled
 * so that the nodule fills about half of the view, and its surroundings at a fixed scale.
 */
public final class CaseImages {

  private static final int SIDE = CropStack.SIDE;
  private static final double CONTEXT_MM = 45;

  private final CropStack stack;
  private final Outline outline;
  private final int[] slices;
  private final boolean[] there;
  private final double column;
  private final double row;
  private final double viewMm;

  /** How a case is shown; random in training, so that no case is ever seen twice the same. */
  public record Pose(
      double angle,
      boolean mirrored,
      double zoom,
      double shiftX,
      double shiftY,
      double gain,
      double shiftHu) {

    public static final Pose STRAIGHT = new Pose(0, false, 1, 0, 0, 1, 0);

    public static Pose random(SplittableRandom random) {
      return new Pose(
          2 * Math.PI * random.nextDouble(),
          random.nextBoolean(),
          Math.exp(0.1 * random.nextGaussian()),
          0.06 * random.nextGaussian(),
          0.06 * random.nextGaussian(),
          1 + 0.04 * random.nextGaussian(),
          15 * random.nextGaussian());
    }
  }

  /**
   * @param column where the case is, should the outline be empty
   */
  public CaseImages(
      CropStack stack, Outline outline, int slice, double column, double row, double diameterMm) {
    this.stack = stack;
    this.outline = outline;
    if (outline.isEmpty()) {
      this.slices = new int[] {slice, slice, slice};
      this.there = new boolean[] {false, true, false};
      this.column = column;
      this.row = row;
      this.viewMm = viewMm(diameterMm);
      return;
    }
    int largest = outline.largest();
    int last = outline.masks().size() - 1;
    int below = largest / 2;
    int above = (largest + last + 1) / 2;
    int first = outline.firstSlice();
    this.slices = new int[] {first + below, first + largest, first + above};
    this.there = new boolean[] {below < largest, true, above > largest};
    BitSet main = outline.masks().get(largest);
    this.column = main.stream().mapToDouble(p -> p % SIDE).average().orElse(column);
    this.row = main.stream().mapToDouble(p -> p / SIDE).average().orElse(row);
    this.viewMm = viewMm(Measurement.of(outline, stack).longAxisMm());
  }

  private static double viewMm(double diameterMm) {
    return Math.min(90, Math.max(13, 1.7 * diameterMm + 6));
  }

  /** Writes the slices' images from {@code offset} on, and in {@code present} which are there. */
  public void fillViews(float[] into, int offset, float[] present, int presentOffset, Pose pose) {
    int size = AssessorNetwork.CHANNELS * AssessorNetwork.VIEW * AssessorNetwork.VIEW;
    for (int i = 0; i < AssessorNetwork.SLICES; i++) {
      present[presentOffset + i] = there[i] ? 1 : 0;
      if (there[i]) {
        draw(into, offset + i * size, slices[i], AssessorNetwork.VIEW, viewMm, pose);
      }
    }
  }

  /** Writes the surroundings' image from {@code offset} on. */
  public void fillContext(float[] into, int offset, Pose pose) {
    draw(into, offset, slices[1], AssessorNetwork.CONTEXT, CONTEXT_MM, pose);
  }

  private void draw(float[] into, int offset, int slice, int side, double sideMm, Pose pose) {
    int area = side * side;
    double step = sideMm / pose.zoom() / side / stack.pixelSpacingMm();
    double cos = Math.cos(pose.angle()) * step;
    double sin = Math.sin(pose.angle()) * step;
    int index = slice - outline.firstSlice();
    BitSet mask =
        index >= 0 && index < outline.masks().size() ? outline.masks().get(index) : new BitSet();
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        double u = x + 0.5 - side / 2.0 + pose.shiftX() * side;
        double v = y + 0.5 - side / 2.0 + pose.shiftY() * side;
        double w = pose.mirrored() ? -u : u;
        double c = column + w * cos - v * sin;
        double r = row + w * sin + v * cos;
        double hu = (interpolated(slice, c, r, step) + 1000) * pose.gain() - 1000 + pose.shiftHu();
        int at = offset + y * side + x;
        into[at] = scaled(hu, -1000, 400);
        into[at + area] = scaled(hu, -200, 300);
        into[at + 2 * area] = scaled(hu, 150, 1200);
        into[at + 3 * area] = maskAt(mask, c, r);
      }
    }
  }

  /** Bilinear; the mean of four points where the image is made smaller. */
  private double interpolated(int slice, double column, double row, double step) {
    if (step <= 1.4) {
      return bilinear(slice, column, row);
    }
    double q = step / 4;
    return (bilinear(slice, column - q, row - q)
            + bilinear(slice, column + q, row - q)
            + bilinear(slice, column - q, row + q)
            + bilinear(slice, column + q, row + q))
        / 4;
  }

  private double bilinear(int slice, double column, double row) {
    int c = (int) Math.floor(column);
    int r = (int) Math.floor(row);
    double a = column - c;
    double b = row - r;
    return (1 - b) * ((1 - a) * stack.hu(c, r, slice) + a * stack.hu(c + 1, r, slice))
        + b * ((1 - a) * stack.hu(c, r + 1, slice) + a * stack.hu(c + 1, r + 1, slice));
  }

  private static float maskAt(BitSet mask, double column, double row) {
    int c = (int) Math.round(column);
    int r = (int) Math.round(row);
    return c >= 0 && r >= 0 && c < SIDE && r < SIDE && mask.get(r * SIDE + c) ? 1 : 0;
  }

  private static float scaled(double hu, double low, double high) {
    return (float) (Math.min(1, Math.max(0, (hu - low) / (high - low))) - 0.5);
  }
}
