package org.hilum.model.lung;

import org.hilum.model.LungPlace;
import org.hilum.model.LungPlace.Side;
import org.hilum.model.LungPlace.Zone;
import org.hilum.model.volume.DistanceTransform;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.jspecify.annotations.Nullable;

/**
 * The lungs of one volume on a coarse grid: the aerated lung itself, and a hull about it that also
 * holds the masses that dent it from the chest wall, the mediastinum or the hilum.
 */
public final class Lungs {

  /**
   * So far beyond the hull a mass may have its centre: where it grows into the wall, or is so wide
   * that the hull follows its dent.
   */
  public static final double FARTHEST_BEYOND_MM = 20;

  private final VolumeGrid grid;
  private final boolean[] aerated;
  private final boolean[] hull;
  private final double midlineXMm;
  private final double[] lowestZMm;
  private final double[] highestZMm;
  private final double[] volumeMl;

  Lungs(VolumeGrid grid, boolean[] aerated, boolean[] hull, double midlineXMm) {
    this.grid = grid;
    this.aerated = aerated;
    this.hull = hull;
    this.midlineXMm = midlineXMm;
    int sides = Side.values().length;
    lowestZMm = new double[sides];
    highestZMm = new double[sides];
    volumeMl = new double[sides];
    measure();
  }

  /**
   * All of a grid, to its voxels' outer faces, as if it were lung: for a part of a CT too small to
   * show where the lungs end. Its sides, heights and volumes mean nothing.
   */
  public static Lungs all(VolumeGrid grid) {
    boolean[] everywhere = new boolean[grid.voxelCount()];
    java.util.Arrays.fill(everywhere, true);
    double midlineXMm = grid.toPatient((grid.columns() - 1) / 2.0, 0, 0).xMm();
    return new Lungs(grid, everywhere, everywhere, midlineXMm);
  }

  private void measure() {
    java.util.Arrays.fill(lowestZMm, Double.POSITIVE_INFINITY);
    java.util.Arrays.fill(highestZMm, Double.NEGATIVE_INFINITY);
    for (int slice = 0; slice < grid.slices(); slice++) {
      double z = grid.toPatient(0, 0, slice).zMm();
      for (int row = 0; row < grid.rows(); row++) {
        for (int column = 0; column < grid.columns(); column++) {
          if (aerated[grid.index(column, row, slice)]) {
            int side = sideOf(grid.toPatient(column, row, slice)).ordinal();
            lowestZMm[side] = Math.min(lowestZMm[side], z);
            highestZMm[side] = Math.max(highestZMm[side], z);
            volumeMl[side] += grid.voxelVolumeMm3() / 1000;
          }
        }
      }
    }
  }

  /** The coarse grid of the masks: cells of about 3 mm. */
  public VolumeGrid grid() {
    return grid;
  }

  /** Whether a point lies in aerated lung. */
  public boolean isAerated(PatientPoint point) {
    int cell = cellOf(point);
    return cell >= 0 && aerated[cell];
  }

  /** Whether a point lies in the lungs or in what dents them. */
  public boolean contains(PatientPoint point) {
    int cell = cellOf(point);
    return cell >= 0 && hull[cell];
  }

  /**
   * Whether the hull comes so near to a point of the CT; never to one outside the CT.
   *
   * @param withinMm to the centre of one of its cells; 0 for a point in the hull itself
   */
  public boolean isWithin(PatientPoint point, double withinMm) {
    int cell = cellOf(point);
    if (cell < 0) {
      return false;
    }
    if (hull[cell]) {
      return true;
    }
    double column = grid.columnOf(point);
    double row = grid.rowOf(point);
    double slice = grid.sliceOf(point);
    double columns = withinMm / grid.columnSpacingMm();
    double rows = withinMm / grid.rowSpacingMm();
    double slices = withinMm / grid.sliceSpacingMm();
    for (int s = first(slice - slices); s <= last(slice + slices, grid.slices()); s++) {
      for (int r = first(row - rows); r <= last(row + rows, grid.rows()); r++) {
        for (int c = first(column - columns); c <= last(column + columns, grid.columns()); c++) {
          if (hull[grid.index(c, r, s)]
              && grid.toPatient(c, r, s).distanceMmTo(point) <= withinMm) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static int first(double from) {
    return Math.max(0, (int) Math.ceil(from));
  }

  private static int last(double to, int count) {
    return Math.min(count - 1, (int) Math.floor(to));
  }

  private int cellOf(PatientPoint point) {
    long column = Math.round(grid.columnOf(point));
    long row = Math.round(grid.rowOf(point));
    long slice = Math.round(grid.sliceOf(point));
    if (column < 0
        || row < 0
        || slice < 0
        || column >= grid.columns()
        || row >= grid.rows()
        || slice >= grid.slices()) {
      return -1;
    }
    return grid.index((int) column, (int) row, (int) slice);
  }

  /** For each cell of the grid, how deep it lies within the hull, in mm; 0 outside. */
  public float[] depthMm() {
    return distanceMm(false);
  }

  /** For each cell of the grid, how far it lies from the hull, in mm; 0 within. */
  public float[] beyondMm() {
    return distanceMm(true);
  }

  private float[] distanceMm(boolean toHull) {
    float[] distance = DistanceTransform.of(grid).squaredMm(hull, toHull);
    for (int i = 0; i < distance.length; i++) {
      distance[i] = (float) Math.sqrt(distance[i]);
    }
    return distance;
  }

  /** Aerated volume of one lung in millilitres. */
  public double volumeMl(Side side) {
    return volumeMl[side.ordinal()];
  }

  /**
   * The lung and the third of its height where a point lies.
   *
   * @return null for a point farther than {@link #FARTHEST_BEYOND_MM} from the hull
   */
  public @Nullable LungPlace place(PatientPoint point) {
    if (!isWithin(point, FARTHEST_BEYOND_MM)) {
      return null;
    }
    Side side = sideOf(point);
    double bottom = lowestZMm[side.ordinal()];
    double height = highestZMm[side.ordinal()] - bottom;
    if (!(height > 0)) {
      return null;
    }
    double share = (point.zMm() - bottom) / height;
    Zone zone = share > 2.0 / 3 ? Zone.UPPER : share > 1.0 / 3 ? Zone.MIDDLE : Zone.LOWER;
    return new LungPlace(side, zone);
  }

  private Side sideOf(PatientPoint point) {
    return point.xMm() > midlineXMm ? Side.LEFT : Side.RIGHT;
  }

  /**
   * The smallest box about the hull.
   *
   * @return its lowest and its highest corner, at the outer faces of its cells
   */
  public PatientPoint[] bounds() {
    return bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /**
   * The smallest box about the part of the hull between two heights.
   *
   * @return its lowest and its highest corner, at the outer faces of its cells; empty where there
   *     is no hull
   */
  public PatientPoint[] bounds(double lowestZ, double highestZ) {
    int[] low = {grid.columns(), grid.rows(), grid.slices()};
    int[] high = {-1, -1, -1};
    for (int slice = 0; slice < grid.slices(); slice++) {
      double z = grid.toPatient(0, 0, slice).zMm();
      if (z < lowestZ || z > highestZ) {
        continue;
      }
      for (int row = 0; row < grid.rows(); row++) {
        for (int column = 0; column < grid.columns(); column++) {
          if (hull[grid.index(column, row, slice)]) {
            low[0] = Math.min(low[0], column);
            low[1] = Math.min(low[1], row);
            low[2] = Math.min(low[2], slice);
            high[0] = Math.max(high[0], column);
            high[1] = Math.max(high[1], row);
            high[2] = Math.max(high[2], slice);
          }
        }
      }
    }
    if (high[0] < 0) {
      return new PatientPoint[0];
    }
    return new PatientPoint[] {
      grid.toPatient(low[0] - 0.5, low[1] - 0.5, low[2] - 0.5),
      grid.toPatient(high[0] + 0.5, high[1] + 0.5, high[2] + 0.5)
    };
  }
}
