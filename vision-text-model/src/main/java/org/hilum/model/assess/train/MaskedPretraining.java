package org.hilum.model.assess.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.assess.input.CandidateMeasures;
import org.hilum.model.assess.input.CaseBatch;
import org.hilum.model.assess.input.CaseImages.Pose;
import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.net.MaskedEncoder;
import org.hilum.model.assess.net.ParameterLayout;
import org.hilum.model.torch.TorchModule;

/**
 * Teaches the encoder to paint patches that were hidden from it, more and more of them ({@value
 * #LEAST_HIDDEN} to {@value #MOST_HIDDEN} of the view), before it sees a label.
 */
final class MaskedPretraining {

  private static final int CASES = 16;
  private static final int PATCH = 4;
  private static final double LEAST_HIDDEN = 0.15;
  private static final double MOST_HIDDEN = 0.5;
  private static final int HELD_CASES = 64;

  private final List<LabelledCase> cases;
  private final List<LabelledCase> held;
  private final ComputePrecision precision;
  private final long seed;

  /**
   * @param cases to learn from, labelled or not
   * @param held of other patients, to decide when to stop
   */
  MaskedPretraining(
      List<LabelledCase> cases, List<LabelledCase> held, ComputePrecision precision, long seed) {
    this.cases = cases;
    this.held = held.subList(0, Math.min(HELD_CASES, held.size()));
    this.precision = precision;
    this.seed = seed;
  }

  /**
   * @param assessor the layout of the network that the encoder is part of
   * @param start that network's weights
   * @return these with the encoder's replaced
   */
  float[] train(
      ParameterLayout assessor,
      float[] start,
      AssessorSteps howLong,
      Path folder,
      TrainingProgress progress) {
    int steps = howLong.encoder();
    MaskedEncoder encoder = new MaskedEncoder(precision);
    TrainingLoop.Plan plan =
        new TrainingLoop.Plan(
            "encoder",
            LabelledCase.hash(cases, held),
            steps,
            howLong.batches(),
            1.5e-3,
            0.02,
            Math.max(1, steps / 8),
            4,
            List.of("painting"));
    try (TorchModule module = TorchModule.compile("encoder", encoder.source())) {
      float[] weights =
          new TrainingLoop(plan, folder, progress)
              .run(
                  encoder.layout(),
                  encoder.layout().initialised(seed),
                  (batch, w) -> losses(module, w, steps * howLong.batches(), batch),
                  w -> heldScore(module, w));
      return encoder.into(assessor, start, weights);
    }
  }

  private NDArray losses(TorchModule module, NDArray weights, int batches, int number) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    List<LabelledCase> drawn = random.ints(CASES, 0, cases.size()).mapToObj(cases::get).toList();
    double hidden = LEAST_HIDDEN + (MOST_HIDDEN - LEAST_HIDDEN) * number / batches;
    return module
        .callRecordingGradients("losses", arguments(weights, drawn, hidden, random))
        .head();
  }

  /** Less than nothing, and the higher the less error. */
  private double heldScore(TorchModule module, float[] weights) {
    SplittableRandom random = new SplittableRandom(seed);
    double error = 0;
    int batches = 0;
    for (int from = 0; from < held.size(); from += CASES) {
      List<LabelledCase> some = held.subList(from, Math.min(held.size(), from + CASES));
      try (NDManager scope = TorchModule.newManager()) {
        NDArray flat = scope.create(weights);
        error +=
            module
                .call(scope, "losses", (Object[]) arguments(flat, some, MOST_HIDDEN, random))
                .head()
                .toFloatArray()[0];
        batches++;
      }
    }
    return -error / Math.max(1, batches);
  }

  /** The weights, the cases' slices and surroundings, and what is left of them to be seen. */
  private static NDArray[] arguments(
      NDArray weights, List<LabelledCase> cases, double hidden, SplittableRandom random) {
    CaseBatch batch = new CaseBatch(cases.size(), CandidateMeasures.COUNT);
    for (int i = 0; i < cases.size(); i++) {
      batch.putImages(
          i, cases.get(i).images(), new float[CandidateMeasures.COUNT], Pose.random(random));
    }
    NDManager scope = weights.getManager();
    int side = AssessorNetwork.VIEW;
    int images = cases.size() * (AssessorNetwork.SLICES + 1);
    return new NDArray[] {
      weights,
      batch.images(scope),
      scope.create(kept(images, side, hidden, random), new Shape(images, 1, side, side))
    };
  }

  private static float[] kept(int images, int side, double hidden, SplittableRandom random) {
    float[] kept = new float[images * side * side];
    Arrays.fill(kept, 1);
    for (int image = 0; image < images; image++) {
      for (int row = 0; row < side; row += PATCH) {
        for (int column = 0; column < side; column += PATCH) {
          if (random.nextDouble() < hidden) {
            for (int r = row; r < row + PATCH; r++) {
              int at = (image * side + r) * side + column;
              Arrays.fill(kept, at, at + PATCH, 0);
            }
          }
        }
      }
    }
    return kept;
  }
}
