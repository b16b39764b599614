package org.hilum.model.assess.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.assess.AssessorWeights;
import org.hilum.model.assess.SyntheticNodules;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.segment.Outline;
import org.hilum.model.assess.segment.Outliner;
import org.hilum.model.assess.segment.SliceSegmenter;
import org.hilum.model.crops.CropStack;
import org.hilum.model.detect.NoduleDetector;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** With the nodules that the shipped weights remember. */
class FamiliarityTest {

  @AutoClose
  private static final NoduleDetector detector =
      NoduleDetector.of(HilumNoduleAnalyzer.shippedDetector());

  private static final AssessorWeights weights = AssessorWeights.shipped();

  @AutoClose
  private static final SliceSegmenter segmenter =
      new SliceSegmenter(weights.segmenter(), ComputePrecision.FP32);

  private final CandidateMeasures measures = new CandidateMeasures(detector);
  private final Familiarity familiarity = new Familiarity(weights.blend().expert());

  private static Outline outlined(CropStack stack) {
    return new Outliner(segmenter).outline(List.of(Outliner.middleOf(stack))).get(0);
  }

  @Test
  void aBallInTheLungIsFamiliar() {
    CropStack stack = SyntheticNodules.some(1, 3).get(0).stack();
    assertThat(familiarity.isFamiliar(measures.of(outlined(stack), stack))).isTrue();
  }

  @Test
  void whereNothingStandsOutItIsStrange() {
    CropStack stack = SyntheticNodules.some(1, 3).get(0).stack();
    Outliner.Seed lung = new Outliner.Seed(stack, 0, 15, 15, 10);

    OutlinedCandidate found = OutlinedCandidate.of(List.of(lung), new Outliner(segmenter)).get(0);

    assertThat(found.outline().appearance()).containsOnly(0);
    assertThat(familiarity.isFamiliar(found.measures(measures))).isFalse();
  }

  @Test
  void aBarOfBoneThroughTheWholeCropIsStrange() {
    byte[] slice = new byte[CropStack.SIDE * CropStack.SIDE];
    BitSet bar = new BitSet();
    for (int row = 60; row < 66; row++) {
      for (int column = 0; column < CropStack.SIDE; column++) {
        slice[row * CropStack.SIDE + column] = (byte) 255;
        bar.set(row * CropStack.SIDE + column);
      }
    }
    List<byte[]> slices = java.util.Collections.nCopies(30, slice);
    CropStack stack = CropStack.ofGrey(slices, 0.9, 5);
    float[] ofABall = outlined(SyntheticNodules.some(1, 3).get(0).stack()).appearance();
    Outline outline = new Outline(0, java.util.Collections.nCopies(30, bar), ofABall);
    float[] bone = measures.of(outline, stack);
    assertThat(familiarity.isFamiliar(bone)).isFalse();
  }
}
