package org.hilum.validation.studies;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hilum.ingest.study.SeriesRefusedException;
import org.hilum.model.AnalysisOutcome;
import org.hilum.model.AnalysisProgress;
import org.hilum.model.ModelException;
import org.hilum.model.NoduleAnalyzer;
import org.hilum.model.NoduleFinding;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.report.guideline.GuidelineAssessment;
import org.hilum.validation.malignancy.HistoryOnly;

/**
 * Has a model judge one series. Safe for use by several threads.
 *
 * @param operatingThreshold the nodule probability from which the model reports a finding outside a
 *     validation
 * @param imageOnly whether to judge a study that has a history a second time without it, which
 *     takes twice as long
 */
public record StudyJudge(
    StudySource source, NoduleAnalyzer analyzer, double operatingThreshold, boolean imageOnly) {

  /** Changes whenever a kept result would lack something. */
  private static final String FORMAT = "2";

  private static final double SAME_PLACE_MM = 1;

  /**
   * The key of the series' result: it changes with the content, the model, the rules of the
   * guidelines and what is asked of it.
   *
   * @throws IOException if a file cannot be read
   */
  public String key(String seriesInstanceUid) throws IOException {
    return key(seriesInstanceUid, GuidelineAssessment.VERSION);
  }

  String key(String seriesInstanceUid, String rulesVersion) throws IOException {
    return StudyResults.key(
        seriesInstanceUid,
        String.join(
            "\n",
            source.contentHash(seriesInstanceUid),
            FORMAT,
            rulesVersion,
            Double.toString(operatingThreshold),
            Boolean.toString(imageOnly)),
        analyzer.model());
  }

  /**
   * @throws IOException if a file cannot be read or is damaged
   * @throws ModelException if the model itself fails
   */
  public StudyResult judge(String seriesInstanceUid) throws IOException {
    long start = System.nanoTime();
    LoadedStudy study;
    try {
      study = source.load(seriesInstanceUid);
    } catch (SeriesRefusedException e) {
      return StudyResult.refused(
          seriesInstanceUid, String.valueOf(e.getMessage()), null, Map.of(), 0);
    }
    AnalysisOutcome outcome = analyze(study, study.history());
    double seconds = (System.nanoTime() - start) / 1e9;
    StudyResult.Bounds bounds = StudyResult.Bounds.of(study.volume().grid());
    if (outcome instanceof AnalysisOutcome.Refused refused) {
      return StudyResult.refused(
          seriesInstanceUid, refused.message(), bounds, study.traits(), seconds);
    }
    List<NoduleFinding> findings = ((AnalysisOutcome.Analysed) outcome).nodules();
    return new StudyResult(
        seriesInstanceUid,
        marks(findings, imageOnly ? withoutHistory(study, findings) : List.of(), study.history()),
        null,
        bounds,
        study.traits(),
        HistoryOnly.logOdds(study.history()),
        seconds);
  }

  /** Why a series was not scored, in one line: whatever went wrong with it, the others go on. */
  public static String reason(Exception e) {
    boolean worded = e instanceof IOException || e instanceof ModelException;
    return worded && e.getMessage() != null ? e.getMessage() : e.toString();
  }

  private AnalysisOutcome analyze(LoadedStudy study, ClinicalHistory history) {
    return analyzer.analyze(study.volume(), history, AnalysisProgress.SILENT);
  }

  private List<NoduleFinding> withoutHistory(LoadedStudy study, List<NoduleFinding> findings) {
    if (study.history().isEmpty()) {
      return findings;
    }
    return analyze(study, ClinicalHistory.empty()) instanceof AnalysisOutcome.Analysed analysed
        ? analysed.nodules()
        : List.of();
  }

  private List<StudyResult.Mark> marks(
      List<NoduleFinding> findings, List<NoduleFinding> imageOnly, ClinicalHistory history) {
    int reported =
        (int) findings.stream().filter(f -> f.noduleProbability() >= operatingThreshold).count();
    List<StudyResult.Mark> marks = new ArrayList<>();
    for (NoduleFinding finding : findings) {
      GuidelineScores scores = GuidelineScores.of(finding, history, reported);
      marks.add(
          new StudyResult.Mark(
              finding.center().xMm(),
              finding.center().yMm(),
              finding.center().zMm(),
              finding.noduleProbability(),
              finding.malignancyProbability(),
              finding.longAxisMm(),
              imageOnly.stream()
                  .filter(f -> f.center().distanceMmTo(finding.center()) < SAME_PLACE_MM)
                  .mapToDouble(NoduleFinding::malignancyProbability)
                  .findFirst()
                  .orElse(Double.NaN),
              scores.brock(),
              scores.mayo(),
              scores.lungRads()));
    }
    return marks;
  }
}
