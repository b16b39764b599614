package org.hilum.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.hilum.model.AnalysisOutcome;
import org.hilum.model.RefusalCode;
import org.hilum.model.history.ClinicalHistory;
import org.junit.jupiter.api.Test;

class FindingsJsonTest {

  @Test
  void holdsEveryFieldOfTheFormat() throws IOException {
    JsonNode json = write(Inputs.input(2));

    assertThat(json.get("studyInstanceUid").asText()).isEqualTo("1.2.3");
    assertThat(json.get("seriesInstanceUid").asText()).isEqualTo("1.2.3.4");
    assertThat(json.get("model").toString())
        .isEqualTo("{\"name\":\"hilum\",\"version\":\"0.1.0\",\"precision\":\"fp32\"}");
    assertThat(json.get("status").asText()).isEqualTo("analysed");
    assertThat(json.has("refusal")).isFalse();
    assertThat(json.get("timingsMs").toString())
        .isEqualTo("{\"segmenting lungs\":812,\"detecting\":3120}");
    assertThat(json.get("nodules")).hasSize(2);
    JsonNode nodule = json.get("nodules").get(0);
    assertThat(nodule.fieldNames())
        .toIterable()
        .containsExactly(
            "id",
            "centerMm",
            "longAxisMm",
            "shortAxisMm",
            "volumeMm3",
            "noduleProbability",
            "malignancyProbability",
            "malignancyInterval",
            "texture",
            "spiculation",
            "lobulation",
            "margin",
            "sphericity",
            "calcification",
            "subtlety",
            "lobe",
            "side",
            "zone",
            "experts",
            "modality",
            "familiar");
    assertThat(nodule.get("centerMm").toString()).isEqualTo("[-61.5,20.25,-140.0]");
    assertThat(nodule.get("malignancyInterval").toString()).isEqualTo("[0.41,0.8]");
    assertThat(nodule.get("lobe").isNull()).isTrue();
    assertThat(nodule.get("side").asText()).isEqualTo("right");
    assertThat(nodule.get("zone").asText()).isEqualTo("upper");
    assertThat(nodule.get("experts").get(0).toString())
        .isEqualTo("{\"name\":\"expert 2\",\"weight\":0.75}");
    assertThat(nodule.get("modality").toString()).isEqualTo("{\"vision\":0.8,\"text\":0.2}");
    assertThat(nodule.get("familiar").asBoolean()).isTrue();
  }

  @Test
  void saysWhichNoduleIsUnlikeAnythingTheModelLearntFrom() throws IOException {
    JsonNode nodules =
        write(Inputs.input(Inputs.nodule(1), Inputs.unfamiliar(Inputs.nodule(2)))).get("nodules");

    assertThat(nodules.get(0).get("familiar").toString()).isEqualTo("true");
    assertThat(nodules.get(1).get("familiar").toString()).isEqualTo("false");
  }

  @Test
  void holdsWhatTheGuidelinesSay() throws IOException {
    JsonNode assessment = write(Inputs.input(1)).get("assessment");

    assertThat(assessment.get("lungRads").get("low").asText()).isEqualTo("4A");
    assertThat(assessment.get("lungRads").get("high").asText()).isEqualTo("4A");
    assertThat(assessment.get("lungRads").get("rule").asText()).isEqualTo("solid.baseline.8to15");
    assertThat(assessment.get("lungRads").get("missing").toString())
        .contains("PURPOSE_OF_EXAMINATION", "PRIOR_EXAMINATION");
    assertThat(assessment.get("fleischner").get("applicable").asBoolean()).isTrue();
    assertThat(assessment.get("fleischner").get("advice").get(0).get("rule").asText())
        .isEqualTo("solid.single.gt8");
    JsonNode brock = assessment.get("brock").get(0);
    assertThat(brock.get("low").asDouble()).isLessThan(brock.get("high").asDouble());
    assertThat(brock.get("missing").toString())
        .isEqualTo("[\"EMPHYSEMA\",\"LOBE\",\"SPICULATION\"]");
    assertThat(assessment.get("mayo")).hasSize(1);
  }

  @Test
  void saysWhyTheModelRefused() throws IOException {
    JsonNode json =
        write(
            Inputs.input(
                Inputs.unknownStudy(),
                ClinicalHistory.empty(),
                new AnalysisOutcome.Refused(RefusalCode.NOT_CHEST, "\"quoted\"\n\u0001 头颅")));

    assertThat(json.get("status").asText()).isEqualTo("refused");
    assertThat(json.get("refusal").get("code").asText()).isEqualTo("NOT_CHEST");
    assertThat(json.get("refusal").get("message").asText()).isEqualTo("\"quoted\"\n\u0001 头颅");
    assertThat(json.get("nodules")).isEmpty();
    assertThat(json.get("studyInstanceUid").isNull()).isTrue();
    assertThat(json.has("assessment")).isFalse();
  }

  @Test
  void holdsAnEmptyListWhereNothingWasFound() throws IOException {
    JsonNode json = write(Inputs.input(0));
    assertThat(json.get("status").asText()).isEqualTo("analysed");
    assertThat(json.get("nodules").isArray()).isTrue();
    assertThat(json.get("nodules")).isEmpty();
  }

  private static JsonNode write(ReportInput input) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FindingsJson.write(input, out);
    return new ObjectMapper().readTree(out.toByteArray());
  }
}
