package org.hilum.model.assess.train;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.partitioningBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.hilum.model.assess.AssessorWeights;
import org.hilum.model.assess.input.Calibration;
import org.hilum.model.assess.input.CandidateMeasures;
import org.hilum.model.assess.input.CaseJudge;
import org.hilum.model.assess.input.CaseJudge.Answer;
import org.hilum.model.assess.input.EmbeddingMixture;
import org.hilum.model.assess.input.Standardisation;
import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.segment.Outliner;
import org.hilum.model.assess.segment.SliceSegmenter;
import org.hilum.model.assess.text.HistoryEncoding;
import org.hilum.model.assess.text.HistorySimulator;
import org.hilum.model.assess.text.NoduleSentences;
import org.hilum.model.assess.text.Tokenizer;
import org.hilum.model.assess.train.CasePreparation.Spot;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.crops.NoduleDataException;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.detect.ReaderMark;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.torch.TorchModule;
import org.jspecify.annotations.Nullable;

/**
 * Trains the assessor from the labelled slices to the weights file: checks the data, teaches the
 * segmenter, outlines all cases with it, teaches the mixture of experts, calibrates it on patients
 * that were held back, teaches the second opinion on the detector's marks, and writes {@link
 * AssessorWeights#FILE}. A second call with the same folder continues where the first was stopped.
 * The val split sets how strange an embedding may be, and a run looks at it for nothing else. The
 * constants of the second opinion (threshold, weight, bound) were chosen with it in view.
 */
public final class AssessorTrainer {

  private static final int SPOTS_A_SCAN = 500;
  private static final int COMPOSED_SCANS = 10;

  /**
   * Of the native engine. The arrays are small, a core stays free for a cross-validation, and the
   * weights are the same to the bit however many cores there are.
   */
  static final int THREADS = 1;

  /** About one false mark a scan on composed scans of the val split ({@code bench detector}). */
  private static final double THRESHOLD = 0.45;

  /**
   * What to train on, and for how long.
   *
   * @param nodules the archive of nodule slices
   * @param labels the table of nodules
   * @param scans whole CTs of training patients, each a {@code SERIESUID.mhd}, in which to find
   *     what is no nodule; empty for none
   * @param annotations the marks in those CTs, as {@link ReaderMark#read} takes them
   * @param out where to write
   * @param segmenterFrom weights whose segmenter is taken over; null to train one
   */
  public record Config(
      Path nodules,
      Path labels,
      List<Path> scans,
      @Nullable Path annotations,
      Path out,
      @Nullable Path segmenterFrom,
      long seed,
      int segmenterSteps,
      AssessorSteps steps,
      ComputePrecision precision) {

    public Config {
      requireNonNull(nodules, "nodules");
      requireNonNull(labels, "labels");
      requireNonNull(out, "out");
      requireNonNull(precision, "precision");
      requireNonNull(steps, "steps");
      if (segmenterSteps < 1) {
        throw new IllegalArgumentException("steps must be positive");
      }
      scans = List.copyOf(scans);
      if (scans.isEmpty() != (annotations == null)) {
        throw new IllegalArgumentException("scans and annotations come together or not at all");
      }
    }
  }

  private final Config config;
  private final NoduleDetector detector;
  private final TrainingProgress progress;

  /**
   * @param detector finds the nodules in their crops and measures them; stays the caller's to close
   */
  public AssessorTrainer(Config config, NoduleDetector detector, TrainingProgress progress) {
    this.config = requireNonNull(config, "config");
    this.detector = requireNonNull(detector, "detector");
    this.progress = requireNonNull(progress, "progress");
  }

  /**
   * What training left, besides the weights file.
   *
   * @param data what was learnt from, a sentence each
   * @param held what the held patients tell, a sentence each
   */
  public record Trained(AssessorWeights weights, List<String> data, List<String> held) {}

  /**
   * Reads all labelled nodules and tells of them: counts, what is missing, and the ratings' ranges.
   * For those who train something else first, and would hear of a missing slice an hour later.
   *
   * @throws NoduleDataException as {@link #train}
   */
  public static void check(Path labels, Path nodules, TrainingProgress progress) {
    NoduleSet set = NoduleSet.read(labels, nodules);
    described(set).forEach(progress::report);
    requireEnough(set, labels);
  }

  private static List<String> described(NoduleSet set) {
    List<String> lines = new ArrayList<>();
    lines.add(set.counts());
    lines.addAll(set.quality());
    return lines;
  }

  private static void requireEnough(NoduleSet set, Path labels) {
    if (set.fit().isEmpty() || set.held().isEmpty() || set.val().isEmpty()) {
      throw new NoduleDataException(
          "Labels %s: %s; there must be some of each, add patients to the split that lacks them"
              .formatted(labels, set.counts()));
    }
    requireBothClasses(set.fit(), "to learn from", labels);
    requireBothClasses(set.held(), "held", labels);
  }

  /**
   * @param part what the nodules are for, as a message calls it
   * @throws NoduleDataException if no nodule of one class of malignancy counts
   */
  static void requireBothClasses(List<LidcNodule> nodules, String part, Path labels) {
    Map<Boolean, Long> malignant =
        nodules.stream()
            .map(LidcNodule::row)
            .filter(NoduleRow::hasMalignancyLabel)
            .collect(partitioningBy(NoduleRow::malignant, counting()));
    if (malignant.containsValue(0L)) {
      throw new NoduleDataException(
          "Labels %s: %d malignant and %d benign of the %d nodules %s count (labels_confident 1,"
                  .formatted(
                      labels, malignant.get(true), malignant.get(false), nodules.size(), part)
              + " three readers or more, their mean not 3); add patients of the missing class");
    }
  }

  /**
   * @return the weights, which also stand in the output folder, and what is to be known of them
   * @throws NoduleDataException if the data are not what they should be: a slice is missing or
   *     damaged, a part is empty, or no nodule of one class of malignancy counts
   * @throws org.hilum.model.ModelException if training fails or the folder cannot be written
   */
  public Trained train() {
    TorchModule.setThreads(THREADS);
    NoduleSet set = NoduleSet.read(config.labels(), config.nodules());
    requireEnough(set, config.labels());
    List<String> data = described(set);
    float[] segmenter = trainSegmenter(set);
    PreparedCases cases = prepare(set, segmenter);
    data.add(cases.counts());
    progress.report(cases.counts());
    Tokenizer tokenizer = vocabulary();
    AssessorTraining training =
        new AssessorTraining(
            cases.fit(), cases.held(), tokenizer, config.precision(), config.seed());
    float[] assessor = training.train(config.steps(), config.out(), progress);
    AssessorNetwork network =
        new AssessorNetwork(CandidateMeasures.COUNT, tokenizer.size(), config.precision());
    Fitting.Fitted fitted =
        Fitting.of(
            network,
            assessor,
            training.standardisation(),
            cases.soughtFit(),
            cases.soughtHeld(),
            tokenizer,
            config.seed());
    Calibration calibration = fitted.calibration();
    List<String> held =
        List.of(
            "held patients: %d nodules, malignancy AUC %s; calibration slope %.2f, offset %.2f"
                .formatted(
                    fitted.held().malignancyCount(),
                    fitted.held().malignancyAuc(),
                    calibration.slope(),
                    calibration.offset()),
            "the measure expert remembers %d nodules; the history's response is scaled by %.2f"
                .formatted(fitted.blend().expert().nodules(), fitted.blend().historyScale()));
    held.forEach(progress::report);
    EmbeddingMixture mixture =
        mixture(network, assessor, training.standardisation(), cases, tokenizer);
    SecondOpinionTraining.Trained opinion = opinion(set, segmenter);
    data.add(opinion.data());
    AssessorWeights weights =
        new AssessorWeights(
            segmenter,
            assessor,
            tokenizer,
            training.standardisation(),
            fitted.blend(),
            calibration,
            mixture,
            opinion.opinion(),
            THRESHOLD,
            detector.weightsHash());
    weights.write(config.out().resolve(AssessorWeights.FILE));
    return new Trained(weights, List.copyOf(data), held);
  }

  /** Of the nodules learnt from; val sets the bound. */
  private EmbeddingMixture mixture(
      AssessorNetwork network,
      float[] assessor,
      Standardisation standardisation,
      PreparedCases cases,
      Tokenizer tokenizer) {
    try (CaseJudge judge = new CaseJudge(network, assessor, standardisation)) {
      return EmbeddingMixture.fit(
          embeddings(judge, cases.soughtFit(), tokenizer),
          embeddings(judge, cases.soughtVal(), tokenizer),
          config.seed());
    }
  }

  private static List<float[]> embeddings(
      CaseJudge judge, List<LabelledCase> cases, Tokenizer tokenizer) {
    return answers(judge, cases, tokenizer).stream().map(Answer::embedding).toList();
  }

  private SecondOpinionTraining.Trained opinion(NoduleSet set, float[] weights) {
    try (SliceSegmenter segmenter = new SliceSegmenter(weights, config.precision())) {
      List<LidcNodule> train = new ArrayList<>(set.fit());
      train.addAll(set.held());
      return new SecondOpinionTraining(
              config, new DetectorMarks(detector, new Outliner(segmenter)), progress)
          .train(train, COMPOSED_SCANS);
    }
  }

  private float[] trainSegmenter(NoduleSet set) {
    Path from = config.segmenterFrom();
    if (from != null) {
      return AssessorWeights.read(from).segmenter();
    }
    return new SegmenterTraining(set.fit(), set.held(), config.seed(), config.precision())
        .train(config.segmenterSteps(), config.steps().batches(), config.out(), progress);
  }

  private PreparedCases prepare(NoduleSet set, float[] weights) {
    try (SliceSegmenter segmenter = new SliceSegmenter(weights, config.precision())) {
      CasePreparation preparation = new CasePreparation(new Outliner(segmenter), detector);
      SplittableRandom random = new SplittableRandom(config.seed());
      progress.report(
          "outlining and measuring nodules: 1 of 3, %d to learn from".formatted(set.fit().size()));
      List<LabelledCase> fit = nodulesAndSpots(preparation, set.fit(), random);
      progress.report(
          "outlining and measuring nodules: 2 of 3, %d held".formatted(set.held().size()));
      List<LabelledCase> held = nodulesAndSpots(preparation, set.held(), random);
      fit.addAll(scanSpots(preparation, random));
      progress.report(
          "outlining and measuring nodules: 3 of 3, all once more, as they are sought in a crop");
      return new PreparedCases(
          fit,
          held,
          preparation.sought(set.fit()),
          preparation.sought(set.held()),
          preparation.sought(set.val()));
    }
  }

  static List<LabelledCase> nodulesAndSpots(
      CasePreparation preparation, List<LidcNodule> nodules, SplittableRandom random) {
    List<LabelledCase> cases = new ArrayList<>(preparation.nodules(nodules, random));
    cases.addAll(preparation.spotsBeside(nodules, random));
    return cases;
  }

  private List<LabelledCase> scanSpots(CasePreparation preparation, SplittableRandom random) {
    List<LabelledCase> spots = new ArrayList<>();
    AnnotatedScan.each(
        config.scans(),
        config.annotations(),
        scan ->
            spots.addAll(
                preparation.spots(
                    Negatives.inVolume(scan.volume(), scan.marks(), SPOTS_A_SCAN, random).stream()
                        .map(seed -> new Spot(scan.seriesUid(), seed))
                        .toList())));
    return spots;
  }

  static Tokenizer vocabulary() {
    List<String> texts = new ArrayList<>(new HistorySimulator().texts());
    texts.addAll(NoduleSentences.texts());
    return Tokenizer.ofTexts(texts);
  }

  /** From the images alone. */
  static List<Answer> answers(CaseJudge judge, List<LabelledCase> cases, Tokenizer tokenizer) {
    HistoryEncoding none = HistoryEncoding.of(ClinicalHistory.empty(), tokenizer);
    return judge.judge(
        cases.stream().map(c -> new CaseJudge.Input(c.images(), c.measures(), none)).toList());
  }

  /**
   * @param fit to learn from
   * @param held of other patients
   * @param soughtFit the nodules of {@code fit}, sought in their crops, as {@code validate nodules}
   *     does; the measure expert learns from these
   * @param soughtHeld likewise, to calibrate on
   * @param soughtVal likewise, to say how strange an embedding may be
   */
  record PreparedCases(
      List<LabelledCase> fit,
      List<LabelledCase> held,
      List<LabelledCase> soughtFit,
      List<LabelledCase> soughtHeld,
      List<LabelledCase> soughtVal) {
    String counts() {
      return "cases to learn from: %d nodules, %d spots; held: %d nodules, %d spots"
          .formatted(
              fit.stream().filter(LabelledCase::isNodule).count(),
              fit.stream().filter(c -> !c.isNodule()).count(),
              held.stream().filter(LabelledCase::isNodule).count(),
              held.stream().filter(c -> !c.isNodule()).count());
    }
  }
}
