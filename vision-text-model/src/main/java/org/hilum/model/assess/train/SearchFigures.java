package org.hilum.model.assess.train;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.hilum.model.assess.input.CaseJudge;
import org.hilum.model.assess.input.CaseJudge.Answer;
import org.hilum.model.assess.text.HistoryEncoding;
import org.hilum.model.assess.text.Tokenizer;
import org.hilum.model.assess.train.Statistics.Estimate;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.crops.Rating;

/**
 * How well embeddings find nodules: by a sentence made of a nodule's own ratings, the rank of that
 * nodule among all; by likeness, how near the ratings of the nearest other patient's nodule are.
 *
 * @param words one line to print
 * @param similar likewise
 */
record SearchFigures(String words, String similar) {

  private static final int TOP = 10;

  /** Where the described nodule stands among all, for each nodule's sentence; 1 is first. */
  private record Ranks(List<String> patients, int[] ranks) {

    Estimate share(int top) {
      return mean(rank -> rank <= top ? 1 : 0);
    }

    Estimate meanReciprocal() {
      return mean(rank -> 1.0 / rank);
    }

    private Estimate mean(IntToDoubleFunction of) {
      return Statistics.byPatient(
          patients,
          chosen ->
              Arrays.stream(chosen)
                  .mapToDouble(i -> of.applyAsDouble(ranks[i]))
                  .average()
                  .orElse(0));
    }
  }

  /** Nodules with ratings and their images' embeddings. */
  private record Rated(List<LabelledCase> cases, List<float[]> images) {

    static Rated of(List<LabelledCase> all, List<Answer> answers) {
      List<LabelledCase> cases = new ArrayList<>();
      List<float[]> images = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).hasRatings()) {
          cases.add(all.get(i));
          images.add(answers.get(i).embedding());
        }
      }
      return new Rated(cases, images);
    }
  }

  static SearchFigures of(
      List<LabelledCase> all, List<Answer> answers, CaseJudge judge, Tokenizer tokenizer) {
    Rated rated = Rated.of(all, answers);
    return new SearchFigures(
        words(ranks(rated, judge, tokenizer)), similar(rated.cases(), rated.images()));
  }

  /** The mean of one over the described nodule's rank, 0 to 1. */
  static double meanReciprocalRank(
      List<LabelledCase> all, List<Answer> answers, CaseJudge judge, Tokenizer tokenizer) {
    int[] ranks = ranks(Rated.of(all, answers), judge, tokenizer).ranks();
    return Arrays.stream(ranks).mapToDouble(rank -> 1.0 / rank).average().orElse(0);
  }

  private static Ranks ranks(Rated rated, CaseJudge judge, Tokenizer tokenizer) {
    SplittableRandom random = new SplittableRandom(5);
    int[] ranks = new int[rated.cases().size()];
    for (int i = 0; i < ranks.length; i++) {
      HistoryEncoding.Words sentence =
          HistoryEncoding.Words.of(
              AssessorTraining.sentence(rated.cases().get(i), random), tokenizer);
      float[] asked = judge.describe(sentence);
      double own = dot(asked, rated.images().get(i));
      ranks[i] = 1 + (int) rated.images().stream().filter(o -> dot(asked, o) > own).count();
    }
    return new Ranks(rated.cases().stream().map(LabelledCase::patient).toList(), ranks);
  }

  private static String words(Ranks ranks) {
    int n = ranks.ranks().length;
    double chance = IntStream.rangeClosed(1, n).mapToDouble(r -> 1.0 / r).sum() / n;
    return ("search by words, %d nodules with ratings: the described one among the first %d in %s"
            + " (chance %.3f), mean reciprocal rank %s (chance %.3f)")
        .formatted(
            n,
            TOP,
            ranks.share(TOP),
            Math.min(1, TOP / (double) n),
            ranks.meanReciprocal(),
            chance);
  }

  private static String similar(List<LabelledCase> cases, List<float[]> images) {
    double nearest = 0;
    double any = 0;
    int pairs = 0;
    for (int i = 0; i < cases.size(); i++) {
      int best = -1;
      double bestLikeness = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < cases.size(); j++) {
        if (cases.get(j).patient().equals(cases.get(i).patient())) {
          continue;
        }
        any += distance(cases.get(i), cases.get(j));
        pairs++;
        double likeness = dot(images.get(i), images.get(j));
        if (likeness > bestLikeness) {
          bestLikeness = likeness;
          best = j;
        }
      }
      nearest += best < 0 ? 0 : distance(cases.get(i), cases.get(best));
    }
    return "similar cases: mean difference of eight ratings to the nearest other patient's nodule"
        + " %.2f, to any %.2f".formatted(nearest / cases.size(), any / Math.max(1, pairs));
  }

  private static double distance(LabelledCase a, LabelledCase b) {
    NoduleRow one = requireNonNull(a.row());
    NoduleRow other = requireNonNull(b.row());
    double sum = 0;
    for (Rating rating : Rating.values()) {
      sum += Math.abs(one.mean(rating).orElse(3) - other.mean(rating).orElse(3));
    }
    return sum / Rating.values().length;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * (double) b[i];
    }
    return sum;
  }
}
