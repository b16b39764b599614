package org.hilum.model.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.junit.jupiter.api.Test;

/** On three slices of 2 mm, each of one value, that show a nodule in the middle of the second. */
class NoduleCropTest {

  private static final int SIDE = 32;
  private static final double PIXEL_MM = 2;
  private static final double SLICE_MM = 2;
  private static final int[] HU = {-900, -400, 100};

  private static final PatientPoint NODULE = new PatientPoint(0, 0, 0);

  private static NoduleCrop crop(boolean isNodule, NoduleCrop.Other... others) {
    byte[] levels = new byte[HU.length * SIDE * SIDE];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = NoduleCrop.level(HU[i / (SIDE * SIDE)]);
    }
    return new NoduleCrop(
        SIDE, HU.length, levels, PIXEL_MM, SLICE_MM, 15.5, 15.5, 1, 8, isNodule, List.of(others));
  }

  private static int hu(CtVolume region, double xMm, double yMm, double zMm) {
    VolumeGrid grid = region.grid();
    PatientPoint point = new PatientPoint(xMm, yMm, zMm);
    return region.hu(
        (int) Math.round(grid.columnOf(point)),
        (int) Math.round(grid.rowOf(point)),
        (int) Math.round(grid.sliceOf(point)));
  }

  @Test
  void theRegionShowsTheSlicesAtOneMillimetreAboutTheNodule() {
    for (boolean mirrored : new boolean[] {false, true}) {
      CtVolume region = crop(true).region(mirrored);
      assertThat(hu(region, 0, 0, -2)).isCloseTo(-900, within(4));
      assertThat(hu(region, 5, -9, 0)).isCloseTo(-400, within(4));
      assertThat(hu(region, -20, 3, 1)).isCloseTo(-150, within(4));
      assertThat(hu(region, 0, 0, 2)).isCloseTo(100, within(4));
    }
  }

  @Test
  void beyondThemTheyAreHeldOrMirrored() {
    assertThat(hu(crop(true).region(false), 0, 0, 6)).isCloseTo(100, within(4));
    assertThat(hu(crop(true).region(false), 0, 0, -30)).isCloseTo(-900, within(4));
    assertThat(hu(crop(true).region(true), 0, 0, 4)).isCloseTo(-400, within(4));
    assertThat(hu(crop(true).region(true), 0, 0, 6)).isCloseTo(-900, within(4));
    assertThat(hu(crop(true).region(true), 0, 0, -4)).isCloseTo(-400, within(4));
  }

  @Test
  void onlyTheirOwnVoxelsAreShown() {
    CtVolume shown = crop(true).shown();
    assertThat(hu(shown, 0, 0, 3)).isPositive();
    assertThat(hu(shown, 0, 0, -3)).isPositive();
    assertThat(hu(shown, 0, 0, 4)).isNegative();
    assertThat(hu(shown, 0, 0, -4)).isNegative();
    assertThat(hu(shown, 31, 0, 0)).isPositive();
    assertThat(hu(shown, 32, 0, 0)).isNegative();
  }

  @Test
  void aCaseTeachesWhatTheCropShowsAndNothingElse() {
    int nodules = 0;
    for (int seed = 0; seed < 8; seed++) {
      float[] targets = targets(crop(true), seed);
      int half = DetectorNetwork.SMALLEST_TRAINING_WINDOW / 2;
      int voxels = half * half * half;
      int learnt = 0;
      for (int i = 0; i < voxels; i++) {
        learnt += targets[voxels + i] > 0 ? 1 : 0;
        nodules += targets[i] == 1 && targets[voxels + i] > 0 ? 1 : 0;
      }
      // Six of some 48 mm, where the nodule's middle is not near the window's end.
      assertThat(learnt).isBetween(voxels / 60, voxels / 4);
    }
    assertThat(nodules).as("of eight, those well within their window").isBetween(4, 8);
  }

  @Test
  void aMarkOfFewerReadersIsNeitherNoduleNorBackground() {
    for (int seed = 0; seed < 8; seed++) {
      float[] targets = targets(crop(false), seed);
      int half = DetectorNetwork.SMALLEST_TRAINING_WINDOW / 2;
      int voxels = half * half * half;
      float[] certain = targets(crop(true), seed);
      int ignored = 0;
      for (int i = 0; i < voxels; i++) {
        assertThat(targets[i]).isZero();
        assertThat(certain[i] == 1 && targets[voxels + i] > 0).as("background at a mark").isFalse();
        ignored += certain[voxels + i] > 0 && targets[voxels + i] == 0 ? 1 : 0;
      }
      assertThat(ignored).isPositive();
    }
  }

  @Test
  void anotherNoduleOfThePatientIsNeitherNoduleNorBackground() {
    NoduleCrop alone = crop(true);
    NoduleCrop accompanied = crop(true, new NoduleCrop.Other(new PatientPoint(14, 0, 0), 6));
    int half = DetectorNetwork.SMALLEST_TRAINING_WINDOW / 2;
    int voxels = half * half * half;
    int ignored = 0;
    for (int seed = 0; seed < 8; seed++) {
      float[] without = targets(alone, seed);
      float[] with = targets(accompanied, seed);
      for (int i = 0; i < voxels; i++) {
        assertThat(with[i]).isEqualTo(without[i]);
        assertThat(with[voxels + i]).isIn(without[voxels + i], 0f);
        ignored += with[voxels + i] < without[voxels + i] ? 1 : 0;
      }
    }
    assertThat(ignored).isPositive();
  }

  @Test
  void whatReadersDrewIsNoFalseMark() {
    NoduleCrop crop = crop(true, new NoduleCrop.Other(new PatientPoint(20, 0, 0), 12));
    assertThat(crop.isDrawn(new PatientPoint(7, 0, 0))).isTrue();
    assertThat(crop.isDrawn(new PatientPoint(0, 9, 0))).isFalse();
    assertThat(crop.isDrawn(new PatientPoint(20, 11, 0))).isTrue();
  }

  @Test
  void theCropIsSearchedAndNothingBeyondIt() {
    NoduleCrop crop = crop(true);
    assertThat(crop.searched().contains(new PatientPoint(31, -31, 2.9))).isTrue();
    assertThat(crop.searched().contains(new PatientPoint(33, 0, 0))).isFalse();
    assertThat(crop.searched().contains(new PatientPoint(0, 0, 3.1))).isFalse();
  }

  @Test
  void aCaseCanBeAboutAPlaceBesideTheNodule() {
    NoduleCrop crop = crop(true);
    CaseComposer composer = composer(crop);
    int nodules = 0;
    for (int seed = 0; seed < 8; seed++) {
      PatientPoint beside = new PatientPoint(60, 0, 0);
      float[] targets = composer.inItsCrop(crop, beside, new SplittableRandom(seed)).targets();
      for (int i = 0; i < targets.length / 4; i++) {
        nodules += targets[i] == 1 ? 1 : 0;
      }
    }
    assertThat(nodules).isZero();
  }

  private static CaseComposer composer(NoduleCrop crop) {
    return new CaseComposer(
        List.of(), List.of(), List.of(crop), DetectorNetwork.SMALLEST_TRAINING_WINDOW, 1);
  }

  private static float[] targets(NoduleCrop crop, long seed) {
    return composer(crop).inItsCrop(crop, NODULE, new SplittableRandom(seed)).targets();
  }
}
