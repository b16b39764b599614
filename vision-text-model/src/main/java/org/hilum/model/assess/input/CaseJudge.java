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
import org.jspecify.annotations.Nullable;

/**
 * Runs the mixture of experts on cases: one network, or several that were trained alike from
 * different seeds and are asked together. Safe for use by several threads.
 */
public final class CaseJudge implements AutoCloseable {

  private static final int CASES_A_CALL = 32;

  /** Looked at from two sides, so that chance in one view weighs less. */
  private static final List<CaseImages.Pose> POSES =
      List.of(CaseImages.Pose.STRAIGHT, new CaseImages.Pose(Math.PI / 2, true, 1, 0, 0, 1, 0));

  private final TorchModule module;
  private final NDManager manager;
  private final List<NDArray> members;
  private final Standardisation standardisation;
  private final @Nullable Blend blend;

  /** One case and what its outline measured. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Input(CaseImages images, float[] measures, HistoryEncoding history) {}

  /**
   * The networks' answer.
   *
   * @param fromImages malignancy logits, one a head of each network, as if there were no history
   * @param fromBoth with the history
   * @param noduleLogit that this is a nodule
   * @param ratings around their middles
   * @param appearanceExperts the first layer's weight of each expert, network by network; zero
   *     where it did not run
   * @param malignancyExperts the second layer's
   * @param embedding of unit length; the first network's, since each has a space of its own
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

  /** The networks alone. */
  public CaseJudge(
      AssessorNetwork network, List<float[]> members, Standardisation standardisation) {
    this(network, members, standardisation, null);
  }

  /**
   * @param members weights as the network's layout says, one or more
   * @param blend what else is asked; none for the networks alone
   */
  public CaseJudge(
      AssessorNetwork network,
      List<float[]> members,
      Standardisation standardisation,
      @Nullable Blend blend) {
    this.module = TorchModule.compile("assessor", network.source());
    this.manager = TorchModule.newManager();
    this.members = members.stream().map(manager::create).toList();
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
    List<List<List<float[]>>> byPose = POSES.stream().map(pose -> outputs(inputs, pose)).toList();
    List<Answer> answers = new ArrayList<>(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      answers.add(blended(answer(byPose, i), inputs.get(i).measures()));
    }
    return answers;
  }

  /** What each member says of the cases in a pose. */
  private List<List<float[]>> outputs(List<Input> inputs, CaseImages.Pose pose) {
    CaseBatch batch = new CaseBatch(inputs.size(), ShapeMeasures.COUNT);
    for (int i = 0; i < inputs.size(); i++) {
      Input input = inputs.get(i);
      batch.putImages(i, input.images(), standardisation.apply(input.measures()), pose);
      batch.putHistory(i, input.history());
    }
    try (NDManager scope = TorchModule.newManager()) {
      NDArray[] arrays = batch.arrays(scope);
      List<List<float[]>> outputs = new ArrayList<>();
      for (NDArray member : members) {
        List<Object> arguments = new ArrayList<>();
        arguments.add(member);
        arguments.addAll(Arrays.asList(arrays));
        NDList result = module.call(scope, "assess", arguments.toArray());
        outputs.add(result.stream().map(NDArray::toFloatArray).toList());
      }
      return outputs;
    }
  }

  /** The mean over poses and members; the experts are those that the first pose chose. */
  private Answer answer(List<List<List<float[]>>> byPose, int index) {
    return new Answer(
        everyMembers(byPose, 0, index, AssessorNetwork.HEADS),
        everyMembers(byPose, 1, index, AssessorNetwork.HEADS),
        mean(byPose, 2, index, 1)[0],
        mean(byPose, 3, index, AssessorNetwork.RATINGS),
        experts(byPose.get(0), 4, index),
        experts(byPose.get(0), 5, index),
        unitLength(of(byPose, 0, 6, index, AssessorNetwork.EMBEDDING)));
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
        network.noduleLogit(),
        Blend.ratings(network.ratings(), measured),
        network.appearanceExperts(),
        network.malignancyExperts(),
        network.embedding());
  }

  /** One member's output, a mean over the poses. */
  private static float[] of(
      List<List<List<float[]>>> byPose, int member, int output, int index, int width) {
    float[] mean = new float[width];
    for (List<List<float[]>> pose : byPose) {
      for (int i = 0; i < width; i++) {
        mean[i] += pose.get(member).get(output)[index * width + i] / byPose.size();
      }
    }
    return mean;
  }

  /** All members' outputs, one after another. */
  private float[] everyMembers(List<List<List<float[]>>> byPose, int output, int index, int width) {
    float[] all = new float[members.size() * width];
    for (int member = 0; member < members.size(); member++) {
      System.arraycopy(of(byPose, member, output, index, width), 0, all, member * width, width);
    }
    return all;
  }

  /** The members' mean output. */
  private float[] mean(List<List<List<float[]>>> byPose, int output, int index, int width) {
    float[] all = everyMembers(byPose, output, index, width);
    float[] mean = new float[width];
    for (int i = 0; i < all.length; i++) {
      mean[i % width] += all[i] / members.size();
    }
    return mean;
  }

  /** The weights of all members' experts, which sum to one. */
  private float[] experts(List<List<float[]>> pose, int output, int index) {
    int width = AssessorNetwork.EXPERTS;
    float[] all = new float[members.size() * width];
    for (int i = 0; i < all.length; i++) {
      float[] weights = pose.get(i / width).get(output);
      all[i] = weights[index * width + i % width] / members.size();
    }
    return all;
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

  /** A sentence's place in the space of the embeddings. */
  public float[] describe(HistoryEncoding.Words words) {
    try (NDManager scope = TorchModule.newManager()) {
      Shape shape = new Shape(1, AssessorNetwork.WORDS);
      return module
          .call(
              scope,
              "describe",
              members.get(0),
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
