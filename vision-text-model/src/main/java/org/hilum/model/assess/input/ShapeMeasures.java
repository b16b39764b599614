package org.hilum.model.assess.input;

import java.util.Arrays;
import java.util.BitSet;
import org.hilum.model.assess.segment.Axes;
import org.hilum.model.assess.segment.Outline;
import org.hilum.model.assess.segment.Regions;
import org.hilum.model.crops.CropStack;

/**
 * Size, shape and density of an outline in {@value #COUNT} numbers, for the network to weigh. All
 * are of a natural order of magnitude of one.
 */
public final class ShapeMeasures {

  public static final int COUNT = 22;

  /** Where the logarithm of the long axis in mm stands. */
  static final int LOG_LONG_AXIS = 0;

  private static final int SIDE = CropStack.SIDE;
  private static final double SOLID_HU = -300;
  private static final double LUNG_HU = -750;

  private ShapeMeasures() {}

  /** All zeros for an empty outline, but for the spacing. */
  public static float[] of(Outline outline, CropStack stack) {
    float[] measures = new float[COUNT];
    measures[19] = (float) Math.log(stack.sliceSpacingMm());
    if (outline.isEmpty()) {
      return measures;
    }
    double pixel = stack.pixelSpacingMm();
    int largest = outline.largest();
    BitSet main = outline.masks().get(largest);
    int mainSlice = outline.firstSlice() + largest;
    Axes axes = new Axes(0, 0);
    for (BitSet mask : outline.masks()) {
      Axes here = Axes.of(mask, SIDE, pixel);
      axes = here.longMm() > axes.longMm() ? here : axes;
    }
    double heightMm = outline.masks().size() * stack.sliceSpacingMm();
    double volume = outline.pixelCount() * pixel * pixel * stack.sliceSpacingMm();
    double areaMm2 = main.cardinality() * pixel * pixel;
    double perimeterMm = perimeter(main) * pixel;
    measures[LOG_LONG_AXIS] = (float) Math.log(axes.longMm());
    measures[1] = (float) Math.log(axes.shortMm());
    measures[2] = (float) (Math.log(volume) / 3);
    measures[3] = (float) (axes.shortMm() / axes.longMm());
    measures[4] = (float) (heightMm / axes.longMm());
    measures[5] = (float) Math.min(2, 4 * Math.PI * areaMm2 / (perimeterMm * perimeterMm));
    measures[6] = (float) Math.log(2 * Math.sqrt(areaMm2 / Math.PI));
    density(measures, outline, stack);
    surroundings(measures, main, mainSlice, stack);
    measures[18] = (float) (main.cardinality() / convexArea(main));
    measures[20] = (float) radialSpread(main);
    measures[21] = outline.masks().size() == 1 ? 1 : 0;
    return measures;
  }

  private static void density(float[] measures, Outline outline, CropStack stack) {
    float[] hu = new float[outline.pixelCount()];
    int n = 0;
    for (int i = 0; i < outline.masks().size(); i++) {
      BitSet mask = outline.masks().get(i);
      for (int p = mask.nextSetBit(0); p >= 0; p = mask.nextSetBit(p + 1)) {
        hu[n++] = stack.hu(p % SIDE, p / SIDE, outline.firstSlice() + i);
      }
    }
    Arrays.sort(hu);
    double sum = 0;
    double squares = 0;
    int above200 = 0;
    int above400 = 0;
    int solid = 0;
    int subsolid = 0;
    for (float value : hu) {
      sum += value;
      squares += (double) value * value;
      above200 += value > 200 ? 1 : 0;
      above400 += value > 400 ? 1 : 0;
      solid += value > SOLID_HU ? 1 : 0;
      subsolid += value > LUNG_HU && value <= SOLID_HU ? 1 : 0;
    }
    double mean = sum / n;
    measures[7] = (float) (mean / 300);
    measures[8] = (float) (Math.sqrt(Math.max(0, squares / n - mean * mean)) / 200);
    measures[9] = hu[n / 10] / 300;
    measures[10] = hu[n * 9 / 10] / 300;
    measures[11] = hu[Math.min(n - 1, n * 98 / 100)] / 300;
    measures[12] = above200 / (float) n;
    measures[13] = above400 / (float) n;
    measures[14] = solid / (float) n;
    measures[15] = subsolid / (float) n;
  }

  /** How much of the rim is not air, and how sharply the density falls off. */
  private static void surroundings(float[] measures, BitSet main, int slice, CropStack stack) {
    double ring = 0;
    double ringDense = 0;
    double ringHu = 0;
    double inside = 0;
    double insideHu = 0;
    for (int p = main.nextSetBit(0); p >= 0; p = main.nextSetBit(p + 1)) {
      inside++;
      insideHu += stack.hu(p % SIDE, p / SIDE, slice);
    }
    BitSet around = Regions.ring(main, 1, 3, SIDE);
    for (int p = around.nextSetBit(0); p >= 0; p = around.nextSetBit(p + 1)) {
      double hu = stack.hu(p % SIDE, p / SIDE, slice);
      ring++;
      ringHu += hu;
      ringDense += hu > SOLID_HU ? 1 : 0;
    }
    measures[16] = ring == 0 ? 0 : (float) (ringDense / ring);
    measures[17] = ring == 0 ? 0 : (float) ((insideHu / inside - ringHu / ring) / 500);
  }

  /** Pixel sides on the border, times the factor that makes a digital circle's right. */
  private static double perimeter(BitSet mask) {
    int sides = 0;
    for (int p = mask.nextSetBit(0); p >= 0; p = mask.nextSetBit(p + 1)) {
      int column = p % SIDE;
      sides += column == 0 || !mask.get(p - 1) ? 1 : 0;
      sides += column == SIDE - 1 || !mask.get(p + 1) ? 1 : 0;
      sides += p < SIDE || !mask.get(p - SIDE) ? 1 : 0;
      sides += !mask.get(p + SIDE) ? 1 : 0;
    }
    return sides * Math.PI / 4;
  }

  /** The deviation of the border's distance from the centre, over its mean. */
  private static double radialSpread(BitSet mask) {
    double column = mask.stream().mapToDouble(p -> p % SIDE).average().orElse(0);
    double row = mask.stream().mapToDouble(p -> p / SIDE).average().orElse(0);
    double[] radii =
        mask.stream()
            .filter(
                p ->
                    p % SIDE == 0
                        || !mask.get(p - 1)
                        || !mask.get(p + 1)
                        || p < SIDE
                        || !mask.get(p - SIDE)
                        || !mask.get(p + SIDE))
            .mapToDouble(p -> Math.hypot(p % SIDE - column, p / SIDE - row))
            .toArray();
    double mean = Arrays.stream(radii).average().orElse(0);
    double variance = Arrays.stream(radii).map(r -> (r - mean) * (r - mean)).average().orElse(0);
    return Math.sqrt(variance) / (mean + 0.5);
  }

  /** The area of the convex hull of the pixels' corners. */
  private static double convexArea(BitSet mask) {
    int lowest = mask.nextSetBit(0) / SIDE;
    int highest = (mask.length() - 1) / SIDE;
    int rows = highest - lowest + 2;
    double[] left = new double[rows];
    double[] right = new double[rows];
    Arrays.fill(left, Double.POSITIVE_INFINITY);
    Arrays.fill(right, Double.NEGATIVE_INFINITY);
    for (int p = mask.nextSetBit(0); p >= 0; p = mask.nextSetBit(p + 1)) {
      int column = p % SIDE;
      for (int line = p / SIDE - lowest; line <= p / SIDE - lowest + 1; line++) {
        left[line] = Math.min(left[line], column);
        right[line] = Math.max(right[line], column + 1);
      }
    }
    double area = 0;
    double before = width(left, right, 0);
    for (int line = 1; line < rows; line++) {
      double here = width(left, right, line);
      area += (before + here) / 2;
      before = here;
    }
    return area;
  }

  /** The hull's width on a line: the widest that a straight edge between two other lines spans. */
  private static double width(double[] left, double[] right, int line) {
    double from = left[line];
    double to = right[line];
    for (int above = 0; above < line; above++) {
      for (int below = line + 1; below < left.length; below++) {
        double share = (line - above) / (double) (below - above);
        from = Math.min(from, left[above] + share * (left[below] - left[above]));
        to = Math.max(to, right[above] + share * (right[below] - right[above]));
      }
    }
    return to - from;
  }
}
