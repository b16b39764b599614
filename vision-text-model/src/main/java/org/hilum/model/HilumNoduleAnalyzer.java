package org.hilum.model;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.hilum.model.assess.Assessment;
import org.hilum.model.assess.CandidateAssessor;
import org.hilum.model.assess.CandidatePoint;
import org.hilum.model.assess.Embedding;
import org.hilum.model.detect.Candidate;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.lung.LungSegmenter;
import org.hilum.model.lung.Lungs;
import org.hilum.model.torch.TorchModule;
import org.hilum.model.torch.WeightsFile;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.VolumeGrid;
import org.jspecify.annotations.Nullable;

/**
 * The whole model: checks the volume, finds the lungs, detects candidates in them, outlines and
 * measures those that may reach the threshold, and weighs those that do after the second opinion,
 * each lesion once.
 */
public final class HilumNoduleAnalyzer implements NoduleAnalyzer {

  /** Fewer slices, or less height, cannot hold a pair of lungs. */
  private static final int FEWEST_SLICES = 20;

  private static final double LEAST_HEIGHT_MM = 120;

  /** Beyond these spacings nothing is known of how the model does. */
  private static final double WIDEST_SLICE_SPACING_MM = 5.5;

  private static final double WIDEST_PIXEL_SPACING_MM = 1.5;
  private static final double NARROWEST_PIXEL_SPACING_MM = 0.3;

  /** A strange candidate or two may be all that an ordinary chest shows. */
  private static final int FEWEST_STRANGE = 3;

  /** So many of the best candidates are considered, which bounds the time of a study. */
  private static final int MOST_ASSESSED = 50;

  /** While one study's lungs are sought on the processor, the device works for the other. */
  private static final int TOGETHER_ON_A_GPU = 2;

  private final NoduleDetector detector;
  private final CandidateAssessor assessor;
  private final ModelInfo info;
  private final double threshold;
  private final double ownThreshold;
  private final int mostFindings;
  private final Semaphore places;

  /**
   * @param threshold the nodule probability from which a candidate is a finding
   * @param ownThreshold the one that the weights name
   * @param mostFindings never more than these
   * @param concurrentStudies how many studies are judged at once; others wait
   */
  public HilumNoduleAnalyzer(
      NoduleDetector detector,
      CandidateAssessor assessor,
      ModelInfo info,
      double threshold,
      double ownThreshold,
      int mostFindings,
      int concurrentStudies) {
    this.detector = requireNonNull(detector, "detector");
    this.assessor = requireNonNull(assessor, "assessor");
    this.info = requireNonNull(info, "info");
    this.threshold = threshold;
    this.ownThreshold = ownThreshold;
    this.mostFindings = mostFindings;
    this.places = new Semaphore(concurrentStudies, true);
  }

  /**
   * Loads the weights.
   *
   * @throws ModelException if weights are missing, corrupt or of another architecture, or the
   *     native engine does not load; the message names what is wrong
   */
  public static HilumNoduleAnalyzer load(ModelConfig config) {
    LoadedModel model = LoadedModel.load(config);
    Double threshold = config.threshold();
    Integer concurrentStudies = config.concurrentStudies();
    return new HilumNoduleAnalyzer(
        model.detector(),
        model.assessor(),
        model.info(),
        threshold == null ? model.threshold() : threshold,
        model.threshold(),
        config.mostFindings(),
        concurrentStudies == null
            ? (TorchModule.onGpu() ? TOGETHER_ON_A_GPU : 1)
            : concurrentStudies);
  }

  /** The detector's weights that Hilum comes with. */
  public static WeightsFile shippedDetector() {
    return LoadedModel.shippedDetector();
  }

  @Override
  public ModelInfo model() {
    return info;
  }

  /**
   * The nodule probability from which the weights call a candidate a finding, whatever threshold
   * was configured.
   */
  public double ownThreshold() {
    return ownThreshold;
  }

  @Override
  public AnalysisOutcome analyze(
      CtVolume volume, ClinicalHistory history, AnalysisProgress progress) {
    AnalysisOutcome.Refused refused = check(volume.grid());
    if (refused != null) {
      return refused;
    }
    places.acquireUninterruptibly();
    try {
      return judge(volume, history, progress);
    } finally {
      places.release();
    }
  }

  private static AnalysisOutcome.@Nullable Refused check(VolumeGrid grid) {
    double heightMm = grid.slices() * grid.sliceSpacingMm();
    if (grid.slices() < FEWEST_SLICES || heightMm < LEAST_HEIGHT_MM) {
      return new AnalysisOutcome.Refused(
          RefusalCode.TOO_FEW_SLICES,
          "The series has %d slices over %.0f mm; lungs need at least %d slices over %.0f mm"
              .formatted(grid.slices(), heightMm, FEWEST_SLICES, LEAST_HEIGHT_MM));
    }
    if (grid.sliceSpacingMm() > WIDEST_SLICE_SPACING_MM) {
      return new AnalysisOutcome.Refused(
          RefusalCode.OUT_OF_DISTRIBUTION,
          "Slices are %.1f mm apart, the model knows up to %.1f mm; send a thinner series"
              .formatted(grid.sliceSpacingMm(), WIDEST_SLICE_SPACING_MM));
    }
    double narrowest = Math.min(grid.columnSpacingMm(), grid.rowSpacingMm());
    double widest = Math.max(grid.columnSpacingMm(), grid.rowSpacingMm());
    if (narrowest < NARROWEST_PIXEL_SPACING_MM || widest > WIDEST_PIXEL_SPACING_MM) {
      return new AnalysisOutcome.Refused(
          RefusalCode.OUT_OF_DISTRIBUTION,
          "Pixels are %.2f x %.2f mm, the model knows %.1f to %.1f mm; check PixelSpacing"
              .formatted(
                  grid.columnSpacingMm(),
                  grid.rowSpacingMm(),
                  NARROWEST_PIXEL_SPACING_MM,
                  WIDEST_PIXEL_SPACING_MM));
    }
    return null;
  }

  private AnalysisOutcome judge(
      CtVolume volume, ClinicalHistory history, AnalysisProgress progress) {
    Stopwatch stopwatch = new Stopwatch();
    progress.at("segmenting lungs", 2);
    LungSegmenter.Result result = LungSegmenter.segment(volume);
    stopwatch.lap("lungs");
    if (result instanceof LungSegmenter.Result.NotFound notFound) {
      return new AnalysisOutcome.Refused(notFound.code(), notFound.message());
    }
    Lungs lungs = ((LungSegmenter.Result.Found) result).lungs();
    progress.at("detecting nodules", 10);
    List<Candidate> candidates = detector.detect(volume, lungs);
    stopwatch.lap("detection");
    progress.at("assessing candidates", 70);
    double least = Math.min(threshold, ownThreshold);
    List<CandidatePoint> suspects =
        candidates.stream()
            .limit(Math.max(MOST_ASSESSED, mostFindings))
            .map(CandidatePoint::of)
            .toList();
    List<Assessment> assessments =
        suspects.isEmpty()
            ? List.of()
            : eachLesionOnce(assessor.assess(volume, suspects, least, history));
    stopwatch.lap("assessment");
    AnalysisOutcome.Refused refused = strangeness(assessments, ownThreshold);
    if (refused != null) {
      return refused;
    }
    progress.at("done", 100);
    return analysed(
        from(threshold, assessments).stream().limit(mostFindings).toList(),
        lungs,
        stopwatch.laps());
  }

  /**
   * Whether all that the weights call a finding is strange, so that nothing here can be judged; one
   * strange finding among others says so by itself. What was configured does not matter, or a
   * validation would refuse other studies than the service.
   */
  static AnalysisOutcome.@Nullable Refused strangeness(
      List<Assessment> assessments, double ownThreshold) {
    List<Assessment> telling = from(ownThreshold, assessments);
    if (telling.size() < FEWEST_STRANGE || telling.stream().anyMatch(Assessment::familiar)) {
      return null;
    }
    return new AnalysisOutcome.Refused(
        RefusalCode.OUT_OF_DISTRIBUTION,
        "All %d candidates look unlike any nodule that the model learnt from"
            .formatted(telling.size()));
  }

  private static List<Assessment> from(double score, List<Assessment> assessments) {
    return assessments.stream().filter(a -> a.score() >= score).toList();
  }

  /**
   * A large lesion may have several peaks, each of which is outlined as the whole lesion. Of
   * outlines that mostly coincide the best-scored one's stays.
   *
   * @param assessments best-scored first
   */
  static List<Assessment> eachLesionOnce(List<Assessment> assessments) {
    List<Assessment> kept = new ArrayList<>();
    for (Assessment a : assessments) {
      if (kept.stream().noneMatch(better -> better.mask().mostlyCoincidesWith(a.mask()))) {
        kept.add(a);
      }
    }
    return kept;
  }

  /** Most suspicious first: the nodule's score times the probability of being malignant. */
  private static AnalysisOutcome.Analysed analysed(
      List<Assessment> assessments, Lungs lungs, Map<String, Long> timingsMs) {
    List<Assessment> sorted = new ArrayList<>(assessments);
    sorted.sort(
        Comparator.comparingDouble((Assessment a) -> a.score() * a.malignancyProbability())
            .reversed());
    List<NoduleFinding> findings = new ArrayList<>();
    Map<Integer, Embedding> embeddings = new HashMap<>();
    for (Assessment a : sorted) {
      int id = findings.size() + 1;
      embeddings.put(id, a.embedding());
      findings.add(
          new NoduleFinding(
              id,
              a.candidate().center(),
              a.longAxisMm(),
              a.shortAxisMm(),
              a.volumeMm3(),
              a.score(),
              a.malignancyProbability(),
              a.malignancyInterval(),
              a.attributes(),
              lungs.place(a.candidate().center()),
              a.experts(),
              a.modality(),
              a.mask(),
              a.familiar()));
    }
    return new AnalysisOutcome.Analysed(findings, embeddings, timingsMs);
  }

  /**
   * Where a description lies among the nodules that analyses tell of.
   *
   * @param sentence in Chinese or English, such as {@code "12 mm, part-solid, spiculated"}
   */
  public Embedding embed(String sentence) {
    return assessor.embed(sentence);
  }

  @Override
  public void close() {
    detector.close();
    assessor.close();
  }

  /** Milliseconds of each step, in order. */
  private static final class Stopwatch {

    private final Map<String, Long> laps = new LinkedHashMap<>();
    private long last = System.nanoTime();

    void lap(String name) {
      long now = System.nanoTime();
      laps.put(name, (now - last) / 1_000_000);
      last = now;
    }

    Map<String, Long> laps() {
      return Collections.unmodifiableMap(laps);
    }
  }
}
