package org.hilum.model.lung;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.hilum.model.LungPlace;
import org.hilum.model.LungPlace.Side;
import org.hilum.model.LungPlace.Zone;
import org.hilum.model.RealCt;
import org.hilum.model.RefusalCode;
import org.hilum.model.lung.LungSegmenter.Result;
import org.hilum.model.phantom.ChestPhantom;
import org.hilum.model.phantom.PhantomSpec;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.Resampler;
import org.hilum.model.volume.VolumeGrid;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

class LungSegmenterTest {

  @Nested
  @TestInstance(Lifecycle.PER_CLASS)
  class OfARealCt {

    private CtVolume volume;
    private Lungs lungs;

    @BeforeAll
    void segment() throws IOException {
      volume = RealCt.lidc0001();
      lungs = found(LungSegmenter.segment(volume));
    }

    @Test
    void bothLungsHavePlausibleVolumes() {
      assertThat(lungs.volumeMl(Side.LEFT)).isBetween(1400.0, 2100.0);
      assertThat(lungs.volumeMl(Side.RIGHT)).isBetween(1600.0, 2400.0);
    }

    @Test
    void theSolidNoduleAtThePleuraIsInTheHullThoughNotAerated() {
      PatientPoint nodule = new PatientPoint(56.2, 86.0, -115);
      assertThat(lungs.isAerated(nodule)).isFalse();
      assertThat(lungs.contains(nodule)).isTrue();
      assertThat(lungs.place(nodule)).isEqualTo(new LungPlace(Side.LEFT, Zone.MIDDLE));
    }

    @Test
    void theSpineTheTableAndTheAirOutsideAreNotInTheHull() {
      assertThat(lungs.contains(new PatientPoint(12, 100, -115))).isFalse();
      assertThat(lungs.contains(new PatientPoint(0, 180, -115))).isFalse();
      assertThat(lungs.contains(new PatientPoint(-160, -140, -115))).isFalse();
      assertThat(lungs.place(new PatientPoint(-160, -140, -115))).isNull();
    }

    @Test
    void tellsHowNearAPointIsToTheHull() {
      VolumeGrid grid = lungs.grid();
      for (PatientPoint point :
          List.of(new PatientPoint(12, 100, -115), new PatientPoint(-160, -40, -95))) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < grid.voxelCount(); i++) {
          PatientPoint cell = grid.toPatient(i);
          if (lungs.contains(cell)) {
            nearest = Math.min(nearest, cell.distanceMmTo(point));
          }
        }
        assertThat(lungs.isWithin(point, nearest + 0.01)).isTrue();
        assertThat(lungs.isWithin(point, nearest - 0.01)).isFalse();
      }
      assertThat(lungs.isWithin(new PatientPoint(56.2, 86.0, -115), 0)).isTrue();
      PatientPoint above = grid.toPatient(60, 60, grid.slices());
      assertThat(lungs.isWithin(above, 1000)).as("outside the CT").isFalse();
    }

    @Test
    void theHullLiesWithinItsBounds() {
      PatientPoint[] bounds = lungs.bounds();
      VolumeGrid grid = lungs.grid();
      for (int s = 0; s < grid.slices(); s++) {
        for (int r = 0; r < grid.rows(); r += 5) {
          for (int c = 0; c < grid.columns(); c += 5) {
            PatientPoint p = grid.toPatient(c, r, s);
            if (lungs.contains(p)) {
              assertThat(p.xMm()).isBetween(bounds[0].xMm(), bounds[1].xMm());
              assertThat(p.yMm()).isBetween(bounds[0].yMm(), bounds[1].yMm());
              assertThat(p.zMm()).isBetween(bounds[0].zMm(), bounds[1].zMm());
            }
          }
        }
      }
    }

    @Test
    void anInvertedVolumeIsRefusedAsInvalid() {
      short[] inverted = volume.voxels().clone();
      for (int i = 0; i < inverted.length; i++) {
        inverted[i] = (short) -inverted[i];
      }
      assertRefused(new CtVolume(volume.grid(), inverted), RefusalCode.INVALID_VALUES);
    }

    @Test
    void aWrongRescaleSlopeOrInterceptIsRefusedAsInvalid() {
      assertRefused(rescaled(0.5, 0), RefusalCode.INVALID_VALUES);
      assertRefused(rescaled(0.7, -300), RefusalCode.INVALID_VALUES);
      assertRefused(rescaled(1.4, 400), RefusalCode.INVALID_VALUES);
      assertRefused(rescaled(1, 200), RefusalCode.INVALID_VALUES);
      assertRefused(rescaled(1, -200), RefusalCode.INVALID_VALUES);
      assertThat(LungSegmenter.segment(rescaled(1.03, 10))).isInstanceOf(Result.Found.class);
    }

    private CtVolume rescaled(double slope, int intercept) {
      short[] voxels = volume.voxels().clone();
      for (int i = 0; i < voxels.length; i++) {
        voxels[i] = (short) Math.max(CtVolume.AIR_HU, slope * voxels[i] + intercept);
      }
      return new CtVolume(volume.grid(), voxels);
    }

    @Test
    void aVolumeThatBeginsInMidLungIsCutOff() {
      VolumeGrid grid = volume.grid();
      int dropped = 60;
      VolumeGrid upper =
          new VolumeGrid(
              grid.columns(),
              grid.rows(),
              grid.slices() - dropped,
              grid.columnSpacingMm(),
              grid.rowSpacingMm(),
              grid.sliceSpacingMm(),
              grid.toPatient(0, 0, dropped));
      short[] voxels =
          Arrays.copyOfRange(volume.voxels(), dropped * grid.voxelsPerSlice(), grid.voxelCount());
      assertRefused(new CtVolume(upper, voxels), RefusalCode.LUNGS_CUT_OFF);
    }

    @Test
    void aLungThatReachesTheEdgeOfANarrowImageIsFoundAllTheSame() {
      double edge = lungs.bounds()[0].xMm() + 12;
      CtVolume narrow = from(edge);
      Lungs there = found(LungSegmenter.segment(narrow));

      int shown = 0;
      int found = 0;
      VolumeGrid grid = lungs.grid();
      for (int s = 0; s < grid.slices(); s++) {
        for (int r = 0; r < grid.rows(); r++) {
          for (int c = 0; c < grid.columns(); c++) {
            PatientPoint p = grid.toPatient(c, r, s);
            if (lungs.isAerated(p) && p.xMm() > edge + 3) {
              shown++;
              found += there.isAerated(p) ? 1 : 0;
            }
          }
        }
      }
      assertThat((double) found / shown).isGreaterThan(0.97);
    }

    @Test
    void aLungOfWhichTheImageShowsHalfIsCutOff() {
      assertRefused(from(lungs.bounds()[0].xMm() + 60), RefusalCode.LUNGS_CUT_OFF);
    }

    /** What lies to the left of a sagittal plane. */
    private CtVolume from(double xMm) {
      VolumeGrid grid = volume.grid();
      int first = (int) Math.round(grid.columnOf(new PatientPoint(xMm, 0, 0)));
      VolumeGrid narrow =
          new VolumeGrid(
              grid.columns() - first,
              grid.rows(),
              grid.slices(),
              grid.columnSpacingMm(),
              grid.rowSpacingMm(),
              grid.sliceSpacingMm(),
              grid.toPatient(first, 0, 0));
      short[] voxels = new short[narrow.voxelCount()];
      for (int row = 0; row < grid.rows() * grid.slices(); row++) {
        System.arraycopy(
            volume.voxels(),
            row * grid.columns() + first,
            voxels,
            row * narrow.columns(),
            narrow.columns());
      }
      return new CtVolume(narrow, voxels);
    }

    @Test
    void aSingleLungIsAllOnItsSide() {
      VolumeGrid grid = volume.grid();
      short[] voxels = volume.voxels().clone();
      for (int i = 0; i < voxels.length; i++) {
        PatientPoint p =
            grid.toPatient(
                i % grid.columns(),
                i % grid.voxelsPerSlice() / grid.columns(),
                i / grid.voxelsPerSlice());
        // Where a point beyond the hull belongs takes long to tell, for 35 million of them.
        LungPlace place = lungs.contains(p) ? lungs.place(p) : null;
        if (place != null && place.side() == Side.LEFT) {
          voxels[i] = 30;
        }
      }
      Lungs right = found(LungSegmenter.segment(new CtVolume(grid, voxels)));

      assertThat(right.volumeMl(Side.RIGHT)).isGreaterThan(0.95 * lungs.volumeMl(Side.RIGHT));
      assertThat(right.volumeMl(Side.LEFT)).isLessThan(0.02 * lungs.volumeMl(Side.RIGHT));
    }

    /** It is larger than the lungs, and goes on at both ends. */
    @Test
    void theFoamOfATableWhollyInViewIsNoLung() {
      VolumeGrid grid = volume.grid();
      double besideMm = 70;
      double belowMm = 80;
      double spacing = 2 * grid.columnSpacingMm();
      PatientPoint first = grid.origin();
      VolumeGrid wide =
          new VolumeGrid(
              grid.columns() / 2 + (int) (2 * besideMm / spacing),
              grid.rows() / 2 + (int) (belowMm / spacing),
              grid.slices(),
              spacing,
              spacing,
              grid.sliceSpacingMm(),
              new PatientPoint(first.xMm() - besideMm, first.yMm(), first.zMm()));
      CtVolume withTable = Resampler.onto(volume, wide);
      double tableFromMm = grid.toPatient(0, grid.rows(), 0).yMm() + 10;
      for (int i = 0; i < wide.voxelCount(); i++) {
        PatientPoint p = wide.toPatient(i);
        double depth =
            Math.min(
                Math.min(p.yMm() - tableFromMm, tableFromMm + 50 - p.yMm()),
                Math.min(p.xMm() - first.xMm(), first.xMm() + 360 - p.xMm()));
        if (depth >= 0) {
          withTable.voxels()[i] = (short) (depth < 5 ? 0 : -930);
        }
      }
      Lungs there = found(LungSegmenter.segment(withTable));

      assertThat(there.isAerated(new PatientPoint(0, tableFromMm + 25, -115))).isFalse();
      for (Side side : new Side[] {Side.LEFT, Side.RIGHT}) {
        assertThat(there.volumeMl(side)).isCloseTo(lungs.volumeMl(side), withinPercentage(3));
      }
    }

    @Test
    void theStomachsGasWhereTheImagesEndIsNoLung() {
      VolumeGrid grid = volume.grid();
      PatientPoint middle = grid.toPatient(grid.columns() / 2.0, grid.rows() / 2.0, 0);
      short[] voxels = volume.voxels().clone();
      for (int i = 0; i < voxels.length; i++) {
        PatientPoint p = grid.toPatient(i);
        double beyond =
            Math.hypot(
                Math.hypot((p.xMm() - middle.xMm() - 45) / 70, (p.yMm() - middle.yMm() + 35) / 50),
                (p.zMm() - middle.zMm()) / 60);
        double share = Math.max(0, Math.min(1, 0.5 + (1 - beyond) * 50 / 1.5));
        voxels[i] += (short) Math.round(share * (-985 - voxels[i]));
      }
      Lungs there = found(LungSegmenter.segment(new CtVolume(grid, voxels)));

      assertThat(there.isAerated(grid.toPatient(grid.columns() / 2.0 + 60, 200, 3))).isFalse();
      assertThat(there.volumeMl(Side.RIGHT))
          .isCloseTo(lungs.volumeMl(Side.RIGHT), withinPercentage(3));
    }

    @Test
    void theAbdomenAloneHasNoLungs() {
      VolumeGrid grid = volume.grid();
      int kept = 24;
      VolumeGrid lower =
          new VolumeGrid(
              grid.columns(),
              grid.rows(),
              kept,
              grid.columnSpacingMm(),
              grid.rowSpacingMm(),
              grid.sliceSpacingMm(),
              grid.origin());
      short[] voxels = Arrays.copyOf(volume.voxels(), kept * grid.voxelsPerSlice());
      assertRefused(new CtVolume(lower, voxels), RefusalCode.LUNGS_NOT_FOUND);
    }
  }

  @Test
  void aPhantomsLungsAreFound() {
    CtVolume phantom =
        ChestPhantom.generate(new PhantomSpec(256, 256, 140, 1.4, 1.4, 2.5, 5, List.of())).volume();
    Lungs lungs = found(LungSegmenter.segment(phantom));
    assertThat(lungs.volumeMl(Side.LEFT)).isBetween(1500.0, 3500.0);
    assertThat(lungs.volumeMl(Side.RIGHT)).isBetween(1500.0, 3500.0);
  }

  @Test
  void anImageNarrowerThanACellHasNoLungs() {
    VolumeGrid grid = new VolumeGrid(2, 2, 130, 1, 1, 1, new PatientPoint(0, 0, 0));
    short[] voxels = new short[grid.voxelCount()];
    Arrays.fill(voxels, 0, voxels.length / 2, (short) -1000);

    assertThat(LungSegmenter.segment(new CtVolume(grid, voxels)))
        .isInstanceOf(Result.NotFound.class);
  }

  @Test
  void aConstantVolumeIsRefusedAsInvalid() {
    assertRefused(filled(-1000), RefusalCode.INVALID_VALUES);
    assertRefused(filled(0), RefusalCode.INVALID_VALUES);
  }

  @Test
  void anEmptyTableIsNoChest() {
    CtVolume volume = filled(-1000);
    for (int slice = 0; slice < volume.grid().slices(); slice++) {
      for (int column = 10; column < 90; column++) {
        volume.voxels()[volume.grid().index(column, 80, slice)] = 200;
      }
    }
    assertRefused(volume, RefusalCode.NOT_CHEST);
  }

  private static CtVolume filled(int hu) {
    VolumeGrid grid = new VolumeGrid(100, 100, 80, 3, 3, 3, new PatientPoint(0, 0, 0));
    short[] voxels = new short[grid.voxelCount()];
    Arrays.fill(voxels, (short) hu);
    return new CtVolume(grid, voxels);
  }

  private static Lungs found(Result result) {
    assertThat(result).isInstanceOf(Result.Found.class);
    return ((Result.Found) result).lungs();
  }

  private static void assertRefused(CtVolume volume, RefusalCode code) {
    assertThat(LungSegmenter.segment(volume))
        .isInstanceOfSatisfying(
            Result.NotFound.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(code);
              assertThat(refused.message()).isNotBlank().doesNotContain("\n");
            });
  }
}
