package org.hilum.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import org.hilum.model.AnalysisOutcome;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleFinding;
import org.hilum.model.RefusalCode;
import org.hilum.model.history.ClinicalHistory;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportDrafterTest {

  private final ReportDrafter drafter = new ReportDrafter();

  @ParameterizedTest
  @EnumSource(Language.class)
  void hasEverySectionWithTextInOrderAndTheBanner(Language language) {
    for (int nodules : new int[] {0, 1, 60}) {
      Report report = drafter.draft(Inputs.input(nodules), language);
      assertThat(report.sections())
          .extracting(Section::kind)
          .containsExactlyElementsOf(EnumSet.complementOf(EnumSet.of(SectionKind.ADDENDUM)));
      assertThat(report.sections())
          .allSatisfy(section -> assertThat(section.paragraphs()).isNotEmpty())
          .allSatisfy(section -> assertThat(section.paragraphs()).noneMatch(String::isBlank));
      assertThat(report.banner()).isNotBlank();
    }
  }

  @Nested
  class InEnglish {

    @Test
    void describesANoduleByPlaceSizeLooksAndMalignancy() {
      Report report = drafter.draft(Inputs.input(1), Language.EN);

      assertThat(report.section(SectionKind.FINDINGS).paragraphs())
          .containsExactly(
              "The model reports 1 lung nodule.",
              "Nodule 1: solid nodule, upper third of the right lung (series 4, image 52)."
                  + " It measures 9.1 × 7.4 mm (long and short axis), 261 mm³ in volume."
                  + " Appearance: sharp margin, slight spiculation, no lobulation, round shape and"
                  + " no calcification."
                  + " The model puts the probability that readers would call it malignant at 62%"
                  + " (95% interval 41% to 80%); images account for 80% of this estimate, the"
                  + " history for 20%."
                  + " Detection score: 0.97, which orders the marks and is no probability.");
      assertThat(report.section(SectionKind.IMPRESSION).paragraphs().get(0))
          .isEqualTo("1 lung nodule.");
    }

    @Test
    void recommendsByNamedRulesAndSaysWhatIsNotKnown() {
      Report report = drafter.draft(Inputs.input(1), Language.EN);
      assertThat(report.section(SectionKind.RECOMMENDATION).paragraphs())
          .containsExactly(
              "A radiologist must review each nodule on the images before anything is decided.",
              "If this is a screening examination: Lung-RADS v2022, category 4A. Nodule 1: solid,"
                  + " 8 to under 15 mm (268 to under 1767 mm³). Category 4A: low-dose CT in 3"
                  + " months; PET/CT may be considered with a solid nodule or solid part of 8 mm"
                  + " or more. [rule lung-rads-2022.solid.baseline.8to15] Not known, and needed to"
                  + " be sure: comparison with earlier examinations, a radiologist's view of"
                  + " additional suspicious features (category 4X), significant findings besides"
                  + " nodules (modifier S) and why the examination was made.",
              "If the nodules were found by chance: Fleischner 2017. Nodule 1, single solid nodule"
                  + " over 8 mm (250 mm³): consider CT at 3 months, PET/CT or biopsy. [rule"
                  + " fleischner-2017.solid.single.gt8] Not known, and needed to be sure: earlier"
                  + " cancer, immune status and why the examination was made.",
              "Risk of cancer by the Brock model (2b): nodule 1: 2.8% to 13.8%. Not known, and"
                  + " needed to be sure: emphysema, lobe and spiculation.",
              "Whether a Brock risk here reaches the 10% from which the British Thoracic Society"
                  + " asks to work a nodule up depends on what is not known.",
              "Risk of cancer by the Mayo model: nodule 1: 9.1% to 70.4%. Not known, and needed to"
                  + " be sure: earlier cancer, lobe and spiculation.");
    }

    @Test
    void usesThePluralForSeveral() {
      Report report = drafter.draft(Inputs.input(60), Language.EN);
      assertThat(report.section(SectionKind.FINDINGS).paragraphs()).hasSize(61);
      assertThat(report.section(SectionKind.FINDINGS).paragraphs().get(0))
          .startsWith("The model reports 60 lung nodules. They are listed by detection score");
      assertThat(report.section(SectionKind.IMPRESSION).paragraphs())
          .hasSize(7)
          .last()
          .isEqualTo("55 more nodules are described under Findings.");
      assertThat(
              drafter
                  .draft(Inputs.input(6), Language.EN)
                  .section(SectionKind.IMPRESSION)
                  .paragraphs())
          .last()
          .isEqualTo("1 more nodule is described under Findings.");
    }

    @Test
    void tellsWhatWasSaidFromWhatWasNot() {
      Report report = drafter.draft(Inputs.input(1), Language.EN);
      assertThat(report.section(SectionKind.INDICATION).paragraphs())
          .containsExactly(
              "\"66 y, ex-smoker 30 py, no family history\" (AdditionalPatientHistory (0010,21B0))",
              "Understood from it: age 66 years, male, former smoker, 30 pack-years and no lung"
                  + " cancer in the family.",
              "Not stated: cancer outside the chest, earlier lung cancer and emphysema.");
    }

    @Test
    void doesNotCreditAHistoryThatIsNotThere() {
      Report report =
          drafter.draft(
              Inputs.input(
                  Inputs.study(), ClinicalHistory.empty(), Inputs.analysed(Inputs.nodule(1))),
              Language.EN);
      assertThat(report.section(SectionKind.INDICATION).paragraphs())
          .containsExactly("No clinical history was given.");
      assertThat(text(report)).contains("from the images alone").doesNotContain("the history for");
    }

    @Test
    void doesNotTakeAMissingContrastAgentForNone() {
      assertThat(text(drafter.draft(Inputs.input(0), Language.EN)))
          .contains("The images do not state a contrast agent.")
          .doesNotContain("without contrast");
    }
  }

  @Nested
  class InChinese {

    @Test
    void describesANodule() {
      Report report = drafter.draft(Inputs.input(1), Language.ZH_CN);
      assertThat(report.section(SectionKind.FINDINGS).paragraphs())
          .containsExactly(
              "模型报告1个肺结节。",
              "结节1：右肺上1/3见实性结节（序列4，图像52）。长径×短径为9.1 mm×7.4 mm，体积261 mm³。"
                  + "形态：边缘清楚、轻度毛刺、无分叶、呈圆形、无钙化。"
                  + "模型估计阅片者将其判为恶性的概率为62%（95%区间：41%至80%），"
                  + "其中图像的作用占80%，病史的作用占20%。检出评分为0.97，仅用于排序，并非概率。");
      assertThat(report.header().get(0).value()).isEqualTo("王小东");
    }

    @Test
    void leavesNoEnglishSentenceBehind() {
      for (int nodules : new int[] {0, 1, 60}) {
        assertThat(text(drafter.draft(Inputs.input(nodules), Language.ZH_CN)))
            .doesNotContainIgnoringCase("nodule")
            .doesNotContainIgnoringCase("the model");
      }
    }
  }

  @Test
  void isAFullReportWhenNoNoduleWasFoundAndMentionsNone() {
    Report report = drafter.draft(Inputs.input(0), Language.EN);

    assertThat(report.section(SectionKind.FINDINGS).paragraphs())
        .containsExactly("The model found no lung nodule in the images of this series.");
    assertThat(report.section(SectionKind.IMPRESSION).paragraphs())
        .containsExactly("No lung nodule found by the model.");
    assertThat(text(report)).doesNotContain("Nodule 1", "malignan", "normal", "Lung-RADS 2", "mm³");
  }

  @ParameterizedTest
  @EnumSource(RefusalCode.class)
  void saysWhyNothingWasJudgedAndThatThisIsNotNormal(RefusalCode code) {
    for (Language language : Language.values()) {
      Report report =
          drafter.draft(
              Inputs.input(
                  Inputs.study(),
                  Inputs.history(),
                  new AnalysisOutcome.Refused(code, "slices 41 and 42 are 5.0 mm apart")),
              language);
      assertThat(report.section(SectionKind.FINDINGS).paragraphs().get(0))
          .contains(code.name(), "slices 41 and 42 are 5.0 mm apart");
      assertThat(report.section(SectionKind.RECOMMENDATION).paragraphs()).hasSize(2);
      assertThat(text(report))
          .contains(language == Language.EN ? "not a normal result" : "不代表结果正常")
          .doesNotContain("found no lung nodule", "未发现肺结节");
    }
  }

  @Test
  void saysWhatTheHeadersDoNotState() {
    Report report =
        drafter.draft(
            Inputs.input(Inputs.unknownStudy(), ClinicalHistory.empty(), Inputs.analysed()),
            Language.EN);
    assertThat(report.header())
        .filteredOn(field -> !field.label().equals("Analysed"))
        .hasSize(7)
        .allMatch(field -> field.value().equals("not stated"));
    assertThat(text(report)).doesNotContain("null");
  }

  @Test
  void doesNotClaimAPlaceThatIsNotKnown() {
    NoduleFinding n = Inputs.nodule(2);
    NoduleFinding placeless =
        new NoduleFinding(
            2,
            n.center(),
            n.longAxisMm(),
            n.shortAxisMm(),
            n.volumeMm3(),
            n.noduleProbability(),
            n.malignancyProbability(),
            n.malignancyInterval(),
            n.attributes(),
            null,
            n.experts(),
            n.modality(),
            n.mask(),
            n.familiar());
    assertThat(text(drafter.draft(Inputs.input(placeless), Language.EN)))
        .contains("Nodule 2: solid nodule, place in the lungs not determined.")
        .doesNotContain("right lung");
  }

  @ParameterizedTest
  @CsvSource({
    "EN, It looks unlike what the model was trained on, not reliable for nodule 2 and nodule 3:",
    "ZH_CN, 该结节与模型的训练数据差异过大, 而结节2、结节3的评分不可靠"
  })
  void warnsWhereTheModelLearntFromNothingLikeIt(
      Language language, String warning, String guidelines) {
    Report report =
        drafter.draft(
            Inputs.input(
                Inputs.nodule(1),
                Inputs.unfamiliar(Inputs.nodule(2)),
                Inputs.unfamiliar(Inputs.nodule(3))),
            language);

    for (SectionKind kind : List.of(SectionKind.FINDINGS, SectionKind.IMPRESSION)) {
      List<String> paragraphs = report.section(kind).paragraphs();
      assertThat(paragraphs.get(1)).doesNotContain(warning);
      assertThat(paragraphs.get(2)).contains(warning);
      assertThat(paragraphs.get(3)).contains(warning);
    }
    assertThat(report.section(SectionKind.RECOMMENDATION).paragraphs())
        .last()
        .asString()
        .contains(guidelines);
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void warnsOfNothingWhereTheModelKnowsTheLike(Language language) {
    Messages messages = Messages.in(language);
    assertThat(text(drafter.draft(Inputs.input(2), language)))
        .doesNotContain(messages.text("finding.unfamiliar"))
        .doesNotContain(messages.raw("guideline.unfamiliar").split("\\{")[0]);
  }

  @Test
  void doesNotCallAPossibleCalcificationBenignOrAbsent() {
    NoduleFinding calcified =
        Inputs.nodule(1, 9.1, 7.4, new NoduleAttributes(4.6, 1, 1, 4, 4, 3.2, 5));
    assertThat(text(drafter.draft(Inputs.input(calcified), Language.EN)))
        .contains("possible calcification, pattern not determined")
        .doesNotContain("no calcification", "benign");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void refusesANumberThatIsNone(double longAxisMm) {
    NoduleFinding broken =
        Inputs.nodule(7, longAxisMm, 7.4, new NoduleAttributes(4.6, 1, 1, 4, 4, 6, 5));
    assertThatThrownBy(() -> Inputs.input(broken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("finding 7 holds a number that is none");
  }

  @Test
  void neverRoundsAProbabilityToCertainty() {
    assertThat(Figures.percent(0.004)).isEqualTo("<1%");
    assertThat(Figures.percent(0.996)).isEqualTo(">99%");
    assertThat(Figures.percent(0)).isEqualTo("0%");
    assertThat(Figures.percent(1)).isEqualTo("100%");
    assertThat(Figures.percent(0.625)).isEqualTo("63%");
  }

  private static String text(Report report) {
    List<String> paragraphs =
        report.sections().stream().flatMap(section -> section.paragraphs().stream()).toList();
    return String.join("\n", paragraphs);
  }
}
