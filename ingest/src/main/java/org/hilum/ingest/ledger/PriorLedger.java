package org.hilum.ingest.ledger;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.hilum.db.Analysis;
import org.hilum.db.AnalysisRepository;
import org.hilum.db.AnalysisStatus;
import org.hilum.db.Study;
import org.hilum.db.StudyRepository;
import org.hilum.ingest.prior.PatientIdentity;
import org.hilum.ingest.prior.PriorAnalysis;
import org.hilum.ingest.prior.PriorChoice;
import org.hilum.model.ModelInfo;
import org.hilum.pacs.DicomInstance;
import org.hilum.report.comparison.Comparison.NotMade;
import org.hilum.report.comparison.Comparison.Reason;
import org.hilum.report.comparison.PriorExamination;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.transaction.support.TransactionTemplate;

/** Which earlier study of a patient a study is compared with: the newest that can be used. */
public class PriorLedger {

  /** A patient with more earlier CTs than this is compared with none of the older ones. */
  private static final Limit LOOKED_AT = Limit.of(20);

  private final StudyRepository studies;
  private final AnalysisRepository analyses;
  private final TransactionTemplate transaction;

  public PriorLedger(
      StudyRepository studies, AnalysisRepository analyses, TransactionTemplate transaction) {
    this.studies = studies;
    this.analyses = analyses;
    this.transaction = transaction;
  }

  /**
   * Chooses the prior of the study that an instance belongs to.
   *
   * @param imagesAreHere whether the images of a study can still be read
   */
  public PriorChoice choose(DicomInstance instance, Predicate<String> imagesAreHere) {
    return Objects.requireNonNull(
        transaction.execute(status -> chooseInTransaction(instance, imagesAreHere)));
  }

  private PriorChoice chooseInTransaction(DicomInstance instance, Predicate<String> imagesAreHere) {
    PatientIdentity patient = PatientIdentity.of(instance.patient());
    String id = patient.id();
    LocalDate date = instance.study().date();
    if (id == null || id.isBlank()) {
      return none(Reason.NO_PATIENT_ID);
    }
    if (date == null) {
      return none(Reason.NO_DATE);
    }
    LocalDateTime when =
        date.atTime(Objects.requireNonNullElse(instance.study().time(), LocalTime.MIDNIGHT));
    List<NotMade> passedOver = new ArrayList<>();
    for (Study earlier : studies.findEarlier(id, instance.studyInstanceUid(), when, LOOKED_AT)) {
      Optional<Analysis> analysis = analyses.findNewest(earlier.getStudyInstanceUid());
      Reason hindrance = hindrance(patient, earlier, analysis, imagesAreHere);
      if (hindrance == null) {
        return new PriorChoice.Found(prior(earlier, analysis.orElseThrow()), passedOver);
      }
      passedOver.add(
          new NotMade(
              hindrance,
              PriorExamination.unused(earlier.getStudyInstanceUid(), dateOf(earlier)),
              ""));
    }
    return passedOver.isEmpty() ? none(Reason.NO_PRIOR) : new PriorChoice.None(passedOver.get(0));
  }

  private static PriorChoice none(Reason reason) {
    return new PriorChoice.None(new NotMade(reason, null, ""));
  }

  private static @Nullable Reason hindrance(
      PatientIdentity patient,
      Study earlier,
      Optional<Analysis> analysis,
      Predicate<String> imagesAreHere) {
    PatientIdentity other =
        new PatientIdentity(
            earlier.getPatientId(),
            earlier.getIssuerOfPatientId(),
            earlier.getPatientName(),
            earlier.getPatientBirthDate());
    if (patient.contradicts(other)) {
      return Reason.PATIENT_CONFLICT;
    }
    AnalysisStatus status = analysis.map(Analysis::getStatus).orElse(AnalysisStatus.FAILED);
    if (status == AnalysisStatus.REFUSED) {
      return Reason.PRIOR_REFUSED;
    }
    if (status != AnalysisStatus.ANALYSED
        || analysis.map(Analysis::getSeriesInstanceUid).isEmpty()) {
      return Reason.PRIOR_NOT_ANALYSED;
    }
    return imagesAreHere.test(earlier.getStudyInstanceUid()) ? null : Reason.PRIOR_IMAGES_GONE;
  }

  private static PriorAnalysis prior(Study study, Analysis analysis) {
    return new PriorAnalysis(
        study.getStudyInstanceUid(),
        Objects.requireNonNull(analysis.getSeriesInstanceUid()),
        dateOf(study),
        new ModelInfo(
            analysis.getModelName(), analysis.getModelVersion(), analysis.getModelPrecision()),
        analysis.getFindings().stream()
            .filter(finding -> !finding.isRejected())
            .map(StoredRecords::nodule)
            .toList(),
        StoredComparisons.changes(analysis.getComparison()));
  }

  private static @Nullable LocalDate dateOf(Study study) {
    LocalDateTime when = study.getStudyDateTime();
    return when == null ? null : when.toLocalDate();
  }
}
