package org.hilum.model.detect;

import java.util.List;
import org.hilum.model.lung.Lungs;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;

/**
 * A nodule in its own slices, with the lung, walls and vessels that surround it there. The slices
 * end where the nodule ends, so only what lies between them can be learnt from; a network needs
 * something above and below, and gets the slices held or mirrored.
 *
 * @param side of a slice in pixels
 * @param levels all slices, {@link NoduleDetector#LOWEST_HU} to {@link NoduleDetector#HIGHEST_HU}
 *     as 0 to 255
 * @param column the nodule's centre, in pixels and slices
 * @param diameterMm of the sphere of the same volume
 * @param isNodule whether enough readers drew it
 * @param others the patient's other nodules of whom this crop shows something
 */
@SuppressWarnings("ArrayRecordComponent")
record NoduleCrop(
    int side,
    int slices,
    byte[] levels,
    double pixelMm,
    double sliceMm,
    double column,
    double row,
    double slice,
    double diameterMm,
    boolean isNodule,
    List<Other> others) {

  /**
   * Another nodule of the patient.
   *
   * @param center seen from this nodule's centre
   * @param diameterMm of the sphere of the same volume
   */
  record Other(PatientPoint center, double diameterMm) {}

  /** About as much above and below as a window of 64 mm shows. */
  private static final int BEYOND_MM = 42;

  private static final float HU_A_LEVEL =
      (NoduleDetector.HIGHEST_HU - NoduleDetector.LOWEST_HU) / 255f;

  /** Where the crop's own nodule lies. */
  static final PatientPoint NODULE = new PatientPoint(0, 0, 0);

  NoduleCrop {
    others = List.copyOf(others);
  }

  static byte level(float hu) {
    return (byte) Math.round(255 * NoduleDetector.normalised(hu));
  }

  /**
   * The crop at 1 mm, as far beside the nodule as half its side; the nodule's centre is the
   * coordinates' origin.
   *
   * @param mirrored whether the slices go on as their mirror image above and below, or are held
   */
  CtVolume region(boolean mirrored) {
    VolumeGrid grid = grid();
    short[] hu = new short[grid.voxelCount()];
    for (int z = 0; z < grid.slices(); z++) {
      double at = sliceOf(grid, z);
      fill(hu, grid, z, mirrored ? reflected(at) : Math.max(0, Math.min(slices - 1, at)));
    }
    return new CtVolume(grid, hu);
  }

  /** 1 at the voxels of {@link #region} that the crop shows, -1 beyond it. */
  CtVolume shown() {
    VolumeGrid grid = grid();
    short[] shown = new short[grid.voxelCount()];
    int i = 0;
    for (int z = 0; z < grid.slices(); z++) {
      boolean slice = Math.abs(sliceOf(grid, z) - (slices - 1) / 2.0) <= slices / 2.0;
      for (int y = 0; y < grid.rows(); y++) {
        double r = row + (grid.origin().yMm() + y) / pixelMm;
        for (int x = 0; x < grid.columns(); x++) {
          double c = column + (grid.origin().xMm() + x) / pixelMm;
          boolean inside = slice && r >= 0 && c >= 0 && r <= side - 1 && c <= side - 1;
          shown[i++] = (short) (inside ? 1 : -1);
        }
      }
    }
    return new CtVolume(grid, shown);
  }

  /** All of the crop and nothing beyond it, to be searched by the detector. */
  Lungs searched() {
    return Lungs.all(
        new VolumeGrid(
            side,
            side,
            slices,
            pixelMm,
            pixelMm,
            sliceMm,
            new PatientPoint(-column * pixelMm, -row * pixelMm, -slice * sliceMm)));
  }

  /** Whether readers drew something there, the nodule or another one. */
  boolean isDrawn(PatientPoint point) {
    return FalseMarks.covers(NODULE, diameterMm, point)
        || others.stream()
            .anyMatch(other -> FalseMarks.covers(other.center(), other.diameterMm(), point));
  }

  private VolumeGrid grid() {
    int beside = (int) Math.ceil(side * pixelMm / 2);
    int above = (int) Math.ceil(slices * sliceMm / 2) + BEYOND_MM;
    return new VolumeGrid(
        2 * beside + 1,
        2 * beside + 1,
        2 * above + 1,
        1,
        1,
        1,
        new PatientPoint(-beside, -beside, -above));
  }

  private double sliceOf(VolumeGrid grid, int z) {
    return slice + (grid.origin().zMm() + z) / sliceMm;
  }

  private double reflected(double at) {
    double period = 2.0 * (slices - 1);
    double along = Math.abs(at) % period;
    return along > slices - 1 ? period - along : along;
  }

  private void fill(short[] hu, VolumeGrid grid, int z, double at) {
    int below = Math.min(slices - 2, (int) at);
    float up = (float) (at - below);
    int to = z * grid.voxelsPerSlice();
    for (int y = 0; y < grid.rows(); y++) {
      double r = clamped(row + (grid.origin().yMm() + y) / pixelMm);
      int top = (int) r;
      for (int x = 0; x < grid.columns(); x++) {
        double c = clamped(column + (grid.origin().xMm() + x) / pixelMm);
        int left = (int) c;
        int i = (below * side + top) * side + left;
        float along = (float) (c - left);
        float down = (float) (r - top);
        float first = bilinear(i, along, down);
        float second = bilinear(i + side * side, along, down);
        hu[to++] =
            (short)
                Math.round(NoduleDetector.LOWEST_HU + HU_A_LEVEL * (first + up * (second - first)));
      }
    }
  }

  private double clamped(double pixel) {
    return Math.max(0, Math.min(side - 1.001, pixel));
  }

  private float bilinear(int i, float along, float down) {
    float top = mix(levels[i] & 0xff, levels[i + 1] & 0xff, along);
    float bottom = mix(levels[i + side] & 0xff, levels[i + side + 1] & 0xff, along);
    return top + down * (bottom - top);
  }

  private static float mix(int first, int second, float share) {
    return first + share * (second - first);
  }
}
