package org.hilum.model.assess;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleFinding.ExpertWeight;
import org.hilum.model.NoduleFinding.ModalityShare;
import org.hilum.model.assess.input.Blend;
import org.hilum.model.assess.input.Calibration;
import org.hilum.model.assess.input.CandidateMeasures;
import org.hilum.model.assess.input.CaseJudge;
import org.hilum.model.assess.input.CaseJudge.Answer;
import org.hilum.model.assess.input.EmbeddingMixture;
import org.hilum.model.assess.input.Familiarity;
import org.hilum.model.assess.input.OutlinedCandidate;
import org.hilum.model.assess.input.RatingScale;
import org.hilum.model.assess.input.SecondOpinion;
import org.hilum.model.assess.input.VolumeCrop;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.segment.Measurement;
import org.hilum.model.assess.segment.Outliner;
import org.hilum.model.assess.segment.Outliner.Seed;
import org.hilum.model.assess.segment.SliceSegmenter;
import org.hilum.model.assess.text.HistoryEncoding;
import org.hilum.model.assess.text.Tokenizer;
import org.hilum.model.crops.Rating;
import org.hilum.model.detect.Candidate;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.torch.TorchModule;
import org.hilum.model.torch.Workers;
import org.hilum.model.volume.CtVolume;

/**
 * The assessor: segmenter, measurement, second opinion, and the vision-text mixture of experts. On
 * a GPU, studies that are assessed at the same time share the network's calls. On processors that
 * gains nothing, and a study's last digits would depend on what else runs.
 */
public final class MixtureAssessor implements CandidateAssessor {

  private final SliceSegmenter segmenter;
  private final Outliner outliner;
  private final CaseJudge judge;
  private final Function<List<CaseJudge.Input>, List<Answer>> calls;
  private final Tokenizer tokenizer;
  private final Calibration calibration;
  private final CandidateMeasures measures;
  private final Familiarity familiarity;
  private final EmbeddingMixture mixture;
  private final SecondOpinion opinion;

  /**
   * @param detector stays the caller's to close
   * @throws ModelException if the weights were trained with another detector
   */
  public MixtureAssessor(
      AssessorWeights weights, NoduleDetector detector, ComputePrecision precision) {
    weights.requireTrainedWith(detector);
    this.measures = new CandidateMeasures(detector);
    this.tokenizer = weights.tokenizer();
    this.calibration = weights.calibration();
    this.familiarity = new Familiarity(weights.blend().expert());
    this.mixture = weights.mixture();
    this.opinion = weights.opinion();
    this.judge =
        new CaseJudge(
            weights.network(precision),
            weights.assessor(),
            weights.standardisation(),
            weights.blend());
    this.segmenter = segmenter(weights, precision);
    this.outliner = new Outliner(segmenter);
    this.calls =
        TorchModule.onGpu()
            ? new SharedCalls<CaseJudge.Input, Answer>(judge::judge)::answer
            : judge::judge;
  }

  private SliceSegmenter segmenter(AssessorWeights weights, ComputePrecision precision) {
    try {
      return new SliceSegmenter(weights.segmenter(), precision);
    } catch (RuntimeException e) {
      judge.close();
      throw e;
    }
  }

  /** A candidate with its outline, and what that measures. */
  private record Measured(OutlinedCandidate outlined, float[] measures) {}

  /** A candidate of a volume, with its score after the second opinion. */
  private record Scored(CandidatePoint point, VolumeCrop crop, Measured measured, double score) {}

  @Override
  public List<Assessment> assess(
      CtVolume volume, List<CandidatePoint> candidates, double least, ClinicalHistory history) {
    double leastToAsk = SecondOpinion.leastToReach(least);
    List<CandidatePoint> asked = candidates.stream().filter(c -> c.score() >= leastToAsk).toList();
    List<VolumeCrop> crops = asked.stream().map(c -> VolumeCrop.around(volume, c)).toList();
    List<Measured> measured = measured(crops.stream().map(VolumeCrop::seed).toList());
    List<Scored> scored =
        IntStream.range(0, crops.size())
            .mapToObj(i -> scored(asked.get(i), crops.get(i), measured.get(i)))
            .filter(s -> s.score() >= least)
            .sorted(Comparator.comparingDouble(Scored::score).reversed())
            .toList();
    List<CropAssessment> judged = judge(scored.stream().map(Scored::measured).toList(), history);
    List<Assessment> assessments = new ArrayList<>(judged.size());
    for (int i = 0; i < judged.size(); i++) {
      Scored here = scored.get(i);
      CropAssessment crop = judged.get(i);
      assessments.add(
          new Assessment(
              here.point(),
              here.score(),
              crop.noduleProbability(),
              crop.malignancyProbability(),
              crop.malignancyInterval(),
              crop.attributes(),
              crop.experts(),
              crop.modality(),
              here.crop().mask(crop.outline()),
              crop.measurement().longAxisMm(),
              crop.measurement().shortAxisMm(),
              crop.measurement().volumeMm3(),
              crop.embedding(),
              crop.familiar()));
    }
    return assessments;
  }

  private Scored scored(CandidatePoint point, VolumeCrop crop, Measured measured) {
    return new Scored(point, crop, measured, opinion.score(point.score(), measured.measures()));
  }

  /**
   * The second opinion alone.
   *
   * @return the candidates with their scores after it, in the same order
   */
  public List<Candidate> secondOpinion(CtVolume volume, List<Candidate> candidates) {
    return secondOpinion(
        candidates,
        candidates.stream()
            .map(c -> VolumeCrop.around(volume, CandidatePoint.of(c)).seed())
            .toList());
  }

  /**
   * As {@link #secondOpinion(CtVolume, List)}, for candidates of a labelled crop.
   *
   * @param seeds a candidate each
   */
  public List<Candidate> secondOpinion(List<Candidate> candidates, List<Seed> seeds) {
    List<Measured> measured = measured(seeds);
    return IntStream.range(0, candidates.size())
        .mapToObj(
            i -> {
              Candidate c = candidates.get(i);
              double score = opinion.score(c.score(), measured.get(i).measures());
              return new Candidate(c.center(), c.diameterMm(), score);
            })
        .toList();
  }

  /**
   * Assesses nodules that come as crops, such as those of the labelled archive.
   *
   * @param seeds where in its crop each is; {@link org.hilum.model.assess.input.CropSeeker} finds
   *     it
   */
  public List<CropAssessment> assessCrops(List<Seed> seeds, ClinicalHistory history) {
    return judge(measured(seeds), history);
  }

  private List<Measured> measured(List<Seed> seeds) {
    return Workers.each(
        OutlinedCandidate.of(seeds, outliner),
        outlined -> new Measured(outlined, outlined.measures(measures)));
  }

  private List<CropAssessment> judge(List<Measured> candidates, ClinicalHistory history) {
    HistoryEncoding encoding = HistoryEncoding.of(history, tokenizer);
    List<Answer> answers =
        calls.apply(
            candidates.stream()
                .map(c -> new CaseJudge.Input(c.outlined().images(), c.measures(), encoding))
                .toList());
    List<CropAssessment> results = new ArrayList<>(candidates.size());
    for (int i = 0; i < candidates.size(); i++) {
      Measured here = candidates.get(i);
      results.add(assessment(answers.get(i), here.measures(), here.outlined()));
    }
    return results;
  }

  private CropAssessment assessment(Answer answer, float[] measures, OutlinedCandidate here) {
    return new CropAssessment(
        Calibration.logistic(answer.noduleLogit()),
        calibration.probability(answer.fromImages(), answer.fromBoth()),
        calibration.interval(answer.fromImages(), answer.fromBoth(), answer.measuredVariance()),
        attributes(answer.ratings()),
        experts(answer),
        shares(answer),
        here.outline(),
        Measurement.of(here.outline(), here.seed().stack()),
        new Embedding(answer.embedding()),
        familiarity.isFamiliar(measures) && mixture.isFamiliar(answer.embedding()));
  }

  private static NoduleAttributes attributes(float[] ratings) {
    return new NoduleAttributes(
        RatingScale.rating(Rating.TEXTURE, ratings),
        RatingScale.rating(Rating.SPICULATION, ratings),
        RatingScale.rating(Rating.LOBULATION, ratings),
        RatingScale.rating(Rating.MARGIN, ratings),
        RatingScale.rating(Rating.SPHERICITY, ratings),
        RatingScale.rating(Rating.CALCIFICATION, ratings),
        RatingScale.rating(Rating.SUBTLETY, ratings));
  }

  /**
   * The one for measures, and both layers' of the network, each layer's half of the network's part.
   */
  private static List<ExpertWeight> experts(Answer answer) {
    List<ExpertWeight> experts = new ArrayList<>();
    experts.add(new ExpertWeight("measures", 1 - Blend.NETWORKS_SHARE));
    add(experts, "appearance", answer.appearanceExperts());
    add(experts, "malignancy", answer.malignancyExperts());
    experts.sort(Comparator.comparingDouble(ExpertWeight::weight).reversed());
    return experts;
  }

  private static void add(List<ExpertWeight> experts, String layer, float[] weights) {
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        experts.add(new ExpertWeight(layer + " " + (i + 1), Blend.NETWORKS_SHARE * weights[i] / 2));
      }
    }
  }

  /** How far the images move the log-odds from the training prevalence, and then the history. */
  private ModalityShare shares(Answer answer) {
    double images = calibration.logOdds(answer.fromImages(), answer.fromImages());
    double vision = Math.abs(images - calibration.priorLogOdds());
    double text = Math.abs(calibration.logOdds(answer.fromImages(), answer.fromBoth()) - images);
    double share = text == 0 ? 0 : text / (vision + text);
    return new ModalityShare(1 - share, share);
  }

  @Override
  public Embedding embed(String sentence) {
    return new Embedding(judge.describe(HistoryEncoding.Words.of(sentence, tokenizer)));
  }

  @Override
  public void close() {
    judge.close();
    segmenter.close();
  }
}
