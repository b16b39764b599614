package org.hilum.model.assess.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import org.hilum.model.assess.net.ParameterLayout.Start;
import org.junit.jupiter.api.Test;

class OptimizerTest {

  private static final float[] START = {0.5f, -0.2f};

  @Test
  void aStepOfSeveralBatchesFollowsTheirMeanGradient() {
    float[] one = afterOneStep(1, (part, w) -> square(w, 2));
    // Small enough not to be clipped: (w - 1)² and (w - 3)² have the mean gradient of (w - 2)².
    float[] two = afterOneStep(2, (part, w) -> square(w, part == 0 ? 1 : 3));
    assertThat(two).containsExactly(one, within(1e-6f));
    assertThat(afterOneStep(1, (part, w) -> square(w, 1))).isNotEqualTo(one);
  }

  @Test
  void aStepReportsTheMeanOfItsBatches() {
    try (Optimizer optimizer = optimizer()) {
      float[] reported =
          optimizer.step(0.1, 2, (part, w) -> w.sum().mul(0).add(part == 0 ? 1 : 4).reshape(1));
      assertThat(reported).containsExactly(new float[] {2.5f}, within(1e-6f));
    }
  }

  private static float[] afterOneStep(int batches, Optimizer.BatchLoss loss) {
    try (Optimizer optimizer = optimizer()) {
      optimizer.step(0.1, batches, loss);
      return optimizer.state().get("mean").values();
    }
  }

  private static Optimizer optimizer() {
    ParameterLayout layout = new ParameterLayout();
    layout.add("w", Start.ZERO, START.length);
    return new Optimizer(layout, START, 0);
  }

  private static NDArray square(NDArray weights, float target) {
    NDArray off = weights.sub(target);
    return off.mul(off).sum().mul(0.05f).reshape(1);
  }
}
