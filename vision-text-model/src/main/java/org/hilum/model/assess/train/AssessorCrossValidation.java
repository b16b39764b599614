package org.hilum.model.assess.train;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hilum.model.assess.data.LidcNodule;
import org.hilum.model.assess.data.Rating;
import org.hilum.model.assess.input.Calibration;
import org.hilum.model.assess.input.CaseJudge;
import org.hilum.model.assess.input.CaseJudge.Answer;
import org.hilum.model.assess.input.ShapeMeasures;
import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.segment.Outliner;
import org.hilum.model.assess.segment.SliceSegmenter;
import org.hilum.model.assess.text.HistoryEncoding;
import org.hilum.model.assess.text.HistorySimulator;
import org.hilum.model.assess.text.Tokenizer;

/**
 * Trains the mixture of experts afresh for each fifth of the patients, train and val together, and
 * measures it on that fifth. The outlines are the given segmenter's, which has learnt the masks,
 * but no rating, of the train patients.
 */
public final class AssessorCrossValidation {

  private static final int FOLDS = 5;
  private static final int HELD_ONE_IN = 8;

  private final float[] segmenter;
  private final int steps;
  private final ComputePrecision precision;
  private final long seed;
  private final TrainingProgress out;

  /**
   * @param segmenter flat weights
   * @param steps of each fold's training
   */
  public AssessorCrossValidation(
      float[] segmenter, int steps, ComputePrecision precision, long seed, TrainingProgress out) {
    this.segmenter = segmenter.clone();
    this.steps = steps;
    this.precision = precision;
    this.seed = seed;
    this.out = requireNonNull(out, "out");
  }

  /** Prints the figures; keeps checkpoints in the folder, a subfolder each fold. */
  public void run(Path labels, Path slices, Path folder) {
    NoduleSet set = NoduleSet.read(labels, slices);
    List<LidcNodule> nodules =
        Stream.of(set.fit(), set.held(), set.val()).flatMap(List::stream).toList();
    List<LabelledCase> found;
    try (SliceSegmenter running = new SliceSegmenter(segmenter, precision)) {
      CasePreparation preparation = new CasePreparation(new Outliner(running));
      SplittableRandom random = new SplittableRandom(seed);
      found = new ArrayList<>(preparation.nodules(nodules, random));
      found.addAll(preparation.spotsBeside(nodules, random));
    }
    List<LabelledCase> cases = new ArrayList<>();
    List<Answer> answers = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      int here = fold;
      Predicate<LabelledCase> isTest =
          c -> Math.floorMod(NoduleSet.fold(c.patient()), FOLDS) == here;
      List<LabelledCase> test = found.stream().filter(isTest).toList();
      cases.addAll(test);
      answers.addAll(
          fold(
              found.stream().filter(isTest.negate()).toList(),
              test,
              folder.resolve("fold" + fold)));
    }
    report(new Evaluation(cases, answers));
  }

  /** Trains without the test patients, and answers on them in calibrated log-odds. */
  private List<Answer> fold(List<LabelledCase> others, List<LabelledCase> test, Path folder) {
    Predicate<LabelledCase> isHeld =
        c -> Math.floorMod(NoduleSet.fold(c.patient() + " held"), HELD_ONE_IN) == 0;
    List<LabelledCase> held = others.stream().filter(isHeld).toList();
    List<LabelledCase> fit = others.stream().filter(isHeld.negate()).toList();
    requireDisjoint(fit, held, test);
    Tokenizer tokenizer = AssessorTrainer.vocabulary();
    AssessorTraining training = new AssessorTraining(fit, held, tokenizer, precision, seed);
    float[] weights = training.train(steps, folder, out);
    AssessorNetwork network = new AssessorNetwork(ShapeMeasures.COUNT, tokenizer.size(), precision);
    try (CaseJudge judge = new CaseJudge(network, weights, training.standardisation())) {
      Evaluation heldEvaluation =
          new Evaluation(held, AssessorTrainer.answers(judge, held, tokenizer));
      Calibration calibration =
          Calibration.fit(heldEvaluation.imageLogits(), heldEvaluation.malignancyLabels());
      List<Answer> answers =
          judge.judge(inputs(test, tokenizer)).stream()
              .map(a -> a.calibrated(calibration))
              .toList();
      out.report("fold: AUC %s".formatted(new Evaluation(test, answers).malignancyAuc()));
      return answers;
    }
  }

  /** Every labelled nodule with a simulated history; the answer tells both with and without it. */
  private static List<CaseJudge.Input> inputs(List<LabelledCase> cases, Tokenizer tokenizer) {
    HistorySimulator simulator = new HistorySimulator();
    List<CaseJudge.Input> inputs = new ArrayList<>();
    for (LabelledCase item : cases) {
      SplittableRandom random = new SplittableRandom(NoduleSet.fold(item.patient()));
      boolean malignant = item.malignancyTarget() > 0.5;
      HistoryEncoding history =
          HistoryEncoding.of(simulator.draw(malignant, random).history(), tokenizer);
      inputs.add(new CaseJudge.Input(item.images(), item.measures(), history));
    }
    return inputs;
  }

  private static void requireDisjoint(
      List<LabelledCase> fit, List<LabelledCase> held, List<LabelledCase> test) {
    Set<String> seen = new HashSet<>();
    test.forEach(c -> seen.add(c.patient()));
    if (Stream.concat(fit.stream(), held.stream()).anyMatch(c -> seen.contains(c.patient()))) {
      throw new IllegalStateException("a test patient is among those learnt from");
    }
  }

  private void report(Evaluation evaluation) {
    boolean[] labels = evaluation.malignancyLabels();
    double[] images = evaluation.imageLogits();
    double[] diameters = evaluation.publishedDiameters();
    double[] probabilities = new double[images.length];
    for (int i = 0; i < images.length; i++) {
      probabilities[i] = Calibration.logistic(images[i]);
    }
    out.report(
        "cross-validation, %d nodules: malignancy AUC %s"
            .formatted(labels.length, evaluation.malignancyAuc()));
    out.report(
        "  published diameter alone %s, measured diameter alone %s, difference to published %s"
            .formatted(
                Statistics.auc(diameters, labels),
                Statistics.auc(evaluation.measuredDiameters(), labels),
                Statistics.aucDifference(images, diameters, labels)));
    out.report(
        "  calibration error %.3f in 10 bins"
            .formatted(Statistics.calibrationError(probabilities, labels)));
    out.report(
        "  simulated histories: bridge %s, difference to images alone %s"
            .formatted(
                Statistics.auc(evaluation.fusedLogits(), labels),
                Statistics.aucDifference(evaluation.fusedLogits(), images, labels)));
    for (Rating rating : Rating.values()) {
      out.report(
          "  %s: Spearman %.2f"
              .formatted(rating.column(), evaluation.ratingCorrelation(rating).orElse(Double.NaN)));
    }
    out.report("  nodule or spot in the crops: AUC %.3f".formatted(evaluation.noduleAuc()));
  }
}
