package org.hilum.model.assess.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.torch.TorchModule;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AssessorNetworkTest {

  private static final int MEASURES = 22;
  private static final int CASES = 5;
  private static final int IMAGES_ONLY = 0;
  private static final int FUSED = 1;
  private static final int APPEARANCE_EXPERTS = 4;
  private static final int MALIGNANCY_EXPERTS = 5;
  private static final int EMBEDDING = 6;

  private static AssessorNetwork network;
  private static TorchModule module;
  private static NDManager manager;

  @BeforeAll
  static void compile() {
    network = new AssessorNetwork(MEASURES, 100, ComputePrecision.FP32);
    module = TorchModule.compile("assessor", network.source());
    manager = TorchModule.newManager();
  }

  @AfterAll
  static void close() {
    manager.close();
    module.close();
  }

  @Test
  void anEmptyHistoryChangesNothing() {
    float[] weights = network.layout().initialised(3);
    NDList answer = assess(weights, new Inputs(1).withoutHistory());
    assertThat(answer.get(FUSED).toFloatArray()).isEqualTo(answer.get(IMAGES_ONLY).toFloatArray());
  }

  @Test
  void aHistoryMovesTheMalignancyAndNothingElse() {
    float[] weights = network.layout().initialised(3);
    NDList with = assess(weights, new Inputs(1));
    NDList without = assess(weights, new Inputs(1).withoutHistory());
    assertThat(with.get(FUSED).toFloatArray()).isNotEqualTo(without.get(FUSED).toFloatArray());
    for (int output : new int[] {IMAGES_ONLY, 2, 3, APPEARANCE_EXPERTS, EMBEDDING}) {
      assertThat(with.get(output).toFloatArray()).isEqualTo(without.get(output).toFloatArray());
    }
  }

  @Test
  void weightsThatReadTextChangeNothingOfWhatTheImagesSay() {
    float[] weights = network.layout().initialised(3);
    float[] others = network.withTextOf(weights, network.layout().initialised(4));
    Inputs inputs = new Inputs(1);
    NDList before = assess(weights, inputs);
    NDList after = assess(others, inputs);
    assertThat(after.get(FUSED).toFloatArray()).isNotEqualTo(before.get(FUSED).toFloatArray());
    for (int output : new int[] {IMAGES_ONLY, 2, 3, APPEARANCE_EXPERTS, EMBEDDING}) {
      assertThat(after.get(output).toFloatArray()).isEqualTo(before.get(output).toFloatArray());
    }
    float[] mask = network.textMask();
    int taken = 0;
    for (int i = 0; i < mask.length; i++) {
      assertThat(mask[i] == 1 || others[i] == weights[i]).isTrue();
      taken += others[i] == weights[i] ? 0 : 1;
    }
    assertThat(taken).isGreaterThan(100_000);
  }

  @Test
  void theChosenExpertsWeightsSumToOne() {
    NDList answer = assess(network.layout().initialised(3), new Inputs(2));
    for (int layer : new int[] {APPEARANCE_EXPERTS, MALIGNANCY_EXPERTS}) {
      float[] weights = answer.get(layer).toFloatArray();
      for (int i = 0; i < CASES; i++) {
        float[] mine =
            Arrays.copyOfRange(
                weights, i * AssessorNetwork.EXPERTS, (i + 1) * AssessorNetwork.EXPERTS);
        int chosen = 0;
        double sum = 0;
        for (float weight : mine) {
          chosen += weight > 0 ? 1 : 0;
          sum += weight;
        }
        assertThat(chosen).isEqualTo(AssessorNetwork.CHOSEN);
        assertThat(sum).isCloseTo(1, within(1e-5));
      }
    }
  }

  @Test
  @DisplayName("an expert that no case chose does not run: its weights may be NaN")
  void onlyChosenExpertsRun() {
    float[] weights = network.layout().initialised(3);
    Inputs inputs = new Inputs(2).withoutHistory();
    NDList answer = assess(weights, inputs);
    float[] before = answer.get(FUSED).toFloatArray();
    int poisoned = 0;
    for (String layer : List.of("appearance", "malignancy")) {
      int output = layer.equals("appearance") ? APPEARANCE_EXPERTS : MALIGNANCY_EXPERTS;
      float[] gates = answer.get(output).toFloatArray();
      int offset = network.layout().offsetOf("experts." + layer + ".outBias");
      for (int expert = 0; expert < AssessorNetwork.EXPERTS; expert++) {
        boolean used = false;
        for (int i = 0; i < CASES; i++) {
          used |= gates[i * AssessorNetwork.EXPERTS + expert] > 0;
        }
        if (!used) {
          Arrays.fill(
              weights,
              offset + expert * AssessorNetwork.WIDTH,
              offset + (expert + 1) * AssessorNetwork.WIDTH,
              Float.NaN);
          poisoned++;
        }
      }
    }
    assertThat(poisoned).as("five cases cannot choose all experts").isGreaterThanOrEqualTo(12);
    assertThat(assess(weights, inputs).get(FUSED).toFloatArray()).isEqualTo(before);
  }

  @Test
  void atMostAThirdOfTheMixturesParametersAreActivated() {
    double share = network.activatedParameters() / (double) network.layout().size();
    assertThat(share).isLessThanOrEqualTo(0.35);
  }

  @Test
  void anEmbeddingHasUnitLength() {
    float[] embedding =
        Arrays.copyOf(
            assess(network.layout().initialised(3), new Inputs(2)).get(EMBEDDING).toFloatArray(),
            AssessorNetwork.EMBEDDING);
    double squares = 0;
    for (float value : embedding) {
      squares += value * value;
    }
    assertThat(squares).isCloseTo(1, within(1e-3));
  }

  @Test
  void bf16AnswersNearlyTheSame() {
    float[] weights = network.layout().initialised(3);
    AssessorNetwork half = new AssessorNetwork(MEASURES, 100, ComputePrecision.BF16);
    try (TorchModule other = TorchModule.compile("assessor", half.source())) {
      Inputs inputs = new Inputs(4);
      float[] a = assess(weights, inputs).get(2).toFloatArray();
      float[] b = inputs.run(other, weights).get(2).toFloatArray();
      for (int i = 0; i < a.length; i++) {
        assertThat(b[i]).isCloseTo(a[i], within(0.25f));
      }
    }
  }

  private static NDList assess(float[] weights, Inputs inputs) {
    return inputs.run(module, weights);
  }

  /** Random images, measures, factors and words. */
  private static final class Inputs {
    private final long seed;
    private float present = 1;

    Inputs(long seed) {
      this.seed = seed;
    }

    Inputs withoutHistory() {
      present = 0;
      return this;
    }

    NDList run(TorchModule on, float[] weights) {
      SplittableRandom source = new SplittableRandom(seed);
      List<Object> arguments = new ArrayList<>();
      arguments.add(manager.create(weights));
      int view = AssessorNetwork.VIEW;
      int channels = AssessorNetwork.CHANNELS;
      arguments.add(noise(source, CASES, AssessorNetwork.SLICES, channels, view, view));
      arguments.add(
          noise(source, CASES, channels, AssessorNetwork.CONTEXT, AssessorNetwork.CONTEXT));
      arguments.add(manager.ones(new Shape(CASES, AssessorNetwork.SLICES)));
      arguments.add(noise(source, CASES, MEASURES));
      arguments.add(manager.ones(new Shape(CASES)));
      arguments.add(noise(source, CASES, AssessorNetwork.FACTORS, AssessorNetwork.FACTOR_VALUES));
      arguments.add(manager.ones(new Shape(CASES, AssessorNetwork.FACTORS)));
      arguments.add(manager.ones(new Shape(CASES, AssessorNetwork.WORDS)).mul(7));
      arguments.add(manager.ones(new Shape(CASES, AssessorNetwork.WORDS)));
      arguments.add(manager.ones(new Shape(CASES)).mul(present));
      return on.call(manager, "assess", arguments.toArray());
    }

    private static NDArray noise(SplittableRandom source, long... shape) {
      Shape dimensions = new Shape(shape);
      float[] values = new float[(int) dimensions.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (0.5 * source.nextGaussian());
      }
      return manager.create(values, dimensions);
    }
  }
}
