package org.hilum.model.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.ModelException;
import org.hilum.model.phantom.ChestPhantom;
import org.hilum.model.phantom.PhantomSpec;
import org.hilum.model.torch.WeightsFile;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.Resampler;
import org.hilum.model.volume.VolumeGrid;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DetectorInferenceTest {

  private static final int SIDE = 64;

  private static final WeightsFile SHIPPED = HilumNoduleAnalyzer.shippedDetector();

  @Nested
  class InEightBits {

    @Test
    void theHeatMapIsThatOfThirtyTwoBitsButForRounding() {
      assumeRuns();
      short[] window = windowAboutANodule();
      float[] exact = answer(window, Precision.FP32);
      float[] rounded = answer(window, Precision.INT8);

      int heat = exact.length / DetectorNetwork.OUTPUTS;
      int best = 0;
      double error = 0;
      for (int i = 0; i < heat; i++) {
        best = exact[i] > exact[best] ? i : best;
        error += Math.abs(exact[i] - rounded[i]) / heat;
      }
      assertThat(exact[best]).as("the nodule's logit").isGreaterThan(-1.5f);
      assertThat(rounded[best]).isCloseTo(exact[best], within(0.3f));
      assertThat(error).isBetween(1e-6, 0.1);
    }

    @Test
    void aRangeCutShortCutsTheAnswer() {
      assumeRuns();
      short[] window = windowAboutANodule();
      float[] ranges = SHIPPED.tensor(NoduleDetector.RANGES).values().clone();
      for (int i = 0; i < ranges.length; i++) {
        ranges[i] /= 20;
      }

      assertThat(greatestHeat(answer(window, Precision.INT8, ranges)))
          .isLessThan(greatestHeat(answer(window, Precision.FP32)) - 1);
    }

    @Test
    void threadsGetTheSameAnswer() {
      assumeRuns();
      short[] window = windowAboutANodule();
      Shape shape = new Shape(1, 1, SIDE, SIDE, SIDE);
      try (DetectorInference network = int8(SHIPPED.tensor(NoduleDetector.RANGES).values())) {
        List<float[]> answers =
            IntStream.range(0, 4).parallel().mapToObj(i -> network.answer(window, shape)).toList();
        for (float[] answer : answers) {
          assertThat(Arrays.equals(answer, answers.get(0))).isTrue();
        }
      }
    }

    @Test
    void damagedRangesAreRefused() {
      float[] good = SHIPPED.tensor(NoduleDetector.RANGES).values();
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -1}) {
        float[] ranges = good.clone();
        ranges[7] = bad;
        assertThatThrownBy(() -> int8(ranges))
            .isInstanceOf(ModelException.class)
            .hasMessageContaining("damaged: array 3 reaches from");
      }
    }

    private static DetectorInference int8(float[] ranges) {
      return DetectorInference.of(parameters(), statistics(), ranges, Precision.INT8);
    }

    private static void assumeRuns() {
      assumeTrue(Precision.INT8.runsHere(), "this processor has no AVX-512 VNNI");
    }

    @Test
    void weightsWithoutRangesAreRefused() {
      WeightsFile plain =
          new WeightsFile(
              SHIPPED.architecture(),
              SHIPPED.properties(),
              Map.of(
                  "parameters", SHIPPED.tensor("parameters"),
                  "statistics", SHIPPED.tensor("statistics")));

      assertThatThrownBy(() -> NoduleDetector.of(plain, Precision.INT8))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("not calibrated for int8");
      assertThat(NoduleDetector.suited(plain)).isNotEqualTo(Precision.INT8);
    }
  }

  @Test
  void rangesHoldWhatEveryWindowReaches() {
    float[] nodule = normalised(windowAboutANodule());
    float[] noise = new float[nodule.length];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) random.nextDouble();
    }
    // Each twice: one window alone is computed in another order than two together.
    float[] first = ranges(nodule, nodule);
    float[] second = ranges(noise, noise);
    float[] both = ranges(nodule, noise);

    for (int i = 0; i < both.length; i += 2) {
      assertThat(both[i]).isEqualTo(Math.min(first[i], second[i]));
      assertThat(both[i + 1]).isEqualTo(Math.max(first[i + 1], second[i + 1]));
      assertThat(both[i + 1]).isGreaterThan(both[i]);
    }
  }

  @Test
  void anAnswerThatIsNoNumberCannotBeCalibratedOn() {
    float[] window = normalised(windowAboutANodule());
    window[100] = Float.NaN;
    assertThatThrownBy(() -> ranges(window)).isInstanceOf(ModelException.class);
  }

  @Test
  void theProcessorDecidesOnThePrecision() {
    List<String> both = List.of("flags", "avx512_vnni", "avx512_bf16");
    assertThat(Precision.suited(true, both)).isEqualTo(Precision.INT8);
    assertThat(Precision.suited(false, both)).isEqualTo(Precision.BF16);
    assertThat(Precision.suited(false, List.of("avx512_vnni"))).isEqualTo(Precision.FP32);
    assertThat(Precision.suited(true, List.of("avx512_bf16"))).isEqualTo(Precision.BF16);
    assertThat(Precision.suited(true, List.of("avx_vnni"))).isEqualTo(Precision.FP32);
    assertThat(Precision.suited(true, List.of())).isEqualTo(Precision.FP32);
  }

  @Test
  void aPrecisionThatTheProcessorLacksIsNotUsable() {
    List<String> avx2 = List.of("flags", "avx2");
    List<String> avx512 = List.of("flags", "avx512bw", "avx512vl", "avx512dq");
    assertThat(Precision.FP32.runsOn(false, avx2)).isTrue();
    assertThat(Precision.BF16.runsOn(false, avx2)).isFalse();
    assertThat(Precision.BF16.runsOn(true, avx2)).isTrue();
    assertThat(Precision.BF16.runsOn(false, avx512)).isTrue();
    assertThat(Precision.INT8.runsOn(false, avx512)).isFalse();
    assertThat(Precision.INT8.runsOn(true, List.of("flags", "avx512_vnni"))).isFalse();
    assertThat(Precision.INT8.runsOn(false, List.of("flags", "avx512_vnni"))).isTrue();
  }

  private static float[] ranges(float[]... windows) {
    return DetectorInference.ranges(parameters(), statistics(), Stream.of(windows), SIDE);
  }

  private static float greatestHeat(float[] answer) {
    float greatest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < answer.length / DetectorNetwork.OUTPUTS; i++) {
      greatest = Math.max(greatest, answer[i]);
    }
    return greatest;
  }

  private static float[] answer(short[] window, Precision precision) {
    return answer(window, precision, SHIPPED.tensor(NoduleDetector.RANGES).values());
  }

  private static float[] answer(short[] window, Precision precision, float[] ranges) {
    try (DetectorInference network =
        DetectorInference.of(parameters(), statistics(), ranges, precision)) {
      return network.answer(window, new Shape(1, 1, SIDE, SIDE, SIDE));
    }
  }

  private static float[] parameters() {
    return SHIPPED.tensor("parameters").values();
  }

  private static float[] statistics() {
    return SHIPPED.tensor("statistics").values();
  }

  private static short[] windowAboutANodule() {
    ChestPhantom phantom =
        ChestPhantom.generate(PhantomSpec.standard(6, ChestPhantom.defaultNodules()));
    PatientPoint nodule = phantom.truth().get(0).nodule().center();
    double half = SIDE / 2.0;
    VolumeGrid grid =
        new VolumeGrid(
            SIDE,
            SIDE,
            SIDE,
            1,
            1,
            1,
            new PatientPoint(nodule.xMm() - half, nodule.yMm() - half, nodule.zMm() - half));
    return Resampler.onto(phantom.volume(), grid).voxels();
  }

  private static float[] normalised(short[] hu) {
    float[] values = new float[hu.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = NoduleDetector.normalised(hu[i]);
    }
    return values;
  }
}
