package org.hilum.model.assess.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hilum.model.ModelException;
import org.hilum.model.assess.SyntheticNodules;
import org.hilum.model.assess.input.CandidateMeasures;
import org.hilum.model.assess.input.CaseImages;
import org.hilum.model.assess.input.CaseJudge;
import org.hilum.model.assess.input.ShapeMeasures;
import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.net.ParameterLayout;
import org.hilum.model.assess.net.SegmenterNetwork;
import org.hilum.model.assess.segment.Measurement;
import org.hilum.model.assess.segment.Outline;
import org.hilum.model.assess.text.HistoryEncoding;
import org.hilum.model.assess.text.HistorySimulator;
import org.hilum.model.assess.text.Tokenizer;
import org.hilum.model.crops.CropStack;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.crops.Rating;
import org.hilum.model.torch.TorchModule;
import org.hilum.model.torch.WeightsFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssessorTrainingTest {

  @TempDir Path folder;

  /** Sums are in the same order every time on one thread, so that runs can be compared. */
  @BeforeAll
  static void useOneThread() {
    TorchModule.setThreads(1);
  }

  @Test
  void theSegmenterLearnsABall() throws IOException {
    List<LidcNodule> nodules = SyntheticNodules.some(12, 1);
    new SegmenterTraining(nodules, nodules.subList(0, 4), 1, ComputePrecision.FP32)
        .train(24, 1, folder, line -> {});
    double[] losses = column("segmenter-losses.csv", 1);
    assertThat(losses[losses.length - 1]).isLessThan(0.8 * losses[0]);
  }

  @Test
  void trainingThatWasStoppedContinuesToTheSameWeights() throws IOException {
    List<LabelledCase> cases = cases(12);
    float[] whole = train(cases, 12, folder.resolve("whole"));
    Path stopped = folder.resolve("stopped");
    assertThatThrownBy(
            () ->
                training(cases)
                    .train(
                        new AssessorSteps(4, 12, 4, 1),
                        stopped,
                        line -> {
                          if (line.contains("step 6 ")) {
                            throw new IllegalStateException("killed");
                          }
                        }))
        .hasMessage("killed");
    // The report comes before the checkpoint, so the fifth step is the last one saved.
    float[] continued = train(cases, 12, stopped);
    assertThat(Arrays.equals(continued, whole)).isTrue();
    assertThat(column("stopped/assessor-losses.csv", 0))
        .as("the sixth step, whose row was there, stands once")
        .isEqualTo(column("whole/assessor-losses.csv", 0));
    // The weights are the best step's, which may be an early one; the checkpoint is the last's.
    assertThat(stopped.resolve("assessor.checkpoint"))
        .hasSameBinaryContentAs(folder.resolve("whole/assessor.checkpoint"));
    train(cases, 1, folder.resolve("short"));
    assertThat(checkpointedWeights("short", whole.length))
        .isNotEqualTo(checkpointedWeights("whole", whole.length));
    double[] losses = column("whole/assessor-losses.csv", 1);
    assertThat(losses[losses.length - 1]).isLessThan(losses[0]);
  }

  @Test
  void theLastStepsTeachTheHistoryAndLeaveTheImagesAlone() throws IOException {
    List<LabelledCase> cases = cases(6);
    AssessorTraining training = training(cases);
    float[] before = training.train(new AssessorSteps(0, 1, 0, 1), folder, line -> {});
    float[] after = training.train(new AssessorSteps(0, 1, 24, 1), folder, line -> {});
    assertThat(after).isNotEqualTo(before);
    List<CaseJudge.Answer> answersBefore = answers(training, before, cases);
    List<CaseJudge.Answer> answersAfter = answers(training, after, cases);
    for (int i = 0; i < cases.size(); i++) {
      assertThat(answersAfter.get(i).fromImages()).isEqualTo(answersBefore.get(i).fromImages());
      assertThat(answersAfter.get(i).embedding()).isEqualTo(answersBefore.get(i).embedding());
      assertThat(answersAfter.get(i).fromBoth()).isNotEqualTo(answersBefore.get(i).fromBoth());
    }
    double[] errors = column("text-losses.csv", 2);
    assertThat(errors[errors.length - 1]).isLessThan(0.8 * errors[0]);
  }

  private static List<CaseJudge.Answer> answers(
      AssessorTraining training, float[] weights, List<LabelledCase> cases) {
    Tokenizer tokenizer = AssessorTrainer.vocabulary();
    HistoryEncoding history =
        HistoryEncoding.of(
            new HistorySimulator().drawEvenly(new SplittableRandom(4)).history(), tokenizer);
    AssessorNetwork network =
        new AssessorNetwork(CandidateMeasures.COUNT, tokenizer.size(), ComputePrecision.FP32);
    try (CaseJudge judge = new CaseJudge(network, weights, training.standardisation())) {
      return judge.judge(
          cases.stream().map(c -> new CaseJudge.Input(c.images(), c.measures(), history)).toList());
    }
  }

  @Test
  void aHeldPartThatGivesNoScoreEndsTrainingInsteadOfKeepingWhatItBeganWith() {
    List<LabelledCase> cases = cases(12);
    List<LabelledCase> benign = cases.stream().filter(c -> c.malignancyTarget() < 0.5).toList();
    AssessorTraining training =
        new AssessorTraining(cases, benign, AssessorTrainer.vocabulary(), ComputePrecision.FP32, 1);
    assertThatThrownBy(
            () -> training.train(new AssessorSteps(0, 1, 0, 1), folder.resolve("out"), line -> {}))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("too few labelled cases");
  }

  @Test
  void namesACheckpointOfAnotherArchitecture() throws IOException {
    Files.writeString(folder.resolve("assessor.checkpoint"), "not a checkpoint");
    assertThatThrownBy(() -> train(cases(8), 2, folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("assessor.checkpoint");
  }

  @Test
  void aCheckpointThatWasBegunOtherwiseIsNotGoneOnWith() {
    List<LabelledCase> cases = cases(8);
    train(cases, 1, folder);

    assertThatThrownBy(() -> train(cases, 2, folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("assessor.checkpoint was begun with 1 steps")
        .hasMessageContaining("asked for are 2 steps");
    assertThatThrownBy(() -> train(cases.subList(1, 8), 1, folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("choose another folder");
    AssessorTraining heldOthers =
        new AssessorTraining(
            cases, cases.subList(1, 8), AssessorTrainer.vocabulary(), ComputePrecision.FP32, 1);
    assertThatThrownBy(() -> heldOthers.train(new AssessorSteps(4, 1, 4, 1), folder, line -> {}))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("choose another folder");
  }

  @Test
  void aCheckpointIsNotGoneOnWithAfterReadersRatingsOrMasksWereChanged() {
    List<LabelledCase> cases = cases(8);
    train(cases, 1, folder);
    List<LabelledCase> ratedOtherwise = new ArrayList<>(cases);
    ratedOtherwise.set(0, rated(cases.get(0), 4));

    assertThatThrownBy(() -> train(ratedOtherwise, 1, folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("choose another folder");

    List<LidcNodule> nodules = SyntheticNodules.some(4, 1);
    trainSegmenter(nodules);
    List<LidcNodule> drawnOtherwise = new ArrayList<>(nodules);
    drawnOtherwise.set(0, drawnByOne(nodules.get(0)));

    trainSegmenter(nodules);
    assertThatThrownBy(() -> trainSegmenter(drawnOtherwise))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("segmenter.checkpoint")
        .hasMessageContaining("choose another folder");
  }

  private void trainSegmenter(List<LidcNodule> nodules) {
    new SegmenterTraining(nodules, nodules, 1, ComputePrecision.FP32)
        .train(1, 1, folder, line -> {});
  }

  private static LabelledCase rated(LabelledCase item, double malignancy) {
    NoduleRow row = requireNonNull(item.row());
    Map<Rating, double[]> ratings = new EnumMap<>(row.ratings());
    ratings.put(Rating.MALIGNANCY, new double[] {malignancy});
    return new LabelledCase(
        item.patient(),
        new NoduleRow(
            row.patient(),
            row.nodule(),
            row.split(),
            row.slices(),
            row.readers(),
            row.confident(),
            row.sliceSpacingMm(),
            row.pixelSpacingMm(),
            row.diameterMm(),
            row.manufacturer(),
            row.seriesUid(),
            ratings),
        item.images(),
        item.measures(),
        item.longAxisMm());
  }

  private static LidcNodule drawnByOne(LidcNodule nodule) {
    List<byte[]> first =
        nodule.readerBits().stream()
            .map(
                bits -> {
                  byte[] one = bits.clone();
                  for (int i = 0; i < one.length; i++) {
                    one[i] &= 1;
                  }
                  return one;
                })
            .toList();
    return new LidcNodule(nodule.row(), nodule.stack(), first);
  }

  @Test
  void weightsOfAnotherShapeAreRefusedByName() {
    ParameterLayout layout = new SegmenterNetwork(ComputePrecision.FP32).layout();
    assertThatThrownBy(() -> layout.flat("segmenter.", java.util.Map.of()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("lack the tensor segmenter.");
  }

  private float[] checkpointedWeights(String run, int parameters) {
    return WeightsFile.read(
            folder.resolve(run).resolve("assessor.checkpoint"), "assessor-training-" + parameters)
        .tensor("weights")
        .values();
  }

  private static float[] train(List<LabelledCase> cases, int steps, Path folder) {
    return training(cases).train(new AssessorSteps(4, steps, 4, 1), folder, line -> {});
  }

  private static AssessorTraining training(List<LabelledCase> cases) {
    return new AssessorTraining(
        cases, cases, AssessorTrainer.vocabulary(), ComputePrecision.FP32, 1);
  }

  /** Outlined by their own masks. */
  private static List<LabelledCase> cases(int count) {
    List<LabelledCase> cases = new ArrayList<>();
    for (LidcNodule nodule : SyntheticNodules.some(count, 2)) {
      Outline outline = new Outline(0, nodule.majority());
      cases.add(labelled(nodule, outline, true));
      BitSet corner = new BitSet();
      IntStream.range(20, 24)
          .forEach(r -> corner.set(r * CropStack.SIDE + 20, r * CropStack.SIDE + 24));
      cases.add(labelled(nodule, new Outline(0, List.of(corner)), false));
    }
    return cases;
  }

  private static LabelledCase labelled(LidcNodule nodule, Outline outline, boolean isNodule) {
    return new LabelledCase(
        nodule.row().patient(),
        isNodule ? nodule.row() : null,
        new CaseImages(nodule.stack(), outline, 0, 64, 64, 8),
        Arrays.copyOf(ShapeMeasures.of(outline, nodule.stack()), CandidateMeasures.COUNT),
        Measurement.of(outline, nodule.stack()).longAxisMm());
  }

  private double[] column(String file, int index) throws IOException {
    return Files.readAllLines(folder.resolve(file)).stream()
        .skip(1)
        .mapToDouble(line -> Double.parseDouble(line.split(",")[index]))
        .toArray();
  }
}
