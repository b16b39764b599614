package org.hilum.ingest.prior;

import java.io.IOException;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.hilum.ingest.analysis.JudgedStudy;
import org.hilum.ingest.analysis.PreparedStudy;
import org.hilum.ingest.study.InvalidStudyException;
import org.hilum.ingest.study.SeriesRefusedException;
import org.hilum.model.volume.CtVolume;
import org.hilum.report.comparison.Comparison;
import org.hilum.report.comparison.Comparison.NotMade;
import org.hilum.report.comparison.Comparison.Reason;
import org.hilum.report.comparison.PriorExamination;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares a study with the earlier one that is chosen for it. Whatever goes wrong becomes a reason
 * in the report: a comparison never costs a study its result.
 */
public final class PriorComparison {

  private static final Logger log = LoggerFactory.getLogger(PriorComparison.class);

  private final PriorVolumes volumes;

  public PriorComparison(PriorVolumes volumes) {
    this.volumes = volumes;
  }

  /** The study's comparison with the earlier one that is chosen, or why there is none. */
  public Comparison with(
      Function<Predicate<String>, PriorChoice> chooser,
      PreparedStudy prepared,
      JudgedStudy judged) {
    if (!(prepared instanceof PreparedStudy.Ready ready)) {
      return new NotMade(Reason.CURRENT_REFUSED, null, "");
    }
    PriorChoice choice;
    try {
      choice = chooser.apply(volumes::areHere);
    } catch (RuntimeException e) {
      return notMade(Reason.FAILED, null, judged, e);
    }
    if (choice instanceof PriorChoice.None none) {
      return none.why();
    }
    PriorChoice.Found found = (PriorChoice.Found) choice;
    PriorAnalysis prior = found.prior();
    try {
      CtVolume volume = ready.series().volume();
      CtVolume priorVolume = volumes.read(prior, volume);
      Comparison comparison = StudyComparer.compare(judged, volume, prior, priorVolume);
      return comparison instanceof Comparison.Made made
          ? made.withPassedOver(found.passedOver())
          : comparison;
    } catch (InvalidStudyException | SeriesRefusedException | IOException e) {
      return notMade(Reason.PRIOR_UNREADABLE, prior, judged, e);
    } catch (RuntimeException e) {
      return notMade(Reason.FAILED, prior, judged, e);
    }
  }

  private static NotMade notMade(
      Reason reason, @Nullable PriorAnalysis prior, JudgedStudy judged, Exception e) {
    log.warn(
        "study {} is reported without a comparison with {}",
        judged.contents().studyInstanceUid(),
        prior == null ? "an earlier one" : prior.studyInstanceUid(),
        e);
    return new NotMade(
        reason,
        prior == null ? null : PriorExamination.unused(prior.studyInstanceUid(), prior.date()),
        Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName()));
  }
}
