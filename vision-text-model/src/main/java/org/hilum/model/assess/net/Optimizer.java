package org.hilum.model.assess.net;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hilum.model.ModelException;
import org.hilum.model.torch.NativeArrays;
import org.hilum.model.torch.TorchModule;
import org.hilum.model.torch.WeightsFile;
import org.hilum.model.torch.WeightsFile.Tensor;

/**
 * AdamW on a network's flat weights, with the gradient's norm clipped and a moving average of the
 * weights beside it, which is what gets used in the end. Its state can be saved and read back, and
 * continues exactly.
 */
public final class Optimizer implements AutoCloseable {

  private static final String SOURCE =
      """
        def adamw(self: __torch__.Ops, p: Tensor, g: Tensor, m: Tensor, v: Tensor, a: Tensor, decay: Tensor, lr: float, wd: float, step: float, keep: float) -> List[Tensor]:
          norm = torch.add(torch.norm(g), 1e-12)
          scale = torch.clamp(torch.reciprocal(norm), None, 1.)
          c = torch.mul(g, scale)
          m2 = torch.add(torch.mul(m, 0.9), torch.mul(c, 0.1))
          v2 = torch.add(torch.mul(v, 0.99), torch.mul(torch.mul(c, c), 0.01))
          mh = torch.div(m2, 1. - 0.9 ** step)
          vh = torch.div(v2, 1. - 0.99 ** step)
          move = torch.add(torch.div(mh, torch.add(torch.sqrt(vh), 1e-8)), torch.mul(torch.mul(p, decay), wd))
          p2 = torch.sub(p, torch.mul(move, lr))
          a2 = torch.add(torch.mul(a, keep), torch.mul(p2, 1. - keep))
          return [p2, m2, v2, a2]
      """;

  private final NDManager manager;
  private final TorchModule adam;
  private final NDArray decay;
  private final double weightDecay;
  private NDArray weights;
  private NDArray mean;
  private NDArray variance;
  private NDArray average;
  private int step;

  /**
   * @param start the weights to begin with
   */
  public Optimizer(ParameterLayout layout, float[] start, double weightDecay) {
    this.adam = TorchModule.compile("optimizer", SOURCE);
    this.manager = TorchModule.newManager();
    this.weightDecay = weightDecay;
    this.decay = NativeArrays.of(manager, layout.decayMask());
    this.weights = NativeArrays.of(manager, start);
    this.mean = manager.zeros(weights.getShape());
    this.variance = manager.zeros(weights.getShape());
    this.average = NativeArrays.of(manager, start);
  }

  public int step() {
    return step;
  }

  /** The loss of one batch. */
  @FunctionalInterface
  public interface BatchLoss {

    /**
     * @param part the batch's number within the step
     * @param weights of a manager that is closed after the batch
     * @return the loss (first number) and what else is to be reported
     */
    NDArray of(int part, NDArray weights);
  }

  /**
   * One step, along the mean gradient of some batches; only one of them is in memory at a time.
   *
   * @return the mean of the reported numbers
   * @throws ModelException if the loss is not a number
   */
  public float[] step(double learningRate, int batches, BatchLoss loss) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray current = weights.duplicate();
      current.attach(scope);
      current.setRequiresGradient(true);
      float[] reported = new float[0];
      NDArray gradient;
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        for (int part = 0; part < batches; part++) {
          try (NDManager ofPart = scope.newSubManager()) {
            current.attach(ofPart);
            NDArray losses = loss.of(part, current);
            reported = sum(reported, losses.toFloatArray());
            collector.backward(losses.flatten().get(0));
            current.attach(scope);
          }
        }
        gradient = current.getGradient().divi(batches);
      }
      for (int i = 0; i < reported.length; i++) {
        reported[i] /= batches;
      }
      if (!Float.isFinite(reported[0])) {
        throw new ModelException(
            "training step %d: the loss is %s; lower the learning rate"
                .formatted(step + 1, reported[0]));
      }
      step++;
      // A young average would remember the random start.
      double keep = Math.min(0.998, (step + 1.0) / (step + 10.0));
      NDList next =
          adam.call(
              scope,
              "adamw",
              weights,
              gradient,
              mean,
              variance,
              average,
              decay,
              learningRate,
              weightDecay,
              (double) step,
              keep);
      replace(next);
      return reported;
    }
  }

  private static float[] sum(float[] before, float[] values) {
    for (int i = 0; i < before.length; i++) {
      values[i] += before[i];
    }
    return values;
  }

  private void replace(NDList next) {
    List<NDArray> old = List.of(weights, mean, variance, average);
    next.forEach(array -> array.attach(manager));
    weights = next.get(0);
    mean = next.get(1);
    variance = next.get(2);
    average = next.get(3);
    old.forEach(NDArray::close);
  }

  /** The moving average of the weights. */
  public float[] averaged() {
    return average.toFloatArray();
  }

  /** All that is needed to continue. */
  public Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put("weights", Tensor.of(weights.toFloatArray()));
    state.put("mean", Tensor.of(mean.toFloatArray()));
    state.put("variance", Tensor.of(variance.toFloatArray()));
    state.put("average", Tensor.of(average.toFloatArray()));
    state.put("step", Tensor.of(step));
    return state;
  }

  /**
   * Continues from a saved state.
   *
   * @throws ModelException if it belongs to a network of another size
   */
  public void restore(WeightsFile saved) {
    long size = weights.size();
    List<NDArray> arrays = new ArrayList<>();
    for (String name : List.of("weights", "mean", "variance", "average")) {
      float[] values = saved.tensor(name).values();
      if (values.length != size) {
        throw new ModelException(
            "The checkpoint holds %d weights, the network has %d; it is of another architecture"
                .formatted(values.length, size));
      }
      arrays.add(NativeArrays.of(manager, values));
    }
    replace(new NDList(arrays));
    step = (int) saved.tensor("step").values()[0];
  }

  @Override
  public void close() {
    manager.close();
    adam.close();
  }
}
