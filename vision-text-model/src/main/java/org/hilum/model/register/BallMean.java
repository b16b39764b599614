package org.hilum.model.register;

import java.util.Optional;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;

/** The mean HU of the voxels in a small ball. */
final class BallMean {

  private BallMean() {}

  /** Empty where the ball's centre lies outside the volume. */
  static Optional<Double> of(CtVolume volume, PatientPoint center, double radiusMm) {
    VolumeGrid grid = volume.grid();
    int column = (int) Math.round(grid.columnOf(center));
    int row = (int) Math.round(grid.rowOf(center));
    int slice = (int) Math.round(grid.sliceOf(center));
    if (column < 0
        || row < 0
        || slice < 0
        || column >= grid.columns()
        || row >= grid.rows()
        || slice >= grid.slices()) {
      return Optional.empty();
    }
    int columns = (int) Math.ceil(radiusMm / grid.columnSpacingMm());
    int rows = (int) Math.ceil(radiusMm / grid.rowSpacingMm());
    int slices = (int) Math.ceil(radiusMm / grid.sliceSpacingMm());
    double sum = 0;
    int count = 0;
    for (int s = Math.max(0, slice - slices);
        s <= Math.min(grid.slices() - 1, slice + slices);
        s++) {
      for (int r = Math.max(0, row - rows); r <= Math.min(grid.rows() - 1, row + rows); r++) {
        for (int c = Math.max(0, column - columns);
            c <= Math.min(grid.columns() - 1, column + columns);
            c++) {
          if (grid.toPatient(c, r, s).distanceMmTo(center) <= radiusMm) {
            sum += volume.hu(c, r, s);
            count++;
          }
        }
      }
    }
    return Optional.of(count == 0 ? volume.hu(column, row, slice) : sum / count);
  }
}
