package org.hilum.model.register;

import java.util.Random;
import java.util.stream.IntStream;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;

/** Another examination made from one: turned, moved, resampled, cropped, breathed out, noisier. */
public final class MovedVolumes {

  private MovedVolumes() {}

  /**
   * @param transform from the given volume to the new one
   * @param pixelMm of the new volume, likewise its slices' spacing
   * @param shareOfHeight how much of the height it shows, about the middle
   * @param breathMm how far the lowest slices move up against the highest
   * @param noiseHu standard deviation of the noise that is added
   */
  public static CtVolume moved(
      CtVolume volume,
      RigidTransform transform,
      double pixelMm,
      double sliceMm,
      double shareOfHeight,
      double breathMm,
      double noiseHu) {
    VolumeGrid from = volume.grid();
    PatientPoint middle =
        transform.apply(
            from.toPatient(from.columns() / 2.0, from.rows() / 2.0, from.slices() / 2.0));
    int columns = (int) (from.columns() * from.columnSpacingMm() / pixelMm);
    int rows = (int) (from.rows() * from.rowSpacingMm() / pixelMm);
    int slices = (int) (shareOfHeight * from.slices() * from.sliceSpacingMm() / sliceMm);
    VolumeGrid to =
        new VolumeGrid(
            columns,
            rows,
            slices,
            pixelMm,
            pixelMm,
            sliceMm,
            new PatientPoint(
                middle.xMm() - pixelMm * columns / 2,
                middle.yMm() - pixelMm * rows / 2,
                middle.zMm() - sliceMm * slices / 2));
    RigidTransform back = transform.inverse();
    short[] hu = new short[to.voxelCount()];
    IntStream.range(0, slices)
        .parallel()
        .forEach(
            slice -> {
              Random random = new Random(slice);
              for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                  PatientPoint p = back.apply(to.toPatient(column, row, slice));
                  double depth = depth(from, p.zMm());
                  double value = at(volume, p.xMm(), p.yMm(), p.zMm() - breathMm * depth * depth);
                  hu[to.index(column, row, slice)] =
                      (short)
                          Math.max(
                              CtVolume.AIR_HU, Math.round(value + noiseHu * random.nextGaussian()));
                }
              }
            });
    return new CtVolume(to, hu);
  }

  /** Where a place of the given volume lies in the new one. */
  public static PatientPoint truth(
      CtVolume volume, RigidTransform transform, double breathMm, PatientPoint place) {
    double z = place.zMm();
    for (int i = 0; i < 60; i++) {
      double depth = depth(volume.grid(), z);
      z = place.zMm() + breathMm * depth * depth;
    }
    return transform.apply(new PatientPoint(place.xMm(), place.yMm(), z));
  }

  /** 0 at the top of the volume, 1 at its bottom. */
  private static double depth(VolumeGrid grid, double z) {
    double height = grid.sliceSpacingMm() * (grid.slices() - 1);
    return Math.max(0, 1 - (z - grid.origin().zMm()) / height);
  }

  private static double at(CtVolume volume, double xMm, double yMm, double zMm) {
    VolumeGrid grid = volume.grid();
    PatientPoint point = new PatientPoint(xMm, yMm, zMm);
    double x = grid.columnOf(point);
    double y = grid.rowOf(point);
    double z = grid.sliceOf(point);
    int i = (int) Math.floor(x);
    int j = (int) Math.floor(y);
    int k = (int) Math.floor(z);
    if (i < 0
        || j < 0
        || k < 0
        || i >= grid.columns() - 1
        || j >= grid.rows() - 1
        || k >= grid.slices() - 1) {
      return CtVolume.AIR_HU;
    }
    double sum = 0;
    for (int corner = 0; corner < 8; corner++) {
      int right = corner & 1;
      int down = corner >> 1 & 1;
      int up = corner >> 2;
      sum +=
          (right == 1 ? x - i : 1 - x + i)
              * (down == 1 ? y - j : 1 - y + j)
              * (up == 1 ? z - k : 1 - z + k)
              * volume.hu(i + right, j + down, k + up);
    }
    return sum;
  }
}
