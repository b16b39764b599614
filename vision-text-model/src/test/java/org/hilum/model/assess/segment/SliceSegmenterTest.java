package org.hilum.model.assess.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.net.SegmenterNetwork;
import org.hilum.model.crops.CropStack;
import org.junit.jupiter.api.Test;

class SliceSegmenterTest {

  private static final int SIDE = SegmenterWindow.SMALL;
  private static final int COLUMN = 60;
  private static final int ROW = 70;

  @Test
  void whatLooksTheSameAfterAHalfTurnIsOutlinedTheSame() {
    short[] hu = new short[CropStack.SIDE * CropStack.SIDE];
    Arrays.fill(hu, (short) -900);
    for (int d = -9; d <= 9; d++) {
      hu[(ROW + d) * CropStack.SIDE + COLUMN + d / 2] = 50;
    }
    SegmenterWindow window =
        new SegmenterWindow(CropStack.ofHu(List.of(hu), 0.7, 2), 0, COLUMN, ROW, SIDE);
    float[] weights = new SegmenterNetwork(ComputePrecision.FP32).layout().initialised(5);
    try (SliceSegmenter segmenter = new SliceSegmenter(weights, ComputePrecision.FP32)) {
      float[] probability = segmenter.probabilities(List.of(window)).get(0);
      float[] turned = new float[probability.length];
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          turned[y * SIDE + x] = probability[(SIDE - y) % SIDE * SIDE + (SIDE - x) % SIDE];
        }
      }
      assertThat(turned).isEqualTo(probability);
      assertThat(probability[SIDE / 2 * SIDE + SIDE / 2]).isNotEqualTo(probability[0]);
    }
  }
}
