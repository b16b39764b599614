package org.hilum.model.crops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.assess.LidcData;
import org.hilum.model.assess.SyntheticNodules;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CropStackTest {

  @Test
  @DisplayName("Hounsfield units come back from a normalised slice, whatever its brightest bone")
  void estimatesHounsfieldUnits() {
    for (int brightest : new int[] {900, 1200, 1700}) {
      short[] hu = chest(brightest);
      CropStack stack = CropStack.ofGrey(List.of(SyntheticNodules.normalised(hu)), 0.7, 2.5);
      assertThat((double) stack.hu(110, 64, 0)).isCloseTo(40, within(45.0));
      assertThat((double) stack.hu(20, 64, 0)).isCloseTo(-850, within(45.0));
      assertThat((double) stack.hu(3, 0, 0))
          .isCloseTo(brightest, within(0.07 * (brightest + 1000)));
    }
  }

  @Test
  void aSliceOfOneValueIsNoReasonToFail() {
    byte[] grey = SyntheticNodules.normalised(new short[CropStack.SIDE * CropStack.SIDE]);
    CropStack stack = CropStack.ofGrey(List.of(grey), 0.7, 2.5);
    assertThat(stack.hu(5, 5, 0)).isEqualTo(-1000);
  }

  @Test
  void refusesASliceOfAnotherSize() {
    assertThatThrownBy(() -> CropStack.ofGrey(List.of(new byte[100]), 0.7, 2.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("100 pixels");
  }

  @Test
  void readsANoduleOfLidcWithItsReaders() {
    LidcNodule nodule = LidcData.nodule("LIDC-IDRI-0001/nodule-0");
    assertThat(nodule.stack().count()).isEqualTo(9);
    assertThat(nodule.readersInMasks()).isEqualTo(4);
    assertThat((double) nodule.stack().hu(64, 64, 4))
        .as("the nodule is solid")
        .isBetween(-100.0, 200.0);
    assertThat(nodule.majority().get(4).cardinality()).isBetween(300, 2500);
  }

  @Test
  @DisplayName("Hounsfield units of a CT stay what they are, within a grey level")
  void keepsHounsfieldUnits() {
    short[] hu = chest(1300);
    hu[5] = -2048;
    CropStack stack = CropStack.ofHu(List.of(hu), 0.7, 2.5);
    for (int p = 0; p < hu.length; p++) {
      assertThat((double) stack.hu(p % CropStack.SIDE, p / CropStack.SIDE, 0))
          .isCloseTo(Math.max(-1000, hu[p]), within(5.0));
    }
    short[] air = new short[hu.length];
    java.util.Arrays.fill(air, (short) -1024);
    assertThat(CropStack.ofHu(List.of(air), 0.7, 2.5).hu(5, 5, 0)).isEqualTo(-1000);
  }

  private static short[] chest(int brightest) {
    SplittableRandom random = new SplittableRandom(3);
    short[] hu = new short[CropStack.SIDE * CropStack.SIDE];
    for (int p = 0; p < hu.length; p++) {
      int column = p % CropStack.SIDE;
      hu[p] = (short) ((column > 90 ? 40 : -850) + 15 * random.nextGaussian());
    }
    hu[0] = -1000;
    hu[3] = (short) brightest;
    return hu;
  }
}
