package org.hilum.ingest.prior;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.hilum.ingest.analysis.JudgedStudy;
import org.hilum.model.AnalysisOutcome.Analysed;
import org.hilum.model.register.ChestRegistration;
import org.hilum.model.register.NoduleMatcher;
import org.hilum.model.register.Registration;
import org.hilum.model.register.RegistrationOutcome;
import org.hilum.model.volume.CtVolume;
import org.hilum.report.comparison.Comparison;
import org.hilum.report.comparison.Comparison.NotMade;
import org.hilum.report.comparison.Comparison.Reason;
import org.hilum.report.comparison.PriorExamination;

/** Compares a judged study with an earlier one: registers the two volumes, matches the nodules. */
public final class StudyComparer {

  private StudyComparer() {}

  /** What keeps a study from being compared, whatever the earlier one is. */
  public static Optional<NotMade> hindrance(JudgedStudy current) {
    return current.outcome() instanceof Analysed
        ? Optional.empty()
        : Optional.of(new NotMade(Reason.CURRENT_REFUSED, null, ""));
  }

  /**
   * A comparison, or why the two cannot be compared.
   *
   * @throws IllegalArgumentException if the current study was refused
   */
  public static Comparison compare(
      JudgedStudy current, CtVolume currentVolume, PriorAnalysis prior, CtVolume priorVolume) {
    if (!(current.outcome() instanceof Analysed analysed)) {
      throw new IllegalArgumentException(
          "study " + current.contents().studyInstanceUid() + " was refused");
    }
    PriorExamination examination =
        PriorExamination.analysed(
            prior.studyInstanceUid(),
            prior.seriesInstanceUid(),
            prior.date(),
            prior.model(),
            current.model());
    LocalDate date = current.date();
    if (date != null && prior.date() != null && prior.date().isAfter(date)) {
      return new NotMade(
          Reason.PRIOR_NOT_EARLIER,
          examination,
          "the earlier examination is of %s, this one of %s".formatted(prior.date(), date));
    }
    RegistrationOutcome outcome = ChestRegistration.register(currentVolume, priorVolume);
    if (outcome instanceof RegistrationOutcome.Failed failed) {
      return new NotMade(reason(failed.code()), examination, failed.message());
    }
    Registration registration = ((RegistrationOutcome.Registered) outcome).registration();
    return Comparison.of(
        examination,
        date,
        registration.quality(),
        registration.transform(),
        NoduleMatcher.match(registration, analysed.nodules(), List.copyOf(prior.findings())),
        prior.changes());
  }

  private static Reason reason(RegistrationOutcome.Code code) {
    return switch (code) {
      case CURRENT_LUNGS -> Reason.CURRENT_LUNGS;
      case PRIOR_LUNGS -> Reason.PRIOR_LUNGS;
      case LITTLE_OVERLAP -> Reason.LITTLE_OVERLAP;
      case NO_AGREEMENT -> Reason.NO_AGREEMENT;
    };
  }
}
