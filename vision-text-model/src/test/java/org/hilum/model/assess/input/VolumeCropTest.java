package org.hilum.model.assess.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.hilum.model.assess.CandidatePoint;
import org.hilum.model.assess.segment.Outline;
import org.hilum.model.crops.CropStack;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.NoduleMask;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.junit.jupiter.api.Test;

class VolumeCropTest {

  private static final double RADIUS_MM = 8;

  @Test
  void aScansOwnPixelsMapBackExactly() {
    CtVolume volume = ball(0.7, 0.7, 2.0);
    assertMapsBack(volume, 0.02);
  }

  @Test
  void pixelsThatAreNotSquareAreResampledAndMapBackNearly() {
    CtVolume volume = ball(0.6, 0.9, 1.5);
    assertThat(crop(volume).stack().pixelSpacingMm()).isEqualTo(0.7);
    assertMapsBack(volume, 0.1);
  }

  @Test
  void aCandidateAtTheEdgeSeesAirBeyondIt() {
    CtVolume volume = ball(0.7, 0.7, 2.0);
    PatientPoint corner = volume.grid().toPatient(0, 0, 0);
    VolumeCrop crop = VolumeCrop.around(volume, new CandidatePoint(corner, 6, 0.5));
    assertThat(crop.seed().slice()).isZero();
    assertThat((double) crop.stack().hu(10, 10, 0)).isCloseTo(-1000, within(1.0));
  }

  @Test
  void refusesACandidateOutsideTheVolume() {
    CtVolume volume = ball(0.7, 0.7, 2.0);
    PatientPoint beyond = new PatientPoint(500, 0, 0);
    assertThatThrownBy(() -> VolumeCrop.around(volume, new CandidatePoint(beyond, 6, 0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(500.0, 0.0, 0.0) mm lies outside the volume");
  }

  /** Outlines the ball in the crop by its brightness and compares it with the volume's voxels. */
  private static void assertMapsBack(CtVolume volume, double tolerance) {
    VolumeCrop crop = crop(volume);
    List<BitSet> masks = new ArrayList<>();
    int first = -1;
    for (int slice = 0; slice < crop.stack().count(); slice++) {
      BitSet mask = new BitSet();
      for (int p = 0; p < CropStack.SIDE * CropStack.SIDE; p++) {
        mask.set(p, crop.stack().hu(p % CropStack.SIDE, p / CropStack.SIDE, slice) > -400);
      }
      if (!mask.isEmpty()) {
        first = first < 0 ? slice : first;
        masks.add(mask);
      }
    }
    Outline outline = new Outline(first, masks);
    NoduleMask mask = crop.mask(outline);
    int expected = 0;
    int both = 0;
    VolumeGrid grid = volume.grid();
    for (int slice = 0; slice < grid.slices(); slice++) {
      for (int row = 0; row < grid.rows(); row++) {
        for (int column = 0; column < grid.columns(); column++) {
          if (volume.hu(column, row, slice) > -400) {
            expected++;
            both += mask.contains(column, row, slice) ? 1 : 0;
          }
        }
      }
    }
    assertThat(2.0 * both / (expected + mask.voxelCount())).isGreaterThan(1 - tolerance);
  }

  private static VolumeCrop crop(CtVolume volume) {
    return VolumeCrop.around(volume, new CandidatePoint(centre(volume.grid()), 15, 0.9));
  }

  private static PatientPoint centre(VolumeGrid grid) {
    return grid.toPatient(60, 70, 12);
  }

  private static CtVolume ball(double columnMm, double rowMm, double sliceMm) {
    VolumeGrid grid =
        new VolumeGrid(140, 150, 30, columnMm, rowMm, sliceMm, new PatientPoint(-40, -30, 5));
    short[] hu = new short[grid.voxelCount()];
    PatientPoint centre = centre(grid);
    for (int slice = 0; slice < grid.slices(); slice++) {
      for (int row = 0; row < grid.rows(); row++) {
        for (int column = 0; column < grid.columns(); column++) {
          boolean inside = grid.toPatient(column, row, slice).distanceMmTo(centre) < RADIUS_MM;
          hu[grid.index(column, row, slice)] = (short) (inside ? 40 : -1000);
        }
      }
    }
    return new CtVolume(grid, hu);
  }
}
