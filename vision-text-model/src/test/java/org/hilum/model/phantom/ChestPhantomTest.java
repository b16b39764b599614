package org.hilum.model.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.hilum.model.phantom.PhantomNodule.Density;
import org.hilum.model.phantom.PhantomNodule.Shape;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChestPhantomTest {

  @Nested
  class AWholeChest {

    private static ChestPhantom phantom;

    @BeforeAll
    static void generate() {
      phantom = ChestPhantom.generate(PhantomSpec.standard(1, ChestPhantom.defaultNodules()));
    }

    @Test
    void coversTheStandardGridInHounsfieldUnits() {
      assertThat(phantom.volume().grid()).isEqualTo(phantom.spec().grid());
      int lowest = Integer.MAX_VALUE;
      int highest = Integer.MIN_VALUE;
      for (short hu : phantom.volume().voxels()) {
        lowest = Math.min(lowest, hu);
        highest = Math.max(highest, hu);
      }
      assertThat(lowest).isEqualTo(CtVolume.AIR_HU);
      assertThat(highest).isBetween(700, 3071);
    }

    @Test
    void holdsTwoLungsOfAnAdultsSize() {
      int step = 3;
      double litresLeft = 0;
      double litresRight = 0;
      VolumeGrid grid = phantom.volume().grid();
      double litres = grid.voxelVolumeMm3() * step * step * step / 1e6;
      for (int slice = 0; slice < grid.slices(); slice += step) {
        for (int row = 0; row < grid.rows(); row += step) {
          for (int column = 0; column < grid.columns(); column += step) {
            short hu = phantom.volume().hu(column, row, slice);
            PatientPoint p = grid.toPatient(column, row, slice);
            boolean withinChest = Math.hypot(p.xMm() / 135, p.yMm() / 105) < 1;
            if (withinChest && hu > -970 && hu < -750) {
              if (p.xMm() > 0) {
                litresLeft += litres;
              } else {
                litresRight += litres;
              }
            }
          }
        }
      }
      assertThat(litresRight).isBetween(1.5, 3.2);
      assertThat(litresLeft).isBetween(1.2, 3.0);
      assertThat(litresLeft).as("the heart takes its room on the left").isLessThan(litresRight);
    }

    @Test
    void tissuesHaveTheirHounsfieldUnits() {
      assertMean("air around the patient", -110, -125, 40, -1000, 5);
      assertMean("trachea", 0, 8, 100, -990, 15);
      assertThat(median(values(new PatientPoint(75, 30, 30), 12)))
          .as("lung, between its vessels")
          .isCloseTo(-865, within(30.0));
      assertMean("heart", 30, -40, -64, 42, 10);
      assertMean("aorta", 27, 43, -20, 42, 10);
      assertMean("liver", -70, 10, -125, 58, 10);
      assertMean("spleen", 92, 36, -140, 50, 10);
      assertMean("outside the scan circle", -178, -178, 0, -1024, 0.01);
    }

    @Test
    void noiseInSoftTissueIsThatOfAScanner() {
      double[] liver = values(new PatientPoint(-70, 10, -125), 9);
      assertThat(standardDeviation(liver)).isBetween(12.0, 26.0);
    }

    @Test
    void lungsHoldHundredsOfVesselsOfManySizes() {
      VolumeGrid grid = phantom.volume().grid();
      long vesselVoxels = 0;
      long lungVoxels = 0;
      for (int slice = 64; slice < 94; slice++) {
        for (int row = 200; row < 310; row++) {
          for (int column = 0; column < grid.columns(); column++) {
            double x = grid.toPatient(column, row, slice).xMm();
            if (x > -95 && x < -55) {
              short hu = phantom.volume().hu(column, row, slice);
              lungVoxels += hu < -300 ? 1 : 0;
              vesselVoxels += hu > -600 && hu < 150 ? 1 : 0;
            }
          }
        }
      }
      double share = (double) vesselVoxels / lungVoxels;
      assertThat(share).isBetween(0.01, 0.10);
    }

    @Test
    void theDefaultNodulesStandOutAtTheirPlaces() {
      for (NoduleTruth truth : phantom.truth()) {
        PhantomNodule nodule = truth.nodule();
        double mean = mean(values(nodule.center(), nodule.density() == Density.PART_SOLID ? 1 : 2));
        assertThat(mean).as("%s", nodule).isCloseTo(nodule.hu(), within(45.0));
      }
    }

    @Test
    void theSameSeedMakesTheSameVoxelsAndAnotherSeedOthers() {
      PhantomSpec spec =
          new PhantomSpec(200, 160, 60, 1.6, 1.6, 5, 1, ChestPhantom.defaultNodules());
      ChestPhantom first = ChestPhantom.generate(spec);
      ChestPhantom again = ChestPhantom.generate(spec);
      assertThat(Arrays.hashCode(again.volume().voxels()))
          .isEqualTo(Arrays.hashCode(first.volume().voxels()));
      assertThat(again.truth()).isEqualTo(first.truth());

      PhantomSpec small = new PhantomSpec(128, 128, 20, 2.8, 2.8, 5, 2, List.of());
      PhantomSpec other = new PhantomSpec(128, 128, 20, 2.8, 2.8, 5, 3, List.of());
      assertThat(ChestPhantom.generate(small).volume().voxels())
          .isNotEqualTo(ChestPhantom.generate(other).volume().voxels());
    }

    private void assertMean(
        String tissue, double x, double y, double z, double expectedHu, double toleranceHu) {
      double mean = mean(values(new PatientPoint(x, y, z), 4));
      assertThat(mean).as(tissue).isCloseTo(expectedHu, within(toleranceHu));
    }

    /** The voxels of one slice within a square around a point. */
    private double[] values(PatientPoint center, int halfSide) {
      VolumeGrid grid = phantom.volume().grid();
      int column = (int) Math.round(grid.columnOf(center));
      int row = (int) Math.round(grid.rowOf(center));
      int slice = (int) Math.round(grid.sliceOf(center));
      int side = 2 * halfSide + 1;
      double[] values = new double[side * side];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            phantom.volume().hu(column - halfSide + i % side, row - halfSide + i / side, slice);
      }
      return values;
    }
  }

  @Nested
  class Volumes {

    /** Lung between the bronchi and the pleura, where only vessels are about. */
    private static final String NODULES =
        "-75,-10,20,8,solid,sphere; -80,35,-20,16,solid,lobulated; 85,10,-25,18,solid,spiculated;"
            + "80,-10,25,10,ground-glass,sphere; -78,-35,-30,14,ground-glass,lobulated";

    @Test
    void measuredVolumesAreTheTrueOnes() {
      PhantomSpec spec =
          new PhantomSpec(340, 200, 100, 0.7, 0.7, 1, 5, NoduleNotation.parse(NODULES));
      ChestPhantom phantom = ChestPhantom.generate(spec);
      for (NoduleTruth truth : phantom.truth()) {
        double measured = volumeByPartialVolume(phantom.volume(), truth.nodule());
        assertThat(measured / truth.volumeMm3())
            .as("%s", truth.nodule())
            .isCloseTo(1, within(0.10));
      }
    }

    @Test
    void theSolidPartOfAPartSolidNoduleIsHalfAsWide() {
      ChestPhantom phantom =
          ChestPhantom.generate(
              new PhantomSpec(
                  340, 200, 40, 0.7, 0.7, 1, 5, NoduleNotation.parse("-78,0,0,16,part-solid")));
      NoduleTruth truth = phantom.truth().get(0);
      assertThat(truth.volumeMm3()).isCloseTo(Math.PI / 6 * 16 * 16 * 16, within(0.1));
      assertThat(truth.solidVolumeMm3()).isCloseTo(Math.PI / 6 * 8 * 8 * 8, within(0.1));

      double core = 0;
      VolumeGrid grid = phantom.volume().grid();
      for (int i = 0; i < grid.voxelCount(); i++) {
        PatientPoint p =
            grid.toPatient(
                i % grid.columns(), i / grid.columns() % grid.rows(), i / grid.voxelsPerSlice());
        boolean near = p.distanceMmTo(truth.nodule().center()) < 8;
        core += near && phantom.volume().voxels()[i] > -290 ? grid.voxelVolumeMm3() : 0;
      }
      assertThat(core / truth.solidVolumeMm3()).isCloseTo(1, within(0.10));
    }

    /** Sums how much of each voxel the nodule fills, as its HU between lung and nodule tells. */
    private static double volumeByPartialVolume(CtVolume volume, PhantomNodule nodule) {
      VolumeGrid grid = volume.grid();
      double radius = nodule.diameterMm() / 2;
      double reach = nodule.shape() == Shape.SPHERE ? radius + 1 : radius * 1.35 + 1;
      double clearlyVessel = nodule.hu() + 60;
      double lungSum = 0;
      int lungCount = 0;
      double sum = 0;
      int count = 0;
      int halfSide = (int) Math.ceil((reach + 8) / grid.columnSpacingMm());
      int halfHeight = (int) Math.ceil((reach + 8) / grid.sliceSpacingMm());
      int middleColumn = (int) Math.round(grid.columnOf(nodule.center()));
      int middleRow = (int) Math.round(grid.rowOf(nodule.center()));
      int middleSlice = (int) Math.round(grid.sliceOf(nodule.center()));
      for (int slice = middleSlice - halfHeight; slice <= middleSlice + halfHeight; slice++) {
        for (int row = middleRow - halfSide; row <= middleRow + halfSide; row++) {
          for (int column = middleColumn - halfSide; column <= middleColumn + halfSide; column++) {
            double distance = grid.toPatient(column, row, slice).distanceMmTo(nodule.center());
            short hu = volume.hu(column, row, slice);
            if (distance < reach) {
              // A vessel that runs by a ground-glass nodule must not count as several of its
              // voxels.
              sum += Math.min(hu, clearlyVessel);
              count++;
            } else if (distance < reach + 8 && hu < -780) {
              lungSum += hu;
              lungCount++;
            }
          }
        }
      }
      double lung = lungSum / lungCount;
      return (sum - count * lung) / (nodule.hu() - lung) * grid.voxelVolumeMm3();
    }
  }

  @Nested
  class Refusals {

    @ParameterizedTest(name = "{0}")
    @ValueSource(
        strings = {"0,-40,-60,10", "-160,0,0,10", "-75,0,-140,10", "0,60,0,8", "-118,0,0,30"})
    void aNoduleOutsideTheLungsIsRefusedByName(String nodule) {
      PhantomSpec spec = PhantomSpec.standard(1, NoduleNotation.parse(nodule));
      assertThatThrownBy(() -> ChestPhantom.generate(spec))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("nodule 1 (")
          .hasMessageMatching(".*(outside the lungs|out of the lung).*");
    }

    @Test
    void thePlaceAdvisedWouldDo() {
      PhantomSpec spec = PhantomSpec.standard(1, NoduleNotation.parse("-122,0,0,12"));
      assertThatThrownBy(() -> ChestPhantom.generate(spec))
          .hasMessageContaining("would do")
          .satisfies(
              e -> {
                String advice = e.getMessage().replaceAll(".*; (\\S+) would do", "$1");
                PhantomNodule moved = NoduleNotation.parse(advice + ",12").get(0);
                ChestPhantom.generate(new PhantomSpec(260, 60, 8, 1, 1, 2, 1, List.of(moved)));
              });
    }

    @Test
    void nodulesThatTouchAreRefused() {
      PhantomSpec spec = PhantomSpec.standard(1, NoduleNotation.parse("-80,0,0,10;-80,9,0,8"));
      assertThatThrownBy(() -> ChestPhantom.generate(spec))
          .hasMessageContaining("touches nodule 1");
    }

    @Test
    void aNoduleOutsideTheVolumeIsRefused() {
      PhantomSpec spec =
          new PhantomSpec(64, 64, 10, 1, 1, 1, 1, NoduleNotation.parse("-80,0,0,10"));
      assertThatThrownBy(() -> ChestPhantom.generate(spec))
          .hasMessageContaining("out of the volume");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 20260, -7, Long.MAX_VALUE})
    void theDefaultNodulesFitEverySeed(long seed) {
      PhantomSpec coarse =
          new PhantomSpec(90, 90, 36, 4, 4, 10, seed, ChestPhantom.defaultNodules());
      assertThat(ChestPhantom.generate(coarse).truth()).hasSize(4);
    }
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double standardDeviation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
