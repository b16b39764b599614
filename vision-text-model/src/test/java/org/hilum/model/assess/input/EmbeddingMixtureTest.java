package org.hilum.model.assess.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.assess.net.AssessorNetwork;
import org.junit.jupiter.api.Test;

class EmbeddingMixtureTest {

  private final SplittableRandom random = new SplittableRandom(4);
  private final List<float[]> groups = List.of(direction(), direction(), direction());

  @Test
  void whatLiesNearAGroupIsFamiliarAndWhatLiesElsewhereIsNot() {
    EmbeddingMixture mixture = EmbeddingMixture.fit(some(300), some(200), 1);
    assertThat(some(200).stream().filter(mixture::isFamiliar).count()).isGreaterThan(190);
    for (int i = 0; i < 20; i++) {
      assertThat(mixture.isFamiliar(direction())).isFalse();
    }
    float[] between = new float[AssessorNetwork.EMBEDDING];
    for (int d = 0; d < between.length; d++) {
      between[d] = (groups.get(0)[d] + groups.get(1)[d]) / 2;
    }
    assertThat(mixture.isFamiliar(unit(between))).isFalse();
  }

  @Test
  void theBoundLeavesOutAHundredthOfTheOtherPatientsNodules() {
    List<float[]> others = some(500);
    EmbeddingMixture mixture = EmbeddingMixture.fit(some(300), others, 1);
    assertThat(others.stream().filter(e -> !mixture.isFamiliar(e)).count()).isEqualTo(5);
  }

  @Test
  void tooFewEmbeddingsAreNamed() {
    assertThatThrownBy(() -> EmbeddingMixture.fit(some(2), some(3), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 2 and 3");
  }

  private List<float[]> some(int count) {
    List<float[]> embeddings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] near = groups.get(i % groups.size()).clone();
      for (int d = 0; d < near.length; d++) {
        near[d] += (float) (0.01 * random.nextGaussian());
      }
      embeddings.add(unit(near));
    }
    return embeddings;
  }

  private float[] direction() {
    float[] values = new float[AssessorNetwork.EMBEDDING];
    for (int d = 0; d < values.length; d++) {
      values[d] = (float) random.nextGaussian();
    }
    return unit(values);
  }

  private static float[] unit(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += value * value;
    }
    for (int d = 0; d < values.length; d++) {
      values[d] /= (float) Math.sqrt(squares);
    }
    return values;
  }
}
