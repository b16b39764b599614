package org.hilum.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleFinding;
import org.hilum.model.register.RigidTransform;
import org.hilum.model.volume.PatientPoint;
import org.hilum.report.comparison.Comparison;
import org.hilum.report.comparison.NoduleComparison;
import org.hilum.report.comparison.PriorExamination;
import org.hilum.report.comparison.SizeChange;
import org.hilum.report.comparison.TimeBetween;
import org.hilum.report.guideline.LungRads;
import org.jspecify.annotations.Nullable;

/** Writes the comparison with an earlier examination into {@code findings.json}. */
final class ComparisonJson {

  private ComparisonJson() {}

  static void write(JsonGenerator json, Comparison comparison) throws IOException {
    json.writeObjectFieldStart("comparison");
    if (comparison instanceof Comparison.NotMade notMade) {
      json.writeStringField("status", "notCompared");
      json.writeStringField("reason", notMade.reason().name());
      json.writeStringField("detail", notMade.detail());
      if (notMade.prior() != null) {
        writePrior(json, notMade.prior());
      }
    } else if (comparison instanceof Comparison.Made made) {
      writeMade(json, made);
    }
    json.writeEndObject();
  }

  private static void writeMade(JsonGenerator json, Comparison.Made made) throws IOException {
    json.writeStringField("status", "compared");
    writePrior(json, made.prior());
    writeDate(json, "currentDate", made.currentDate());
    Optional<TimeBetween> time = made.time();
    if (time.isPresent()) {
      json.writeNumberField("days", time.get().days());
    } else {
      json.writeNullField("days");
    }
    json.writeObjectFieldStart("registration");
    RigidTransform t = made.transform();
    json.writeArrayFieldStart("currentToPrior");
    double[][] rows = {
      {t.rxx(), t.rxy(), t.rxz(), t.tx()},
      {t.ryx(), t.ryy(), t.ryz(), t.ty()},
      {t.rzx(), t.rzy(), t.rzz(), t.tz()}
    };
    for (double[] row : rows) {
      json.writeArray(row, 0, row.length);
    }
    json.writeEndArray();
    json.writeNumberField("lungOverlap", made.quality().lungOverlap());
    json.writeNumberField("coveredShare", made.quality().coveredShare());
    json.writeNumberField("detailCorrelation", made.quality().detailCorrelation());
    json.writeNumberField("localShiftMm", made.quality().localShiftMm());
    json.writeEndObject();
    json.writeArrayFieldStart("nodules");
    for (NoduleComparison nodule : made.nodules()) {
      writeNodule(json, nodule);
    }
    json.writeEndArray();
  }

  private static void writePrior(JsonGenerator json, PriorExamination prior) throws IOException {
    json.writeObjectFieldStart("prior");
    writeText(json, "studyInstanceUid", prior.studyInstanceUid());
    writeText(json, "seriesInstanceUid", prior.seriesInstanceUid());
    writeDate(json, "date", prior.date());
    ModelInfo model = prior.model();
    writeText(json, "modelVersion", model == null ? null : model.version());
    json.writeBooleanField("sameModel", prior.sameModel());
    json.writeEndObject();
  }

  private static void writeNodule(JsonGenerator json, NoduleComparison nodule) throws IOException {
    json.writeStartObject();
    json.writeStringField("state", nodule.match().state().name());
    writeId(json, "id", nodule.match().current());
    writeId(json, "priorId", nodule.match().prior());
    PatientPoint place = nodule.match().otherPlace();
    json.writeFieldName("otherPlaceMm");
    json.writeArray(new double[] {place.xMm(), place.yMm(), place.zMm()}, 0, 3);
    json.writeBooleanField("trusted", nodule.match().trusted());
    json.writeBooleanField("ambiguous", nodule.match().ambiguous());
    json.writeStringField("change", nodule.change().kind().name());
    writeCategory(json, "priorCategory", nodule.change().priorCategory());
    writeCategory(json, "priorCategoryLow", nodule.change().priorLow());
    writeCategory(json, "priorCategoryHigh", nodule.change().priorHigh());
    NoduleFinding prior = nodule.match().prior();
    if (prior != null) {
      json.writeNumberField("priorLongAxisMm", prior.longAxisMm());
      json.writeNumberField("priorShortAxisMm", prior.shortAxisMm());
      json.writeNumberField("priorVolumeMm3", prior.volumeMm3());
    }
    SizeChange size = nodule.size();
    if (size != null) {
      json.writeNumberField("distanceMm", nodule.match().distanceMm());
      json.writeNumberField("meanDiameterChangeMm", size.meanDiameterChangeMm());
      writeNumber(json, "volumeChange", size.volumeChange());
      writeNumber(json, "volumeDoublingDays", size.doublingDays());
    }
    json.writeEndObject();
  }

  private static void writeCategory(
      JsonGenerator json, String name, LungRads.@Nullable Category category) throws IOException {
    writeText(json, name, category == null ? null : category.label());
  }

  private static void writeId(JsonGenerator json, String name, @Nullable NoduleFinding finding)
      throws IOException {
    if (finding == null) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, finding.id());
    }
  }

  private static void writeNumber(JsonGenerator json, String name, @Nullable Double value)
      throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, value);
    }
  }

  private static void writeDate(JsonGenerator json, String name, @Nullable LocalDate date)
      throws IOException {
    writeText(json, name, date == null ? null : date.toString());
  }

  private static void writeText(JsonGenerator json, String name, @Nullable String text)
      throws IOException {
    if (text == null) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, text);
    }
  }
}
