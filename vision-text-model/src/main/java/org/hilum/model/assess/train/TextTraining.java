package org.hilum.model.assess.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.assess.input.CandidateMeasures;
import org.hilum.model.assess.input.CaseBatch;
import org.hilum.model.assess.input.CaseImages.Pose;
import org.hilum.model.assess.input.Standardisation;
import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.assess.text.HistoryEncoding;
import org.hilum.model.assess.text.HistorySimulator;
import org.hilum.model.assess.text.HistorySimulator.Simulated;
import org.hilum.model.assess.text.Tokenizer;
import org.hilum.model.torch.TorchModule;

/**
 * Teaches what reads, and nothing else, what each factor of a history weighs, on histories in which
 * all factors are equally frequent. Patients' own are rare, and a weak one, such as lung cancer in
 * the family, is lost among the strong ones. What the images alone say stays as it is, to the bit;
 * sentences go on being learnt, since they are read by the same weights.
 */
final class TextTraining {

  private static final int CASES = 16;
  private static final int HISTORIES = 32;
  private static final int BATCH = CASES + HISTORIES;
  private static final int HELD_BATCHES = 8;

  private final AssessorNetwork network;
  private final Standardisation standardisation;
  private final Tokenizer tokenizer;
  private final List<LabelledCase> cases;
  private final List<LabelledCase> held;
  private final long seed;
  private final HistorySimulator simulator = new HistorySimulator();

  /**
   * @param cases to learn from, labelled or not
   * @param held of other patients, to decide when to stop
   */
  TextTraining(
      AssessorNetwork network,
      Standardisation standardisation,
      Tokenizer tokenizer,
      List<LabelledCase> cases,
      List<LabelledCase> held,
      long seed) {
    this.network = network;
    this.standardisation = standardisation;
    this.tokenizer = tokenizer;
    this.cases = cases;
    this.held = held;
    this.seed = seed;
  }

  /**
   * @param start the network's weights
   * @return these with those that read replaced
   */
  float[] train(float[] start, AssessorSteps howLong, Path folder, TrainingProgress progress) {
    int steps = howLong.text();
    TrainingLoop.Plan plan =
        new TrainingLoop.Plan(
            "text",
            LabelledCase.hash(cases, held),
            steps,
            howLong.batches(),
            1.2e-3,
            0.01,
            Math.max(1, steps / 8),
            4,
            List.of("loss", "history", "sentences", "consistency"));
    try (TorchModule module = TorchModule.compile("text", network.source());
        NDManager manager = TorchModule.newManager()) {
      Fixed fixed = new Fixed(module, manager.create(start), manager.create(network.textMask()));
      float[] trained =
          new TrainingLoop(plan, folder, progress)
              .run(
                  network.layout(),
                  start,
                  (batch, weights) -> losses(fixed, batch, weights),
                  weights -> heldScore(fixed, weights));
      return network.withTextOf(start, trained);
    }
  }

  /** The compiled network, all of its weights, and which of them are taught. */
  private record Fixed(TorchModule module, NDArray weights, NDArray taught) {}

  private NDArray losses(Fixed fixed, int number, NDArray weights) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    return fixed
        .module()
        .callRecordingGradients("text_losses", arguments(fixed, weights, cases, random))
        .head();
  }

  /** Less than nothing, and the higher the less error in log-odds, squared. */
  private double heldScore(Fixed fixed, float[] weights) {
    SplittableRandom random = new SplittableRandom(seed);
    double error = 0;
    for (int i = 0; i < HELD_BATCHES; i++) {
      try (NDManager scope = TorchModule.newManager()) {
        NDArray[] arguments = arguments(fixed, scope.create(weights), held, random);
        error +=
            fixed
                .module()
                .call(scope, "text_losses", (Object[]) arguments)
                .head()
                .toFloatArray()[1];
      }
    }
    return -error / HELD_BATCHES;
  }

  private NDArray[] arguments(
      Fixed fixed, NDArray weights, List<LabelledCase> from, SplittableRandom random) {
    CaseBatch batch = new CaseBatch(BATCH, CandidateMeasures.COUNT);
    float[] sentences = new float[BATCH * AssessorNetwork.WORDS];
    float[] sentencesWritten = new float[BATCH * AssessorNetwork.WORDS];
    float[] labels = new float[BATCH * 2];
    for (int i = 0; i < BATCH; i++) {
      if (i < CASES) {
        LabelledCase item = from.get(random.nextInt(from.size()));
        batch.putImages(
            i, item.images(), standardisation.apply(item.measures()), Pose.random(random));
        if (item.hasRatings()) {
          HistoryEncoding.Words.of(AssessorTraining.sentence(item, random), tokenizer)
              .put(sentences, sentencesWritten, i);
          labels[2 * i + 1] = 1;
        }
      }
      Simulated simulated = simulator.drawEvenly(random);
      batch.putHistory(i, HistoryEncoding.of(simulated.history(), tokenizer));
      labels[2 * i] = (float) simulated.evidence();
    }
    NDManager scope = weights.getManager();
    List<NDArray> arguments = new ArrayList<>();
    arguments.add(weights);
    arguments.add(fixed.weights());
    arguments.add(fixed.taught());
    arguments.addAll(Arrays.asList(batch.arrays(scope)));
    arguments.add(scope.create(sentences, new Shape(BATCH, AssessorNetwork.WORDS)));
    arguments.add(scope.create(sentencesWritten, new Shape(BATCH, AssessorNetwork.WORDS)));
    arguments.add(scope.create(labels, new Shape(BATCH, 2)));
    return arguments.toArray(NDArray[]::new);
  }
}
