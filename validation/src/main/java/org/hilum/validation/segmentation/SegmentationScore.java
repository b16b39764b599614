package org.hilum.validation.segmentation;

import java.util.ArrayList;
import java.util.List;

/**
 * How well a predicted mask agrees with a reference.
 *
 * @param dice twice the shared voxels by the sum of both (Dice LR, Ecology 1945;26:297); 1 where
 *     both are empty
 * @param hd95Mm the 95th percentile of the distances from each border voxel to the other's border,
 *     the larger of the two directions (Taha AA, Hanbury A, BMC Med Imaging 2015;15:29); {@code
 *     NaN} where either mask is empty
 * @param volumeMm3 of the prediction
 * @param referenceVolumeMm3 of the reference
 */
public record SegmentationScore(
    double dice, double hd95Mm, double volumeMm3, double referenceVolumeMm3) {

  private static final double PERCENTILE = 0.95;

  /**
   * The difference of volumes in percent of their mean (Bland and Altman), from -200 to 200, so
   * that tiny references do not outweigh all others; NaN where both are empty.
   */
  public double volumeDifferencePercent() {
    return 200 * (volumeMm3 - referenceVolumeMm3) / (volumeMm3 + referenceVolumeMm3);
  }

  /**
   * @param predicted {@code [slice][row * columns + column]}, likewise {@code reference}
   * @param spacingMm column, row and slice spacing
   * @throws IllegalArgumentException if the two differ in shape
   */
  public static SegmentationScore of(
      boolean[][] predicted, boolean[][] reference, int columns, double[] spacingMm) {
    requireSameShape(predicted, reference, columns);
    long both = 0;
    long a = 0;
    long b = 0;
    for (int s = 0; s < predicted.length; s++) {
      for (int i = 0; i < predicted[s].length; i++) {
        a += predicted[s][i] ? 1 : 0;
        b += reference[s][i] ? 1 : 0;
        both += predicted[s][i] && reference[s][i] ? 1 : 0;
      }
    }
    double voxelMm3 = spacingMm[0] * spacingMm[1] * spacingMm[2];
    double dice = a + b == 0 ? 1 : 2.0 * both / (a + b);
    double hd95 = Double.NaN;
    if (a > 0 && b > 0) {
      List<double[]> border = border(predicted, columns, spacingMm);
      List<double[]> referenceBorder = border(reference, columns, spacingMm);
      hd95 = Math.max(percentile(border, referenceBorder), percentile(referenceBorder, border));
    }
    return new SegmentationScore(dice, hd95, a * voxelMm3, b * voxelMm3);
  }

  private static void requireSameShape(boolean[][] a, boolean[][] b, int columns) {
    boolean same = a.length == b.length;
    for (int s = 0; same && s < a.length; s++) {
      same = a[s].length == b[s].length && a[s].length % columns == 0;
    }
    if (!same) {
      throw new IllegalArgumentException("the two masks differ in shape");
    }
  }

  /** Voxels with at least one of their six neighbours outside the mask, in millimetres. */
  private static List<double[]> border(boolean[][] mask, int columns, double[] spacingMm) {
    List<double[]> border = new ArrayList<>();
    for (int s = 0; s < mask.length; s++) {
      int rows = mask[s].length / columns;
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          if (mask[s][r * columns + c] && !surrounded(mask, columns, rows, s, r, c)) {
            border.add(new double[] {c * spacingMm[0], r * spacingMm[1], s * spacingMm[2]});
          }
        }
      }
    }
    return border;
  }

  private static boolean surrounded(boolean[][] mask, int columns, int rows, int s, int r, int c) {
    int i = r * columns + c;
    return c > 0
        && mask[s][i - 1]
        && c + 1 < columns
        && mask[s][i + 1]
        && r > 0
        && mask[s][i - columns]
        && r + 1 < rows
        && mask[s][i + columns]
        && s > 0
        && mask[s - 1][i]
        && s + 1 < mask.length
        && mask[s + 1][i];
  }

  private static double percentile(List<double[]> from, List<double[]> to) {
    double[] distances =
        from.stream()
            .mapToDouble(
                p ->
                    Math.sqrt(
                        to.stream().mapToDouble(q -> squaredDistance(p, q)).min().orElseThrow()))
            .sorted()
            .toArray();
    // Linear between the two neighbours, as numpy's percentile.
    double position = PERCENTILE * (distances.length - 1);
    int low = (int) Math.floor(position);
    int high = Math.min(low + 1, distances.length - 1);
    return distances[low] + (position - low) * (distances[high] - distances[low]);
  }

  private static double squaredDistance(double[] p, double[] q) {
    double dx = p[0] - q[0];
    double dy = p[1] - q[1];
    double dz = p[2] - q[2];
    return dx * dx + dy * dy + dz * dz;
  }
}
