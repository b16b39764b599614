package org.hilum.validation.nodules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.hilum.model.assess.segment.Outliner.Seed;
import org.hilum.model.crops.CropStack;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.crops.NoduleDataException;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.detect.Candidate;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.hilum.validation.Detection;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CropScanTest {

  private static final int SIDE = CropStack.SIDE;
  private static final int SLICES = 3;
  private static final double LOWEST_MM = 500;

  /** A bar of 20 x 3 pixels of 0.5 mm in slices of 2 mm, and a wall that another reader drew. */
  private final CropScan bar = new CropScan(nodule(0b0111), LOWEST_MM);

  private static LidcNodule nodule(int readersOfBar) {
    List<byte[]> images = new ArrayList<>();
    List<byte[]> masks = new ArrayList<>();
    for (int slice = 0; slice < SLICES; slice++) {
      byte[] image = new byte[SIDE * SIDE];
      byte[] mask = new byte[SIDE * SIDE];
      for (int pixel = 0; pixel < image.length; pixel++) {
        int column = pixel % SIDE;
        int row = pixel / SIDE;
        boolean inBar = column >= 50 && column < 70 && row >= 60 && row < 63;
        image[pixel] = (byte) (inBar ? 110 + 5 * slice : column >= 100 ? 120 : 20);
        mask[pixel] = (byte) (inBar ? readersOfBar : column >= 100 ? 0b1000 : 0);
      }
      images.add(image);
      masks.add(mask);
    }
    NoduleRow row =
        new NoduleRow(
            "P1", "nodule-0", NoduleRow.Split.VAL, SLICES, 4, false, 2, 0.5, 10, "", "", Map.of());
    return new LidcNodule(row, CropStack.ofGrey(images, 0.5, 2), masks);
  }

  /** A mark by column and row of the crop, in slices from its lowest. */
  private static Candidate at(double column, double row, double slice) {
    return new Candidate(new PatientPoint(column / 2, row / 2, LOWEST_MM + 2 * slice), 5, 0.7);
  }

  @Test
  void theNoduleHasTheCentreAndTheVolumeOfWhatHalfOfTheReadersDrew() {
    assertThat(bar.nodule().seriesInstanceUid()).isEqualTo("P1");
    assertThat(bar.nodule().center()).isEqualTo(at(59.5, 61, 1).center());
    // 180 voxels of 0.5 mm³.
    assertThat(bar.nodule().diameterMm()).isEqualTo(Math.cbrt(6 * 90 / Math.PI), within(1e-9));
  }

  @Test
  void aMarkIsASeedInTheLabelledSlices() {
    Seed seed = bar.seed(at(52.25, 61.5, 1.4));
    assertThat(seed.slice()).isEqualTo(1);
    assertThat(seed.column()).isEqualTo(52.25, within(1e-9));
    assertThat(seed.row()).isEqualTo(61.5, within(1e-9));
    assertThat(seed.expectedDiameterMm()).isEqualTo(5);
    assertThat(seed.stack().count()).isEqualTo(SLICES);
  }

  @Test
  void theVolumeGoesOnWithTheValuesOfTheEdge() {
    CtVolume volume = bar.volume();
    VolumeGrid grid = volume.grid();
    PatientPoint centre = bar.nodule().center();
    int column = (int) Math.round(grid.columnOf(centre));
    int row = (int) Math.round(grid.rowOf(centre));
    int lowest = (int) Math.round(grid.sliceOf(new PatientPoint(0, 0, LOWEST_MM)));

    short low = volume.hu(column, row, lowest);
    short high = volume.hu(column, row, lowest + SLICES - 1);
    assertThat(low).isBetween((short) -200, (short) 200).isLessThan(high);
    assertThat(volume.hu(column, row, 0)).isEqualTo(low);
    assertThat(volume.hu(column, row, grid.slices() - 1)).isEqualTo(high);
    assertThat(volume.hu(0, 0, lowest)).isBetween((short) -900, (short) -700);
    assertThat(lowest * grid.sliceSpacingMm()).isGreaterThanOrEqualTo(12);
  }

  @Test
  void theCropIsSearchedToItsVoxelsFacesAndNotBeyond() {
    assertThat(bar.searched().contains(at(0, 127, 2.4).center())).isTrue();
    assertThat(bar.searched().contains(at(0, 127, 2.6).center())).isFalse();
    assertThat(bar.searched().contains(at(-0.6, 127, 1).center())).isFalse();
  }

  @Nested
  class AMark {

    @Test
    void hitsWithinTheRadiusThoughBesideTheOutline() {
      assertHit(at(59.5, 61 + 4, 1));
    }

    @Test
    void hitsOnTheOutlinesFarEndThoughBeyondTheRadius() {
      assertHit(at(69.4, 61, 1));
    }

    @Test
    void isFalseBeyondBoth() {
      assertThat(bar.mark(at(71, 61, 1)))
          .contains(new Detection("P1", at(71, 61, 1).center(), 0.7));
    }

    @Test
    void countsNeitherWayWhereOneReaderDrew() {
      assertThat(bar.mark(at(110, 20, 1))).isEmpty();
    }

    @Test
    void countsNeitherWayOnAnotherNoduleOfThePatient() {
      BitSet other = new BitSet();
      other.set(30 * SIDE + 20);
      LidcNodule nodule = nodule(0b0111);
      List<BitSet> others = List.of(new BitSet(), other, new BitSet());
      CropScan scan =
          new CropScan(
              new LidcNodule(nodule.row(), nodule.stack(), nodule.readerBits(), others), LOWEST_MM);
      assertThat(scan.mark(at(20, 30, 1))).isEmpty();
      assertThat(scan.mark(at(20, 30, 2))).isPresent();
      assertThat(bar.mark(at(20, 30, 1))).isPresent();
    }

    @Test
    void countsNeitherWayInWhatIsHeldBeyondTheSlices() {
      assertThat(bar.mark(at(59.5, 61, 2.6))).isEmpty();
      assertThat(bar.mark(at(20, 20, -0.6))).isEmpty();
    }

    private void assertHit(Candidate candidate) {
      assertThat(bar.mark(candidate)).contains(new Detection("P1", bar.nodule().center(), 0.7));
    }
  }

  @Test
  void aNoduleWithoutAPixelOfHalfOfItsReadersIsRefusedByName() {
    LidcNodule nodule = nodule(0);
    List<byte[]> apart = new ArrayList<>();
    for (int slice = 0; slice < SLICES; slice++) {
      byte[] mask = new byte[SIDE * SIDE];
      mask[slice] = (byte) (1 << slice);
      apart.add(mask);
    }

    assertThatThrownBy(
            () -> new CropScan(new LidcNodule(nodule.row(), nodule.stack(), apart), LOWEST_MM))
        .isInstanceOf(NoduleDataException.class)
        .hasMessageContaining("P1/nodule-0");
  }
}
