package org.hilum.model.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.hilum.model.torch.NativeArrays;
import org.hilum.model.torch.TorchModule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DetectorNetworkTest {

  private static final int SIDE = DetectorNetwork.SMALLEST_TRAINING_WINDOW;
  private static final int BATCH = 2;

  private final DetectorNetwork network = new DetectorNetwork();

  /**
   * In bf16, oneDNN leaves memory that nobody wrote in the gradient of convolutions of one or three
   * outputs, which therefore run in 32 bits, and in that of kernels wider than their image, which
   * is why windows have a least size. Without both, every call differs, by orders of magnitude.
   */
  @ParameterizedTest
  @EnumSource(names = {"FP32", "BF16"})
  void theGradientRepeats(Precision precision) {
    assumeTrue(precision.runsHere(), "this processor has no AVX-512");
    TorchModule.setThreads(1);
    String script = network.trainingScript(precision == Precision.BF16);
    try (TorchModule module = TorchModule.compile("training", script);
        NDManager manager = TorchModule.newManager()) {
      float[] first = gradient(module, manager);
      assertThat(norm(first)).isBetween(1e-3, 1e4);
      for (int again = 0; again < 3; again++) {
        assertThat(gradient(module, manager)).isEqualTo(first);
      }
    }
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  private float[] gradient(TorchModule module, NDManager manager) {
    SplittableRandom random = new SplittableRandom(1);
    int half = SIDE / DetectorNetwork.OUTPUT_STRIDE;
    FloatBuffer image = FloatBuffer.allocate(BATCH * SIDE * SIDE * SIDE);
    while (image.hasRemaining()) {
      image.put((float) random.nextDouble());
    }
    int channel = half * half * half;
    float[] targets = new float[BATCH * 4 * channel];
    for (int b = 0; b < BATCH; b++) {
      int weight = (4 * b + 1) * channel;
      Arrays.fill(targets, weight, weight + channel, 1);
      int centre = 4 * b * channel + (half / 2 * half + half / 2) * half + half / 2;
      targets[centre] = 1;
      targets[centre + 2 * channel] = 2;
      targets[centre + 3 * channel] = 1;
    }
    try (NDManager scratch = manager.newSubManager()) {
      NDArray parameters = NativeArrays.of(scratch, network.initialParameters(5));
      parameters.setRequiresGradient(true);
      NDArray statistics = NativeArrays.of(scratch, network.initialStatistics());
      NDArray images =
          NativeArrays.of(scratch, image.flip(), new Shape(BATCH, 1, SIDE, SIDE, SIDE));
      NDArray wanted =
          NativeArrays.of(
              scratch, FloatBuffer.wrap(targets), new Shape(BATCH, 4, half, half, half));
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDList parts =
            module.callRecordingGradients("loss", parameters, statistics, images, wanted);
        parts.attach(scratch);
        collector.backward(parts.head());
      }
      return parameters.getGradient().toFloatArray();
    }
  }
}
