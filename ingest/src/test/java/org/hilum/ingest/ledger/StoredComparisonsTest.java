package org.hilum.ingest.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hilum.db.StoredComparison;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleFinding;
import org.hilum.model.register.NoduleMatch;
import org.hilum.model.register.NoduleMatch.State;
import org.hilum.model.register.RegistrationQuality;
import org.hilum.model.register.RigidTransform;
import org.hilum.model.volume.NoduleMask;
import org.hilum.model.volume.PatientPoint;
import org.hilum.report.comparison.Comparison;
import org.hilum.report.comparison.Comparison.NotMade;
import org.hilum.report.comparison.Comparison.Reason;
import org.hilum.report.comparison.PriorExamination;
import org.hilum.report.guideline.Change;
import org.hilum.report.guideline.LungRads.Category;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A stored comparison")
class StoredComparisonsTest {

  private static final ModelInfo MODEL = new ModelInfo("hilum", "1", "fp32");

  private static NoduleFinding nodule(int id, double mm) {
    return nodule(id, mm, true);
  }

  private static NoduleFinding nodule(int id, double mm, boolean familiar) {
    return new NoduleFinding(
        id,
        new PatientPoint(id, 20, -30),
        mm,
        mm,
        Math.PI / 6 * mm * mm * mm,
        0.9,
        0.5,
        new NoduleFinding.Interval(0.3, 0.7),
        new NoduleAttributes(5, 1, 1, 4, 4, 6, 4),
        null,
        List.of(),
        new NoduleFinding.ModalityShare(0.9, 0.1),
        new NoduleMask(0, 0, 0, 1, 1, 1, new BitSet()),
        familiar);
  }

  private static Comparison.Made made(NoduleFinding grown, NoduleFinding fresh) {
    PatientPoint place = new PatientPoint(1, 2, 3);
    return Comparison.of(
            PriorExamination.analysed("1.2", "1.2.3", LocalDate.of(2025, 6, 1), MODEL, MODEL),
            LocalDate.of(2026, 1, 15),
            new RegistrationQuality(0.97, 1, 0.95, 2, 80),
            RigidTransform.about(place, 0.1, 0.2, -0.1, 4, 5, 6),
            List.of(
                new NoduleMatch(State.MATCHED, grown, nodule(7, 7), place, 0.5, true, true),
                new NoduleMatch(State.NEW, fresh, null, place, Double.NaN, true, false),
                new NoduleMatch(
                    State.RESOLVED, null, nodule(8, 5, false), place, Double.NaN, false, false)),
            Map.of(7, Change.of(Change.Kind.GROWING)))
        .withPassedOver(
            List.of(
                new NotMade(
                    Reason.PRIOR_REFUSED,
                    PriorExamination.unused(null, LocalDate.of(2025, 12, 1)),
                    "")));
  }

  @Test
  @DisplayName("is read as it was written, and tells the guidelines the same")
  void isReadAsItWasWritten() {
    NoduleFinding grown = nodule(1, 10);
    NoduleFinding fresh = nodule(2, 6);
    Comparison.Made made = made(grown, fresh);
    StoredComparison stored = StoredComparisons.of(made);

    Comparison read = StoredComparisons.comparison(stored, List.of(grown, fresh));

    assertThat(StoredComparisons.of(read)).isEqualTo(stored);
    assertThat(((Comparison.Made) read).transform()).isEqualTo(made.transform());
    assertThat(read.changeOf(grown)).isEqualTo(made.changeOf(grown));
    assertThat(read.changeOf(grown).kind()).isEqualTo(Change.Kind.GROWING);
    assertThat(read.changeOf(fresh).kind()).isEqualTo(Change.Kind.NEW);
  }

  @Test
  @DisplayName("keeps which earlier finding was unlike anything the model learnt from")
  void keepsWhichEarlierFindingWasUnfamiliar() {
    NoduleFinding grown = nodule(1, 10);
    StoredComparison stored = StoredComparisons.of(made(grown, nodule(2, 6)));

    assertThat(priors(StoredComparisons.comparison(stored, List.of(grown))))
        .extracting(NoduleFinding::familiar)
        .containsExactly(true, false);
  }

  @Test
  @DisplayName("of before that was told counts its earlier findings as familiar")
  void countsEarlierFindingsAsFamiliarWhereNothingIsTold() throws JsonProcessingException {
    NoduleFinding grown = nodule(1, 10);
    ObjectMapper json = new ObjectMapper();
    String written = json.writeValueAsString(StoredComparisons.of(made(grown, nodule(2, 6))));
    StoredComparison old =
        json.readValue(
            written.replaceAll(",\"familiar\":(true|false)", ""), StoredComparison.class);

    assertThat(priors(StoredComparisons.comparison(old, List.of(grown))))
        .extracting(NoduleFinding::familiar)
        .containsExactly(true, true);
  }

  @Test
  @DisplayName("keeps the range of an earlier category; of before ranges were told, there is one")
  void keepsTheRangeOfAnEarlierCategory() throws JsonProcessingException {
    NoduleFinding grown = nodule(1, 10);
    ObjectMapper json = new ObjectMapper();
    String ranged =
        json.writeValueAsString(StoredComparisons.of(made(grown, nodule(2, 6))))
            .replace("\"priorCategoryLow\":\"C4A\"", "\"priorCategoryLow\":\"C3\"");

    assertThat(change(ranged, grown).priorLow()).isEqualTo(Category.C3);
    assertThat(change(ranged, grown).priorHigh()).isEqualTo(Category.C4A);
    assertThat(change(ranged.replace(",\"priorCategoryLow\":\"C3\"", ""), grown).priorCategory())
        .isEqualTo(Category.C4A);
  }

  private static Change change(String stored, NoduleFinding finding)
      throws JsonProcessingException {
    return StoredComparisons.comparison(
            new ObjectMapper().readValue(stored, StoredComparison.class), List.of(finding))
        .changeOf(finding);
  }

  private static List<NoduleFinding> priors(Comparison comparison) {
    return ((Comparison.Made) comparison)
        .nodules().stream().map(n -> n.match().prior()).filter(Objects::nonNull).toList();
  }

  @Test
  @DisplayName("says nothing of a finding that was rejected since")
  void saysNothingOfARejectedFinding() {
    NoduleFinding grown = nodule(1, 10);
    StoredComparison stored = StoredComparisons.of(made(grown, nodule(2, 6)));

    Comparison.Made read = (Comparison.Made) StoredComparisons.comparison(stored, List.of(grown));

    assertThat(read.nodules())
        .extracting(nodule -> nodule.match().state())
        .containsExactly(State.MATCHED, State.RESOLVED);
  }

  @Test
  @DisplayName("keeps the reason where there was none")
  void keepsTheReason() {
    NotMade none =
        new NotMade(
            Reason.PRIOR_UNREADABLE,
            PriorExamination.unused("1.2", LocalDate.of(2025, 6, 1)),
            "slice 7 is cut short");

    assertThat(StoredComparisons.comparison(StoredComparisons.of(none), List.of())).isEqualTo(none);
    assertThat(StoredComparisons.comparison(null, List.of()))
        .isEqualTo(Comparison.notMade(Reason.NOT_ASKED_FOR));
  }
}
