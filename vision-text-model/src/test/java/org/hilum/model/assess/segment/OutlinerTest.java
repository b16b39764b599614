package org.hilum.model.assess.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.hilum.model.assess.AssessorWeights;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.segment.Outliner.Seed;
import org.hilum.model.crops.CropStack;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** With the shipped segmenter. */
class OutlinerTest {

  private static final int SIDE = CropStack.SIDE;
  private static final int SLICES = 11;
  private static final int FIRST = 3;
  private static final int COUNT = 5;
  private static final double DIAMETER_MM = 10;

  @AutoClose
  private static final SliceSegmenter segmenter =
      new SliceSegmenter(AssessorWeights.shipped().segmenter(), ComputePrecision.FP32);

  private final Outliner outliner = new Outliner(segmenter);

  /** A ball of 10 mm on the slices 3 to 7, which are 2 mm apart, in lung. */
  private static CropStack ball(int hu) {
    List<short[]> slices = new ArrayList<>();
    for (int slice = 0; slice < SLICES; slice++) {
      short[] pixels = new short[SIDE * SIDE];
      Arrays.fill(pixels, (short) -850);
      double z = 2.0 * (slice - SLICES / 2);
      for (int p = 0; p < pixels.length; p++) {
        double x = 0.7 * (p % SIDE - SIDE / 2);
        double y = 0.7 * (p / SIDE - SIDE / 2);
        if (x * x + y * y + z * z <= DIAMETER_MM * DIAMETER_MM / 4) {
          pixels[p] = (short) hu;
        }
      }
      slices.add(pixels);
    }
    return CropStack.ofHu(slices, 0.7, 2);
  }

  private static Seed seed(CropStack stack, int slice) {
    return new Seed(stack, slice, SIDE / 2.0, SIDE / 2.0, DIAMETER_MM);
  }

  private Outline outline(CropStack stack, int slice) {
    return outlineOf(seed(stack, slice));
  }

  private Outline outlineOf(Seed seed) {
    return outliner.outline(List.of(seed)).get(0);
  }

  @Test
  void aBallIsOutlinedOnAllOfItsSlices() {
    CropStack stack = ball(40);

    Outline outline = outline(stack, SLICES / 2);

    assertThat(outline.firstSlice()).isEqualTo(FIRST);
    assertThat(outline.masks()).hasSize(COUNT);
    Measurement measurement = Measurement.of(outline, stack);
    assertThat(measurement.longAxisMm()).isBetween(9.0, 11.5);
  }

  /** The outlines themselves may differ by a few pixels of the end slices. */
  @Test
  void appearanceIsTheSameWhetherWhatLiesBeyondIsKnownOrNot() {
    CropStack stack = ball(40);
    float[] known = outline(stack, SLICES / 2).appearance();
    float[] unknown = outline(stack.part(FIRST, COUNT), SLICES / 2 - FIRST).appearance();

    assertThat(apart(known, unknown)).isLessThan(0.02 * apart(known, new float[known.length]));
  }

  @Test
  void appearanceTellsSolidFromGroundGlass() {
    float[] solid = outline(ball(40), SLICES / 2).appearance();
    float[] again = outline(ball(50), SLICES / 2).appearance();
    float[] groundGlass = outline(ball(-600), SLICES / 2).appearance();

    assertThat(apart(solid, groundGlass)).isGreaterThan(5 * apart(solid, again));
  }

  /** Slices 1 mm apart; the larger ball lies above and reaches into the smaller one. */
  @Test
  void whatTouchesANoduleFromAboveIsNotFollowed() {
    int count = 40;
    int middle = 12;
    List<short[]> slices = new ArrayList<>();
    for (int slice = 0; slice < count; slice++) {
      short[] pixels = new short[SIDE * SIDE];
      Arrays.fill(pixels, (short) -850);
      for (int p = 0; p < pixels.length; p++) {
        double x = 0.7 * (p % SIDE - SIDE / 2);
        double y = 0.7 * (p / SIDE - SIDE / 2);
        boolean here = Math.hypot(Math.hypot(x, y), slice - middle) <= DIAMETER_MM / 2;
        boolean above = Math.hypot(Math.hypot(x - 3, y), slice - middle - 14) <= DIAMETER_MM;
        if (here || above) {
          pixels[p] = 40;
        }
      }
      slices.add(pixels);
    }
    CropStack stack = CropStack.ofHu(slices, 0.7, 1);

    Outline outline = outline(stack, middle);

    assertThat(outline.firstSlice()).isBetween(6, 8);
    assertThat(outline.firstSlice() + outline.masks().size() - 1).isBetween(15, 19);
    assertThat(Measurement.of(outline, stack).longAxisMm()).isBetween(8.5, 12.0);
  }

  @Test
  void seedsOfOtherWindowSizesAreOutlinedTogether() {
    CropStack stack = ball(40);
    Seed small = seed(stack, SLICES / 2);
    Seed large = new Seed(stack, SLICES / 2, SIDE / 2.0, SIDE / 2.0, 40);
    Seed nowhere = new Seed(stack, 0, 20, 20, DIAMETER_MM);

    List<Outline> together = outliner.outline(List.of(nowhere, large, small));

    assertThat(together.get(0).isEmpty()).isTrue();
    assertThat(together.get(0).appearance()).containsOnly(0);
    assertSame(together.get(2), outlineOf(small));
    assertSame(together.get(1), outlineOf(large));
    assertThat(together.get(1).firstSlice()).isEqualTo(FIRST);
  }

  @Test
  void moreThanAreSeenAtOnceComeInTheirOrder() {
    CropStack stack = ball(40);
    Seed nowhere = new Seed(stack, 0, 20, 20, DIAMETER_MM);
    List<Seed> seeds = new ArrayList<>(Collections.nCopies(70, nowhere));
    seeds.set(3, seed(stack, SLICES / 2));
    seeds.set(68, seed(stack, SLICES / 2 - 1));

    List<Outline> outlines = outliner.outline(seeds);

    assertThat(outlines).hasSize(70);
    for (int i = 0; i < outlines.size(); i++) {
      assertThat(outlines.get(i).isEmpty()).isEqualTo(i != 3 && i != 68);
    }
  }

  private static void assertSame(Outline found, Outline expected) {
    assertThat(found.masks()).isEqualTo(expected.masks());
    assertThat(apart(found.appearance(), expected.appearance()))
        .isLessThan(1e-4 * apart(expected.appearance(), new float[Outline.APPEARANCE]));
  }

  private static double apart(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum;
  }
}
