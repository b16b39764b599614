package org.hilum.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.hilum.report.guideline.CancerRisk;
import org.hilum.report.guideline.Fleischner;
import org.hilum.report.guideline.GuidelineAssessment;
import org.hilum.report.guideline.LungRads;
import org.hilum.report.guideline.MissingFact;

/** Writes what the guidelines say into {@code findings.json}. */
final class AssessmentJson {

  private AssessmentJson() {}

  static void write(JsonGenerator json, GuidelineAssessment assessment) throws IOException {
    json.writeObjectFieldStart("assessment");
    json.writeStringField("rulesVersion", GuidelineAssessment.VERSION);
    writeLungRads(json, assessment.lungRads());
    writeFleischner(json, assessment.fleischner());
    writeRisks(json, "brock", assessment.brock());
    writeRisks(json, "mayo", assessment.mayo());
    json.writeEndObject();
  }

  private static void writeLungRads(JsonGenerator json, LungRads.Result result) throws IOException {
    json.writeObjectFieldStart("lungRads");
    json.writeStringField("guideline", "Lung-RADS v2022");
    json.writeStringField("low", result.low().label());
    json.writeStringField("high", result.high().label());
    json.writeStringField("rule", result.ruleId());
    if (result.modifierS() == null) {
      json.writeNullField("modifierS");
    } else {
      json.writeBooleanField("modifierS", result.modifierS());
    }
    writeMissing(json, result.missing());
    json.writeArrayFieldStart("nodules");
    for (LungRads.NoduleCategory nodule : result.nodules()) {
      json.writeStartObject();
      json.writeNumberField("id", nodule.noduleId());
      json.writeStringField("low", nodule.low().label());
      json.writeStringField("high", nodule.high().label());
      json.writeStringField("rule", nodule.ruleId());
      writeMissing(json, nodule.missing());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeFleischner(JsonGenerator json, Fleischner.Result result)
      throws IOException {
    json.writeObjectFieldStart("fleischner");
    json.writeStringField("guideline", "Fleischner 2017");
    if (result instanceof Fleischner.Result.NotApplicable refused) {
      json.writeBooleanField("applicable", false);
      json.writeStringField("exclusion", refused.exclusion().name());
    } else if (result instanceof Fleischner.Result.Applicable applicable) {
      json.writeBooleanField("applicable", true);
      json.writeArrayFieldStart("advice");
      for (Fleischner.Advice advice : applicable.advice()) {
        json.writeStartObject();
        json.writeStringField("rule", advice.ruleId());
        json.writeNumberField("id", advice.noduleId());
        json.writeStringField("lowRisk", advice.lowRisk().name());
        json.writeStringField("highRisk", advice.highRisk().name());
        json.writeEndObject();
      }
      json.writeEndArray();
      writeMissing(json, applicable.missing());
    }
    json.writeEndObject();
  }

  private static void writeRisks(JsonGenerator json, String name, List<CancerRisk> risks)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (CancerRisk risk : risks) {
      json.writeStartObject();
      json.writeNumberField("id", risk.noduleId());
      if (risk instanceof CancerRisk.Known known) {
        json.writeNumberField("low", known.low());
        json.writeNumberField("high", known.high());
        writeMissing(json, known.missing());
      } else if (risk instanceof CancerRisk.Unknown unknown) {
        json.writeStringField("notComputed", unknown.reason().name());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeMissing(JsonGenerator json, Set<MissingFact> missing)
      throws IOException {
    json.writeArrayFieldStart("missing");
    for (MissingFact fact : missing) {
      json.writeString(fact.name());
    }
    json.writeEndArray();
  }
}
