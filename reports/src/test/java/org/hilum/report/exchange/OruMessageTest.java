package org.hilum.report.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.model.Type;
import ca.uhn.hl7v2.model.v251.datatype.ED;
import ca.uhn.hl7v2.model.v251.group.ORU_R01_ORDER_OBSERVATION;
import ca.uhn.hl7v2.model.v251.message.ORU_R01;
import ca.uhn.hl7v2.model.v251.segment.OBX;
import ca.uhn.hl7v2.model.v251.segment.PID;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.hilum.report.Language;
import org.hilum.report.Report;
import org.hilum.report.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Read back by HAPI's parser with its validation switched on. */
class OruMessageTest {

  @ParameterizedTest
  @EnumSource(Language.class)
  void holdsASegmentForEachSectionAndThePdf(Language language) throws Exception {
    for (int nodules : new int[] {0, 1, 60}) {
      ReportDocument document = Documents.draft(nodules, language);
      ORU_R01 message = parse(OruMessage.of(document, OruMessage.Route.unaddressed()));
      ORU_R01_ORDER_OBSERVATION order = message.getPATIENT_RESULT().getORDER_OBSERVATION();

      List<Section> sections = document.report().sections();
      assertThat(order.getOBSERVATIONReps()).isEqualTo(sections.size() + 1);
      for (int i = 0; i < sections.size(); i++) {
        OBX obx = order.getOBSERVATION(i).getOBX();
        assertThat(obx.getSetIDOBX().getValue()).isEqualTo(Integer.toString(i + 1));
        assertThat(lines(obx)).containsExactlyElementsOf(sections.get(i).paragraphs());
      }
      OBX last = order.getOBSERVATION(sections.size()).getOBX();
      ED pdf = (ED) last.getObservationValue(0).getData();
      assertThat(pdf.getEncoding().getValue()).isEqualTo("Base64");
      assertThat(pdf.getDataSubtype().getValue()).isEqualTo("PDF");
      assertThat(Base64.getDecoder().decode(pdf.getData().getValue())).isEqualTo(Documents.PDF);
      assertThat(order.getNTE().getComment(0).getValue()).isEqualTo(document.report().banner());
    }
  }

  @Test
  void saysWhoWasExaminedAndWhichOrderItAnswers() throws Exception {
    String text = OruMessage.of(Documents.draft(1, Language.EN), OruMessage.Route.unaddressed());
    ORU_R01 message = parse(text);
    assertThat(message.getMSH().getCharacterSet(0).getValue()).isEqualTo("UNICODE UTF-8");
    assertThat(message.getMSH().getVersionID().getVersionID().getValue()).isEqualTo("2.5.1");
    PID pid = message.getPATIENT_RESULT().getPATIENT().getPID();
    assertThat(pid.getPatientIdentifierList(0).getIDNumber().getValue()).isEqualTo("P-1");
    assertThat(pid.getPatientName(0).encode()).isEqualTo("Wang^Xiaodong^^^^^L^A");
    assertThat(pid.getPatientName(1).encode()).isEqualTo("王^小东^^^^^L^I");
    assertThat(pid.getAdministrativeSex().getValue()).isEqualTo("M");
    ORU_R01_ORDER_OBSERVATION order = message.getPATIENT_RESULT().getORDER_OBSERVATION();
    assertThat(order.getORC().getPlacerOrderNumber().getEntityIdentifier().getValue())
        .isEqualTo("A-17");
    assertThat(order.getOBR().getPlacerField1().getValue()).isEqualTo("A-17");
    assertThat(order.getOBR().getFillerField1().getValue()).isEqualTo("1.2.3");
    assertThat(order.getOBR().getObservationDateTime().getTime().getValue())
        .isEqualTo("20260228235958");
    List<String> codes =
        order.getOBSERVATIONAll().stream()
            .map(each -> each.getOBX().getObservationIdentifier())
            .map(code -> code.getIdentifier().getValue() + "^" + code.getNameOfCodingSystem())
            .toList();
    assertThat(codes)
        .containsExactly(
            "18785-6^LN",
            "COMPARISON^99HILUM",
            "TECHNIQUE^99HILUM",
            "59776-5^LN",
            "19005-8^LN",
            "18783-1^LN",
            "LIMITS^99HILUM",
            "11528-7^LN");
  }

  @ParameterizedTest
  @EnumSource(Standing.Status.class)
  void saysHowFarTheReportHasCome(Standing.Status status) throws Exception {
    ReportDocument document =
        status == Standing.Status.PRELIMINARY
            ? Documents.draft(1, Language.EN)
            : Documents.signed(status, 2, "Li, Na");
    ORU_R01 message = parse(OruMessage.of(document, OruMessage.Route.unaddressed()));
    ORU_R01_ORDER_OBSERVATION order = message.getPATIENT_RESULT().getORDER_OBSERVATION();
    String expected =
        switch (status) {
          case PRELIMINARY -> "P";
          case FINAL -> "F";
          case AMENDED -> "C";
        };
    assertThat(order.getOBR().getResultStatus().getValue()).isEqualTo(expected);
    assertThat(order.getOBSERVATIONAll())
        .allMatch(each -> expected.equals(each.getOBX().getObservationResultStatus().getValue()));
    assertThat(
            order.getOBR().getPrincipalResultInterpreter().getNDLName().getFamilyName().getValue())
        .isEqualTo(status == Standing.Status.PRELIMINARY ? null : "Li, Na");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a|b^c~d\\e&f",
        "x\\.br\\y \\E\\ \\F\\ \\X0D\\",
        "line\rPID|1||EVIL\rOBX|9|TX|fake",
        "\u000Bframe\u001C\r",
        "<script>alert(1)</script> &amp;",
        "王^小东|≥6 mm²"
      })
  void cannotBeBrokenByATextFromOutside(String hostile) throws Exception {
    ReportDocument document = Documents.hostile(hostile);
    String text = OruMessage.of(document, OruMessage.Route.unaddressed());

    assertThat(text).doesNotContain("\u000B", "\u001C", "\n");
    assertThat(Arrays.stream(text.split("\r")).map(line -> line.substring(0, 3)))
        .containsExactly(
            "MSH", "PID", "ORC", "OBR", "NTE", "OBX", "OBX", "OBX", "OBX", "OBX", "OBX", "OBX",
            "OBX");
    ORU_R01 message = parse(text);
    String clean = ReportDocument.clean(hostile);
    ORU_R01_ORDER_OBSERVATION order = message.getPATIENT_RESULT().getORDER_OBSERVATION();
    assertThat(order.getOBR().getPlacerField1().getValue()).isEqualTo(clean);
    assertThat(
            message
                .getPATIENT_RESULT()
                .getPATIENT()
                .getPID()
                .getPatientIdentifierList(0)
                .getIDNumber()
                .getValue())
        .isEqualTo(clean);
    assertThat(lines(order.getOBSERVATION(0).getOBX()))
        .containsExactlyElementsOf(document.report().sections().get(0).paragraphs());
  }

  @Test
  void keepsTheLinesOfAnEditedParagraph() throws Exception {
    ReportDocument draft = Documents.draft(1, Language.EN);
    Section first = draft.report().sections().get(0);
    Report edited =
        new Report(
            Language.EN,
            "t",
            "b",
            List.of(),
            List.of(new Section(first.kind(), first.title(), List.of("one\ntwo\r\n\nthree"))));
    ORU_R01 message =
        parse(
            OruMessage.of(
                ReportDocument.draft(draft.input(), edited, null), OruMessage.Route.unaddressed()));
    ORU_R01_ORDER_OBSERVATION order = message.getPATIENT_RESULT().getORDER_OBSERVATION();
    assertThat(lines(order.getOBSERVATION(0).getOBX())).containsExactly("one", "two", "three");
    assertThat(order.getOBSERVATIONReps()).as("no PDF, no segment for it").isEqualTo(1);
  }

  @Test
  void isTheSameMessageForTheSameVersionAndAnotherForTheNext() {
    OruMessage.Route route = OruMessage.Route.unaddressed();
    String first = OruMessage.of(Documents.signed(Standing.Status.FINAL, 2, "Li"), route);
    assertThat(OruMessage.of(Documents.signed(Standing.Status.FINAL, 2, "Li"), route))
        .isEqualTo(first);
    String next = OruMessage.of(Documents.signed(Standing.Status.AMENDED, 3, "Li"), route);
    assertThat(next.split("\\|")[9]).isNotEqualTo(first.split("\\|")[9]);
  }

  @Test
  void isFullWhereNothingIsKnownOfThePatient() throws Exception {
    ORU_R01 message = parse(OruMessage.of(Documents.unknown(0), OruMessage.Route.unaddressed()));
    PID pid = message.getPATIENT_RESULT().getPATIENT().getPID();
    assertThat(pid.getAdministrativeSex().getValue()).isEqualTo("U");
    assertThat(pid.getPatientName(0).encode()).isEqualTo("^^^^^^U");
  }

  @Test
  void refusesASignatureOnADraftAndAFinalReportWithoutOne() {
    Instant at = Instant.EPOCH;
    assertThatThrownBy(() -> new Standing(Standing.Status.PRELIMINARY, "Li", at))
        .hasMessageContaining("not signed");
    assertThatThrownBy(() -> new Standing(Standing.Status.FINAL, " ", at))
        .hasMessageContaining("signed by somebody");
    assertThatThrownBy(() -> new Standing(Standing.Status.AMENDED, "Li", null))
        .hasMessageContaining("signed by somebody");
  }

  private static ORU_R01 parse(String text) throws Exception {
    try (DefaultHapiContext context =
        new DefaultHapiContext(ValidationContextFactory.defaultValidation())) {
      return (ORU_R01) context.getPipeParser().parse(text);
    }
  }

  private static List<String> lines(OBX obx) {
    return Arrays.stream(obx.getObservationValue())
        .map(value -> value.getData())
        .map(Type::toString)
        .collect(Collectors.toList());
  }
}
