package org.hilum.model.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ResamplerTest {

  /** HU = x + 2y + 3z in mm, which trilinear interpolation keeps exactly. */
  private static CtVolume ramp(VolumeGrid grid) {
    short[] hu = new short[grid.voxelCount()];
    for (int s = 0; s < grid.slices(); s++) {
      for (int r = 0; r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++) {
          PatientPoint p = grid.toPatient(c, r, s);
          hu[grid.index(c, r, s)] = (short) Math.round(p.xMm() + 2 * p.yMm() + 3 * p.zMm());
        }
      }
    }
    return new CtVolume(grid, hu);
  }

  private static final CtVolume RAMP =
      ramp(new VolumeGrid(40, 30, 20, 0.5, 0.75, 2.5, new PatientPoint(10, 20, -30)));

  @Test
  void aRampStaysTheSameRampInPatientSpace() {
    CtVolume resampled = Resampler.isotropic(RAMP, 1);
    VolumeGrid grid = resampled.grid();
    assertThat(grid.columns()).isEqualTo(20);
    assertThat(grid.rows()).isEqualTo(22);
    assertThat(grid.slices()).isEqualTo(48);
    for (int s = 0; s < grid.slices(); s += 5) {
      for (int r = 0; r < grid.rows(); r += 3) {
        PatientPoint p = grid.toPatient(7, r, s);
        assertThat((double) resampled.hu(7, r, s))
            .isCloseTo(p.xMm() + 2 * p.yMm() + 3 * p.zMm(), within(1.6));
      }
    }
  }

  @Test
  void beyondTheSlicesEdgesLiesAirAndBeyondTheLastSliceMoreOfIt() {
    VolumeGrid wide = new VolumeGrid(60, 60, 60, 1, 1, 1, new PatientPoint(0, 10, -40));
    CtVolume resampled = Resampler.onto(RAMP, wide);
    assertThat(resampled.hu(0, 30, 30)).isEqualTo(CtVolume.AIR_HU);
    assertThat(resampled.hu(59, 30, 30)).isEqualTo(CtVolume.AIR_HU);
    assertThat(resampled.hu(15, 15, 0)).isEqualTo(resampled.hu(15, 15, 10));
  }
}
