package org.hilum.model.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.hilum.model.RealCt;
import org.hilum.model.detect.WallMasses.Kind;
import org.hilum.model.detect.WallMasses.Site;
import org.hilum.model.lung.LungSegmenter;
import org.hilum.model.lung.Lungs;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** On a real CT. */
@TestInstance(Lifecycle.PER_CLASS)
class WallMassesTest {

  private static final double RADIUS_MM = 18;

  private static final Kind MOSTLY_IN_THE_LUNG = new Kind(RADIUS_MM, -0.4, 0);

  private CtVolume volume;
  private Lungs lungs;
  private List<Site> sites;

  @BeforeAll
  void chooseSites() throws IOException {
    volume = RealCt.lidc0001();
    lungs = ((LungSegmenter.Result.Found) LungSegmenter.segment(volume)).lungs();
    sites = WallMasses.sites(lungs, 8);
  }

  @Test
  void placesLieApartAtDifferentWallsAndTellWhichWayIsOut() {
    assertThat(sites).hasSizeGreaterThanOrEqualTo(3);
    assertThat(sites).extracting(Site::wall).doesNotHaveDuplicates();
    for (Site site : sites) {
      assertThat(lungs.isAerated(site.surface())).isTrue();
      assertThat(lungs.contains(site.center(new Kind(RADIUS_MM, -0.6, 0))))
          .as("%s, inwards", site)
          .isTrue();
      assertThat(lungs.contains(site.center(new Kind(RADIUS_MM, 0.8, 0))))
          .as("%s, outwards", site)
          .isFalse();
      assertThat(sites)
          .filteredOn(other -> other != site)
          .allMatch(other -> other.surface().distanceMmTo(site.surface()) >= 90);
    }
    assertThat(WallMasses.sites(lungs, 8)).usingRecursiveComparison().isEqualTo(sites);
  }

  @Test
  void aMassIsOfSoftTissueAndWhatIsElsewhereStays() {
    CtVolume painted = WallMasses.painted(volume, sites, MOSTLY_IN_THE_LUNG, 1);

    VolumeGrid grid = volume.grid();
    for (Site site : sites) {
      PatientPoint center = site.center(MOSTLY_IN_THE_LUNG);
      int column = (int) Math.round(grid.columnOf(center));
      int row = (int) Math.round(grid.rowOf(center));
      int slice = (int) Math.round(grid.sliceOf(center));
      assertThat((double) painted.hu(column, row, slice)).isGreaterThan(-20);
    }
    for (int i = 0; i < grid.voxelCount(); i += 977) {
      PatientPoint voxel = grid.toPatient(i);
      boolean far =
          sites.stream()
              .allMatch(
                  s -> s.center(MOSTLY_IN_THE_LUNG).distanceMmTo(voxel) > 1.2 * RADIUS_MM + 2);
      if (far) {
        assertThat(painted.voxels()[i]).isEqualTo(volume.voxels()[i]);
      }
    }
    assertThat(
            sites.get(0).center(new Kind(RADIUS_MM, 0.5, 0)).distanceMmTo(sites.get(0).surface()))
        .isCloseTo(9, within(0.01));
  }

  @Test
  void aHollowMassHoldsAirWithinItsWall() {
    CtVolume solid = WallMasses.painted(volume, sites, MOSTLY_IN_THE_LUNG, 1);
    CtVolume hollow = WallMasses.painted(volume, sites, new Kind(RADIUS_MM, -0.4, 0.5), 1);

    VolumeGrid grid = volume.grid();
    for (int i = 0; i < grid.voxelCount(); i += 31) {
      PatientPoint voxel = grid.toPatient(i);
      double away =
          sites.stream()
              .mapToDouble(s -> s.center(MOSTLY_IN_THE_LUNG).distanceMmTo(voxel))
              .min()
              .orElseThrow();
      if (away < 0.5 * RADIUS_MM - 1) {
        assertThat(hollow.voxels()[i]).isEqualTo((short) -960);
      } else if (away > 0.5 * RADIUS_MM + 1) {
        assertThat(hollow.voxels()[i]).isEqualTo(solid.voxels()[i]);
      }
    }
  }
}
