package org.hilum.model.assess.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.assess.AssessorWeights;
import org.hilum.model.assess.input.CaseJudge;
import org.hilum.model.assess.input.CaseJudge.Answer;
import org.hilum.model.assess.input.Familiarity;
import org.hilum.model.assess.input.OutlinedCandidate;
import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.net.SegmenterNetwork;
import org.hilum.model.assess.segment.Outline;
import org.hilum.model.assess.segment.Outliner;
import org.hilum.model.assess.segment.SliceSegmenter;
import org.hilum.model.assess.text.HistoryEncoding;
import org.hilum.model.assess.text.HistorySimulator;
import org.hilum.model.assess.text.RiskFactor;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.crops.Rating;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.history.ClinicalHistory;

/** Measures trained weights on the val split and prints the figures, each with its counts. */
public final class AssessorFigures {

  /** One draw of histories says little: of so few nodules, chance moves the area by 0.01. */
  private static final int DRAWS = 10;

  private final AssessorWeights weights;
  private final ComputePrecision precision;
  private final NoduleDetector detector;
  private final TrainingProgress out;

  /**
   * @param detector stays the caller's to close
   * @throws org.hilum.model.ModelException if the weights were trained with another detector
   */
  public AssessorFigures(
      AssessorWeights weights,
      ComputePrecision precision,
      NoduleDetector detector,
      TrainingProgress out) {
    weights.requireTrainedWith(detector);
    this.weights = weights;
    this.precision = precision;
    this.detector = detector;
    this.out = out;
  }

  /**
   * Prints all figures.
   *
   * @throws org.hilum.model.crops.NoduleDataException if the data are not what they should be
   */
  public void print(Path labels, Path slices) {
    NoduleSet set = NoduleSet.read(labels, slices);
    out.report(set.counts());
    parameters();
    try (SliceSegmenter segmenter = new SliceSegmenter(weights.segmenter(), precision);
        CaseJudge judge =
            new CaseJudge(
                weights.network(precision),
                weights.assessor(),
                weights.standardisation(),
                weights.blend())) {
      CasePreparation preparation = new CasePreparation(new Outliner(segmenter), detector);
      List<OutlinedCandidate> found = preparation.found(set.val());
      segmentation(found, set.val());
      List<LabelledCase> cases = new ArrayList<>(preparation.sought(set.val(), found));
      SplittableRandom random = new SplittableRandom(11);
      cases.addAll(preparation.spotsBeside(set.val(), random));
      List<Answer> answers = calibrated(AssessorTrainer.answers(judge, cases, weights.tokenizer()));
      familiarity(cases, answers);
      malignancy(new Evaluation(cases, answers));
      search(judge, cases, answers);
      fusion(judge, cases);
      responses(judge, cases);
    }
  }

  private List<Answer> calibrated(List<Answer> answers) {
    return answers.stream().map(a -> a.calibrated(weights.calibration())).toList();
  }

  private void parameters() {
    AssessorNetwork network = weights.network(precision);
    int dense = new SegmenterNetwork(precision).layout().size();
    int all = network.layout().size() + dense;
    int activated = network.activatedParameters() + dense;
    out.report(
        "parameters with the segmenter: %d, activated %d (%.1f %%); of the mixture of experts %.1f %%"
            .formatted(
                all,
                activated,
                100.0 * activated / all,
                100.0 * network.activatedParameters() / network.layout().size()));
  }

  private void familiarity(List<LabelledCase> cases, List<Answer> answers) {
    Familiarity familiarity = new Familiarity(weights.blend().expert());
    int[] strange = new int[4];
    int[] all = new int[2];
    for (int i = 0; i < cases.size(); i++) {
      int kind = cases.get(i).isNodule() ? 0 : 1;
      all[kind]++;
      strange[kind] += familiarity.isFamiliar(cases.get(i).measures()) ? 0 : 1;
      strange[2 + kind] += weights.mixture().isFamiliar(answers.get(i).embedding()) ? 0 : 1;
    }
    out.report(
        "strange by measures / by embedding, val: %d / %d of %d nodules, %d / %d of %d spots"
            .formatted(strange[0], strange[2], all[0], strange[1], strange[3], all[1]));
  }

  private void search(CaseJudge judge, List<LabelledCase> cases, List<Answer> answers) {
    SearchFigures figures = SearchFigures.of(cases, answers, judge, weights.tokenizer());
    out.report(figures.words());
    out.report(figures.similar());
  }

  private void segmentation(List<OutlinedCandidate> found, List<LidcNodule> nodules) {
    double sum = 0;
    double threeReaders = 0;
    int withThree = 0;
    for (int i = 0; i < nodules.size(); i++) {
      double dice = dice(found.get(i).outline(), nodules.get(i));
      sum += dice;
      if (nodules.get(i).row().readers() >= 3) {
        threeReaders += dice;
        withThree++;
      }
    }
    out.report(
        "segmentation, val: Dice with the readers' majority, mean over %d nodules %.3f; over %d of"
                .formatted(nodules.size(), sum / nodules.size(), withThree)
            + " three readers or more %.3f".formatted(threeReaders / withThree));
  }

  /** Over all voxels of the nodule. */
  static double dice(Outline outline, LidcNodule nodule) {
    List<BitSet> majority = nodule.majority();
    int both = 0;
    int sizes = outline.pixelCount();
    for (int slice = 0; slice < majority.size(); slice++) {
      sizes += majority.get(slice).cardinality();
      int index = slice - outline.firstSlice();
      if (index >= 0 && index < outline.masks().size()) {
        BitSet overlap = (BitSet) majority.get(slice).clone();
        overlap.and(outline.masks().get(index));
        both += overlap.cardinality();
      }
    }
    return sizes == 0 ? 0 : 2.0 * both / sizes;
  }

  private void malignancy(Evaluation evaluation) {
    boolean[] labels = evaluation.malignancyLabels();
    double[] logits = evaluation.imageLogits();
    double[] diameters = evaluation.publishedDiameters();
    out.report(
        "malignancy, val, images alone: AUC %s on %d nodules"
            .formatted(evaluation.malignancyAuc(), evaluation.malignancyCount()));
    out.report(
        "  published diameter alone %s, measured diameter alone %s, difference to published %s"
            .formatted(
                Statistics.auc(diameters, labels),
                Statistics.auc(evaluation.measuredDiameters(), labels),
                Statistics.aucDifference(logits, diameters, labels)));
    out.report("  calibration error %s in 10 bins".formatted(evaluation.calibrationError()));
    out.report("nodule or spot, val crops: " + evaluation.nodulesAgainstSpots());
    for (Rating rating : Rating.values()) {
      out.report("  " + evaluation.ratingLine(rating));
    }
  }

  /** Simulated histories on the val nodules. */
  private void fusion(CaseJudge judge, List<LabelledCase> cases) {
    HistorySimulator simulator = new HistorySimulator();
    SplittableRandom random = new SplittableRandom(13);
    List<LabelledCase> counted = cases.stream().filter(c -> c.malignancyWeight() == 1).toList();
    double[] areas = new double[DRAWS];
    double[] gains = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      List<CaseJudge.Input> inputs = new ArrayList<>();
      for (LabelledCase item : counted) {
        ClinicalHistory history = simulator.draw(item.malignancyTarget() > 0.5, random).history();
        inputs.add(
            new CaseJudge.Input(
                item.images(), item.measures(), HistoryEncoding.of(history, weights.tokenizer())));
      }
      Evaluation evaluation = new Evaluation(counted, calibrated(judge.judge(inputs)));
      boolean[] labels = evaluation.malignancyLabels();
      areas[draw] = Statistics.auc(evaluation.fusedLogits(), labels).value();
      gains[draw] = areas[draw] - evaluation.malignancyAuc().value();
    }
    out.report(
        "simulated histories, val, %d nodules, %d draws: bridge AUC mean %.3f, less images alone"
                .formatted(counted.size(), DRAWS, Arrays.stream(areas).average().orElse(0))
            + " mean %+.3f, lowest %+.3f, highest %+.3f"
                .formatted(
                    Arrays.stream(gains).average().orElse(0),
                    Arrays.stream(gains).min().orElse(0),
                    Arrays.stream(gains).max().orElse(0)));
  }

  private void responses(CaseJudge judge, List<LabelledCase> cases) {
    List<LabelledCase> shown =
        cases.stream().filter(c -> c.malignancyWeight() == 1).limit(60).toList();
    out.report(
        "response to one factor, log-odds, mean over %d val nodules:".formatted(shown.size()));
    FactorResponse response = new FactorResponse(judge, weights.tokenizer());
    for (RiskFactor factor : RiskFactor.values()) {
      out.report(
          "  %-20s published (%s) %+.3f, learnt %+.3f"
              .formatted(
                  factor,
                  factor.source(),
                  FactorResponse.published(factor),
                  response.of(factor, shown)));
    }
    List<FactorResponse.Shift> beside = response.besideThePoint(shown);
    FactorResponse.Shift farthest =
        Collections.max(beside, Comparator.comparingDouble(s -> Math.abs(s.shift())));
    out.report(
        "response to %d texts beside the point: mean size %.3f, farthest %+.3f (%s)"
            .formatted(
                beside.size(),
                beside.stream().mapToDouble(s -> Math.abs(s.shift())).average().orElse(0),
                farthest.shift(),
                farthest.text()));
  }
}
