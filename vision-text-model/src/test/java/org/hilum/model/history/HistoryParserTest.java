package org.hilum.model.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryParserTest {

  private static ClinicalHistory parse(String... texts) {
    return parse(StructuredHistory.empty(), texts);
  }

  private static ClinicalHistory parse(StructuredHistory structured, String... texts) {
    List<HistoryText> sourced =
        Arrays.stream(texts).map(text -> new HistoryText("text " + text.length(), text)).toList();
    return HistoryParser.parse(sourced, structured);
  }

  private static StructuredHistory smokes(boolean yes) {
    return new StructuredHistory(
        null, null, new Factor<>(yes, "SmokingStatus (0010,21A0)", yes ? "YES" : "NO"));
  }

  @Test
  void noTextsTellNothing() {
    assertThat(parse().isEmpty()).isTrue();
    assertThat(parse("", "   ", "\n").ageYears()).isNull();
  }

  @Nested
  class EvidenceTest {

    @Test
    void everyFactorKeepsItsSourceAndTheOriginalWords() {
      ClinicalHistory history =
          HistoryParser.parse(
              List.of(
                  new HistoryText("AdditionalPatientHistory (0010,21B0)", "咳嗽１周。吸烟３０年，每天１包"),
                  new HistoryText("ReasonForStudy (0032,1030)", "Hx of  Breast CA; r/o mets")),
              StructuredHistory.empty());

      assertThat(history.smoking())
          .isEqualTo(
              new Factor<>(SmokingStatus.EVER, "AdditionalPatientHistory (0010,21B0)", "吸烟３０年"));
      assertThat(history.packYears())
          .isEqualTo(new Factor<>(30.0, "AdditionalPatientHistory (0010,21B0)", "吸烟３０年，每天１包"));
      assertThat(history.extrathoracicCancer())
          .isEqualTo(new Factor<>(true, "ReasonForStudy (0032,1030)", "Hx of  Breast CA"));
    }

    @Test
    void theTextsThemselvesAreKeptAsTheyWere() {
      HistoryText text = new HistoryText("a", "Ｘ \t 65YO");
      assertThat(HistoryParser.parse(List.of(text), StructuredHistory.empty()).texts())
          .containsExactly(text);
    }

    @Test
    void evidenceStaysShortInALongClause() {
      ClinicalHistory history = parse("x".repeat(3000) + " emphysema " + "y".repeat(3000));
      assertThat(history.emphysema().evidence()).contains("emphysema").hasSizeLessThan(200);
    }
  }

  @Nested
  class ContradictionsTest {

    @Test
    void ofTwoEqualStatementsTheLaterStands() {
      assertThat(parse("former smoker", "never smoker").smoking().value())
          .isEqualTo(SmokingStatus.NEVER);
      assertThat(parse("never smoker", "former smoker").smoking().value())
          .isEqualTo(SmokingStatus.FORMER);
      assertThat(parse("肺气肿", "无肺气肿").emphysema().value()).isFalse();
    }

    @Test
    void aNamedCancerOutweighsAGeneralDenialEitherWayRound() {
      assertThat(parse("no history of malignancy", "breast cancer 2012").extrathoracicCancer())
          .extracting(Factor::value)
          .isEqualTo(true);
      assertThat(parse("乳腺癌术后", "否认肿瘤病史").extrathoracicCancer().value()).isTrue();
      assertThat(parse("乳腺癌术后", "否认肿瘤病史").lungCancer().value()).isFalse();
    }

    @Test
    void anAmountOutweighsTheBareWord() {
      assertThat(parse("smoker", "denies smoking").smoking().value())
          .isEqualTo(SmokingStatus.NEVER);
      assertThat(parse("denies smoking", "40 pack-years, quit 2010").smoking().value())
          .isEqualTo(SmokingStatus.FORMER);
    }

    @Test
    void whoNeverSmokedHasNoPackYears() {
      assertThat(parse("20 pack-years", "从不吸烟").packYears()).isNull();
    }
  }

  @Nested
  class StructuredFieldsTest {

    @Test
    void structuredAgeAndSexWin() {
      StructuredHistory structured =
          new StructuredHistory(
              new Factor<>(61, "PatientAge (0010,1010)", "061Y"),
              new Factor<>(Sex.FEMALE, "PatientSex (0010,0040)", "F"),
              null);
      ClinicalHistory history = parse(structured, "58yo M");
      assertThat(history.ageYears()).isEqualTo(structured.ageYears());
      assertThat(history.sex()).isEqualTo(structured.sex());
    }

    @Test
    void theSmokingFlagDecidesOnlyWhatTheTextsLeaveOpen() {
      assertThat(parse(smokes(true)).smoking().value()).isEqualTo(SmokingStatus.CURRENT);
      assertThat(parse(smokes(false)).smoking()).isNull();
      assertThat(parse(smokes(false), "吸烟史30年").smoking().value()).isEqualTo(SmokingStatus.FORMER);
      assertThat(parse(smokes(true), "tobacco use").smoking())
          .satisfies(
              factor -> {
                assertThat(factor.value()).isEqualTo(SmokingStatus.CURRENT);
                assertThat(factor.source()).contains("text 11").contains("(0010,21A0)");
              });
      assertThat(parse(smokes(true), "quit smoking in 2005").smoking().value())
          .isEqualTo(SmokingStatus.FORMER);
    }
  }

  @Nested
  class HostileTextTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(
        strings = {
          "a",
          " ",
          "1",
          "no ",
          "no,",
          "ca ",
          "肺癌",
          "无",
          "no history of ",
          "smoking ",
          "吸烟",
          "father ",
          "?",
          "1.",
          "(",
          "20 packs per day for ",
          "no ca,",
          "family history: ",
          "1-1-",
          "denies a, b, ",
          "有无",
          "\uD83D\uDE00",
          "\uD800",
          "\u0000",
          "r/o ca, ",
          "is is is ",
          "pack-year 1 ",
          "no; ca,",
          "breast and lung "
        })
    void repeatedEndlesslyIsReadInBoundedTime(String piece) {
      String text = String.join("", Collections.nCopies(100_000 / piece.length(), piece));
      org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
          LIMIT, () -> parse(text, text, text, text, text, text, text));
    }

    @Test
    void manyTextsAreReadInBoundedTime() {
      String[] texts = Collections.nCopies(20_000, "no smoker, ").toArray(String[]::new);
      org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(LIMIT, () -> parse(texts));
    }
  }

  @Property(tries = 400)
  void neverThrowsWhateverATextSays(@ForAll("fragments") List<String> fragments) {
    String text = String.join("", fragments);
    assertThatCode(() -> parse(text, text)).doesNotThrowAnyException();
  }

  @Property(tries = 200)
  void neverThrowsForArbitraryCharacters(@ForAll String text) {
    assertThatCode(() -> parse(text)).doesNotThrowAnyException();
  }

  @Property(tries = 100)
  void saysNothingBeyondItsRanges(@ForAll("fragments") List<String> fragments) {
    ClinicalHistory history = parse(String.join(" ", fragments));
    if (history.ageYears() != null) {
      assertThat(history.ageYears().value()).isBetween(0, 120);
    }
    if (history.packYears() != null) {
      assertThat(history.packYears().value()).isBetween(0.0, 300.0);
      assertThat(history.smoking().value().hasSmoked()).isTrue();
    }
  }

  @Provide
  Arbitrary<List<String>> fragments() {
    Arbitrary<String> words =
        Arbitraries.of(
            "no ",
            "denies ",
            "无",
            "否认",
            "smoker",
            "吸烟",
            "史",
            "30",
            "年",
            "，",
            "、",
            "。",
            ". ",
            ", ",
            "; ",
            "\n",
            "\r\n",
            "lung cancer",
            "肺癌",
            "breast ",
            "ca",
            "father ",
            "父亲",
            "本人",
            "family history",
            "家族史",
            ":",
            "：",
            "?",
            "？",
            "(-)",
            "(",
            ")",
            "-",
            "emphysema",
            "肺气肿",
            "40 pack-years",
            "1 ppd x ",
            "每天",
            "20支",
            "包",
            "quit ",
            "戒",
            "已",
            "r/o ",
            "待排",
            "术后",
            "58yo M",
            "岁",
            "男",
            "女",
            "999",
            "1e9",
            "/",
            "with ",
            "but ",
            "or ",
            "及",
            "\uD83D\uDE00",
            "\u3000",
            "\t",
            "ſ",
            "İ",
            "ß",
            "﷽",
            "％",
            "１２");
    return words.list().ofMaxSize(40);
  }
}
