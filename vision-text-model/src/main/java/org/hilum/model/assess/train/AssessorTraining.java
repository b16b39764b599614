package org.hilum.model.assess.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.assess.input.CandidateMeasures;
import org.hilum.model.assess.input.CaseBatch;
import org.hilum.model.assess.input.CaseImages.Pose;
import org.hilum.model.assess.input.CaseJudge;
import org.hilum.model.assess.input.Standardisation;
import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.text.HistoryEncoding;
import org.hilum.model.assess.text.HistorySimulator;
import org.hilum.model.assess.text.HistorySimulator.Simulated;
import org.hilum.model.assess.text.NoduleSentences;
import org.hilum.model.assess.text.Tokenizer;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.crops.Rating;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.torch.TorchModule;

/**
 * Teaches the mixture of experts. A batch holds nodules, spots that are none, and histories without
 * images. Half of the nodules get a simulated history; what it may add to the log-odds is known
 * from the simulation, and is learnt as such, so that a network which knows its training images by
 * heart still gives the history its published weight.
 */
final class AssessorTraining {

  private static final int NODULES = 22;
  private static final int SPOTS = 8;
  private static final int HISTORIES = 4;
  private static final int BATCH = NODULES + SPOTS + HISTORIES;
  private static final int LABELS = 3 + AssessorNetwork.HEADS + 3 + AssessorNetwork.RATINGS;
  private static final double DROPPED = 0.3;
  private static final double MEASURE_NOISE = 0.08;

  private final List<LabelledCase> labelled;
  private final List<LabelledCase> others;
  private final List<LabelledCase> spots;
  private final List<LabelledCase> held;
  private final Tokenizer tokenizer;
  private final Standardisation standardisation;
  private final HistorySimulator simulator = new HistorySimulator();
  private final ComputePrecision precision;
  private final long seed;

  /**
   * @param fit nodules and spots to learn from
   * @param held of other patients, to decide when to stop
   */
  AssessorTraining(
      List<LabelledCase> fit,
      List<LabelledCase> held,
      Tokenizer tokenizer,
      ComputePrecision precision,
      long seed) {
    this.labelled = fit.stream().filter(c -> c.malignancyWeight() == 1).toList();
    this.others = fit.stream().filter(c -> c.isNodule() && c.malignancyWeight() != 1).toList();
    this.spots = fit.stream().filter(c -> !c.isNodule()).toList();
    this.held = held;
    this.tokenizer = tokenizer;
    this.standardisation =
        Standardisation.of(
            fit.stream().filter(LabelledCase::isNodule).map(LabelledCase::measures).toList());
    this.precision = precision;
    this.seed = seed;
  }

  Standardisation standardisation() {
    return standardisation;
  }

  float[] train(AssessorSteps howLong, Path folder, TrainingProgress progress) {
    int steps = howLong.network();
    AssessorNetwork network =
        new AssessorNetwork(CandidateMeasures.COUNT, tokenizer.size(), precision);
    float[] start = network.layout().initialised(seed);
    List<LabelledCase> seen = Stream.of(labelled, others, spots).flatMap(List::stream).toList();
    if (howLong.encoder() > 0) {
      start =
          new MaskedPretraining(seen, held, precision, seed)
              .train(network.layout(), start, howLong, folder, progress);
    }
    TrainingLoop.Plan plan =
        new TrainingLoop.Plan(
            "assessor",
            LabelledCase.hash(seen, held),
            steps,
            howLong.batches(),
            1.2e-3,
            0.05,
            Math.max(1, steps / 12),
            6,
            List.of(
                "loss",
                "malignancy",
                "nodule",
                "ratings",
                "balance",
                "history",
                "sentences",
                "consistency"));
    float[] trained;
    try (TorchModule module = TorchModule.compile("assessor", network.source())) {
      trained =
          new TrainingLoop(plan, folder, progress)
              .run(
                  network.layout(),
                  start,
                  (batch, weights) -> losses(module, batch, weights),
                  weights -> heldScore(network, weights));
    }
    if (howLong.text() == 0) {
      return trained;
    }
    return new TextTraining(network, standardisation, tokenizer, seen, held, seed)
        .train(trained, howLong, folder, progress);
  }

  private NDArray losses(TorchModule module, int number, NDArray weights) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    CaseBatch batch = new CaseBatch(BATCH, CandidateMeasures.COUNT);
    float[] labels = new float[BATCH * LABELS];
    float[] sentences = new float[BATCH * AssessorNetwork.WORDS];
    float[] sentencesWritten = new float[BATCH * AssessorNetwork.WORDS];
    for (int i = 0; i < BATCH; i++) {
      if (i < NODULES + SPOTS) {
        LabelledCase item = pick(i, random);
        batch.putImages(i, item.images(), noisy(item.measures(), random), Pose.random(random));
        putLabels(labels, i, item);
        putHistory(batch, labels, i, item, random);
        if (item.hasRatings()) {
          HistoryEncoding.Words.of(sentence(item, random), tokenizer)
              .put(sentences, sentencesWritten, i);
        }
      } else {
        putHistoryAlone(batch, labels, i, random);
      }
    }
    NDManager scope = weights.getManager();
    List<NDArray> arguments = new ArrayList<>();
    arguments.add(weights);
    arguments.addAll(Arrays.asList(batch.arrays(scope)));
    arguments.add(scope.create(sentences, new Shape(BATCH, AssessorNetwork.WORDS)));
    arguments.add(scope.create(sentencesWritten, new Shape(BATCH, AssessorNetwork.WORDS)));
    arguments.add(scope.create(labels, new Shape(BATCH, LABELS)));
    arguments.add(scope.create(dropout(random), new Shape(BATCH, AssessorNetwork.WIDTH)));
    return module.callRecordingGradients("losses", arguments.toArray(NDArray[]::new)).head();
  }

  /** Two in three nodules have a malignancy label that counts. */
  private LabelledCase pick(int index, SplittableRandom random) {
    List<LabelledCase> from;
    if (index >= NODULES && !spots.isEmpty()) {
      from = spots;
    } else {
      from = index % 3 == 2 && !others.isEmpty() ? others : labelled;
    }
    return from.get(random.nextInt(from.size()));
  }

  private float[] noisy(float[] measures, SplittableRandom random) {
    float[] standard = standardisation.apply(measures);
    for (int i = 0; i < standard.length; i++) {
      standard[i] += (float) (MEASURE_NOISE * random.nextGaussian());
    }
    return standard;
  }

  private static void putLabels(float[] labels, int index, LabelledCase item) {
    int at = index * LABELS;
    labels[at] = item.noduleTarget();
    labels[at + 1] = item.noduleWeight();
    labels[at + 2] = item.malignancyTarget();
    for (int head = 0; head < AssessorNetwork.HEADS; head++) {
      labels[at + 3 + head] = item.malignancyWeight() * share(item.patient(), head);
    }
    labels[at + 3 + AssessorNetwork.HEADS + 2] = item.hasRatings() ? 1 : 0;
    System.arraycopy(
        item.ratingTargets(),
        0,
        labels,
        at + 3 + AssessorNetwork.HEADS + 3,
        AssessorNetwork.RATINGS);
  }

  /** How often a patient is in a head's own bootstrap sample: Poisson with mean one. */
  private static float share(String patient, int head) {
    double u = new SplittableRandom(patient.hashCode() * 31L + head).nextDouble();
    double probability = Math.exp(-1);
    double below = probability;
    int count = 0;
    while (u > below && count < 4) {
      count++;
      probability /= count;
      below += probability;
    }
    return count;
  }

  private void putHistory(
      CaseBatch batch, float[] labels, int index, LabelledCase item, SplittableRandom random) {
    if (item.malignancyWeight() == 0 || random.nextBoolean()) {
      batch.putHistory(index, HistoryEncoding.of(ClinicalHistory.empty(), tokenizer));
      return;
    }
    boolean malignant = random.nextDouble() < item.malignancyTarget();
    Simulated simulated = simulator.draw(malignant, random);
    HistoryEncoding encoding = HistoryEncoding.of(simulated.history(), tokenizer);
    batch.putHistory(index, encoding);
    int at = index * LABELS + 3 + AssessorNetwork.HEADS;
    labels[at] = (float) simulated.evidence();
    labels[at + 1] = encoding.present();
  }

  private void putHistoryAlone(
      CaseBatch batch, float[] labels, int index, SplittableRandom random) {
    boolean malignant = random.nextBoolean();
    Simulated simulated = simulator.draw(malignant, random);
    HistoryEncoding encoding = HistoryEncoding.of(simulated.history(), tokenizer);
    batch.putHistory(index, encoding);
    int at = index * LABELS;
    labels[at + 2] = malignant ? 1 : 0;
    Arrays.fill(labels, at + 3, at + 3 + AssessorNetwork.HEADS, 0.5f);
    labels[at + 3 + AssessorNetwork.HEADS] = (float) simulated.evidence();
    labels[at + 3 + AssessorNetwork.HEADS + 1] = encoding.present();
  }

  /** What the readers' ratings say of a nodule, in Chinese or English. */
  static String sentence(LabelledCase item, SplittableRandom random) {
    NoduleRow row = java.util.Objects.requireNonNull(item.row());
    return NoduleSentences.of(
        attributes(row), row.mean(Rating.MALIGNANCY).orElse(3), item.longAxisMm(), random);
  }

  private static NoduleAttributes attributes(NoduleRow row) {
    return new NoduleAttributes(
        row.mean(Rating.TEXTURE).orElse(5),
        row.mean(Rating.SPICULATION).orElse(1),
        row.mean(Rating.LOBULATION).orElse(1),
        row.mean(Rating.MARGIN).orElse(4),
        row.mean(Rating.SPHERICITY).orElse(4),
        row.mean(Rating.CALCIFICATION).orElse(6),
        row.mean(Rating.SUBTLETY).orElse(4));
  }

  private static float[] dropout(SplittableRandom random) {
    float[] kept = new float[BATCH * AssessorNetwork.WIDTH];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = random.nextDouble() < DROPPED ? 0 : (float) (1 / (1 - DROPPED));
    }
    return kept;
  }

  /** Malignancy above all, then nodule or not where there are spots, ratings, search. */
  private double heldScore(AssessorNetwork network, float[] weights) {
    HistoryEncoding none = HistoryEncoding.of(ClinicalHistory.empty(), tokenizer);
    List<CaseJudge.Answer> answers;
    double searched;
    try (CaseJudge judge = new CaseJudge(network, weights, standardisation)) {
      answers =
          judge.judge(
              held.stream().map(c -> new CaseJudge.Input(c.images(), c.measures(), none)).toList());
      searched = SearchFigures.meanReciprocalRank(held, answers, judge, tokenizer);
    }
    Evaluation evaluation = new Evaluation(held, answers);
    double ratings = 0;
    for (Rating rating : Rating.values()) {
      OptionalDouble correlation = evaluation.ratingCorrelation(rating);
      ratings += correlation.orElse(0) / Rating.values().length;
    }
    double found = evaluation.nodulesAgainstSpots().auc().value();
    double nodules = Double.isNaN(found) ? 0 : found;
    return evaluation.malignancyAuc().value() + 0.3 * nodules + 0.3 * ratings + 0.5 * searched;
  }
}
