package org.hilum.model.assess.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.assess.segment.Outline;
import org.hilum.model.crops.CropStack;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.detect.Precision;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** With the shipped detector. Outlines are drawn by hand, so the segmenter has no part in them. */
class CandidateMeasuresTest {

  private static final int SIDE = CropStack.SIDE;
  private static final int SLICES = 9;

  @AutoClose
  private static final NoduleDetector detector =
      NoduleDetector.of(HilumNoduleAnalyzer.shippedDetector());

  private final CandidateMeasures measures = new CandidateMeasures(detector);

  /** A ball of 10 mm in the middle three of some slices of lung; other tissue on request. */
  private static CropStack stack(short ball, short beyond) {
    List<short[]> slices = new ArrayList<>();
    for (int slice = 0; slice < SLICES; slice++) {
      boolean inMiddle = Math.abs(slice - SLICES / 2) <= 1;
      short[] hu = new short[SIDE * SIDE];
      Arrays.fill(hu, (short) -850);
      short value = inMiddle ? ball : beyond;
      disc().stream().forEach(pixel -> hu[pixel] = value);
      slices.add(hu);
    }
    return CropStack.ofHu(slices, 0.7, 2.5);
  }

  private static BitSet disc() {
    BitSet disc = new BitSet();
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        double mm = 0.7 * Math.hypot(row - SIDE / 2.0, column - SIDE / 2.0);
        disc.set(row * SIDE + column, mm <= 5);
      }
    }
    return disc;
  }

  private static Outline outline() {
    return new Outline(SLICES / 2 - 1, Collections.nCopies(3, disc()));
  }

  @Test
  void areShapeFirstAndThenWhatTheDetectorMakesOfIt() {
    CropStack stack = stack((short) 40, (short) -850);

    float[] found = measures.of(outline(), stack);

    assertThat(found).hasSize(CandidateMeasures.COUNT);
    assertThat(Arrays.copyOf(found, ShapeMeasures.COUNT))
        .isEqualTo(ShapeMeasures.of(outline(), stack));
    float[] features = features(found);
    assertThat(sum(features)).isPositive();
  }

  /** In the archive that is learnt from nobody knows what comes above and below. */
  @Test
  void areNotThoseOfSlicesBeyondTheOutline() {
    assertThat(measures.of(outline(), stack((short) 40, (short) 40)))
        .isEqualTo(measures.of(outline(), stack((short) 40, (short) -850)));
  }

  @Test
  void areTheSameInFullPrecisionButForRoundingAndNotThoseOfAnotherDensity() {
    CropStack solid = stack((short) 40, (short) -850);
    CropStack groundGlass = stack((short) -600, (short) -850);
    try (NoduleDetector exact =
        NoduleDetector.of(HilumNoduleAnalyzer.shippedDetector(), Precision.FP32)) {
      CandidateMeasures exactMeasures = new CandidateMeasures(exact);
      float[] full = features(exactMeasures.of(outline(), solid));
      float[] glass = features(exactMeasures.of(outline(), groundGlass));
      double rounding = apart(full, features(measures.of(outline(), solid)));

      assertThat(rounding).isLessThan(0.1 * sum(full));
      assertThat(apart(full, glass)).as("another density").isGreaterThan(7 * rounding);
    }
  }

  @Test
  void areZerosWhereNothingIsOutlined() {
    float[] found = measures.of(new Outline(0, List.of()), stack((short) 40, (short) -850));

    assertThat(sum(features(found))).isZero();
  }

  @Test
  void endWithWhatTheSegmenterMadeOfIt() {
    float[] appearance = new float[Outline.APPEARANCE];
    for (int i = 0; i < appearance.length; i++) {
      appearance[i] = (float) Math.expm1(i / 10.0);
    }
    Outline drawn = new Outline(outline().firstSlice(), outline().masks(), appearance);

    float[] found = measures.of(drawn, stack((short) 40, (short) -850));

    for (int i = 0; i < appearance.length; i++) {
      assertThat(found[CandidateMeasures.FROM_SEGMENTER + i]).isCloseTo(i / 10f, within(1e-5f));
    }
  }

  private static float[] features(float[] measures) {
    return Arrays.copyOfRange(
        measures, CandidateMeasures.FROM_DETECTOR, CandidateMeasures.FROM_SEGMENTER);
  }

  private static double sum(float[] values) {
    return apart(values, new float[values.length]);
  }

  /** The sum of the differences' sizes. */
  private static double apart(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum;
  }
}
