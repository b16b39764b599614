package org.hilum.model.assess.train;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hilum.model.assess.data.NoduleRow;
import org.hilum.model.assess.data.Rating;
import org.hilum.model.assess.input.CaseJudge;
import org.hilum.model.assess.input.CaseJudge.Answer;
import org.hilum.model.assess.text.HistoryEncoding;
import org.hilum.model.assess.text.Tokenizer;

/**
 * How well embeddings find nodules: by a sentence made of a nodule's own ratings, the rank of that
 * nodule among all; by likeness, how near the ratings of the nearest other patient's nodule are.
 *
 * @param words one line to print
 * @param similar likewise
 */
record SearchFigures(String words, String similar) {

  private static final int TOP = 10;

  static SearchFigures of(
      List<LabelledCase> all, List<Answer> allAnswers, CaseJudge judge, Tokenizer tokenizer) {
    List<LabelledCase> cases = new ArrayList<>();
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).hasRatings()) {
        cases.add(all.get(i));
        images.add(allAnswers.get(i).embedding());
      }
    }
    return new SearchFigures(words(cases, images, judge, tokenizer), similar(cases, images));
  }

  private static String words(
      List<LabelledCase> cases, List<float[]> images, CaseJudge judge, Tokenizer tokenizer) {
    SplittableRandom random = new SplittableRandom(5);
    double reciprocal = 0;
    int among = 0;
    for (int i = 0; i < cases.size(); i++) {
      HistoryEncoding.Words sentence =
          HistoryEncoding.Words.of(AssessorTraining.sentence(cases.get(i), random), tokenizer);
      float[] asked = judge.describe(sentence);
      double own = dot(asked, images.get(i));
      int rank = 1;
      for (float[] other : images) {
        rank += dot(asked, other) > own ? 1 : 0;
      }
      reciprocal += 1.0 / rank;
      among += rank <= TOP ? 1 : 0;
    }
    int n = cases.size();
    double chance = IntStream.rangeClosed(1, n).mapToDouble(r -> 1.0 / r).sum() / n;
    return ("search by words, %d nodules with ratings: the described one among the first %d in %.3f"
            + " (chance %.3f), mean reciprocal rank %.3f (chance %.3f)")
        .formatted(
            n, TOP, among / (double) n, Math.min(1, TOP / (double) n), reciprocal / n, chance);
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
