package org.hilum.model.assess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.assess.NoduleSearch.Hit;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.detect.NoduleDetector;
import org.junit.jupiter.api.Test;

/** Found with the shipped weights, by words in both languages and by likeness. */
class NoduleSearchTest {

  private static Embedding axis(int index, double lean) {
    float[] values = new float[Embedding.DIMENSIONS];
    values[index] = (float) Math.cos(lean);
    values[index + 1] = (float) Math.sin(lean);
    return new Embedding(values);
  }

  @Test
  void theMostAlikeComesFirstAndNoMoreThanAskedFor() {
    NoduleSearch<String> search =
        new NoduleSearch<>(Map.of("same", axis(0, 0), "near", axis(0, 0.4), "far", axis(7, 0)));
    List<Hit<String>> hits = search.similarTo(axis(0, 0), 2);
    assertThat(hits).extracting(Hit::nodule).containsExactly("same", "near");
    assertThat(hits.get(0).similarity()).isGreaterThan(hits.get(1).similarity());
  }

  @Test
  void aSentenceFindsItsOwnLikeInBothLanguages() {
    try (NoduleDetector detector = NoduleDetector.of(HilumNoduleAnalyzer.shippedDetector());
        MixtureAssessor assessor =
            new MixtureAssessor(AssessorWeights.shipped(), detector, ComputePrecision.FP32)) {
      Map<String, Embedding> nodules = new LinkedHashMap<>();
      nodules.put(
          "large",
          assessor.embed("28 mm lung nodule, solid, marked spiculation, suspicious of malignancy"));
      nodules.put("calcified", assessor.embed("4 mm lung nodule, calcified, round, looks benign"));
      NoduleSearch<String> search = new NoduleSearch<>(nodules);
      assertThat(search.byWords("26毫米肺结节，实性，明显毛刺，恶性可能", assessor::embed, 1).get(0).nodule())
          .isEqualTo("large");
      assertThat(search.byWords("5毫米肺结节，有钙化，考虑良性", assessor::embed, 1).get(0).nodule())
          .isEqualTo("calcified");
      assertThatThrownBy(() -> search.byWords("  ", assessor::embed, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("blank");
    }
  }

  @Test
  void noHitsCannotBeAskedFor() {
    NoduleSearch<String> search = new NoduleSearch<>(Map.of("one", axis(0, 0)));
    Embedding asked = axis(0, 0);
    assertThatThrownBy(() -> search.similarTo(asked, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positive");
  }
}
