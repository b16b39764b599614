package org.hilum.report.exchange;

import static java.util.Objects.requireNonNull;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.DataTypeException;
import ca.uhn.hl7v2.model.v251.datatype.CE;
import ca.uhn.hl7v2.model.v251.datatype.ED;
import ca.uhn.hl7v2.model.v251.datatype.TX;
import ca.uhn.hl7v2.model.v251.datatype.XPN;
import ca.uhn.hl7v2.model.v251.group.ORU_R01_ORDER_OBSERVATION;
import ca.uhn.hl7v2.model.v251.message.ORU_R01;
import ca.uhn.hl7v2.model.v251.segment.MSH;
import ca.uhn.hl7v2.model.v251.segment.OBR;
import ca.uhn.hl7v2.model.v251.segment.OBX;
import ca.uhn.hl7v2.model.v251.segment.PID;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hilum.model.history.Sex;
import org.hilum.report.Section;
import org.hilum.report.SectionKind;
import org.hilum.report.StudyDescription;

/**
 * A report as HL7 v2.5.1 ORU^R01: an OBX for each section, a repetition for each line of it, and
 * one for the PDF. In UTF-8, which MSH-18 says. The same version of a report makes the same message
 * with the same control id (MSH-10), so that a receiver knows a repetition.
 */
public final class OruMessage {

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT);

  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);

  private static final Code DOCUMENT = Code.loinc("11528-7", "Radiology Report");

  /** LOINC where its code was read in a source, else a code of our own. */
  private static final Map<String, Code> SECTIONS =
      Map.of(
          SectionKind.INDICATION.name(), Code.loinc("18785-6", "Indications for procedure"),
          SectionKind.FINDINGS.name(), Code.loinc("59776-5", "Procedure findings"),
          SectionKind.IMPRESSION.name(), Code.loinc("19005-8", "Impressions"),
          SectionKind.RECOMMENDATION.name(), Code.loinc("18783-1", "Recommendations"));

  private record Code(String value, String meaning, String system) {

    static Code loinc(String value, String meaning) {
      return new Code(value, meaning, "LN");
    }

    static Code of(SectionKind kind) {
      return Optional.ofNullable(SECTIONS.get(kind.name()))
          .orElseGet(
              () ->
                  new Code(
                      kind.name(),
                      kind.name().charAt(0) + kind.name().substring(1).toLowerCase(Locale.ROOT),
                      "99HILUM"));
    }

    void into(CE field) throws DataTypeException {
      field.getIdentifier().setValue(value);
      field.getText().setValue(meaning);
      field.getNameOfCodingSystem().setValue(system);
    }
  }

  /** Who speaks and who is spoken to: MSH-3 to MSH-6. */
  public record Route(
      String sendingApplication,
      String sendingFacility,
      String receivingApplication,
      String receivingFacility) {

    public Route {
      requireNonNull(sendingApplication, "sendingApplication");
      requireNonNull(sendingFacility, "sendingFacility");
      requireNonNull(receivingApplication, "receivingApplication");
      requireNonNull(receivingFacility, "receivingFacility");
    }

    /** From Hilum, to whoever reads it. */
    public static Route unaddressed() {
      return new Route("HILUM", "HILUM", "", "");
    }
  }

  private OruMessage() {}

  /** The message, its segments ended by carriage returns as HL7 asks. */
  public static String of(ReportDocument document, Route route) {
    try (HapiContext context = new DefaultHapiContext()) {
      ORU_R01 message = new ORU_R01();
      message.setParser(context.getPipeParser());
      header(message.getMSH(), document, route);
      patient(message.getPATIENT_RESULT().getPATIENT().getPID(), document.input().study());
      ORU_R01_ORDER_OBSERVATION order = message.getPATIENT_RESULT().getORDER_OBSERVATION();
      order(order, document);
      int number = 0;
      for (Section section : document.report().sections()) {
        section(order.getOBSERVATION(number).getOBX(), ++number, section, document);
      }
      byte[] pdf = document.pdf();
      if (pdf != null) {
        pdf(order.getOBSERVATION(number).getOBX(), ++number, pdf, document);
      }
      return message.encode();
    } catch (HL7Exception | IOException e) {
      throw new IllegalStateException(
          "report %s cannot be written as HL7: %s".formatted(document.identity(), e.getMessage()),
          e);
    }
  }

  private static void header(MSH msh, ReportDocument document, Route route) throws HL7Exception {
    msh.getFieldSeparator().setValue("|");
    msh.getEncodingCharacters().setValue("^~\\&");
    msh.getSendingApplication().getNamespaceID().setValue(route.sendingApplication());
    msh.getSendingFacility().getNamespaceID().setValue(route.sendingFacility());
    msh.getReceivingApplication().getNamespaceID().setValue(route.receivingApplication());
    msh.getReceivingFacility().getNamespaceID().setValue(route.receivingFacility());
    msh.getDateTimeOfMessage().getTime().setValue(utc(document.issuedAt()));
    msh.getMessageType().getMessageCode().setValue("ORU");
    msh.getMessageType().getTriggerEvent().setValue("R01");
    msh.getMessageType().getMessageStructure().setValue("ORU_R01");
    // Twenty characters are all that MSH-10 takes.
    String control = document.uuid("hl7/" + document.version()).toString().replace("-", "");
    msh.getMessageControlID().setValue(control.substring(0, 20));
    msh.getProcessingID().getProcessingID().setValue("P");
    msh.getVersionID().getVersionID().setValue("2.5.1");
    msh.getCharacterSet(0).setValue("UNICODE UTF-8");
    msh.getPrincipalLanguageOfMessage().getIdentifier().setValue(document.language().tag());
  }

  private static void patient(PID pid, StudyDescription study) throws HL7Exception {
    pid.getSetIDPID().setValue("1");
    pid.getPatientIdentifierList(0)
        .getIDNumber()
        .setValue(study.patientId() == null ? "" : ReportDocument.clean(study.patientId()));
    name(pid, study.patientName() == null ? "" : study.patientName());
    Sex sex = study.sex();
    pid.getAdministrativeSex().setValue(sex == null ? "U" : sex == Sex.FEMALE ? "F" : "M");
  }

  /** DICOM's component groups become repetitions: alphabetic (A), ideographic (I), phonetic (P). */
  private static void name(PID pid, String dicom) throws HL7Exception {
    String[] groups = dicom.split("=", 3);
    String[] codes = {"A", "I", "P"};
    int repetition = 0;
    for (int group = 0; group < groups.length; group++) {
      String[] parts = groups[group].split("\\^", 5);
      if (String.join("", parts).isBlank()) {
        continue;
      }
      XPN name = pid.getPatientName(repetition++);
      name.getFamilyName().getSurname().setValue(part(parts, 0));
      name.getGivenName().setValue(part(parts, 1));
      name.getSecondAndFurtherGivenNamesOrInitialsThereof().setValue(part(parts, 2));
      name.getPrefixEgDR().setValue(part(parts, 3));
      name.getSuffixEgJRorIII().setValue(part(parts, 4));
      name.getNameTypeCode().setValue("L");
      name.getNameRepresentationCode().setValue(codes[group]);
    }
    if (repetition == 0) {
      // PID-5 is required; U says that no name is known.
      pid.getPatientName(0).getNameTypeCode().setValue("U");
    }
  }

  private static String part(String[] parts, int index) {
    return index < parts.length ? ReportDocument.clean(parts[index]) : "";
  }

  private static void order(ORU_R01_ORDER_OBSERVATION order, ReportDocument document)
      throws HL7Exception {
    StudyDescription study = document.input().study();
    String accession =
        study.accessionNumber() == null ? "" : ReportDocument.clean(study.accessionNumber());
    String report = document.uuid("report").toString();
    order.getORC().getOrderControl().setValue("RE");
    order.getORC().getPlacerOrderNumber().getEntityIdentifier().setValue(accession);
    order.getORC().getFillerOrderNumber().getEntityIdentifier().setValue(report);
    order.getORC().getFillerOrderNumber().getNamespaceID().setValue("HILUM");
    OBR obr = order.getOBR();
    obr.getSetIDOBR().setValue("1");
    obr.getPlacerOrderNumber().getEntityIdentifier().setValue(accession);
    obr.getFillerOrderNumber().getEntityIdentifier().setValue(report);
    obr.getFillerOrderNumber().getNamespaceID().setValue("HILUM");
    DOCUMENT.into(obr.getUniversalServiceIdentifier());
    if (study.description() != null) {
      obr.getUniversalServiceIdentifier()
          .getAlternateText()
          .setValue(ReportDocument.clean(study.description()));
    }
    if (study.studyDateTime() != null) {
      // Midnight stands for a time that the headers do not state.
      boolean dayOnly = study.studyDateTime().toLocalTime().equals(LocalTime.MIDNIGHT);
      obr.getObservationDateTime()
          .getTime()
          .setValue((dayOnly ? DAY : SECONDS).format(study.studyDateTime()));
    }
    obr.getPlacerField1().setValue(accession);
    if (study.studyInstanceUid() != null) {
      obr.getFillerField1().setValue(ReportDocument.clean(study.studyInstanceUid()));
    }
    obr.getResultsRptStatusChngDateTime().getTime().setValue(utc(document.issuedAt()));
    obr.getDiagnosticServSectID().setValue("CT");
    obr.getResultStatus().setValue(document.standing().status().hl7());
    if (document.standing().signedBy() != null) {
      obr.getPrincipalResultInterpreter()
          .getNDLName()
          .getFamilyName()
          .setValue(ReportDocument.clean(document.standing().signedBy()));
    }
    order.getNTE(0).getSetIDNTE().setValue("1");
    order.getNTE(0).getSourceOfComment().setValue("L");
    order.getNTE(0).getComment(0).setValue(ReportDocument.clean(document.report().banner()));
  }

  private static void section(OBX obx, int number, Section section, ReportDocument document)
      throws HL7Exception {
    Code.of(section.kind()).into(obx.getObservationIdentifier());
    obx.getObservationIdentifier()
        .getAlternateText()
        .setValue(ReportDocument.clean(section.title()));
    obx.getValueType().setValue("TX");
    List<String> lines = ReportDocument.lines(section);
    for (int line = 0; line < lines.size(); line++) {
      TX text = new TX(obx.getMessage());
      text.setValue(lines.get(line));
      obx.getObservationValue(line).setData(text);
    }
    common(obx, number, document);
  }

  private static void pdf(OBX obx, int number, byte[] pdf, ReportDocument document)
      throws HL7Exception {
    DOCUMENT.into(obx.getObservationIdentifier());
    obx.getValueType().setValue("ED");
    ED data = new ED(obx.getMessage());
    data.getTypeOfData().setValue("Application");
    data.getDataSubtype().setValue("PDF");
    data.getEncoding().setValue("Base64");
    data.getData().setValue(Base64.getEncoder().encodeToString(pdf));
    obx.getObservationValue(0).setData(data);
    common(obx, number, document);
  }

  private static void common(OBX obx, int number, ReportDocument document) throws HL7Exception {
    obx.getSetIDOBX().setValue(Integer.toString(number));
    obx.getObservationResultStatus().setValue(document.standing().status().hl7());
  }

  private static String utc(Instant instant) {
    return SECONDS.format(instant.atZone(ZoneOffset.UTC)) + "+0000";
  }
}
