package org.hilum.model.assess.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.assess.AssessorWeights;
import org.hilum.model.assess.SyntheticNodules;
import org.hilum.model.assess.segment.Outline;
import org.hilum.model.crops.CropStack;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.detect.NoduleDetector;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** With the nodules that the shipped weights remember. */
class FamiliarityTest {

  @AutoClose
  private static final NoduleDetector detector =
      NoduleDetector.of(HilumNoduleAnalyzer.shippedDetector());

  private final CandidateMeasures measures = new CandidateMeasures(detector);
  private final Familiarity familiarity =
      new Familiarity(AssessorWeights.shipped().blend().expert());

  @Test
  void aBallInTheLungIsFamiliar() {
    LidcNodule nodule = SyntheticNodules.some(1, 3).get(0);
    float[] ball = measures.of(new Outline(0, nodule.majority()), nodule.stack());
    assertThat(familiarity.isFamiliar(ball)).isTrue();
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
    float[] bone = measures.of(new Outline(0, java.util.Collections.nCopies(30, bar)), stack);
    assertThat(familiarity.isFamiliar(bone)).isFalse();
  }
}
