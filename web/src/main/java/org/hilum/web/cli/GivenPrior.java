package org.hilum.web.cli;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.hilum.ingest.analysis.JudgedStudy;
import org.hilum.ingest.analysis.PreparedStudy;
import org.hilum.ingest.analysis.StudyAnalyst;
import org.hilum.ingest.prior.PatientIdentity;
import org.hilum.ingest.prior.PriorAnalysis;
import org.hilum.ingest.prior.StudyComparer;
import org.hilum.ingest.study.StudyContents;
import org.hilum.ingest.study.VolumeTooLargeException;
import org.hilum.model.AnalysisOutcome.Analysed;
import org.hilum.model.AnalysisOutcome.Refused;
import org.hilum.model.AnalysisProgress;
import org.hilum.report.comparison.Comparison;
import org.hilum.report.comparison.Comparison.NotMade;
import org.hilum.report.comparison.Comparison.Reason;
import org.hilum.report.comparison.PriorExamination;
import org.jspecify.annotations.Nullable;

/** An earlier study that is given as a folder: judged by the same model, then compared with. */
final class GivenPrior {

  private final StudyAnalyst analyst;
  private final StudyContents contents;

  GivenPrior(StudyAnalyst analyst, StudyContents contents) {
    this.analyst = analyst;
    this.contents = contents;
  }

  /**
   * @throws UsageException if the images say that the prior is the same study, of a later day, or
   *     of another patient
   */
  static void requireEarlier(StudyContents current, StudyContents prior) {
    if (current.studyInstanceUid().equals(prior.studyInstanceUid())) {
      throw new UsageException(
          "--prior: the folder holds the same study, %s; give an earlier one"
              .formatted(prior.studyInstanceUid()));
    }
    LocalDate date = current.first().study().date();
    LocalDate priorDate = prior.first().study().date();
    if (date != null && priorDate != null && priorDate.isAfter(date)) {
      throw new UsageException(
          "--prior: that study is of %s, later than this one of %s; swap the two"
              .formatted(priorDate, date));
    }
    if (PatientIdentity.of(current.first().patient())
        .contradicts(PatientIdentity.of(prior.first().patient()))) {
      throw new UsageException(
          "--prior: the two studies name different patients; give two studies of one patient");
    }
  }

  Comparison compare(PreparedStudy current, JudgedStudy judged, AnalysisProgress progress)
      throws IOException {
    if (!(current instanceof PreparedStudy.Ready ready)
        || StudyComparer.hindrance(judged).isPresent()) {
      return new NotMade(Reason.CURRENT_REFUSED, null, "");
    }
    PreparedStudy prepared;
    try {
      prepared = analyst.prepare(contents, List.of(), ready.series().volume());
    } catch (VolumeTooLargeException e) {
      return notMade(Reason.PRIOR_UNREADABLE, String.valueOf(e.getMessage()));
    }
    JudgedStudy prior = analyst.judge(prepared, progress);
    if (!(prepared instanceof PreparedStudy.Ready priorReady)
        || !(prior.outcome() instanceof Analysed analysed)) {
      return notMade(
          Reason.PRIOR_REFUSED,
          prior.outcome() instanceof Refused refused ? refused.message() : "");
    }
    return StudyComparer.compare(
        judged,
        ready.series().volume(),
        new PriorAnalysis(
            contents.studyInstanceUid(),
            contents.chosen().orElseThrow().instanceUid(),
            date(),
            prior.model(),
            analysed.nodules(),
            Map.of()),
        priorReady.series().volume());
  }

  private NotMade notMade(Reason reason, String detail) {
    return new NotMade(
        reason, PriorExamination.unused(contents.studyInstanceUid(), date()), detail);
  }

  private @Nullable LocalDate date() {
    return contents.first().study().date();
  }
}
