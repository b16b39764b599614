package org.hilum.model.assess.input;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.assess.text.HistoryEncoding;
import org.hilum.model.torch.TorchModule;

/** Runs the mixture of experts on cases. Safe for use by several threads. */
public final class CaseJudge implements AutoCloseable {

  private static final int CASES_A_CALL = 32;

  private final TorchModule module;
  private final NDManager manager;
  private final NDArray weights;
  private final Standardisation standardisation;

  /** One case and what its outline measured. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Input(CaseImages images, float[] measures, HistoryEncoding history) {}

  /**
   * The network's answer.
   *
   * @param fromImages malignancy logits, one a head, as if there were no history
   * @param fromBoth with the history
   * @param noduleLogit that this is a nodule
   * @param ratings around their middles
   * @param appearanceExperts the first layer's weight of each expert; zero where it did not run
   * @param malignancyExperts the second layer's
   * @param embedding of unit length
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Answer(
      float[] fromImages,
      float[] fromBoth,
      float noduleLogit,
      float[] ratings,
      float[] appearanceExperts,
      float[] malignancyExperts,
      float[] embedding) {

    /** The same with one malignancy log-odds instead of the heads', calibrated. */
    public Answer calibrated(Calibration calibration) {
      return new Answer(
          new float[] {(float) calibration.logOdds(fromImages, fromImages)},
          new float[] {(float) calibration.logOdds(fromImages, fromBoth)},
          noduleLogit,
          ratings,
          appearanceExperts,
          malignancyExperts,
          embedding);
    }
  }

  /**
   * @param flat as the network's layout says
   */
  public CaseJudge(AssessorNetwork network, float[] flat, Standardisation standardisation) {
    this.module = TorchModule.compile("assessor", network.source());
    this.manager = TorchModule.newManager();
    this.weights = manager.create(flat);
    this.standardisation = standardisation;
  }

  public List<Answer> judge(List<Input> inputs) {
    List<Answer> answers = new ArrayList<>(inputs.size());
    for (int from = 0; from < inputs.size(); from += CASES_A_CALL) {
      answers.addAll(run(inputs.subList(from, Math.min(inputs.size(), from + CASES_A_CALL))));
    }
    return answers;
  }

  private List<Answer> run(List<Input> inputs) {
    CaseBatch batch = new CaseBatch(inputs.size(), ShapeMeasures.COUNT);
    for (int i = 0; i < inputs.size(); i++) {
      Input input = inputs.get(i);
      batch.putImages(
          i, input.images(), standardisation.apply(input.measures()), CaseImages.Pose.STRAIGHT);
      batch.putHistory(i, input.history());
    }
    List<float[]> outputs;
    try (NDManager scope = TorchModule.newManager()) {
      List<Object> arguments = new ArrayList<>();
      arguments.add(weights);
      arguments.addAll(Arrays.asList(batch.arrays(scope)));
      NDList result = module.call(scope, "assess", arguments.toArray());
      outputs = result.stream().map(NDArray::toFloatArray).toList();
    }
    List<Answer> answers = new ArrayList<>(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      answers.add(
          new Answer(
              row(outputs.get(0), i, AssessorNetwork.HEADS),
              row(outputs.get(1), i, AssessorNetwork.HEADS),
              outputs.get(2)[i],
              row(outputs.get(3), i, AssessorNetwork.RATINGS),
              row(outputs.get(4), i, AssessorNetwork.EXPERTS),
              row(outputs.get(5), i, AssessorNetwork.EXPERTS),
              row(outputs.get(6), i, AssessorNetwork.EMBEDDING)));
    }
    return answers;
  }

  private static float[] row(float[] values, int index, int width) {
    return Arrays.copyOfRange(values, index * width, (index + 1) * width);
  }

  /** A sentence's place in the space of the embeddings. */
  public float[] describe(HistoryEncoding.Words words) {
    try (NDManager scope = TorchModule.newManager()) {
      Shape shape = new Shape(1, AssessorNetwork.WORDS);
      return module
          .call(
              scope,
              "describe",
              weights,
              scope.create(words.numbers(), shape),
              scope.create(words.written(), shape))
          .head()
          .toFloatArray();
    }
  }

  @Override
  public void close() {
    manager.close();
    module.close();
  }
}
