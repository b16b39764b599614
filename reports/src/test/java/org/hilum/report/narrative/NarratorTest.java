package org.hilum.report.narrative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.hilum.model.NoduleFinding;
import org.hilum.report.Inputs;
import org.hilum.report.Language;
import org.hilum.report.Report;
import org.hilum.report.ReportDrafter;
import org.hilum.report.ReportInput;
import org.hilum.report.SectionKind;
import org.hilum.report.comparison.Comparisons;
import org.hilum.report.narrative.Narrative.Kept;
import org.hilum.report.narrative.Narrative.Reason;
import org.hilum.report.narrative.Narrative.Reworded;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a real HTTP server that answers well, lies, hangs, or talks nonsense. */
class NarratorTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private HttpServer server;
  private UnaryOperator<String> rewording = text -> text;
  private int status = 200;
  private Duration delay = Duration.ZERO;
  private volatile String received = "";
  private volatile String authorization = "";
  private String wholeAnswer;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          received = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          authorization = exchange.getRequestHeaders().getFirst("Authorization");
          byte[] answer = answer().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, answer.length);
          try {
            exchange.getResponseBody().write(answer, 0, answer.length / 2);
            exchange.getResponseBody().flush();
            Thread.sleep(delay.toMillis()); // in the midst of the body
            exchange
                .getResponseBody()
                .write(answer, answer.length / 2, answer.length - answer.length / 2);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            exchange.close();
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String answer() throws IOException {
    if (wholeAnswer != null) {
      return wholeAnswer;
    }
    JsonNode asked = JSON.readTree(received).at("/messages/1/content");
    ObjectNode answer = JSON.createObjectNode();
    answer
        .putArray("choices")
        .addObject()
        .putObject("message")
        .put("content", rewording.apply(asked.asText()));
    return JSON.writeValueAsString(answer);
  }

  @Test
  void takesAGoodRewordingAndSaysSo() {
    rewording =
        text -> text.replace("It measures", "The nodule's size is").replace("nodule's", "lesion's");
    Report report = draft(Language.EN);
    Narrative narrative = narrator(Duration.ofSeconds(20)).reword(Inputs.input(2), report);

    assertThat(narrative).isInstanceOf(Reworded.class);
    assertThat(narrative.report().section(SectionKind.FINDINGS).paragraphs().get(1))
        .contains("The lesion's size is 9.1 × 7.4 mm");
    assertThat(narrative.report().section(SectionKind.RECOMMENDATION))
        .isEqualTo(report.section(SectionKind.RECOMMENDATION));
    assertThat(narrative.report().section(SectionKind.LIMITS).paragraphs())
        .last()
        .asString()
        .contains("reworded by a language model");
    assertThat(authorization).isEqualTo("Bearer secret");
  }

  @Test
  void takesAGoodRewordingInChinese() {
    rewording = text -> text.replace("长径×短径为", "大小约").replace("形态：", "表现为");
    Report report = draft(Language.ZH_CN);
    Narrative narrative = narrator(Duration.ofSeconds(20)).reword(Inputs.input(2), report);
    assertThat(narrative).isInstanceOf(Reworded.class);
    assertThat(narrative.report().section(SectionKind.FINDINGS).paragraphs().get(1))
        .contains("大小约9.1 mm×7.4 mm");
  }

  @Test
  void sendsNothingThatNamesThePatient() {
    narrator(Duration.ofSeconds(20)).reword(Inputs.input(2), draft(Language.EN));
    assertThat(received)
        .contains("9.1 × 7.4 mm")
        .doesNotContain("Wang", "王", "小东", "P-1", "A-17", "2026", "1.2.3", "ex-smoker");
  }

  @Test
  void neitherSendsNorChangesWhatTheImpressionSaysOfAnEarlierExamination() {
    NoduleFinding now = Comparisons.nodule(1, 10, 9);
    ReportInput plain = Inputs.input(now);
    ReportInput input =
        new ReportInput(
            plain.study(),
            plain.history(),
            plain.outcome(),
            plain.model(),
            plain.analysedAt(),
            plain.locations(),
            Comparisons.made(
                LocalDate.of(2025, 8, 31),
                Comparisons.NOW,
                Comparisons.matched(now, Comparisons.nodule(4, 8, 7))));
    Report report = new ReportDrafter().draft(input, Language.EN);
    rewording = text -> text.replace("growing", "smaller").replace("It measures", "Its size is");

    Narrative narrative = narrator(Duration.ofSeconds(20)).reword(input, report);

    assertThat(narrative).isInstanceOf(Reworded.class);
    assertThat(received).doesNotContain("2025-08-31").doesNotContain("growing");
    List<String> impression = narrative.report().section(SectionKind.IMPRESSION).paragraphs();
    assertThat(impression)
        .hasSameSizeAs(report.section(SectionKind.IMPRESSION).paragraphs())
        .contains("Against 2025-08-31: nodule 1 growing.");
  }

  @Test
  void doesNotSendATextThatNamesThePatient() {
    ReportInput input =
        Inputs.input(
            Inputs.study("Solid^Right"), Inputs.history(), Inputs.analysed(Inputs.nodule(1)));
    assertKept(
        narrator(Duration.ofSeconds(20))
            .reword(input, new ReportDrafter().draft(input, Language.EN)),
        Reason.NOT_DEIDENTIFIED,
        "name");
    assertThat(received).isEmpty();
  }

  @ParameterizedTest(name = "{0} for {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "upper third of the right lung | upper third of the left lung",
        "upper third of the right lung | lower third of the right lung",
        "upper third of the right lung | upper lobe of the right lung",
        "9.1 × 7.4 mm | 9.2 × 7.4 mm",
        "9.1 × 7.4 mm | 7.4 × 9.1 mm",
        "9.1 × 7.4 mm | 9.1 × 7.4 cm",
        "261 mm³ | 261",
        "62% | 26%",
        "41% to 80% | 80% to 41%",
        "no calcification | calcification",
        "no lobulation | lobulation",
        "slight spiculation | marked spiculation",
        "slight spiculation, no lobulation | no spiculation, slight lobulation",
        "images account for 80% of this estimate, the history for 20% | the history accounts for 80%"
            + " of this estimate, the images for 20%",
        "solid nodule | part-solid nodule",
        "2 lung nodules | 3 lung nodules",
        "2 lung nodules | several lung nodules",
        "sharp margin | sharp margin, most likely a carcinoma",
        "sharp margin | sharp margin; biopsy is recommended",
        "sharp margin | sharp margin (three similar ones elsewhere)",
        "round shape | round shape, suspicious",
      })
  void keepsTheTemplatesTextWhenTheAnswerSaysSomethingElse(String said, String told) {
    assertThat(String.join("\n", draft(Language.EN).section(SectionKind.FINDINGS).paragraphs()))
        .contains(said);
    rewording = text -> text.replaceFirst(java.util.regex.Pattern.quote(said), told);
    Report report = draft(Language.EN);
    assertKept(
        narrator(Duration.ofSeconds(20)).reword(Inputs.input(2), report),
        Reason.MISMATCH,
        "FINDINGS");
  }

  @ParameterizedTest(name = "{0} for {1}")
  @CsvSource({
    "右肺上1/3, 左肺上1/3",
    "右肺上1/3, 右肺下1/3",
    "无钙化, 有钙化",
    "实性结节, 部分实性结节",
    "轻度毛刺, 明显毛刺",
    "轻度毛刺、无分叶, 无毛刺、轻度分叶",
    "图像的作用占80%，病史的作用占20%, 病史的作用占80%，图像的作用占20%",
    "62%, 26%",
    "呈圆形, 呈圆形，考虑肺癌",
    "呈圆形, 呈圆形，建议活检",
    "呈圆形, 呈圆形，共三个",
  })
  void keepsTheTemplatesTextInChineseToo(String said, String told) {
    rewording = text -> text.replaceFirst(java.util.regex.Pattern.quote(said), told);
    Report report = draft(Language.ZH_CN);
    assertKept(
        narrator(Duration.ofSeconds(20)).reword(Inputs.input(2), report),
        Reason.MISMATCH,
        "FINDINGS");
  }

  @ParameterizedTest(name = "{1} for {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "EN | It looks unlike what the model was trained on: its | Its",
        "EN | ratings are not reliable | ratings are not certain",
        "EN | unlike what the model was trained on: its malignancy estimate and ratings are not"
            + " reliable | not like other nodules: its malignancy estimate and ratings are reliable",
        "ZH_CN | 与模型的训练数据差异过大， | 在模型的训练数据中少见，",
        "ZH_CN | 均不可靠 | 均不确切",
      })
  void neverLosesThatTheModelLearntFromNothingLikeIt(Language language, String said, String told) {
    ReportInput input = Inputs.input(Inputs.unfamiliar(Inputs.nodule(1)));
    Report report = new ReportDrafter().draft(input, language);
    assertThat(report.section(SectionKind.FINDINGS).paragraphs().get(1)).contains(said);
    rewording = text -> text.replaceFirst(java.util.regex.Pattern.quote(said), told);
    assertKept(narrator(Duration.ofSeconds(20)).reword(input, report), Reason.MISMATCH, "FINDINGS");
  }

  @Test
  void keepsTheTemplatesTextWhenANoduleIsAddedOrLost() {
    rewording = text -> text.replaceFirst("\\[\"", "[\"A further nodule was seen.\",\"");
    assertKept(
        narrator(Duration.ofSeconds(20)).reword(Inputs.input(2), draft(Language.EN)),
        Reason.MISMATCH,
        "paragraphs");
    rewording = text -> "{\"FINDINGS\":[],\"IMPRESSION\":[]}";
    assertKept(
        narrator(Duration.ofSeconds(20)).reword(Inputs.input(2), draft(Language.EN)),
        Reason.MISMATCH,
        "paragraphs");
  }

  @Test
  void doesNotWaitForAnAnswerThatHangsInItsMidst() {
    delay = Duration.ofSeconds(30);
    long started = System.nanoTime();
    assertKept(
        narrator(Duration.ofSeconds(2)).reword(Inputs.input(2), draft(Language.EN)),
        Reason.TIMED_OUT,
        "PT2S");
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(15));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no JSON at all | NOT_UNDERSTOOD",
        "{} | NOT_UNDERSTOOD",
        "{\"choices\":[{\"message\":{\"content\":\"not JSON\"}}]} | NOT_UNDERSTOOD",
        "{\"choices\":[{\"message\":{\"content\":\"[1,2]\"}}]} | MISMATCH",
        "{\"choices\":[{\"message\":{\"content\":null}}]} | NOT_UNDERSTOOD",
      })
  void keepsTheTemplatesTextWhenTheAnswerIsGarbage(String garbage, Reason reason) {
    wholeAnswer = garbage;
    assertKept(
        narrator(Duration.ofSeconds(20)).reword(Inputs.input(2), draft(Language.EN)), reason, "");
  }

  @Test
  void keepsTheTemplatesTextWhenTheEndpointFailsOrIsNotThere() {
    status = 500;
    assertKept(
        narrator(Duration.ofSeconds(20)).reword(Inputs.input(2), draft(Language.EN)),
        Reason.FAILED,
        "HTTP status 500");
    server.stop(0);
    assertKept(
        narrator(Duration.ofSeconds(20)).reword(Inputs.input(2), draft(Language.EN)),
        Reason.FAILED,
        "");
  }

  @Test
  void asksNobodyWhereThereIsNothingToReword() {
    Report report = new ReportDrafter().draft(Inputs.input(0), Language.EN);
    assertKept(
        narrator(Duration.ofSeconds(20)).reword(Inputs.input(0), report),
        Reason.NOTHING_TO_REWORD,
        "");
    assertThat(received).isEmpty();
  }

  @Test
  void neverShowsItsKeyAndRefusesAnEndpointThatCannotBeMeant() {
    URI url = URI.create("https://x.example/v1");
    assertThat(new NarrativeEndpoint(url, "m", "secret", Duration.ofSeconds(1)).toString())
        .doesNotContain("secret");
    assertThatThrownBy(
            () -> new NarrativeEndpoint(URI.create("file:///x"), "m", null, Duration.ofSeconds(1)))
        .hasMessageContaining("http or https");
    assertThatThrownBy(() -> new NarrativeEndpoint(url, " ", null, Duration.ofSeconds(1)))
        .hasMessageContaining("no name");
    assertThatThrownBy(() -> new NarrativeEndpoint(url, "m", null, Duration.ZERO))
        .hasMessageContaining("positive");
  }

  private static void assertKept(Narrative narrative, Reason reason, String detail) {
    assertThat(narrative).isInstanceOf(Kept.class);
    Kept kept = (Kept) narrative;
    assertThat(kept.reason()).as(kept.detail()).isEqualTo(reason);
    assertThat(kept.detail()).contains(detail);
    assertThat(kept.report().section(SectionKind.LIMITS).paragraphs())
        .noneMatch(text -> text.contains("reworded") || text.contains("改写"));
  }

  private static Report draft(Language language) {
    return new ReportDrafter().draft(Inputs.input(2), language);
  }

  private Narrator narrator(Duration timeout) {
    return new Narrator(
        new NarrativeEndpoint(
            URI.create(
                "http://127.0.0.1:%d/v1/chat/completions".formatted(server.getAddress().getPort())),
            "test-model",
            "secret",
            timeout));
  }
}
