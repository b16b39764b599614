package org.hilum.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hilum.model.AnalysisOutcome.Analysed;
import org.hilum.model.AnalysisOutcome.Refused;
import org.hilum.model.LungPlace;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleFinding;
import org.hilum.report.guideline.GuidelineAssessment;
import org.jspecify.annotations.Nullable;

/** Writes {@code findings.json}: what the model found, for other programs. UTF-8. */
public final class FindingsJson {

  private static final JsonFactory FACTORY = new JsonFactory();

  private FindingsJson() {}

  /**
   * Writes the whole document and leaves the stream open.
   *
   * @throws IOException if the stream fails
   */
  public static void write(ReportInput input, OutputStream out) throws IOException {
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartObject();
      writeStringOrNull(json, "studyInstanceUid", input.study().studyInstanceUid());
      writeStringOrNull(json, "seriesInstanceUid", input.study().seriesInstanceUid());
      json.writeObjectFieldStart("model");
      json.writeStringField("name", input.model().name());
      json.writeStringField("version", input.model().version());
      json.writeStringField("precision", input.model().precision());
      json.writeEndObject();
      if (input.outcome() instanceof Refused refused) {
        json.writeStringField("status", "refused");
        json.writeObjectFieldStart("refusal");
        json.writeStringField("code", refused.code().name());
        json.writeStringField("message", refused.message());
        json.writeEndObject();
        json.writeObjectFieldStart("timingsMs");
        json.writeEndObject();
        json.writeArrayFieldStart("nodules");
        json.writeEndArray();
      } else if (input.outcome() instanceof Analysed analysed) {
        json.writeStringField("status", "analysed");
        writeAnalysed(json, analysed);
      }
      Optional<GuidelineAssessment> assessment = input.assess();
      if (assessment.isPresent()) {
        AssessmentJson.write(json, assessment.get());
      }
      ComparisonJson.write(json, input.comparison());
      json.writeEndObject();
    }
  }

  private static void writeAnalysed(JsonGenerator json, Analysed analysed) throws IOException {
    json.writeObjectFieldStart("timingsMs");
    for (Map.Entry<String, Long> step : analysed.timingsMs().entrySet()) {
      json.writeNumberField(step.getKey(), step.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("nodules");
    for (NoduleFinding nodule : analysed.nodules()) {
      writeNodule(json, nodule);
    }
    json.writeEndArray();
  }

  private static void writeNodule(JsonGenerator json, NoduleFinding nodule) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", nodule.id());
    writeNumbers(
        json, "centerMm", nodule.center().xMm(), nodule.center().yMm(), nodule.center().zMm());
    json.writeNumberField("longAxisMm", nodule.longAxisMm());
    json.writeNumberField("shortAxisMm", nodule.shortAxisMm());
    json.writeNumberField("volumeMm3", nodule.volumeMm3());
    json.writeNumberField("noduleProbability", nodule.noduleProbability());
    json.writeNumberField("malignancyProbability", nodule.malignancyProbability());
    writeNumbers(
        json,
        "malignancyInterval",
        nodule.malignancyInterval().low(),
        nodule.malignancyInterval().high());
    NoduleAttributes attributes = nodule.attributes();
    json.writeNumberField("texture", attributes.texture());
    json.writeNumberField("spiculation", attributes.spiculation());
    json.writeNumberField("lobulation", attributes.lobulation());
    json.writeNumberField("margin", attributes.margin());
    json.writeNumberField("sphericity", attributes.sphericity());
    json.writeNumberField("calcification", attributes.calcification());
    json.writeNumberField("subtlety", attributes.subtlety());
    // The fissures are not segmented, so the lobe is not known; side and zone are.
    json.writeNullField("lobe");
    LungPlace place = nodule.place();
    writeStringOrNull(json, "side", place == null ? null : name(place.side()));
    writeStringOrNull(json, "zone", place == null ? null : name(place.zone()));
    json.writeArrayFieldStart("experts");
    for (NoduleFinding.ExpertWeight expert : nodule.experts()) {
      json.writeStartObject();
      json.writeStringField("name", expert.name());
      json.writeNumberField("weight", expert.weight());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectFieldStart("modality");
    json.writeNumberField("vision", nodule.modality().vision());
    json.writeNumberField("text", nodule.modality().text());
    json.writeEndObject();
    json.writeBooleanField("familiar", nodule.familiar());
    json.writeEndObject();
  }

  private static void writeNumbers(JsonGenerator json, String name, double... values)
      throws IOException {
    json.writeFieldName(name);
    json.writeArray(values, 0, values.length);
  }

  private static void writeStringOrNull(JsonGenerator json, String name, @Nullable String value)
      throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, value);
    }
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
