package org.hilum.model.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class HuEstimateTest {

  private static final int PIXELS = 128 * 128;

  @Test
  @DisplayName("Fat is not taken for soft tissue, however much there is of it")
  void tellsFatFromSoftTissue() {
    for (double fat : new double[] {0.05, 0.15, 0.3}) {
      for (int brightest : new int[] {400, 900, 1600, 2500}) {
        List<HuEstimate.Scale> estimated = HuEstimate.of(List.of(slice(fat, 0.1, brightest, 1)));
        assertThat(estimated.get(0).huPerGrey())
            .isCloseTo((brightest + 1000) / 255.0, within(0.04 * (brightest + 1000) / 255));
      }
    }
  }

  @Test
  @DisplayName("A slice that shows neither has its neighbours' scale, whatever its brightest value")
  void neighboursHelp() {
    List<byte[]> slices = new ArrayList<>();
    int[] brightest = {900, 1500, 700};
    for (int i = 0; i < brightest.length; i++) {
      slices.add(slice(i == 1 ? 0 : 0.15, i == 1 ? 0.02 : 0.1, brightest[i], 7));
    }
    List<HuEstimate.Scale> estimated = HuEstimate.of(slices);
    for (int i = 0; i < brightest.length; i++) {
      double scale = (brightest[i] + 1000) / 255.0;
      assertThat(estimated.get(i).huPerGrey()).isCloseTo(scale, within(0.06 * scale));
    }
  }

  @Test
  @DisplayName("The padding beyond the round field of a scan is not taken for air")
  void tellsPaddingFromAir() {
    for (int padding : new int[] {-2000, -2048, -3024}) {
      for (int brightest : new int[] {400, 1000, 1600}) {
        double scale = (brightest - padding) / 255.0;
        byte[] padded = new byte[PIXELS];
        SplittableRandom random = new SplittableRandom(3);
        for (int p = 0; p < PIXELS; p++) {
          double inside = p < 80 ? -1024 : value(0.15, 0.1, brightest, random);
          double hu = p < 40 ? padding : inside;
          padded[p] = (byte) Math.round((hu - padding) / scale);
        }
        padded[PIXELS - 1] = (byte) 255;
        HuEstimate.Scale estimated = HuEstimate.of(List.of(padded)).get(0);
        assertThat(estimated.huPerGrey()).isCloseTo(scale, within(0.04 * scale));
        assertThat(estimated.hu(0)).isEqualTo(-1024);
        assertThat(estimated.hu((int) Math.round((40 - padding) / scale)))
            .isCloseTo(40, within(45f));
      }
    }
  }

  @Test
  @DisplayName("A slice of two greys, or one without the darkest, is no padded one")
  void twoGreys() {
    byte[] slice = new byte[PIXELS];
    slice[7] = (byte) 255;
    assertThat(HuEstimate.of(List.of(slice)).get(0).airGrey()).isZero();
    Arrays.fill(slice, (byte) 60);
    slice[7] = (byte) 180;
    assertThat(HuEstimate.of(List.of(slice)).get(0).airGrey()).isZero();
  }

  @Test
  void emptySlicesFallBackToTheUsual() {
    List<HuEstimate.Scale> estimated = HuEstimate.of(List.of(new byte[PIXELS], new byte[PIXELS]));
    assertThat(estimated).hasSize(2);
    assertThat(estimated.get(0).huPerGrey()).isBetween(1000 / 255.0, 4400 / 255.0);
    assertThat(estimated.get(1)).isEqualTo(estimated.get(0));
  }

  @Test
  void refusesSlicesOfDifferentSizes() {
    assertThatThrownBy(() -> HuEstimate.of(List.of(new byte[PIXELS], new byte[100])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16384 and 100 pixels");
  }

  /** Lung, fat and soft tissue, each with noise; the same places in each slice of a seed. */
  private static byte[] slice(double fat, double soft, int brightest, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] grey = new byte[PIXELS];
    for (int p = 0; p < PIXELS; p++) {
      double hu = Math.max(-1000, value(fat, soft, brightest, random));
      grey[p] = (byte) Math.round((hu + 1000) * 255 / (brightest + 1000));
    }
    grey[0] = 0;
    grey[1] = (byte) 255;
    return grey;
  }

  private static double value(double fat, double soft, int brightest, SplittableRandom random) {
    double kind = random.nextDouble();
    double mean = kind < soft ? 40 : kind < soft + fat ? -106 : -850;
    return Math.min(brightest, mean + 15 * random.nextGaussian());
  }
}
