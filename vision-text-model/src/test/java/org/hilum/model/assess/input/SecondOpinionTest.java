package org.hilum.model.assess.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.assess.input.SecondOpinion.Mark;
import org.junit.jupiter.api.Test;

class SecondOpinionTest {

  /** Nodules measure about 1 or about −1, all else about 0: no line divides them. */
  private static Mark mark(SplittableRandom random, boolean nodule) {
    float[] measures = new float[CandidateMeasures.COUNT];
    float middle = nodule ? (random.nextBoolean() ? 1 : -1) : 0;
    for (int i = 0; i < measures.length; i++) {
      measures[i] = middle + (float) (0.4 * random.nextGaussian());
    }
    return new Mark(measures, nodule);
  }

  private static List<Mark> marks(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Mark> marks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      marks.add(mark(random, i % 3 == 0));
    }
    return marks;
  }

  @Test
  void raisesWhatMeasuresLikeANoduleAndLowersWhatDoesNot() {
    SecondOpinion opinion = SecondOpinion.fit(marks(150, 1));
    assertThat(opinion.marks()).isEqualTo(150);
    for (Mark unseen : marks(60, 2)) {
      double score = opinion.score(0.3, unseen.measures());
      if (unseen.nodule()) {
        assertThat(score).isGreaterThan(0.35);
      } else {
        assertThat(score).isLessThan(0.29);
      }
    }
  }

  @Test
  void saysNothingOfWhatMeasuresLikeNothingItKnows() {
    float[] strange = new float[CandidateMeasures.COUNT];
    for (int i = 0; i < strange.length; i++) {
      strange[i] = i % 2 == 0 ? 1e6f : -1e6f;
    }
    assertThat(SecondOpinion.fit(marks(60, 3)).score(0.3, strange)).isCloseTo(0.3, within(1e-3));
  }

  @Test
  void noMarkRisesFromBelowTheLeastThatIsAskedAbout() {
    SecondOpinion opinion = SecondOpinion.fit(marks(150, 4));
    double least = SecondOpinion.leastToReach(0.45);
    assertThat(least).isBetween(0.2, 0.3);
    for (Mark mark : marks(150, 4)) {
      assertThat(opinion.score(least - 1e-6, mark.measures())).isLessThan(0.45);
    }
    assertThat(SecondOpinion.leastToReach(0)).isZero();
  }

  @Test
  void aSureMarkStaysSure() {
    SecondOpinion opinion = SecondOpinion.fit(marks(60, 5));
    float[] nothing = new float[CandidateMeasures.COUNT];
    assertThat(opinion.score(1, nothing)).isEqualTo(1);
    assertThat(opinion.score(0, nothing)).isZero();
  }

  @Test
  void ofNoMarksOrOfOneKindAloneItLearnsToSayNothing() {
    List<Mark> nodules = marks(60, 6).stream().filter(Mark::nodule).toList();
    for (SecondOpinion opinion :
        List.of(SecondOpinion.fit(List.of()), SecondOpinion.fit(nodules))) {
      assertThat(opinion.score(0.3, nodules.get(0).measures())).isCloseTo(0.3, within(1e-9));
    }
  }

  @Test
  void refusesArraysThatDoNotFit() {
    SecondOpinion opinion = SecondOpinion.fit(marks(9, 7));
    float[] fewer = Arrays.copyOf(opinion.coefficients(), 8);
    assertThatThrownBy(() -> new SecondOpinion(opinion.standardisation(), opinion.support(), fewer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8 coefficients");
  }
}
