package org.hilum.model.assess.train;

import ai.djl.ndarray.NDArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hilum.model.ModelException;
import org.hilum.model.assess.net.Optimizer;
import org.hilum.model.assess.net.ParameterLayout;
import org.hilum.model.torch.LossTable;
import org.hilum.model.torch.WeightsFile;
import org.hilum.model.torch.WeightsFile.Precision;
import org.hilum.model.torch.WeightsFile.Tensor;

/**
 * Steps of one network's training: a learning rate that warms up and falls off as a cosine, a score
 * on a held part now and then, checkpoints, and the end when the score no longer grows. A run that
 * was killed continues from its checkpoint to the same weights, because each step draws its batch
 * from the seed and its own number alone.
 */
final class TrainingLoop {

  private static final int WARM_UP = 50;

  /** A checkpoint's property: what its run began with. */
  private static final String BEGUN = "begun";

  /**
   * @param name of the network, which names its files
   * @param data a hash of what is learnt from
   * @param batches whose mean gradient makes a step
   * @param scoreEvery steps between two scores
   * @param patience scores without a better one until training ends
   * @param lossNames what the loss function reports, the total first
   */
  record Plan(
      String name,
      int data,
      int steps,
      int batches,
      double learningRate,
      double weightDecay,
      int scoreEvery,
      int patience,
      List<String> lossNames) {}

  /** The losses of one batch, as a function of the weights; called with gradients recorded. */
  @FunctionalInterface
  interface BatchLoss {
    /**
     * @param batch counted through all steps
     */
    NDArray at(int batch, NDArray weights);
  }

  private final Plan plan;
  private final Path folder;
  private final TrainingProgress progress;

  TrainingLoop(Plan plan, Path folder, TrainingProgress progress) {
    this.plan = plan;
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * @param start the weights to begin with
   * @param score of averaged weights on a held part; higher is better
   * @return the weights with the best score
   * @throws ModelException if the folder cannot be written, or holds a checkpoint of another
   *     network or of a run that was begun otherwise, or the score is not a number
   */
  float[] run(
      ParameterLayout layout, float[] start, BatchLoss loss, ToDoubleFunction<float[]> score) {
    Path checkpoint = folder.resolve(plan.name() + ".checkpoint");
    String architecture = "%s-training-%d".formatted(plan.name(), layout.size());
    String begun =
        "%d steps of %d batches, data %08x, first weights %08x"
            .formatted(plan.steps(), plan.batches(), plan.data(), Arrays.hashCode(start));
    LossTable table =
        new LossTable(
            folder.resolve(plan.name() + "-losses.csv"),
            "step," + String.join(",", plan.lossNames()) + ",score");
    try (Optimizer optimizer = new Optimizer(layout, start, plan.weightDecay())) {
      double best = Double.NEGATIVE_INFINITY;
      float[] bestWeights = optimizer.averaged();
      int worse = 0;
      if (Files.exists(checkpoint)) {
        WeightsFile saved = WeightsFile.read(checkpoint, architecture);
        if (!begun.equals(saved.properties().get(BEGUN))) {
          throw new ModelException(
              "Checkpoint %s was begun with %s, asked for are %s; choose another folder, or the same seed, steps and data"
                  .formatted(checkpoint, saved.properties().get(BEGUN), begun));
        }
        optimizer.restore(saved);
        best = saved.tensor("best.score").values()[0];
        worse = (int) saved.tensor("best.age").values()[0];
        bestWeights = saved.tensor("best.weights").values();
        progress.report("%s: continuing after step %d".formatted(plan.name(), optimizer.step()));
      }
      table.goOnAfter(optimizer.step());
      double[] sums = new double[plan.lossNames().size()];
      long started = System.nanoTime();
      int first = optimizer.step();
      while (optimizer.step() < plan.steps() && worse < plan.patience()) {
        int step = optimizer.step();
        float[] parts =
            optimizer.step(
                learningRate(step),
                plan.batches(),
                (part, w) -> loss.at(step * plan.batches() + part, w));
        for (int i = 0; i < sums.length; i++) {
          sums[i] += parts[i];
        }
        int done = optimizer.step();
        if (done % plan.scoreEvery() == 0 || done == plan.steps()) {
          float[] averaged = optimizer.averaged();
          float value = (float) score.applyAsDouble(averaged);
          if (!Float.isFinite(value)) {
            throw new ModelException(
                "%s: the score on the held part is %f at step %d; it holds too few labelled cases"
                    .formatted(plan.name(), value, done));
          }
          if (value > best) {
            best = value;
            bestWeights = averaged;
            worse = 0;
          } else {
            worse++;
          }
          int since = done - Math.max(first, (done - 1) / plan.scoreEvery() * plan.scoreEvery());
          double[] means = Arrays.stream(sums).map(s -> s / Math.max(1, since)).toArray();
          Arrays.fill(sums, 0);
          table.append(row(done, means, value));
          tell(done, done - first, started, means, value);
          Map<String, Tensor> tensors = new LinkedHashMap<>(optimizer.state());
          tensors.put("best.score", Tensor.of((float) best));
          tensors.put("best.age", Tensor.of(worse));
          tensors.put("best.weights", Tensor.of(bestWeights));
          new WeightsFile(architecture, Map.of(BEGUN, begun), tensors)
              .write(checkpoint, Precision.FP32);
        }
      }
      return bestWeights;
    }
  }

  private double learningRate(int step) {
    double warm = Math.min(1, (step + 1.0) / WARM_UP);
    double done = step / (double) plan.steps();
    return plan.learningRate() * warm * (0.02 + 0.98 * (1 + Math.cos(Math.PI * done)) / 2);
  }

  private void tell(int done, int here, long started, double[] means, double value) {
    double seconds = (System.nanoTime() - started) / 1e9;
    Duration left = Duration.ofSeconds((long) (seconds / here * (plan.steps() - done)));
    String losses =
        IntStream.range(0, means.length)
            .mapToObj(i -> "%s %.4f".formatted(plan.lossNames().get(i), means[i]))
            .collect(Collectors.joining(", "));
    progress.report(
        "%s: step %d of %d, %s, score %.4f, %.2f s a step, %d min %02d s left"
            .formatted(
                plan.name(),
                done,
                plan.steps(),
                losses,
                value,
                seconds / here,
                left.toMinutes(),
                left.toSecondsPart()));
  }

  private static String row(int step, double[] means, double value) {
    String cells =
        Arrays.stream(means)
            .mapToObj(m -> String.format(Locale.ROOT, "%.5f", m))
            .collect(Collectors.joining(","));
    return String.format(Locale.ROOT, "%d,%s,%.5f%n", step, cells, value);
  }
}
