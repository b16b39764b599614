package org.hilum.model.assess.train;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hilum.model.AtomicFiles;
import org.hilum.model.FileTrouble;
import org.hilum.model.ModelException;
import org.hilum.model.assess.input.Calibration;
import org.hilum.model.assess.input.CandidateMeasures;
import org.hilum.model.assess.input.CaseJudge;
import org.hilum.model.assess.input.CaseJudge.Answer;
import org.hilum.model.assess.input.MeasureExpert;
import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.segment.Outliner;
import org.hilum.model.assess.segment.SliceSegmenter;
import org.hilum.model.assess.text.HistoryEncoding;
import org.hilum.model.assess.text.HistorySimulator;
import org.hilum.model.assess.text.HistorySimulator.Simulated;
import org.hilum.model.assess.text.Tokenizer;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.crops.NoduleDataException;
import org.hilum.model.crops.Rating;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.torch.TorchModule;

/**
 * Trains everything but the segmenter afresh for each fifth of the patients, train and val
 * together, and measures it on that fifth. The outlines are the given segmenter's, which has learnt
 * the masks, but no rating, of the train patients. The spots that are no nodules are those of the
 * crops. The measured nodules are sought in their crops as {@code validate nodules} seeks them.
 */
public final class AssessorCrossValidation {

  private static final int FOLDS = 5;
  private static final int HELD_ONE_IN = 8;
  private static final int DRAWS = 3;
  private static final int BASELINE_DRAWS = 60;

  private final float[] segmenter;
  private final NoduleDetector detector;
  private final AssessorSteps steps;
  private final ComputePrecision precision;
  private final long seed;
  private final TrainingProgress out;

  /**
   * A labelled nodule's log-odds, in one draw of histories.
   *
   * @param history what the network makes of it without images, in log-odds of its own
   */
  private record Fused(
      String nodule,
      boolean malignant,
      double images,
      double history,
      double concatenated,
      double bridged,
      double optimal) {}

  /**
   * What one fold's assessor, and its two halves alone, say of its test patients; the network in
   * log-odds of its own.
   */
  private record Fold(
      List<LabelledCase> cases,
      List<Answer> answers,
      Statistics.Estimate auc,
      double[] network,
      double[] measured,
      List<List<Fused>> fusedByDraw) {}

  /**
   * @param segmenter flat weights
   * @param detector finds the nodules in their crops and measures them; stays the caller's to close
   * @param steps of each fold's training
   */
  public AssessorCrossValidation(
      float[] segmenter,
      NoduleDetector detector,
      AssessorSteps steps,
      ComputePrecision precision,
      long seed,
      TrainingProgress out) {
    this.segmenter = segmenter.clone();
    this.detector = requireNonNull(detector, "detector");
    this.steps = steps;
    this.precision = precision;
    this.seed = seed;
    this.out = requireNonNull(out, "out");
  }

  /**
   * Prints the figures and writes {@code predictions.csv}. The folder also keeps the folds'
   * checkpoints: a run that was stopped goes on where it was.
   *
   * @throws NoduleDataException if the data are not what they should be, or of one class of
   *     malignancy no nodule counts in one of the folds' parts
   */
  public void run(Path labels, Path slices, Path folder) {
    TorchModule.setThreads(AssessorTrainer.THREADS);
    NoduleSet set = NoduleSet.read(labels, slices);
    out.report(set.counts());
    set.quality().forEach(out::report);
    List<LidcNodule> nodules =
        Stream.of(set.fit(), set.held(), set.val()).flatMap(List::stream).toList();
    for (int fold = 0; fold < FOLDS; fold++) {
      new Parts(fold).requireBothClasses(nodules, labels);
    }
    Material material;
    try (SliceSegmenter running = new SliceSegmenter(segmenter, precision)) {
      CasePreparation preparation = new CasePreparation(new Outliner(running), detector);
      material =
          new Material(
              AssessorTrainer.nodulesAndSpots(preparation, nodules, new SplittableRandom(seed)),
              preparation.sought(nodules));
    }
    List<Fold> folds = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      folds.add(fold(material, new Parts(fold), folder.resolve("fold" + fold)));
    }
    report(folds, folder.resolve("predictions.csv"));
  }

  /**
   * What the folds are made of.
   *
   * @param detected nodules where a detector would see them, and spots, for the network to learn
   *     from
   * @param sought nodules as {@code validate nodules} seeks them, to fit the rest and to measure
   */
  private record Material(List<LabelledCase> detected, List<LabelledCase> sought) {

    List<LabelledCase> detected(Predicate<String> patients) {
      return detected.stream().filter(c -> patients.test(c.patient())).toList();
    }

    List<LabelledCase> sought(Predicate<String> patients) {
      return sought.stream().filter(c -> patients.test(c.patient())).toList();
    }
  }

  /** Which patients a fold learns from, holds back to calibrate on, and is measured on. */
  private record Parts(int fold) {

    boolean isTest(String patient) {
      return Math.floorMod(NoduleSet.fold(patient), FOLDS) == fold;
    }

    boolean isHeld(String patient) {
      return !isTest(patient) && Math.floorMod(NoduleSet.fold(patient + " held"), HELD_ONE_IN) == 0;
    }

    boolean isFit(String patient) {
      return !isTest(patient) && !isHeld(patient);
    }

    /**
     * @throws NoduleDataException if the fold could not be trained or measured
     */
    void requireBothClasses(List<LidcNodule> nodules, Path labels) {
      requireBothClasses(nodules, this::isFit, "to learn from", labels);
      requireBothClasses(nodules, this::isHeld, "held", labels);
      requireBothClasses(nodules, this::isTest, "to be measured on", labels);
    }

    private void requireBothClasses(
        List<LidcNodule> nodules, Predicate<String> patients, String part, Path labels) {
      AssessorTrainer.requireBothClasses(
          nodules.stream().filter(n -> patients.test(n.row().patient())).toList(),
          "%s in fold %d".formatted(part, fold),
          labels);
    }
  }

  /** Trains without the test patients, and answers on them in calibrated log-odds. */
  private Fold fold(Material material, Parts parts, Path folder) {
    Tokenizer tokenizer = AssessorTrainer.vocabulary();
    AssessorTraining training =
        new AssessorTraining(
            material.detected(parts::isFit),
            material.detected(parts::isHeld),
            tokenizer,
            precision,
            seed);
    float[] weights = training.train(steps, folder, out);
    AssessorNetwork network =
        new AssessorNetwork(CandidateMeasures.COUNT, tokenizer.size(), precision);
    List<LabelledCase> fit = material.sought(parts::isFit);
    List<LabelledCase> held = material.sought(parts::isHeld);
    List<LabelledCase> test = material.sought(parts::isTest);
    requireDisjoint(fit, held, test);
    Fitting.Fitted fitted =
        Fitting.of(network, weights, training.standardisation(), fit, held, tokenizer, seed);
    Calibration calibration = fitted.calibration();
    try (CaseJudge judge =
        new CaseJudge(network, weights, training.standardisation(), fitted.blend())) {
      List<Answer> answers =
          calibrated(AssessorTrainer.answers(judge, test, tokenizer), calibration);
      ConcatenationBaseline baseline = baseline(judge, held, tokenizer, calibration);
      List<List<Fused>> fused = new ArrayList<>();
      for (int draw = 0; draw < DRAWS; draw++) {
        fused.add(fused(judge, test, tokenizer, calibration, baseline, draw));
      }
      MeasureExpert expert = fitted.blend().expert();
      double[] measured =
          test.stream()
              .mapToDouble(c -> expert.malignancyLogOdds(expert.ratings(c.measures())))
              .toArray();
      Statistics.Estimate auc = new Evaluation(test, answers).malignancyAuc();
      out.report("%s: malignancy AUC %s".formatted(folder.getFileName(), auc));
      return new Fold(
          test, answers, auc, alone(network, weights, training, test, tokenizer), measured, fused);
    }
  }

  /** The network's own log-odds, uncalibrated. */
  private static double[] alone(
      AssessorNetwork network,
      float[] weights,
      AssessorTraining training,
      List<LabelledCase> test,
      Tokenizer tokenizer) {
    try (CaseJudge judge = new CaseJudge(network, weights, training.standardisation())) {
      return AssessorTrainer.answers(judge, test, tokenizer).stream()
          .mapToDouble(a -> Calibration.mean(a.fromImages()))
          .toArray();
    }
  }

  private static List<Answer> calibrated(List<Answer> answers, Calibration calibration) {
    return answers.stream().map(a -> a.calibrated(calibration)).toList();
  }

  private ConcatenationBaseline baseline(
      CaseJudge judge, List<LabelledCase> held, Tokenizer tokenizer, Calibration calibration) {
    HistorySimulator simulator = new HistorySimulator();
    SplittableRandom random = new SplittableRandom(seed + 1);
    List<LabelledCase> counted = held.stream().filter(AssessorCrossValidation::hasLabel).toList();
    List<Answer> answers =
        calibrated(AssessorTrainer.answers(judge, counted, tokenizer), calibration);
    List<ConcatenationBaseline.Case> cases = new ArrayList<>();
    for (int i = 0; i < counted.size(); i++) {
      boolean malignant = counted.get(i).malignancyTarget() > 0.5;
      double images = answers.get(i).fromImages()[0];
      for (int draw = 0; draw < BASELINE_DRAWS; draw++) {
        Simulated simulated = simulator.draw(malignant, random);
        cases.add(
            new ConcatenationBaseline.Case(
                images,
                HistoryEncoding.of(simulated.history(), tokenizer),
                images + simulated.evidence()));
      }
    }
    return ConcatenationBaseline.fit(cases, tokenizer.size(), seed);
  }

  private List<Fused> fused(
      CaseJudge judge,
      List<LabelledCase> test,
      Tokenizer tokenizer,
      Calibration calibration,
      ConcatenationBaseline baseline,
      int draw) {
    HistorySimulator simulator = new HistorySimulator();
    List<LabelledCase> counted = test.stream().filter(AssessorCrossValidation::hasLabel).toList();
    List<Simulated> histories = new ArrayList<>();
    List<CaseJudge.Input> inputs = new ArrayList<>();
    for (LabelledCase item : counted) {
      String key = requireNonNull(item.row()).key();
      SplittableRandom random = new SplittableRandom(NoduleSet.fold(key) * 31L + draw);
      Simulated simulated = simulator.draw(item.malignancyTarget() > 0.5, random);
      histories.add(simulated);
      inputs.add(
          new CaseJudge.Input(
              item.images(), item.measures(), HistoryEncoding.of(simulated.history(), tokenizer)));
    }
    List<Answer> answers = calibrated(judge.judge(inputs), calibration);
    double[] alone = judge.historiesAlone(inputs.stream().map(CaseJudge.Input::history).toList());
    List<Fused> fused = new ArrayList<>();
    for (int i = 0; i < counted.size(); i++) {
      double images = answers.get(i).fromImages()[0];
      double bridged = answers.get(i).fromBoth()[0];
      fused.add(
          new Fused(
              requireNonNull(counted.get(i).row()).key(),
              counted.get(i).malignancyTarget() > 0.5,
              images,
              alone[i],
              baseline.logOdds(images, inputs.get(i).history()),
              bridged,
              images + histories.get(i).evidence()));
    }
    return fused;
  }

  private static boolean hasLabel(LabelledCase item) {
    return item.malignancyWeight() == 1;
  }

  private static void requireDisjoint(
      List<LabelledCase> fit, List<LabelledCase> held, List<LabelledCase> test) {
    Set<String> seen = new HashSet<>();
    test.forEach(c -> seen.add(c.patient()));
    if (Stream.concat(fit.stream(), held.stream()).anyMatch(c -> seen.contains(c.patient()))) {
      throw new IllegalStateException("a test patient is among those learnt from");
    }
  }

  private void report(List<Fold> folds, Path table) {
    List<LabelledCase> cases = folds.stream().flatMap(f -> f.cases().stream()).toList();
    List<Answer> answers = folds.stream().flatMap(f -> f.answers().stream()).toList();
    double[] measured = folds.stream().flatMapToDouble(f -> Arrays.stream(f.measured())).toArray();
    Evaluation evaluation = new Evaluation(cases, answers);
    boolean[] labels = evaluation.malignancyLabels();
    double[] images = evaluation.imageLogits();
    double[] diameters = evaluation.publishedDiameters();
    double[] expert = labelled(cases, measured);
    double[] network =
        labelled(cases, folds.stream().flatMapToDouble(f -> Arrays.stream(f.network())).toArray());
    out.report(
        "cross-validation, %d folds by patient, %d nodules: malignancy AUC %s, images alone"
            .formatted(FOLDS, labels.length, evaluation.malignancyAuc()));
    out.report(
        "  mean of the folds' own AUC %s"
            .formatted(Statistics.mean(folds.stream().map(Fold::auc).toList())));
    out.report(
        "  published diameter alone %s, measured diameter alone %s"
            .formatted(
                Statistics.auc(diameters, labels),
                Statistics.auc(evaluation.measuredDiameters(), labels)));
    out.report(
        "  network alone %s, measure expert alone %s"
            .formatted(Statistics.auc(network, labels), Statistics.auc(expert, labels)));
    out.report(
        "  difference to the published diameter %s, to the measure expert %s (paired DeLong)"
            .formatted(
                Statistics.aucDifference(images, diameters, labels),
                Statistics.aucDifference(images, expert, labels)));
    out.report("  calibration error %s in 10 bins".formatted(evaluation.calibrationError()));
    for (Rating rating : Rating.values()) {
      out.report("  " + evaluation.ratingLine(rating));
    }
    List<Fused> lines = new ArrayList<>();
    for (int draw = 0; draw < DRAWS; draw++) {
      int here = draw;
      List<Fused> fused = folds.stream().flatMap(f -> f.fusedByDraw().get(here).stream()).toList();
      reportFusion(fused, draw);
      lines.addAll(fused);
    }
    write(lines, network, expert, table);
  }

  private static double[] labelled(List<LabelledCase> cases, double[] values) {
    return IntStream.range(0, cases.size())
        .filter(i -> hasLabel(cases.get(i)))
        .mapToDouble(i -> values[i])
        .toArray();
  }

  private void reportFusion(List<Fused> fused, int draw) {
    boolean[] labels = new boolean[fused.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = fused.get(i).malignant();
    }
    double[] images = fused.stream().mapToDouble(Fused::images).toArray();
    double[] concatenated = fused.stream().mapToDouble(Fused::concatenated).toArray();
    double[] bridged = fused.stream().mapToDouble(Fused::bridged).toArray();
    double[] optimal = fused.stream().mapToDouble(Fused::optimal).toArray();
    out.report(
        "simulated histories, draw %d, %d nodules: history only %s, images only %s,"
                .formatted(
                    draw + 1,
                    labels.length,
                    Statistics.auc(fused.stream().mapToDouble(Fused::history).toArray(), labels),
                    Statistics.auc(images, labels))
            + " concatenation %s, bridge %s, optimum %s"
                .formatted(
                    Statistics.auc(concatenated, labels),
                    Statistics.auc(bridged, labels),
                    Statistics.auc(optimal, labels)));
    out.report(
        "  bridge less images %s, less concatenation %s; optimum less images %s (paired DeLong)"
            .formatted(
                Statistics.aucDifference(bridged, images, labels),
                Statistics.aucDifference(bridged, concatenated, labels),
                Statistics.aucDifference(optimal, images, labels)));
  }

  /** A row a nodule and draw; the network's own log-odds and the measure expert's in each. */
  private static void write(List<Fused> lines, double[] network, double[] expert, Path table) {
    StringBuilder text =
        new StringBuilder(
            "nodule,malignant,network,measures,images,history,concatenation,bridge,optimum\n");
    for (int i = 0; i < lines.size(); i++) {
      Fused line = lines.get(i);
      text.append(
          String.format(
              Locale.ROOT,
              "%s,%d,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f%n",
              line.nodule(),
              line.malignant() ? 1 : 0,
              network[i % network.length],
              expert[i % expert.length],
              line.images(),
              line.history(),
              line.concatenated(),
              line.bridged(),
              line.optimal()));
    }
    try {
      AtomicFiles.write(table, text.toString());
    } catch (IOException e) {
      throw new ModelException(
          "Cross-validation cannot write " + table + ": " + FileTrouble.inWords(e), e);
    }
  }
}
