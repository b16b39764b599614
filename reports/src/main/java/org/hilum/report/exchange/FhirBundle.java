package org.hilum.report.exchange;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.UUID;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleFinding;
import org.hilum.report.Section;
import org.hilum.report.SectionKind;
import org.hilum.report.StudyDescription;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.utilities.xhtml.NodeType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;

/**
 * A report as a FHIR R4 transaction: a DiagnosticReport, an Observation for each nodule, and the
 * model as Device. Every resource has an id of its own that is the same for every version of the
 * report, and is PUT, so that sending it again replaces and never doubles; the Observation of a
 * nodule that only other versions tell is entered in error. Patient and images are referred to by
 * their identifiers, not sent.
 */
public final class FhirBundle {

  private static final String SNOMED = "http://snomed.info/sct";
  private static final String LOINC = "http://loinc.org";
  private static final String RADLEX = "http://radlex.org";
  private static final String UCUM = "http://unitsofmeasure.org";
  private static final String DICOM_UID = "urn:dicom:uid";

  private FhirBundle() {}

  /** The bundle as JSON in UTF-8. */
  public static byte[] json(ReportDocument document) {
    return FhirContext.forR4Cached()
        .newJsonParser()
        .setPrettyPrint(true)
        .encodeResourceToString(of(document))
        .getBytes(StandardCharsets.UTF_8);
  }

  static Bundle of(ReportDocument document) {
    Bundle bundle = new Bundle();
    bundle.setType(Bundle.BundleType.TRANSACTION);
    Device device = device(document.input().model());
    DiagnosticReport report = report(document);
    add(bundle, report);
    for (NoduleFinding nodule : document.nodules()) {
      Observation observation = observation(document, nodule, reference(device));
      report.addResult(reference(observation));
      add(bundle, observation);
    }
    for (int number : document.withdrawn()) {
      add(bundle, observation(document, number, Observation.ObservationStatus.ENTEREDINERROR));
    }
    add(bundle, device);
    return bundle;
  }

  private static void add(Bundle bundle, Resource resource) {
    bundle
        .addEntry()
        .setFullUrl("urn:uuid:" + resource.getIdPart())
        .setResource(resource)
        .getRequest()
        .setMethod(Bundle.HTTPVerb.PUT)
        .setUrl(resource.fhirType() + "/" + resource.getIdPart());
  }

  private static Reference reference(Resource resource) {
    return new Reference("urn:uuid:" + resource.getIdPart());
  }

  private static DiagnosticReport report(ReportDocument document) {
    StudyDescription study = document.input().study();
    DiagnosticReport report = new DiagnosticReport();
    UUID id = document.uuid("report");
    report.setId(id.toString());
    report.setLanguage(document.language().tag());
    report.setText(narrative(document));
    report.addIdentifier().setSystem("urn:ietf:rfc:3986").setValue("urn:uuid:" + id);
    if (study.accessionNumber() != null) {
      Identifier accession = report.addIdentifier();
      accession
          .getType()
          .addCoding()
          .setSystem("http://terminology.hl7.org/CodeSystem/v2-0203")
          .setCode("ACSN");
      accession.setValue(ReportDocument.clean(study.accessionNumber()));
    }
    report.setStatus(
        switch (document.standing().status()) {
          case PRELIMINARY -> DiagnosticReport.DiagnosticReportStatus.PRELIMINARY;
          case FINAL -> DiagnosticReport.DiagnosticReportStatus.FINAL;
          case AMENDED -> DiagnosticReport.DiagnosticReportStatus.AMENDED;
        });
    report
        .addCategory()
        .addCoding()
        .setSystem("http://terminology.hl7.org/CodeSystem/v2-0074")
        .setCode("RAD");
    report.setCode(concept(LOINC, "11528-7", document.report().title()));
    report.setSubject(subject(study));
    if (study.studyDateTime() != null) {
      report.setEffective(day(study.studyDateTime()));
    }
    report.setIssuedElement(
        new InstantType(
            Date.from(document.issuedAt()),
            TemporalPrecisionEnum.MILLI,
            TimeZone.getTimeZone("UTC")));
    report.addPerformer(new Reference().setDisplay("Hilum (research use only)"));
    if (document.standing().signedBy() != null) {
      report.addResultsInterpreter(
          new Reference().setDisplay(ReportDocument.clean(document.standing().signedBy())));
    }
    if (study.studyInstanceUid() != null) {
      Reference images = new Reference();
      images.setType("ImagingStudy");
      images
          .getIdentifier()
          .setSystem(DICOM_UID)
          .setValue("urn:oid:" + ReportDocument.clean(study.studyInstanceUid()));
      report.addImagingStudy(images);
    }
    report.setConclusion(conclusion(document));
    byte[] pdf = document.pdf();
    if (pdf != null) {
      report
          .addPresentedForm()
          .setContentType("application/pdf")
          .setLanguage(document.language().tag())
          .setData(pdf)
          .setTitle(ReportDocument.clean(document.report().title()));
    }
    return report;
  }

  /** The banner first: whoever reads only this must know what it is. */
  private static String conclusion(ReportDocument document) {
    StringBuilder conclusion = new StringBuilder(ReportDocument.clean(document.report().banner()));
    for (Section section : document.report().sections()) {
      if (section.kind() == SectionKind.IMPRESSION
          || section.kind() == SectionKind.RECOMMENDATION) {
        ReportDocument.lines(section).forEach(line -> conclusion.append('\n').append(line));
      }
    }
    return conclusion.toString();
  }

  private static Narrative narrative(ReportDocument document) {
    XhtmlNode div = new XhtmlNode(NodeType.Element, "div");
    div.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
    div.addTag("p").addTag("b").addText(ReportDocument.clean(document.report().banner()));
    for (Section section : document.report().sections()) {
      div.addTag("h3").addText(ReportDocument.clean(section.title()));
      ReportDocument.lines(section).forEach(line -> div.addTag("p").addText(line));
    }
    Narrative narrative = new Narrative();
    narrative.setStatus(Narrative.NarrativeStatus.GENERATED);
    narrative.setDiv(div);
    return narrative;
  }

  /** What an Observation cannot lack. */
  private static Observation observation(
      ReportDocument document, int number, Observation.ObservationStatus status) {
    Observation observation = new Observation();
    observation.setId(document.uuid("nodule/" + number).toString());
    observation.setLanguage(document.language().tag());
    observation.setStatus(status);
    String name = document.messages().text("fhir.nodule", Map.of("id", number));
    observation.setCode(concept(SNOMED, "786838002", name));
    observation.setSubject(subject(document.input().study()));
    return observation;
  }

  private static Observation observation(
      ReportDocument document, NoduleFinding nodule, Reference device) {
    StudyDescription study = document.input().study();
    Observation observation =
        observation(
            document,
            nodule.id(),
            switch (document.standing().status()) {
              case PRELIMINARY -> Observation.ObservationStatus.PRELIMINARY;
              case FINAL -> Observation.ObservationStatus.FINAL;
              case AMENDED -> Observation.ObservationStatus.AMENDED;
            });
    observation
        .addCategory()
        .addCoding()
        .setSystem("http://terminology.hl7.org/CodeSystem/observation-category")
        .setCode("imaging");
    if (study.studyDateTime() != null) {
      observation.setEffective(day(study.studyDateTime()));
    }
    observation.setDevice(device);
    observation.setBodySite(concept(SNOMED, "39607008", document.messages().place(nodule.place())));
    observation.addNote().setText(ReportDocument.clean(document.report().banner()));
    if (!nodule.familiar()) {
      observation.addNote().setText(document.messages().text("finding.unfamiliar"));
    }
    observation.setText(observationNarrative(document, nodule, observation.getCode().getText()));
    add(observation, concept(SNOMED, "103339001", "Long axis"), nodule.longAxisMm(), 1, "mm");
    add(observation, concept(SNOMED, "103340004", "Short axis"), nodule.shortAxisMm(), 1, "mm");
    add(observation, concept(SNOMED, "118565006", "Volume"), nodule.volumeMm3(), 0, "mm3");
    CodeableConcept malignancy =
        concept(RADLEX, "RID36042", document.messages().text("fhir.malignancy"));
    add(observation, malignancy, 100 * nodule.malignancyProbability(), 1, "%");
    observation
        .addComponent()
        .setCode(new CodeableConcept().setText(document.messages().text("fhir.interval")))
        .setValue(
            new Range()
                .setLow(quantity(100 * nodule.malignancyInterval().low(), 1, "%"))
                .setHigh(quantity(100 * nodule.malignancyInterval().high(), 1, "%")));
    add(
        observation,
        new CodeableConcept().setText(document.messages().text("fhir.score")),
        nodule.noduleProbability(),
        2,
        "1");
    observation
        .addComponent()
        .setCode(new CodeableConcept().setText(document.messages().text("fhir.texture")))
        .setValue(
            concept(
                RADLEX,
                switch (nodule.attributes().textureClass()) {
                  case SOLID -> "RID50151";
                  case PART_SOLID -> "RID50152";
                  case NON_SOLID -> "RID50153";
                },
                document
                    .messages()
                    .text(
                        "texture."
                            + nodule.attributes().textureClass().name().toLowerCase(Locale.ROOT))));
    observation
        .addComponent()
        .setCode(new CodeableConcept().setText(document.messages().text("fhir.center")))
        .setValue(
            new StringType(
                String.format(
                    Locale.ROOT,
                    "%.1f, %.1f, %.1f mm",
                    nodule.center().xMm(),
                    nodule.center().yMm(),
                    nodule.center().zMm())));
    return observation;
  }

  private static Narrative observationNarrative(
      ReportDocument document, NoduleFinding nodule, String name) {
    XhtmlNode div = new XhtmlNode(NodeType.Element, "div");
    div.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
    div.addTag("p")
        .addText(
            document
                .messages()
                .text(
                    "fhir.summary",
                    Map.of(
                        "nodule", name,
                        "place", document.messages().place(nodule.place()),
                        "long", decimal(nodule.longAxisMm(), 1),
                        "short", decimal(nodule.shortAxisMm(), 1))));
    div.addTag("p").addTag("b").addText(ReportDocument.clean(document.report().banner()));
    Narrative narrative = new Narrative();
    narrative.setStatus(Narrative.NarrativeStatus.GENERATED);
    narrative.setDiv(div);
    return narrative;
  }

  private static Device device(ModelInfo model) {
    Device device = new Device();
    String name = ReportDocument.clean(model.name());
    String version = ReportDocument.clean(model.version());
    device.setId(
        UUID.nameUUIDFromBytes(
                "org.hilum/model/%s/%s".formatted(name, version).getBytes(StandardCharsets.UTF_8))
            .toString());
    device.addDeviceName().setName(name).setType(Device.DeviceNameType.MODELNAME);
    device.addVersion().setValue(version);
    device.addNote().setText("Research use only. Not a medical device.");
    return device;
  }

  /** By identifier: the patient is the hospital's to describe. */
  private static Reference subject(StudyDescription study) {
    Reference subject = new Reference();
    subject.setType("Patient");
    if (study.patientId() != null && !ReportDocument.clean(study.patientId()).isEmpty()) {
      subject.getIdentifier().setValue(ReportDocument.clean(study.patientId()));
    }
    subject.setDisplay(
        study.patientName() == null || ReportDocument.clean(study.patientName()).isEmpty()
            ? "unknown"
            : ReportDocument.clean(study.patientName()));
    return subject;
  }

  /** The scanner's clock has no time zone, without which FHIR takes no time of day. */
  private static DateTimeType day(LocalDateTime time) {
    return new DateTimeType(time.toLocalDate().toString());
  }

  private static void add(
      Observation observation, CodeableConcept code, double value, int decimals, String unit) {
    observation.addComponent().setCode(code).setValue(quantity(value, decimals, unit));
  }

  private static Quantity quantity(double value, int decimals, String unit) {
    return new Quantity()
        .setValue(decimal(value, decimals))
        .setUnit(unit)
        .setSystem(UCUM)
        .setCode(unit);
  }

  private static BigDecimal decimal(double value, int decimals) {
    return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
  }

  private static CodeableConcept concept(String system, String code, String text) {
    CodeableConcept concept = new CodeableConcept();
    concept.addCoding().setSystem(system).setCode(code);
    return concept.setText(ReportDocument.clean(text));
  }
}
