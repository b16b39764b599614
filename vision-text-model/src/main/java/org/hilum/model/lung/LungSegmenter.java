package org.hilum.model.lung;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hilum.model.RefusalCode;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.DistanceTransform;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;

/**
 * Finds the lungs by their air: on cells of about 3 mm, air within the body ({@link OutsideAir}),
 * in components large enough and not as dark as gas in the bowel. The table is no obstacle, because
 * it lies in the air outside.
 */
public final class LungSegmenter {

  private static final double CELL_MM = 3;
  static final int AIR_BELOW_HU = -400;

  /** Half the widest mass at a wall that the hull still holds. */
  private static final double HULL_RADIUS_MM = 25;

  /** A cell, and a little more so that rounding does not matter. */
  private static final double HULL_MARGIN_MM = 3.015;

  /** Both lungs of an adult hold 2 to 8 litres; less than this is no pair of lungs. */
  private static final double SMALLEST_LUNGS_ML = 700;

  private static final double LARGEST_LUNGS_ML = 13_000;

  /** A component counts as lung from this share of the largest one. */
  private static final double SMALLEST_SHARE = 0.08;

  /** Where a lung touches the image's edge over this length, some 2 cm of it are missing. */
  private static final double LONGEST_CUT_MM = 150;

  /** A side that holds less of the lungs is none: the line that divides them is wrong. */
  private static final double LEAST_OF_A_SIDE = 0.15;

  /** An end slice may show this share of the largest slice's lung before lung is missing. */
  private static final double CUT_OFF_SHARE = 0.25;

  private LungSegmenter() {}

  /** Lungs, or why there are none. */
  public sealed interface Result {

    record Found(Lungs lungs) implements Result {}

    /**
     * @param message one line: what, where, what to do
     */
    record NotFound(RefusalCode code, String message) implements Result {}
  }

  public static Result segment(CtVolume volume) {
    VolumeGrid grid = cells(volume.grid());
    short[] mean = pool(volume, grid);
    Result.NotFound noImage = ValueCheck.ofAll(mean);
    if (noImage != null) {
      return noImage;
    }
    OutsideAir air = OutsideAir.of(mean, grid);
    boolean[] outside = air.outside();
    if (bodyShare(mean, air) < 0.02) {
      return new Result.NotFound(
          RefusalCode.NOT_CHEST, "No body is in view; send the axial chest series");
    }
    Result.NotFound uncalibrated = ValueCheck.ofAirAndBody(mean, air);
    if (uncalibrated != null) {
      return uncalibrated;
    }
    boolean[] lung = lungAir(mean, air, grid);
    double volumeMl = count(lung) * grid.voxelVolumeMm3() / 1000;
    if (volumeMl < SMALLEST_LUNGS_ML || volumeMl > LARGEST_LUNGS_ML) {
      return new Result.NotFound(
          RefusalCode.LUNGS_NOT_FOUND,
          "Air within the body amounts to %.0f ml, lungs hold %.0f to %.0f ml; send a chest series"
              .formatted(volumeMl, SMALLEST_LUNGS_ML, LARGEST_LUNGS_ML));
    }
    Result.NotFound cutOff = cutOff(lung, outside, grid);
    if (cutOff != null) {
      return cutOff;
    }
    double midline = midlineXMm(lung, mean, air, grid);
    return new Result.Found(new Lungs(grid, lung, hull(lung, outside, grid, midline), midline));
  }

  private static VolumeGrid cells(VolumeGrid grid) {
    int columns = cellVoxels(grid.columnSpacingMm(), grid.columns());
    int rows = cellVoxels(grid.rowSpacingMm(), grid.rows());
    int slices = cellVoxels(grid.sliceSpacingMm(), grid.slices());
    return new VolumeGrid(
        grid.columns() / columns,
        grid.rows() / rows,
        grid.slices() / slices,
        grid.columnSpacingMm() * columns,
        grid.rowSpacingMm() * rows,
        grid.sliceSpacingMm() * slices,
        grid.toPatient((columns - 1) / 2.0, (rows - 1) / 2.0, (slices - 1) / 2.0));
  }

  private static int cellVoxels(double spacingMm, int voxels) {
    return Math.max(1, Math.min(voxels, (int) Math.round(CELL_MM / spacingMm)));
  }

  /** Mean HU of each cell. */
  private static short[] pool(CtVolume volume, VolumeGrid grid) {
    VolumeGrid fine = volume.grid();
    int columns = (int) Math.round(grid.columnSpacingMm() / fine.columnSpacingMm());
    int rows = (int) Math.round(grid.rowSpacingMm() / fine.rowSpacingMm());
    int slices = (int) Math.round(grid.sliceSpacingMm() / fine.sliceSpacingMm());
    short[] mean = new short[grid.voxelCount()];
    short[] hu = volume.voxels();
    IntStream.range(0, grid.slices())
        .parallel()
        .forEach(
            slice -> {
              int[] sums = new int[grid.columns()];
              for (int row = 0; row < grid.rows(); row++) {
                Arrays.fill(sums, 0);
                for (int s = 0; s < slices && slice * slices + s < fine.slices(); s++) {
                  for (int r = 0; r < rows && row * rows + r < fine.rows(); r++) {
                    int at = fine.index(0, row * rows + r, slice * slices + s);
                    for (int column = 0; column < grid.columns(); column++) {
                      for (int c = 0; c < columns; c++) {
                        sums[column] += hu[at + column * columns + c];
                      }
                    }
                  }
                }
                for (int column = 0; column < grid.columns(); column++) {
                  mean[grid.index(column, row, slice)] =
                      (short) (sums[column] / (columns * rows * slices));
                }
              }
            });
    return mean;
  }

  private static double bodyShare(short[] mean, OutsideAir air) {
    int body = 0;
    for (int i = 0; i < mean.length; i++) {
      if (air.isBody(mean, i)) {
        body++;
      }
    }
    return (double) body / mean.length;
  }

  private static boolean[] lungAir(short[] mean, OutsideAir air, VolumeGrid grid) {
    boolean[] seen = air.outside().clone();
    List<AirComponent> components = new ArrayList<>();
    int[] queue = new int[mean.length];
    for (int i = 0; i < mean.length; i++) {
      if (!seen[i] && mean[i] < AIR_BELOW_HU) {
        int filled = component(mean, seen, grid, i, queue);
        AirComponent found =
            new AirComponent(Arrays.copyOf(queue, filled), grid, mean, air.takenBack());
        if (!found.isGas() && !found.isCutAllAlong()) {
          components.add(found);
        }
      }
    }
    if (!components.stream().allMatch(AirComponent::isAlikeInEverySlice)) {
      components.removeIf(AirComponent::isAlikeInEverySlice);
    }
    int largest = components.stream().mapToInt(c -> c.cells().length).max().orElse(0);
    boolean[] lung = new boolean[mean.length];
    for (AirComponent component : components) {
      int size = component.cells().length;
      if (size == largest || size >= SMALLEST_SHARE * largest && !component.isGasAtAnEnd()) {
        for (int cell : component.cells()) {
          lung[cell] = true;
        }
      }
    }
    return lung;
  }

  private static int component(
      short[] mean, boolean[] seen, VolumeGrid grid, int first, int[] queue) {
    int columns = grid.columns();
    int size = grid.voxelsPerSlice();
    int filled = 0;
    queue[filled++] = first;
    seen[first] = true;
    for (int next = 0; next < filled; next++) {
      int cell = queue[next];
      int column = cell % columns;
      int row = cell % size / columns;
      int slice = cell / size;
      for (int side = 0; side < 6; side++) {
        int c = column + (side == 0 ? 1 : side == 1 ? -1 : 0);
        int r = row + (side == 2 ? 1 : side == 3 ? -1 : 0);
        int s = slice + (side == 4 ? 1 : side == 5 ? -1 : 0);
        if (c < 0 || r < 0 || s < 0 || c >= columns || r >= grid.rows() || s >= grid.slices()) {
          continue;
        }
        int i = grid.index(c, r, s);
        if (!seen[i] && mean[i] < AIR_BELOW_HU) {
          seen[i] = true;
          queue[filled++] = i;
        }
      }
    }
    return filled;
  }

  private static int count(boolean[] mask) {
    int count = 0;
    for (boolean value : mask) {
      if (value) {
        count++;
      }
    }
    return count;
  }

  private static Result.@org.jspecify.annotations.Nullable NotFound cutOff(
      boolean[] lung, boolean[] outside, VolumeGrid grid) {
    int size = grid.voxelsPerSlice();
    int[] area = new int[grid.slices()];
    int[] atEdge = new int[grid.slices()];
    for (int i = 0; i < lung.length; i++) {
      if (lung[i]) {
        area[i / size]++;
        atEdge[i / size] += isAtEdge(i, outside, grid) ? 1 : 0;
      }
    }
    double cutMm = Arrays.stream(atEdge).max().orElse(0) * grid.columnSpacingMm();
    if (cutMm > LONGEST_CUT_MM) {
      return new Result.NotFound(
          RefusalCode.LUNGS_CUT_OFF,
          "Lung touches the edge of the image over %.0f mm, so lung is missing; send a series with a wider field of view"
              .formatted(cutMm));
    }
    int largest = Arrays.stream(area).max().orElse(0);
    double first = (double) area[0] / largest;
    double last = (double) area[area.length - 1] / largest;
    if (first > CUT_OFF_SHARE || last > CUT_OFF_SHARE) {
      return new Result.NotFound(
          RefusalCode.LUNGS_CUT_OFF,
          "The %s slice still shows %.0f %% of the largest lung area, so lung is missing; send the whole series"
              .formatted(first > last ? "lowest" : "highest", 100 * Math.max(first, last)));
    }
    return null;
  }

  private static boolean isAtEdge(int cell, boolean[] outside, VolumeGrid grid) {
    int column = cell % grid.columns();
    int row = cell % grid.voxelsPerSlice() / grid.columns();
    return column == 0
        || row == 0
        || column == grid.columns() - 1
        || row == grid.rows() - 1
        || outside[cell - 1]
        || outside[cell + 1]
        || outside[cell - grid.columns()]
        || outside[cell + grid.columns()];
  }

  /**
   * Where between the two lungs the fewest cells lie. Where there is but one lung, that line would
   * run through it, so it is sought about the body's middle instead.
   */
  private static double midlineXMm(boolean[] lung, short[] mean, OutsideAir air, VolumeGrid grid) {
    int[] ofLungs = new int[grid.columns()];
    int[] ofBody = new int[grid.columns()];
    for (int i = 0; i < lung.length; i++) {
      if (lung[i]) {
        ofLungs[i % grid.columns()]++;
      } else if (air.isBody(mean, i)) {
        ofBody[i % grid.columns()]++;
      }
    }
    int best = emptiest(ofLungs, middle(ofLungs), grid);
    double onOneSide =
        Arrays.stream(ofLungs, 0, best).sum() / (double) Arrays.stream(ofLungs).sum();
    if (Math.min(onOneSide, 1 - onOneSide) < LEAST_OF_A_SIDE) {
      best = emptiest(ofLungs, middle(ofBody), grid);
    }
    return grid.toPatient(best, 0, 0).xMm();
  }

  private static int middle(int[] profile) {
    long sum = 0;
    long cells = 0;
    for (int column = 0; column < profile.length; column++) {
      sum += (long) column * profile[column];
      cells += profile[column];
    }
    return (int) (sum / cells);
  }

  /** The emptiest column within 35 mm. */
  private static int emptiest(int[] profile, int middle, VolumeGrid grid) {
    int reach = Math.max(1, (int) Math.round(35 / grid.columnSpacingMm()));
    int best = middle;
    for (int c = Math.max(0, middle - reach);
        c <= Math.min(profile.length - 1, middle + reach);
        c++) {
      if (profile[c] < profile[best]) {
        best = c;
      }
    }
    return best;
  }

  /** Each lung closed by itself, so that the space between the two stays out. */
  private static boolean[] hull(
      boolean[] lung, boolean[] outside, VolumeGrid grid, double midlineXMm) {
    DistanceTransform distances = DistanceTransform.of(grid);
    double midline = grid.columnOf(new PatientPoint(midlineXMm, 0, 0));
    boolean[] hull = new boolean[lung.length];
    for (boolean left : new boolean[] {false, true}) {
      boolean[] half = new boolean[lung.length];
      for (int i = 0; i < lung.length; i++) {
        half[i] = lung[i] && i % grid.columns() > midline == left;
      }
      boolean[] closed = distances.close(half, HULL_RADIUS_MM);
      for (int i = 0; i < hull.length; i++) {
        hull[i] |= closed[i];
      }
    }
    boolean[] grown = distances.grow(hull, HULL_MARGIN_MM);
    for (int i = 0; i < hull.length; i++) {
      grown[i] &= !outside[i];
    }
    return grown;
  }
}
