package org.hilum.report.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hilum.report.Inputs;
import org.hilum.report.Language;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Quantity;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checked by HAPI's instance validator against the R4 definitions, without the network. */
class FhirBundleTest {

  private static final FhirContext CONTEXT = FhirContext.forR4Cached();
  private static FhirValidator validator;

  @BeforeAll
  static void loadDefinitions() {
    validator =
        CONTEXT
            .newValidator()
            .registerValidatorModule(
                new FhirInstanceValidator(
                    new ValidationSupportChain(
                        new DefaultProfileValidationSupport(CONTEXT),
                        new CommonCodeSystemsTerminologyService(CONTEXT),
                        new InMemoryTerminologyServerValidationSupport(CONTEXT))));
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void isValidWithNoNoduleOneAndSixty(Language language) {
    for (int nodules : language == Language.EN ? new int[] {0, 1, 60} : new int[] {1}) {
      Bundle bundle = readBack(Documents.draft(nodules, language));
      assertThat(bundle.getEntry()).hasSize(nodules + 2);
      DiagnosticReport report = report(bundle);
      assertThat(report.getResult()).hasSize(nodules);
      assertThat(report.getStatus()).isEqualTo(DiagnosticReport.DiagnosticReportStatus.PRELIMINARY);
      assertThat(report.getPresentedFormFirstRep().getData()).isEqualTo(Documents.PDF);
      assertThat(report.getLanguage()).isEqualTo(language.tag());
    }
  }

  @Test
  void tellsOfEachNoduleWhatWasMeasured() {
    Bundle bundle = readBack(Documents.draft(1, Language.EN));
    Observation nodule = (Observation) bundle.getEntry().get(1).getResource();
    assertThat(nodule.getCode().getText()).isEqualTo("Lung nodule 1");
    assertThat(nodule.getBodySite().getText()).isEqualTo("upper third of the right lung");
    assertThat(
            nodule.getComponent().stream()
                .filter(Observation.ObservationComponentComponent::hasValueQuantity)
                .map(each -> each.getCode().getText() + "=" + text(each.getValueQuantity())))
        .containsExactly(
            "Long axis=9.1 mm",
            "Short axis=7.4 mm",
            "Volume=261 mm3",
            "Probability that readers would call it malignant=62.0 %",
            "Detection score, which is no probability=0.97 1");
    assertThat(nodule.getNoteFirstRep().getText()).startsWith("Research use only.");
    DiagnosticReport report = report(bundle);
    assertThat(report.getImagingStudyFirstRep().getIdentifier().getValue())
        .isEqualTo("urn:oid:1.2.3");
    assertThat(report.getConclusion()).startsWith("Research use only.").contains("Lung-RADS v2022");
    assertThat(report.getResultFirstRep().getReference())
        .isEqualTo(bundle.getEntry().get(1).getFullUrl());
  }

  @Test
  void notesWhereTheModelLearntFromNothingLikeTheNodule() {
    Bundle bundle =
        readBack(
            Documents.draft(
                Inputs.input(Inputs.nodule(1), Inputs.unfamiliar(Inputs.nodule(2))), Language.EN));

    assertThat(notes(bundle, 1)).hasSize(1);
    assertThat(notes(bundle, 2)).hasSize(2).last().asString().contains("not reliable");
    assertThat(report(bundle).getConclusion()).contains("not reliable");
  }

  private static List<String> notes(Bundle bundle, int nodule) {
    Observation observation = (Observation) bundle.getEntry().get(nodule).getResource();
    return observation.getNote().stream().map(Annotation::getText).toList();
  }

  @ParameterizedTest
  @EnumSource(
      value = Standing.Status.class,
      names = {"FINAL", "AMENDED"})
  void isFinalOrAmendedOnceSomebodySignedAndKeepsItsIds(Standing.Status status) {
    Bundle bundle = readBack(Documents.signed(status, 2, "Li Na <b>"));
    DiagnosticReport report = report(bundle);
    assertThat(report.getStatus().name()).isEqualTo(status.name());
    assertThat(report.getResultsInterpreterFirstRep().getDisplay()).isEqualTo("Li Na <b>");
    Bundle draft = readBack(Documents.draft(1, Language.EN));
    assertThat(bundle.getEntry().stream().map(each -> each.getRequest().getUrl()))
        .containsExactlyElementsOf(
            draft.getEntry().stream().map(each -> each.getRequest().getUrl()).toList());
  }

  @Test
  void entersInErrorWhatOnlyAnotherVersionTold() {
    Bundle before = readBack(Documents.draft(3, Language.EN));
    ReportDocument document =
        Documents.draft(Inputs.input(Inputs.nodule(1), Inputs.nodule(3)), Language.EN)
            .withdrawing(List.of(1, 2, 3));

    Bundle bundle = readBack(document);

    assertThat(report(bundle).getResult()).hasSize(2);
    assertThat(observations(bundle, ObservationStatus.PRELIMINARY))
        .extracting(each -> each.getCode().getText())
        .containsExactly("Lung nodule 1", "Lung nodule 3");
    assertThat(observations(bundle, ObservationStatus.ENTEREDINERROR))
        .singleElement()
        .satisfies(
            withdrawn -> {
              assertThat(withdrawn.getIdPart())
                  .isEqualTo(before.getEntry().get(2).getResource().getIdPart());
              assertThat(withdrawn.getCode().getText()).isEqualTo("Lung nodule 2");
              assertThat(withdrawn.getSubject().getIdentifier().getValue()).isEqualTo("P-1");
              assertThat(withdrawn.getComponent()).isEmpty();
            });
  }

  private static List<Observation> observations(Bundle bundle, ObservationStatus status) {
    return bundle.getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .filter(Observation.class::isInstance)
        .map(Observation.class::cast)
        .filter(each -> each.getStatus() == status)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(2)>'\"&",
        "]]></p></div><div xmlns='http://www.w3.org/1999/xhtml'>",
        "a\u0000\u0001\uFFFE\uD800 b",
        "{\"resourceType\":\"Patient\"}"
      })
  void keepsMarkupInItsNarrativeAsText(String hostile) {
    ReportDocument document = Documents.hostile(hostile);
    DiagnosticReport report = report(readBack(document));
    String div = report.getText().getDivAsString();
    assertThat(div).doesNotContain("<script", "<img", "onerror=alert(2)>");
    assertThat(report.getText().getDiv().allText())
        .contains(ReportDocument.clean(document.report().sections().get(0).paragraphs().get(0)));
  }

  @Test
  void isValidWhereNothingIsKnownOfThePatient() {
    DiagnosticReport report = report(readBack(Documents.unknown(1)));
    assertThat(report.getSubject().getDisplay()).isEqualTo("unknown");
    assertThat(report.hasEffective()).isFalse();
    assertThat(report.hasImagingStudy()).isFalse();
  }

  @Test
  void isValidatedByAToolThatFindsFaults() {
    Bundle bundle = FhirBundle.of(Documents.draft(1, Language.EN));
    report(bundle).setStatus(null);
    assertThat(errors(CONTEXT.newJsonParser().encodeResourceToString(bundle))).isNotEmpty();
  }

  private static Bundle readBack(ReportDocument document) {
    String json = new String(FhirBundle.json(document), StandardCharsets.UTF_8);
    assertThat(errors(json)).isEmpty();
    return CONTEXT.newJsonParser().parseResource(Bundle.class, json);
  }

  private static List<String> errors(String json) {
    return validator.validateWithResult(json).getMessages().stream()
        .filter(message -> message.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0)
        .map(SingleValidationMessage::toString)
        .toList();
  }

  private static DiagnosticReport report(Bundle bundle) {
    return (DiagnosticReport) bundle.getEntryFirstRep().getResource();
  }

  private static String text(Quantity quantity) {
    return quantity.getValue().toPlainString() + " " + quantity.getUnit();
  }
}
