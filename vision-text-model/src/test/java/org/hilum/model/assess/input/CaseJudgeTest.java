package org.hilum.model.assess.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.hilum.model.assess.SyntheticNodules;
import org.hilum.model.assess.data.LidcNodule;
import org.hilum.model.assess.net.AssessorNetwork;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.segment.Outline;
import org.hilum.model.assess.segment.Outliner;
import org.hilum.model.assess.text.HistoryEncoding;
import org.hilum.model.assess.text.Tokenizer;
import org.hilum.model.history.ClinicalHistory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class CaseJudgeTest {

  private static final Tokenizer TOKENIZER = Tokenizer.ofTexts(List.of("none"));

  private final AssessorNetwork network =
      new AssessorNetwork(ShapeMeasures.COUNT, TOKENIZER.size(), ComputePrecision.FP32);

  @Test
  @DisplayName("Two networks are asked together: all heads, mean ratings, experts that sum to one")
  void asksMembersTogether() {
    float[] first = network.layout().initialised(1);
    float[] second = network.layout().initialised(2);
    CaseJudge.Answer one = answer(List.of(first));
    CaseJudge.Answer other = answer(List.of(second));
    CaseJudge.Answer both = answer(List.of(first, second));
    int heads = AssessorNetwork.HEADS;
    assertThat(both.fromImages()).hasSize(2 * heads);
    for (int head = 0; head < heads; head++) {
      assertThat(both.fromImages()[head]).isCloseTo(one.fromImages()[head], within(1e-5f));
      assertThat(both.fromImages()[heads + head])
          .isCloseTo(other.fromImages()[head], within(1e-5f));
    }
    for (int rating = 0; rating < both.ratings().length; rating++) {
      float mean = (one.ratings()[rating] + other.ratings()[rating]) / 2;
      assertThat(both.ratings()[rating]).isCloseTo(mean, within(1e-5f));
    }
    assertThat(both.embedding()).containsExactly(one.embedding(), within(1e-5f));
    float[] experts = both.malignancyExperts();
    assertThat(IntStream.range(0, experts.length).mapToDouble(i -> experts[i]).sum())
        .isCloseTo(1, within(1e-5));
  }

  private CaseJudge.Answer answer(List<float[]> members) {
    LidcNodule nodule = SyntheticNodules.some(1, 4).get(0);
    OutlinedCandidate candidate =
        new OutlinedCandidate(Outliner.middleOf(nodule.stack()), new Outline(0, nodule.majority()));
    float[] measures = candidate.measures();
    Standardisation standardisation =
        Standardisation.of(List.of(measures, new float[measures.length]));
    HistoryEncoding none = HistoryEncoding.of(ClinicalHistory.empty(), TOKENIZER);
    try (CaseJudge judge = new CaseJudge(network, members, standardisation)) {
      return judge.judge(List.of(new CaseJudge.Input(candidate.images(), measures, none))).get(0);
    }
  }
}
