package org.hilum.model.assess.input;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.assess.text.HistoryEncoding;
import org.hilum.model.torch.TorchModule;
import org.jspecify.annotations.Nullable;

/** Runs the mixture of experts on cases. Safe for use by several threads. */
public final class CaseJudge implements AutoCloseable {

  private static final int CASES_A_CALL = 32;

  /** Looked at from two sides, so that chance in one view weighs less. */
  private static final List<CaseImages.Pose> POSES =
      List.of(CaseImages.Pose.STRAIGHT, new CaseImages.Pose(Math.PI / 2, true, 1, 0, 0, 1, 0));

  private final TorchModule module;
  private final NDManager manager;
  private final NDArray weights;
  private final Standardisation standardisation;
  private final @Nullable Blend blend;

  /** One case and what its outline measured. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Input(CaseImages images, float[] measures, HistoryEncoding history) {}

  /**
   * The network's answer.
   *
   * @param fromImages malignancy logits, one a head, as if there were no history
   * @param fromBoth with the history
   * @param measuredVariance of all heads' logits, for what the measure expert does not know; 0 for
   *     the network alone
   * @param noduleLogit that this is a nodule
   * @param ratings around their middles
   * @param appearanceExperts the first layer's weight of each expert, a mean over the poses; zero
   *     where it did not run
   * @param malignancyExperts the second layer's
   * @param embedding of unit length
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Answer(
      float[] fromImages,
      float[] fromBoth,
      double measuredVariance,
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
          calibration.slope() * calibration.slope() * measuredVariance,
          noduleLogit,
          ratings,
          appearanceExperts,
          malignancyExperts,
          embedding);
    }
  }

  /** The network alone. */
  public CaseJudge(AssessorNetwork network, float[] flat, Standardisation standardisation) {
    this(network, flat, standardisation, null);
  }

  /**
   * @param flat as the network's layout says
   * @param blend what else is asked; none for the network alone
   */
  public CaseJudge(
      AssessorNetwork network,
      float[] flat,
      Standardisation standardisation,
      @Nullable Blend blend) {
    this.module = TorchModule.compile("assessor", network.source());
    this.manager = TorchModule.newManager();
    this.weights = manager.create(flat);
    this.standardisation = standardisation;
    this.blend = blend;
  }

  public List<Answer> judge(List<Input> inputs) {
    List<Answer> answers = new ArrayList<>(inputs.size());
    for (int from = 0; from < inputs.size(); from += CASES_A_CALL) {
      answers.addAll(run(inputs.subList(from, Math.min(inputs.size(), from + CASES_A_CALL))));
    }
    return answers;
  }

  private List<Answer> run(List<Input> inputs) {
    List<List<float[]>> byPose = POSES.stream().map(pose -> outputs(inputs, pose)).toList();
    List<Answer> answers = new ArrayList<>(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      answers.add(blended(answer(byPose, i), inputs.get(i).measures()));
    }
    return answers;
  }

  private List<float[]> outputs(List<Input> inputs, CaseImages.Pose pose) {
    CaseBatch batch = new CaseBatch(inputs.size(), CandidateMeasures.COUNT);
    for (int i = 0; i < inputs.size(); i++) {
      Input input = inputs.get(i);
      batch.putImages(i, input.images(), standardisation.apply(input.measures()), pose);
      batch.putHistory(i, input.history());
    }
    return outputs(batch);
  }

  private List<float[]> outputs(CaseBatch batch) {
    try (NDManager scope = TorchModule.newManager()) {
      List<Object> arguments = new ArrayList<>();
      arguments.add(weights);
      arguments.addAll(Arrays.asList(batch.arrays(scope)));
      NDList result = module.call(scope, "assess", arguments.toArray());
      return result.stream().map(NDArray::toFloatArray).toList();
    }
  }

  /** The mean over the poses, each of which chose its own experts. */
  private static Answer answer(List<List<float[]>> byPose, int index) {
    return new Answer(
        mean(byPose, 0, index, AssessorNetwork.HEADS),
        mean(byPose, 1, index, AssessorNetwork.HEADS),
        0,
        mean(byPose, 2, index, 1)[0],
        mean(byPose, 3, index, AssessorNetwork.RATINGS),
        mean(byPose, 4, index, AssessorNetwork.EXPERTS),
        mean(byPose, 5, index, AssessorNetwork.EXPERTS),
        unitLength(mean(byPose, 6, index, AssessorNetwork.EMBEDDING)));
  }

  private Answer blended(Answer network, float[] measures) {
    if (blend == null) {
      return network;
    }
    float[] measured = blend.expert().ratings(measures);
    float[] images = blend.malignancy(network.fromImages(), measured);
    return new Answer(
        images,
        blend.withHistory(images, network.fromImages(), network.fromBoth()),
        blend.variance(measures),
        network.noduleLogit(),
        Blend.ratings(network.ratings(), measured),
        network.appearanceExperts(),
        network.malignancyExperts(),
        network.embedding());
  }

  private static float[] mean(List<List<float[]>> byPose, int output, int index, int width) {
    float[] mean = new float[width];
    for (List<float[]> pose : byPose) {
      for (int i = 0; i < width; i++) {
        mean[i] += pose.get(output)[index * width + i] / byPose.size();
      }
    }
    return mean;
  }

  private static float[] unitLength(float[] values) {
    double squares = 1e-12;
    for (float value : values) {
      squares += (double) value * value;
    }
    float[] unit = new float[values.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (values[i] / Math.sqrt(squares));
    }
    return unit;
  }

  private static float[] row(float[] values, int index, int width) {
    return Arrays.copyOfRange(values, index * width, (index + 1) * width);
  }

  /** What the network alone makes of histories without any images: the heads' mean logits. */
  public double[] historiesAlone(List<HistoryEncoding> histories) {
    CaseBatch batch = new CaseBatch(histories.size(), CandidateMeasures.COUNT);
    for (int i = 0; i < histories.size(); i++) {
      batch.putHistory(i, histories.get(i));
    }
    List<float[]> outputs = outputs(batch);
    return IntStream.range(0, histories.size())
        .mapToDouble(i -> Calibration.mean(row(outputs.get(1), i, AssessorNetwork.HEADS)))
        .toArray();
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
