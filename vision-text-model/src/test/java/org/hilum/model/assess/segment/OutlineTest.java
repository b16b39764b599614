package org.hilum.model.assess.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.net.SegmenterNetwork;
import org.hilum.model.assess.segment.SegmenterWindow.View;
import org.hilum.model.crops.CropStack;
import org.junit.jupiter.api.Test;

class OutlineTest {

  private static final int SIDE = CropStack.SIDE;
  private static final int MIDDLE = SIDE / 2;
  private static final int CELLS = SegmenterWindow.SMALL / SegmenterNetwork.FOLD;

  private static SegmenterWindow window() {
    short[] hu = new short[SIDE * SIDE];
    Arrays.fill(hu, (short) -900);
    for (int row = MIDDLE - 4; row < MIDDLE + 6; row++) {
      Arrays.fill(hu, row * SIDE + MIDDLE - 3, row * SIDE + MIDDLE + 9, (short) (row * 5 - 300));
    }
    CropStack stack = CropStack.ofHu(List.of(hu), 0.7, 2);
    return new SegmenterWindow(stack, 0, MIDDLE, MIDDLE, SegmenterWindow.SMALL);
  }

  private static BitSet square(int firstColumn, int firstRow, int side) {
    BitSet square = new BitSet();
    for (int row = firstRow; row < firstRow + side; row++) {
      square.set(row * SIDE + firstColumn, row * SIDE + firstColumn + side);
    }
    return square;
  }

  /** Channel i holds, at each cell, i and its distance from the left, in cells. */
  private static SeenWindow seenFrom(View view) {
    float[] features = new float[SegmenterNetwork.FEATURES * CELLS * CELLS];
    for (int p = 0; p < features.length; p++) {
      features[p] = p / (CELLS * CELLS) + p % CELLS;
    }
    SegmenterWindow window = window();
    return new SeenWindow(
        window, new float[window.pixels()], List.of(new SeenWindow.Look(view, features)));
  }

  @Test
  void appearanceIsThatOfThePixelsWithinAndOfThoseOnTheRim() {
    // From the window's left edge, at MIDDLE - 32, on: columns 32 and 33, so the 16th cell.
    BitSet mask = square(MIDDLE, MIDDLE, 2);

    float[] appearance = Outline.Slice.of(mask, seenFrom(View.PLAIN)).appearance();

    assertThat(appearance[0]).isEqualTo(16);
    assertThat(appearance[5]).isEqualTo(21);
    assertThat(appearance[SegmenterNetwork.FEATURES])
        .as("the rim, of two pixels, is as wide on both sides")
        .isCloseTo(16, within(1e-5f));
    BitSet fartherRight = square(MIDDLE + 10, MIDDLE, 2);
    assertThat(Outline.Slice.of(fartherRight, seenFrom(View.PLAIN)).appearance()[0]).isEqualTo(21);
  }

  @Test
  void aMirroredLookIsReadWhereItShowsThePixel() {
    BitSet mask = square(MIDDLE + 9, MIDDLE, 2);

    // Columns 41 and 42 from the left are 23 and 22 in the mirror: cell 11.
    assertThat(Outline.Slice.of(mask, seenFrom(View.HALF_TURN)).appearance()[0]).isEqualTo(11);
  }

  @Test
  void pixelsBeyondTheWindowDoNotCount() {
    BitSet mask = square(MIDDLE, MIDDLE, 2);
    mask.or(square(0, 0, 5));
    BitSet nowhere = square(0, 0, 5);

    assertThat(seenFrom(View.PLAIN).means(mask)[0]).isEqualTo(16);
    assertThat(seenFrom(View.PLAIN).means(nowhere)).containsOnly(0);
  }

  @Test
  void largerSlicesCountMore() {
    float[] one = new float[Outline.APPEARANCE];
    float[] five = new float[Outline.APPEARANCE];
    Arrays.fill(one, 1);
    Arrays.fill(five, 5);

    Outline outline =
        Outline.of(
            7,
            List.of(
                new Outline.Slice(square(3, 3, 3), window(), one),
                new Outline.Slice(square(3, 3, 1), window(), five)));

    assertThat(outline.firstSlice()).isEqualTo(7);
    assertThat(outline.pixelCount()).isEqualTo(10);
    assertThat(outline.appearance()).containsOnly(1.4f);
  }

  @Test
  void theSegmenterShowsWhatItsLastLayerReads() {
    float[] weights = new SegmenterNetwork(ComputePrecision.FP32).layout().initialised(5);
    try (SliceSegmenter segmenter = new SliceSegmenter(weights, ComputePrecision.FP32)) {
      SeenWindow seen = segmenter.look(List.of(window(), window())).get(1);

      float[] appearance = Outline.Slice.of(square(MIDDLE - 3, MIDDLE - 4, 9), seen).appearance();

      assertThat(seen.looks()).hasSize(2);
      for (float value : appearance) {
        assertThat(value).isNotNegative().isFinite();
      }
      assertThat(Arrays.copyOf(appearance, SegmenterNetwork.FEATURES))
          .isNotEqualTo(
              Arrays.copyOfRange(appearance, SegmenterNetwork.FEATURES, Outline.APPEARANCE));
    }
  }

  @Test
  void anAppearanceOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> new Outline(0, List.of(), new float[3]))
        .hasMessageContaining("64 numbers, not 3");
  }
}
