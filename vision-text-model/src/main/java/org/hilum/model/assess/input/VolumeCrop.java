package org.hilum.model.assess.input;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.hilum.model.assess.CandidatePoint;
import org.hilum.model.assess.segment.Outline;
import org.hilum.model.assess.segment.Outliner.Seed;
import org.hilum.model.crops.CropStack;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.NoduleMask;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;

/**
 * The crop of a whole CT around a candidate, in the same form as the labelled crops, and the way
 * back from an outline in the crop to the volume. In-plane the crop keeps the scan's own pixels, or
 * is resampled where they are not square or far from those of the labelled crops.
 */
public final class VolumeCrop {

  private static final double FINEST_PIXEL_MM = 0.45;
  private static final double COARSEST_PIXEL_MM = 0.95;
  private static final double RESAMPLED_PIXEL_MM = 0.7;
  private static final double SQUARE_WITHIN = 1e-3;

  /** Slices beyond the detector's diameter, in case it was too small. */
  private static final double SPARE_MM = 8;

  private static final int MOST_SLICES_A_SIDE = 64;

  private final VolumeGrid grid;
  private final CropStack stack;
  private final int firstSlice;
  private final double firstColumn;
  private final double firstRow;
  private final double columnStep;
  private final double rowStep;
  private final Seed seed;

  private VolumeCrop(CtVolume volume, CandidatePoint candidate) {
    this.grid = volume.grid();
    PatientPoint center = candidate.center();
    double column = grid.columnOf(center);
    double row = grid.rowOf(center);
    int slice = (int) Math.round(grid.sliceOf(center));
    if (column < -0.5
        || row < -0.5
        || slice < 0
        || column > grid.columns() - 0.5
        || row > grid.rows() - 0.5
        || slice >= grid.slices()) {
      throw new IllegalArgumentException(
          "the candidate at (%.1f, %.1f, %.1f) mm lies outside the volume"
              .formatted(center.xMm(), center.yMm(), center.zMm()));
    }
    double pixelMm = grid.columnSpacingMm();
    boolean square =
        Math.abs(grid.columnSpacingMm() - grid.rowSpacingMm())
            < SQUARE_WITHIN * grid.columnSpacingMm();
    if (!square || pixelMm < FINEST_PIXEL_MM || pixelMm > COARSEST_PIXEL_MM) {
      pixelMm = RESAMPLED_PIXEL_MM;
    }
    this.columnStep = pixelMm / grid.columnSpacingMm();
    this.rowStep = pixelMm / grid.rowSpacingMm();
    int half = CropStack.SIDE / 2;
    this.firstColumn = Math.rint(column) - half * columnStep;
    this.firstRow = Math.rint(row) - half * rowStep;
    int reach = (int) Math.ceil((0.8 * candidate.diameterMm() + SPARE_MM) / grid.sliceSpacingMm());
    reach = Math.min(reach, MOST_SLICES_A_SIDE);
    this.firstSlice = Math.max(0, slice - reach);
    int lastSlice = Math.min(grid.slices() - 1, slice + reach);
    List<short[]> slices = new ArrayList<>();
    for (int z = firstSlice; z <= lastSlice; z++) {
      slices.add(crop(volume, z));
    }
    this.stack = CropStack.ofHu(slices, pixelMm, grid.sliceSpacingMm());
    this.seed =
        new Seed(
            stack,
            slice - firstSlice,
            (column - firstColumn) / columnStep,
            (row - firstRow) / rowStep,
            candidate.diameterMm());
  }

  /**
   * @throws IllegalArgumentException if the candidate lies outside the volume
   */
  public static VolumeCrop around(CtVolume volume, CandidatePoint candidate) {
    return new VolumeCrop(volume, candidate);
  }

  private short[] crop(CtVolume volume, int slice) {
    short[] hu = new short[CropStack.SIDE * CropStack.SIDE];
    boolean whole = columnStep == 1 && rowStep == 1;
    for (int y = 0; y < CropStack.SIDE; y++) {
      for (int x = 0; x < CropStack.SIDE; x++) {
        double column = firstColumn + x * columnStep;
        double row = firstRow + y * rowStep;
        hu[y * CropStack.SIDE + x] =
            whole
                ? at(volume, (int) column, (int) row, slice)
                : bilinear(volume, column, row, slice);
      }
    }
    return hu;
  }

  private static short bilinear(CtVolume volume, double column, double row, int slice) {
    int c = (int) Math.floor(column);
    int r = (int) Math.floor(row);
    double a = column - c;
    double b = row - r;
    return (short)
        Math.round(
            (1 - b) * ((1 - a) * at(volume, c, r, slice) + a * at(volume, c + 1, r, slice))
                + b
                    * ((1 - a) * at(volume, c, r + 1, slice)
                        + a * at(volume, c + 1, r + 1, slice)));
  }

  private static short at(CtVolume volume, int column, int row, int slice) {
    VolumeGrid grid = volume.grid();
    boolean inside = column >= 0 && row >= 0 && column < grid.columns() && row < grid.rows();
    return inside ? volume.hu(column, row, slice) : CtVolume.AIR_HU;
  }

  public CropStack stack() {
    return stack;
  }

  public Seed seed() {
    return seed;
  }

  /** The voxels whose centres lie within the outline. */
  public NoduleMask mask(Outline outline) {
    if (outline.isEmpty()) {
      return new NoduleMask(0, 0, 0, 1, 1, 1, new BitSet());
    }
    int[] box = pixelBox(outline);
    int left = clamp((int) Math.floor(firstColumn + (box[0] - 1) * columnStep), grid.columns());
    int right = clamp((int) Math.ceil(firstColumn + (box[1] + 1) * columnStep), grid.columns());
    int top = clamp((int) Math.floor(firstRow + (box[2] - 1) * rowStep), grid.rows());
    int bottom = clamp((int) Math.ceil(firstRow + (box[3] + 1) * rowStep), grid.rows());
    int columns = right - left + 1;
    int rows = bottom - top + 1;
    int slices = outline.masks().size();
    BitSet bits = new BitSet(columns * rows * slices);
    for (int s = 0; s < slices; s++) {
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          long x = Math.round((left + c - firstColumn) / columnStep);
          long y = Math.round((top + r - firstRow) / rowStep);
          boolean inside = x >= 0 && y >= 0 && x < CropStack.SIDE && y < CropStack.SIDE;
          if (inside && outline.masks().get(s).get((int) (y * CropStack.SIDE + x))) {
            bits.set((s * rows + r) * columns + c);
          }
        }
      }
    }
    return new NoduleMask(
        left, top, firstSlice + outline.firstSlice(), columns, rows, slices, bits);
  }

  private static int[] pixelBox(Outline outline) {
    int[] box = {CropStack.SIDE, -1, CropStack.SIDE, -1};
    for (BitSet mask : outline.masks()) {
      for (int p = mask.nextSetBit(0); p >= 0; p = mask.nextSetBit(p + 1)) {
        box[0] = Math.min(box[0], p % CropStack.SIDE);
        box[1] = Math.max(box[1], p % CropStack.SIDE);
        box[2] = Math.min(box[2], p / CropStack.SIDE);
        box[3] = Math.max(box[3], p / CropStack.SIDE);
      }
    }
    return box;
  }

  private static int clamp(int value, int count) {
    return Math.max(0, Math.min(count - 1, value));
  }
}
