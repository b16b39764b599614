package org.hilum.model.assess.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.crops.Rating;
import org.junit.jupiter.api.Test;

class MeasureExpertTest {

  private static final int MALIGNANCY = Rating.MALIGNANCY.ordinal();
  private static final int TEXTURE = Rating.TEXTURE.ordinal();

  /** Malignancy bends with the first measure, texture is a product of two: no line fits either. */
  private static MeasureExpert.Example example(SplittableRandom random, int readers) {
    float[] measures = new float[CandidateMeasures.COUNT];
    for (int i = 0; i < measures.length; i++) {
      // Measures of real nodules go together too.
      measures[i] = i < 3 ? (float) random.nextGaussian() : measures[i - 3];
    }
    float[] ratings = new float[AssessorNetwork.RATINGS];
    ratings[MALIGNANCY] = (float) (measures[0] * measures[0] - 0.8);
    ratings[TEXTURE] = measures[1] * measures[2];
    return new MeasureExpert.Example(measures, ratings, readers, readers >= 3);
  }

  private static List<MeasureExpert.Example> examples(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<MeasureExpert.Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(example(random, 1 + i % 4));
    }
    return examples;
  }

  @Test
  void predictsBentRelationsOfNodulesItHasNotSeen() {
    MeasureExpert expert = MeasureExpert.fit(examples(400, 1));
    double error = 0;
    double guessing = 0;
    for (MeasureExpert.Example unseen : examples(200, 2)) {
      float[] found = expert.ratings(unseen.measures());
      for (int rating : new int[] {MALIGNANCY, TEXTURE}) {
        error += Math.pow(found[rating] - unseen.ratings()[rating], 2);
        guessing += Math.pow(unseen.ratings()[rating], 2);
      }
    }
    assertThat(error)
        .as("a straight line would explain next to nothing")
        .isLessThan(0.7 * guessing);
  }

  @Test
  void logOddsRiseWithTheMalignancyRating() {
    MeasureExpert expert = MeasureExpert.fit(examples(300, 3));
    assertThat(expert.malignancySlope()).isPositive();
    float[] low = new float[AssessorNetwork.RATINGS];
    float[] high = new float[AssessorNetwork.RATINGS];
    low[MALIGNANCY] = -1;
    high[MALIGNANCY] = 2;
    assertThat(expert.malignancyLogOdds(low)).isNegative();
    assertThat(expert.malignancyLogOdds(high)).isPositive();
  }

  @Test
  void farFromAllItKnowsItFallsBackToTheMean() {
    MeasureExpert expert = MeasureExpert.fit(examples(100, 4));
    float[] strange = new float[CandidateMeasures.COUNT];
    java.util.Arrays.fill(strange, 1e6f);
    float[] found = expert.ratings(strange);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i])
          .isCloseTo(expert.base()[i], org.assertj.core.api.Assertions.within(0.05f));
    }
  }

  @Test
  void knowsLeastWhereNothingIsLikeWhatItLearntFrom() {
    List<MeasureExpert.Example> examples = examples(300, 4);
    MeasureExpert expert = MeasureExpert.fit(examples);
    float[] strange = new float[CandidateMeasures.COUNT];
    java.util.Arrays.fill(strange, 1e6f);
    double far = expert.malignancyLogOddsVariance(strange);
    assertThat(far)
        .isCloseTo(
            2.25 * expert.malignancyVariance() * Math.pow(expert.malignancySlope(), 2),
            withPercentage(0.1));
    double near = expert.malignancyLogOddsVariance(examples.get(7).measures());
    assertThat(near).isPositive().isLessThan(0.7 * far);
    MeasureExpert fewer = MeasureExpert.fit(examples.subList(0, 30));
    double unit = fewer.malignancyVariance() * Math.pow(fewer.malignancySlope(), 2);
    assertThat(fewer.malignancyLogOddsVariance(examples.get(7).measures()) / unit)
        .as("the fewer it remembers, the less it knows")
        .isGreaterThan(near / far * 1.25);
  }

  @Test
  void refusesToLearnWithoutLabels() {
    SplittableRandom random = new SplittableRandom(5);
    List<MeasureExpert.Example> unlabelled = List.of(example(random, 1), example(random, 2));
    assertThatThrownBy(() -> MeasureExpert.fit(unlabelled))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("malignancy label");
  }

  @Test
  void refusesArraysThatDoNotFit() {
    MeasureExpert expert = MeasureExpert.fit(examples(20, 6));
    assertThatThrownBy(
            () ->
                new MeasureExpert(
                    expert.standardisation(),
                    new float[CandidateMeasures.COUNT + 1],
                    expert.coefficients(),
                    expert.noise(),
                    expert.base(),
                    1,
                    1,
                    0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("do not fit");
  }
}
