package org.hilum.report;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hilum.model.AnalysisOutcome;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleFinding;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.report.comparison.Comparison;
import org.hilum.report.guideline.Examination;
import org.hilum.report.guideline.GuidelineAssessment;
import org.hilum.report.guideline.Patient;
import org.hilum.report.guideline.RatedNodule;

/**
 * All that a report is made from.
 *
 * @param analysedAt when the analysis ended
 * @param locations of the findings, where known
 * @param comparison with an earlier examination, or why there is none
 * @throws IllegalArgumentException if a finding holds a number that is none
 */
public record ReportInput(
    StudyDescription study,
    ClinicalHistory history,
    AnalysisOutcome outcome,
    ModelInfo model,
    Instant analysedAt,
    List<FindingLocation> locations,
    Comparison comparison) {

  public ReportInput {
    requireNonNull(study, "study");
    requireNonNull(history, "history");
    requireNonNull(outcome, "outcome");
    requireNonNull(model, "model");
    requireNonNull(analysedAt, "analysedAt");
    requireNonNull(comparison, "comparison");
    locations = List.copyOf(locations);
    if (outcome instanceof AnalysisOutcome.Analysed analysed) {
      analysed.nodules().forEach(ReportInput::requireNumbers);
    }
  }

  /** A report that nobody asked to compare with anything. */
  public ReportInput(
      StudyDescription study,
      ClinicalHistory history,
      AnalysisOutcome outcome,
      ModelInfo model,
      Instant analysedAt,
      List<FindingLocation> locations) {
    this(
        study,
        history,
        outcome,
        model,
        analysedAt,
        locations,
        Comparison.notMade(Comparison.Reason.NOT_ASKED_FOR));
  }

  private static void requireNumbers(NoduleFinding finding) {
    double[] numbers = {
      finding.center().xMm(),
      finding.center().yMm(),
      finding.center().zMm(),
      finding.longAxisMm(),
      finding.shortAxisMm(),
      finding.volumeMm3(),
      finding.noduleProbability(),
      finding.malignancyProbability(),
      finding.malignancyInterval().low(),
      finding.malignancyInterval().high(),
      finding.attributes().texture(),
      finding.attributes().spiculation(),
      finding.attributes().lobulation(),
      finding.attributes().margin(),
      finding.attributes().sphericity(),
      finding.attributes().calcification(),
      finding.attributes().subtlety(),
      finding.modality().vision(),
      finding.modality().text()
    };
    for (double number : numbers) {
      if (!Double.isFinite(number)) {
        throw new IllegalArgumentException(
            "finding %d holds a number that is none and cannot be reported: %s"
                .formatted(finding.id(), finding));
      }
    }
  }

  /** Where a reader finds a nodule, if that is known. */
  public Optional<FindingLocation> locationOf(NoduleFinding finding) {
    return locations.stream().filter(each -> each.findingId() == finding.id()).findFirst();
  }

  /**
   * What the guidelines say, given what is known: the purpose of the examination is not, earlier
   * examinations as far as one was compared. Empty where the model refused.
   */
  public Optional<GuidelineAssessment> assess() {
    if (!(outcome instanceof AnalysisOutcome.Analysed analysed)) {
      return Optional.empty();
    }
    return Optional.of(
        GuidelineAssessment.of(
            Patient.of(history),
            Examination.ofUnknownPurpose(),
            analysed.nodules().stream()
                .map(nodule -> RatedNodule.of(nodule, comparison.changeOf(nodule)))
                .toList()));
  }
}
