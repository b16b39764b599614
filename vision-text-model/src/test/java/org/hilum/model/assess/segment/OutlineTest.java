package org.hilum.model.assess.segment;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.net.ParameterLayout;
import org.hilum.model.assess.net.SegmenterNetwork;
import org.hilum.model.assess.segment.SegmenterWindow.View;
import org.hilum.model.crops.CropStack;
import org.hilum.model.torch.WeightsFile.Tensor;
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

  /**
   * Channel i holds, at each cell, i, its distance from the left and a hundred times from the top.
   */
  private static SeenWindow seenFrom(View view) {
    float[] features = new float[SegmenterNetwork.FEATURES * CELLS * CELLS];
    for (int p = 0; p < features.length; p++) {
      features[p] = p / (CELLS * CELLS) + p % CELLS + 100 * (p / CELLS % CELLS);
    }
    SegmenterWindow window = window();
    return new SeenWindow(
        window, new float[window.pixels()], List.of(new SeenWindow.Look(view, features)));
  }

  @Test
  void appearanceIsThatOfThePixelsWithinAndOfThoseOnTheRim() {
    // From the window's corner, at MIDDLE - 32, on: columns and rows 32 and 33, so cell 16.
    BitSet mask = square(MIDDLE, MIDDLE, 2);

    float[] appearance = Outline.Slice.of(mask, seenFrom(View.PLAIN)).appearance();

    assertThat(appearance[0]).isEqualTo(1616);
    assertThat(appearance[5]).isEqualTo(1621);
    assertThat(appearance[SegmenterNetwork.FEATURES])
        .as("the rim, of two pixels, is as wide on both sides")
        .isCloseTo(1616, within(1e-3f));
    BitSet farther = square(MIDDLE + 10, MIDDLE + 4, 2);
    assertThat(Outline.Slice.of(farther, seenFrom(View.PLAIN)).appearance()[0]).isEqualTo(1821);
  }

  @Test
  void aMirroredLookIsReadWhereItShowsThePixel() {
    BitSet mask = square(MIDDLE + 9, MIDDLE + 3, 2);

    // Columns 41 and 42 from the left are 23 and 22 in the mirror: cell 11. Rows 35 and 36 are 29
    // and 28: cell 14.
    assertThat(Outline.Slice.of(mask, seenFrom(View.HALF_TURN)).appearance()[0]).isEqualTo(1411);
  }

  @Test
  void pixelsBeyondTheWindowDoNotCount() {
    BitSet mask = square(MIDDLE, MIDDLE, 2);
    mask.or(square(0, 0, 5));
    BitSet nowhere = square(0, 0, 5);

    assertThat(seenFrom(View.PLAIN).means(mask)[0]).isEqualTo(1616);
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

  /** The last layer, of 1 x 1, is worked out anew from what it is said to read. */
  @Test
  void theSegmenterShowsWhatItsLastLayerReads() {
    ParameterLayout layout = new SegmenterNetwork(ComputePrecision.FP32).layout();
    float[] weights = layout.initialised(5);
    Map<String, Tensor> named = layout.named("", weights);
    float[] kernel = requireNonNull(named.get("out.kernel")).values();
    float[] bias = requireNonNull(named.get("out.bias")).values();
    SegmenterWindow window = window();
    SegmenterWindow beside =
        new SegmenterWindow(window.stack(), 0, MIDDLE + 7, MIDDLE - 5, window.side());
    try (SliceSegmenter segmenter = new SliceSegmenter(weights, ComputePrecision.FP32)) {
      SeenWindow seen = segmenter.look(List.of(window, beside)).get(1);

      assertThat(seen.looks()).hasSize(2);
      int side = window.side();
      for (int x = 20; x < 50; x += 3) {
        double sum = 0;
        for (SeenWindow.Look look : seen.looks()) {
          int at = beside.placed(x, x + 2, look.view());
          int cell = at / side / 2 * CELLS + at % side / 2;
          int part = at / side % 2 * 2 + at % side % 2;
          double logit = bias[part];
          for (int i = 0; i < SegmenterNetwork.FEATURES; i++) {
            logit +=
                kernel[part * SegmenterNetwork.FEATURES + i]
                    * look.features()[i * CELLS * CELLS + cell];
          }
          sum += logit;
        }
        assertThat((double) seen.probabilities()[(x + 2) * side + x])
            .isCloseTo(1 / (1 + Math.exp(-sum / 2)), within(1e-4));
      }
    }
  }

  @Test
  void anAppearanceOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> new Outline(0, List.of(), new float[3]))
        .hasMessageContaining("64 numbers, not 3");
  }
}
