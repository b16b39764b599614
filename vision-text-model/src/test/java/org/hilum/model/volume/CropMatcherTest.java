package org.hilum.model.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.assess.SyntheticNodules;
import org.hilum.model.volume.CropMatcher.Offset;
import org.junit.jupiter.api.Test;

/** Crops of a CT of smooth random slices, each slice of a crop normalised by itself. */
class CropMatcherTest {

  private static final int SIDE = 64;
  private static final int CT_SIDE = 200;
  private static final int CT_SLICES = 6;

  private final float[][] ct = new float[CT_SLICES][];

  CropMatcherTest() {
    SplittableRandom random = new SplittableRandom(7);
    for (int slice = 0; slice < CT_SLICES; slice++) {
      ct[slice] = blobs(random);
    }
  }

  /** Bright blobs of all sizes and a little noise. */
  private static float[] blobs(SplittableRandom random) {
    float[] image = new float[CT_SIDE * CT_SIDE];
    for (int blob = 0; blob < 300; blob++) {
      double x = random.nextDouble(CT_SIDE);
      double y = random.nextDouble(CT_SIDE);
      double radius = random.nextDouble(2, 12);
      double height = random.nextDouble(-300, 600);
      for (int i = 0; i < image.length; i++) {
        double squared = Math.pow(i % CT_SIDE - x, 2) + Math.pow(i / CT_SIDE - y, 2);
        image[i] += (float) (height * Math.exp(-squared / (radius * radius)));
      }
    }
    for (int i = 0; i < image.length; i++) {
      image[i] += (float) (20 * random.nextDouble());
    }
    return image;
  }

  private CropMatcher crop(int left, int top, int first, int count) {
    List<byte[]> slices = new ArrayList<>();
    for (int slice = first; slice < first + count; slice++) {
      short[] hu = new short[SIDE * SIDE];
      for (int i = 0; i < hu.length; i++) {
        hu[i] = (short) ct[slice][(top + i / SIDE) * CT_SIDE + left + i % SIDE];
      }
      slices.add(SyntheticNodules.normalised(hu));
    }
    return new CropMatcher(slices, SIDE);
  }

  @Test
  void cropsThatShareASliceAreFoundToThePixel() {
    CropMatcher here = crop(60, 60, 0, 3);
    int[][] shifts = {{0, 0}, {1, -1}, {13, 27}, {-31, 6}, {-29, -30}, {35, 3}};
    for (int[] shift : shifts) {
      CropMatcher there = crop(60 + shift[0], 60 + shift[1], 2, 3);
      assertThat(here.find(there)).contains(new Offset(shift[0], shift[1], 2));
      assertThat(there.find(here)).contains(new Offset(shift[0], shift[1], 2).reversed());
    }
  }

  @Test
  void otherSlicesOrOtherPlacesAreNotTheSame() {
    CropMatcher here = crop(60, 60, 0, 3);
    assertThat(here.find(crop(60, 60, 3, 3))).isEmpty();
    assertThat(here.find(crop(60 + SIDE, 60, 0, 3))).isEmpty();
  }

  @Test
  void constantSlicesMatchNothing() {
    CropMatcher flat = new CropMatcher(List.of(new byte[SIDE * SIDE]), SIDE);
    assertThat(flat.find(crop(60, 60, 0, 1))).isEmpty();
    assertThat(flat.find(flat)).isEmpty();
  }

  @Test
  void allPairsAreNamedOnce() {
    List<CropMatcher> crops =
        List.of(crop(60, 60, 0, 2), crop(60, 60, 4, 2), crop(70, 55, 1, 1), crop(50, 60, 4, 1));
    assertThat(CropMatcher.pairs(crops))
        .containsExactly(
            new CropMatcher.Pair(0, 2, new Offset(10, -5, 1)),
            new CropMatcher.Pair(1, 3, new Offset(-10, 0, 0)));
  }

  @Test
  void cropsOfAnotherSizeMatchNothing() {
    CropMatcher small = new CropMatcher(List.of(new byte[32 * 32]), 32);
    assertThat(crop(0, 0, 0, 1).find(small)).isEmpty();
    assertThat(small.find(crop(0, 0, 0, 1))).isEmpty();
  }
}
