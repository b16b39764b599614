package org.hilum.model.assess.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.assess.text.HistoryEncoding;
import org.hilum.model.assess.text.HistorySimulator;
import org.hilum.model.assess.text.Tokenizer;
import org.junit.jupiter.api.Test;

class ConcatenationBaselineTest {

  @Test
  void learnsWhatAHistoryIsWorthBesideTheImages() {
    Tokenizer tokenizer = AssessorTrainer.vocabulary();
    HistorySimulator simulator = new HistorySimulator();
    SplittableRandom random = new SplittableRandom(3);
    List<ConcatenationBaseline.Case> cases = new ArrayList<>();
    boolean[] malign = new boolean[3000];
    for (int i = 0; i < 3000; i++) {
      boolean malignant = random.nextBoolean();
      malign[i] = malignant;
      double seen = random.nextGaussian() + (malignant ? 0.5 : -0.5);
      HistorySimulator.Simulated simulated = simulator.draw(malignant, random);
      cases.add(
          new ConcatenationBaseline.Case(
              seen,
              HistoryEncoding.of(simulated.history(), tokenizer),
              seen + simulated.evidence()));
    }
    List<ConcatenationBaseline.Case> unseen = cases.subList(2000, 3000);
    ConcatenationBaseline baseline =
        ConcatenationBaseline.fit(cases.subList(0, 2000), tokenizer.size(), 1);
    boolean[] labels = new boolean[unseen.size()];
    double[] images = new double[labels.length];
    double[] both = new double[labels.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = malign[2000 + i];
      images[i] = unseen.get(i).images();
      both[i] = baseline.logOdds(images[i], unseen.get(i).history());
    }
    double[] optimum = unseen.stream().mapToDouble(ConcatenationBaseline.Case::both).toArray();
    assertThat(Statistics.aucDifference(both, images, labels).low()).isPositive();
    assertThat(Statistics.aucDifference(both, optimum, labels).value())
        .as("what a strong opponent of the bridge loses to the optimum")
        .isGreaterThan(-0.01);
  }
}
