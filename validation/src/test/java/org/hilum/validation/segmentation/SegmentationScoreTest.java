package org.hilum.validation.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SegmentationScoreTest {

  private static final double[] SPACING_MM = {0.5, 0.5, 2};

  @Test
  void aShiftedBarScoresAsComputedByHand() {
    // Four voxels in a row against the same bar shifted by one: three shared of four and four.
    boolean[][] predicted = {{true, true, true, true, false, false}};
    boolean[][] reference = {{false, true, true, true, true, false}};

    SegmentationScore score = SegmentationScore.of(predicted, reference, 6, SPACING_MM);

    assertThat(score.dice()).isEqualTo(0.75);
    assertThat(score.volumeMm3()).isEqualTo(2);
    assertThat(score.volumeDifferencePercent()).isZero();
    // Every voxel of a bar is border; distances 0.5, 0, 0, 0 each way: the 95th percentile lies
    // 0.85 of the way from 0 to 0.5.
    assertThat(score.hd95Mm()).isEqualTo(0.425, within(1e-12));
  }

  @Test
  void distancesBetweenSlicesCountInMillimetres() {
    boolean[][] predicted = {{true}, {false}, {false}};
    boolean[][] reference = {{false}, {false}, {true}};

    assertThat(SegmentationScore.of(predicted, reference, 1, SPACING_MM).hd95Mm()).isEqualTo(4);
  }

  @Test
  void equalMasksArePerfectAndTheInsideOfABlockIsNoBorder() {
    boolean[][] block = new boolean[3][9];
    for (boolean[] slice : block) {
      java.util.Arrays.fill(slice, true);
    }
    SegmentationScore score = SegmentationScore.of(block, block, 3, SPACING_MM);
    assertThat(score.dice()).isEqualTo(1);
    assertThat(score.hd95Mm()).isZero();
  }

  @Test
  void anEmptyPredictionHasNoBorderDistanceAndLosesAllVolume() {
    boolean[][] empty = {{false, false}};
    boolean[][] full = {{true, true}};

    SegmentationScore score = SegmentationScore.of(empty, full, 2, SPACING_MM);
    assertThat(score.dice()).isZero();
    assertThat(score.hd95Mm()).isNaN();
    assertThat(score.volumeDifferencePercent()).isEqualTo(-200);
    assertThat(SegmentationScore.of(empty, empty, 2, SPACING_MM).dice()).isEqualTo(1);
    assertThatThrownBy(() -> SegmentationScore.of(empty, new boolean[2][2], 2, SPACING_MM))
        .hasMessageContaining("differ in shape");
  }
}
