package org.hilum.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import org.hilum.model.AnalysisOutcome.Refused;
import org.hilum.model.NoduleFinding.Interval;
import org.hilum.model.NoduleFinding.ModalityShare;
import org.hilum.model.assess.Assessment;
import org.hilum.model.assess.CandidatePoint;
import org.hilum.model.assess.Embedding;
import org.hilum.model.volume.NoduleMask;
import org.hilum.model.volume.PatientPoint;
import org.junit.jupiter.api.Test;

/** What the analyzer makes of assessments, without a network. */
class AssessedCandidatesTest {

  @Test
  void ofOutlinesThatMostlyCoincideTheBetterScoredOneStays() {
    Assessment best = outlined(0.9, 10, 8);
    Assessment half = outlined(0.8, 14, 8);
    Assessment apart = outlined(0.7, 30, 8);
    Assessment within = outlined(0.6, 31, 2);
    Assessment beside = outlined(0.5, 17, 3);

    assertThat(HilumNoduleAnalyzer.eachLesionOnce(List.of(best, half, apart, within, beside)))
        .containsExactly(best, apart, beside);
  }

  @Test
  void aStudyIsStrangeByWhatTheWeightsCallAFindingWhateverIsConfigured() {
    List<Assessment> assessments = List.of(strange(0.5), strange(0.4), strange(0.3), familiar(0.1));

    assertThat(HilumNoduleAnalyzer.strangeness(assessments, 0.4)).isNull();
    assertThat(HilumNoduleAnalyzer.strangeness(assessments, 0.3))
        .isEqualTo(
            new Refused(
                RefusalCode.OUT_OF_DISTRIBUTION,
                "All 3 candidates look unlike any nodule that the model learnt from"));
  }

  @Test
  void aStudyWithAFindingThatCanBeJudgedIsNotRefusedForItsStrangeOnes() {
    assertThat(
            HilumNoduleAnalyzer.strangeness(
                List.of(strange(0.9), strange(0.8), strange(0.8), familiar(0.5)), 0.45))
        .isNull();
  }

  private static Assessment familiar(double score) {
    return assessment(score, 10, 8, true);
  }

  private static Assessment strange(double score) {
    return assessment(score, 10, 8, false);
  }

  private static Assessment outlined(double score, int firstColumn, int columns) {
    return assessment(score, firstColumn, columns, true);
  }

  private static Assessment assessment(
      double score, int firstColumn, int columns, boolean familiar) {
    BitSet bits = new BitSet();
    bits.set(0, columns * 4);
    float[] embedding = new float[Embedding.DIMENSIONS];
    embedding[0] = 1;
    PatientPoint center = new PatientPoint(firstColumn, 0, 0);
    return new Assessment(
        // What counts is the score after the second opinion, not the detector's.
        new CandidatePoint(center, 6, 1 - score),
        score,
        0.5,
        0.5,
        new Interval(0.4, 0.6),
        new NoduleAttributes(5, 1, 1, 5, 5, 6, 5),
        List.of(),
        new ModalityShare(1, 0),
        new NoduleMask(firstColumn, 0, 0, columns, 4, 1, bits),
        6,
        5,
        80,
        new Embedding(embedding),
        familiar);
  }
}
