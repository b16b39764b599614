package org.hilum.ingest.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hilum.ingest.study.SeriesDecision.Verdict;
import org.hilum.model.RefusalCode;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.DicomInstance.Orientation;
import org.hilum.pacs.DicomInstance.Vector;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The choice of a series")
class SeriesChooserTest {

  private final SeriesChooser chooser = new SeriesChooser();

  @Test
  @DisplayName("falls on the thinnest slices, and says what the other one lost by")
  void fallsOnTheThinnestSlices() {
    TestSeries thick = TestSeries.series("1.2.3.1", 2);
    TestSeries thin = TestSeries.series("1.2.3.2", 3);
    thin.thicknessMm = 1.25;

    List<SeriesDecision> decisions = chooser.choose(List.of(thick.build(), thin.build()));

    assertThat(chosen(decisions)).isEqualTo("1.2.3.2");
    assertThat(decisions.get(0).reasons())
        .singleElement()
        .satisfies(
            reason -> {
              assertThat(reason.verdict()).isEqualTo(Verdict.NOT_PREFERRED);
              assertThat(reason.text())
                  .isEqualTo(
                      "slice thickness 2.5 mm; the chosen series has slice thickness 1.25 mm");
            });
  }

  @Test
  @DisplayName("does not fall on thin slices with gaps between them where there are some without")
  void prefersSlicesWithoutGaps() {
    TestSeries whole = TestSeries.series("1.2.3.1", 2);
    TestSeries sparse = TestSeries.series("1.2.3.2", 3);
    sparse.thicknessMm = 1;
    sparse.spacingMm = 10;
    sparse.slices = 30;

    List<SeriesDecision> decisions = chooser.choose(List.of(whole.build(), sparse.build()));

    assertThat(chosen(decisions)).isEqualTo("1.2.3.1");
    assertThat(texts(decisions.get(1)))
        .containsExactly("slices 10 mm apart; the chosen series has slices 2.5 mm apart");
    assertThat(chosen(chooser.choose(List.of(sparse.build())))).isEqualTo("1.2.3.2");
  }

  @Test
  @DisplayName("prefers a lung kernel to a soft one, and that to an unknown one")
  void prefersALungKernel() {
    TestSeries soft = TestSeries.series("1.2.3.1", 2);
    soft.kernel = "B31f";
    TestSeries lung = TestSeries.series("1.2.3.2", 3);
    lung.kernel = "B70f";
    TestSeries unknown = TestSeries.series("1.2.3.3", 1);
    unknown.kernel = null;

    assertThat(chosen(chooser.choose(List.of(soft.build(), lung.build(), unknown.build()))))
        .isEqualTo("1.2.3.2");
    assertThat(chosen(chooser.choose(List.of(unknown.build(), soft.build())))).isEqualTo("1.2.3.1");
  }

  @Test
  @DisplayName("takes 40 thick slices that cover 150 mm")
  void takesThickSlicesThatCoverTheLungs() {
    TestSeries thick = TestSeries.series("1.2.3.1", 2);
    thick.slices = 40;
    thick.spacingMm = 7;

    assertThat(chosen(chooser.choose(List.of(thick.build())))).isEqualTo("1.2.3.1");
  }

  @Test
  @DisplayName("excludes localizers, reformats, derived and coronal series, each with its reason")
  void excludesWhatIsNoOriginalAxialSeries() {
    TestSeries localizer = TestSeries.series("1.2.3.1", 1);
    localizer.imageType = List.of("ORIGINAL", "PRIMARY", "LOCALIZER");
    TestSeries reformat = TestSeries.series("1.2.3.2", 2);
    reformat.imageType = List.of("DERIVED", "SECONDARY", "REFORMATTED");
    TestSeries coronal = TestSeries.series("1.2.3.3", 3);
    coronal.orientation = new Orientation(new Vector(1, 0, 0), new Vector(0, 0, -1));
    TestSeries few = TestSeries.series("1.2.3.4", 4);
    few.slices = 12;

    List<SeriesDecision> decisions =
        chooser.choose(List.of(localizer.build(), reformat.build(), coronal.build(), few.build()));

    assertThat(decisions).noneMatch(SeriesDecision::chosen);
    assertThat(texts(decisions.get(0))).contains("is a localizer (LOCALIZER)");
    assertThat(texts(decisions.get(1)))
        .contains("is reformatted or rendered (REFORMATTED)", "is derived, not original (DERIVED)");
    assertThat(texts(decisions.get(2))).contains("slices lean 90 degrees from axial (at most 2)");
    assertThat(texts(decisions.get(3)))
        .contains("has 12 slices over 27.5 mm (needs 50 slices or 150 mm)");
    assertThat(decisions)
        .extracting(SeriesDecision::refusal)
        .containsExactly(
            RefusalCode.NOT_ORIGINAL,
            RefusalCode.NOT_ORIGINAL,
            RefusalCode.NOT_AXIAL,
            RefusalCode.TOO_FEW_SLICES);
  }

  @Test
  @DisplayName("falls on a complete series where the thinner one lacks a slice, and says so")
  void fallsOnACompleteSeries() {
    TestSeries thin = TestSeries.series("1.2.3.1", 2);
    thin.thicknessMm = 1.25;
    List<DicomInstance> torn = thin.instances();
    torn.remove(41);
    CtSeries complete = TestSeries.series("1.2.3.2", 3).build();

    List<SeriesDecision> decisions = chooser.choose(List.of(new CtSeries(torn), complete));

    assertThat(chosen(decisions)).isEqualTo("1.2.3.2");
    assertThat(decisions.get(0).reasons())
        .singleElement()
        .satisfies(
            reason -> {
              assertThat(reason.verdict()).isEqualTo(Verdict.EXCLUDED);
              assertThat(reason.text())
                  .startsWith("slices 41 and 43 are 5.00 mm apart, the rest 2.50 mm (1 missing)");
            });
    assertThat(chosen(chooser.choose(List.of(new CtSeries(torn))))).isEqualTo("1.2.3.1");
  }

  @Test
  @DisplayName("names what it leaves out of the chosen series")
  void namesWhatItLeavesOut() {
    List<DicomInstance> arrived = TestSeries.series("1.2.3.1", 2).instances();
    arrived.add(0, TestSeries.localizer("1.2.3.1", 2).slice(60, 0));

    SeriesDecision decision = chooser.choose(CtSeries.group(arrived)).get(0);

    assertThat(decision.chosen()).isTrue();
    assertThat(decision.series().instances()).hasSize(60);
    assertThat(texts(decision)).endsWith("without image 61 (a localizer)");
  }

  @Test
  @DisplayName("does not depend on the order of the series")
  void doesNotDependOnTheOrder() {
    CtSeries a = TestSeries.series("1.2.3.1", 2).build();
    CtSeries b = TestSeries.series("1.2.3.2", 2).build();

    assertThat(chosen(chooser.choose(List.of(a, b))))
        .isEqualTo(chosen(chooser.choose(List.of(b, a))));
  }

  private static String chosen(List<SeriesDecision> decisions) {
    return decisions.stream()
        .filter(SeriesDecision::chosen)
        .map(decision -> decision.series().instanceUid())
        .reduce((a, b) -> a + " and " + b)
        .orElse("none");
  }

  private static List<String> texts(SeriesDecision decision) {
    return decision.reasons().stream().map(SeriesDecision.Reason::text).toList();
  }
}
