package org.hilum.web.review;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.hilum.db.Analysis;
import org.hilum.db.AnalysisRepository;
import org.hilum.db.AnalysisStatus;
import org.hilum.db.DeliveryRepository;
import org.hilum.db.ReportVersion;
import org.hilum.db.ReportVersionRepository;
import org.hilum.db.Series;
import org.hilum.db.SeriesRepository;
import org.hilum.db.StoredComparison;
import org.hilum.db.Study;
import org.hilum.db.StudyRepository;
import org.hilum.pacs.DicomUids;
import org.hilum.web.dicomweb.StudyFiles;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Gathers what a review page shows. */
@Service
class ReviewPages {

  private final StudyRepository studies;
  private final SeriesRepository series;
  private final AnalysisRepository analyses;
  private final ReportVersionRepository reports;
  private final DeliveryRepository deliveries;
  private final StudyFiles files;

  ReviewPages(
      StudyRepository studies,
      SeriesRepository series,
      AnalysisRepository analyses,
      ReportVersionRepository reports,
      DeliveryRepository deliveries,
      StudyFiles files) {
    this.studies = studies;
    this.series = series;
    this.analyses = analyses;
    this.reports = reports;
    this.deliveries = deliveries;
    this.files = files;
  }

  /**
   * What the review page of one study shows.
   *
   * @param wishedSeries the series whose images are wanted; null for the one that was analysed
   * @return empty where no such study is known
   */
  @Transactional(readOnly = true)
  public Optional<ReviewPage> of(String studyUid, @Nullable String wishedSeries) {
    return studies.findByStudyInstanceUid(studyUid).map(study -> page(study, wishedSeries));
  }

  /**
   * The newest version of the newest analysis in one language.
   *
   * @param signed whether the newest signed one is wanted instead, of whichever analysis
   */
  @Transactional(readOnly = true)
  public Optional<ReportVersion> report(String studyUid, String language, boolean signed) {
    Stream<ReportVersion> newest =
        signed
            ? reports.findNewestSigned(studyUid).stream()
            : analyses.findNewest(studyUid).stream()
                .flatMap(analysis -> reports.findNewest(analysis).stream());
    return newest.filter(report -> report.getLanguage().equals(language)).findFirst();
  }

  private ReviewPage page(Study study, @Nullable String wishedSeries) {
    String studyUid = study.getStudyInstanceUid();
    List<Series> all = series.findOfStudy(studyUid);
    Analysis analysis = analyses.findNewest(studyUid).orElse(null);
    Analysis judged =
        analysis != null && analysis.getStatus() == AnalysisStatus.ANALYSED ? analysis : null;
    List<FindingView> findings =
        judged == null ? List.of() : judged.getFindings().stream().map(FindingView::of).toList();
    StoredComparison stored = judged == null ? null : judged.getComparison();
    ComparisonView comparison = stored == null ? null : ComparisonView.of(stored, findings);
    return new ReviewPage(
        study,
        analysis,
        all,
        shown(study, analysis, all, wishedSeries),
        findings,
        analysis == null
            ? List.of()
            : analysis.getHistory().factors().stream().map(HistoryFactor::of).toList(),
        judged == null ? List.of() : reports.findNewest(judged),
        analysis == null ? List.of() : signedEarlier(studyUid, analysis),
        comparison,
        comparison != null && hasImages(comparison),
        deliveries.findOfStudy(studyUid));
  }

  private List<ReportVersion> signedEarlier(String studyUid, Analysis newest) {
    return reports.findNewestSigned(studyUid).stream()
        .filter(report -> !Objects.equals(report.getAnalysis().getId(), newest.getId()))
        .toList();
  }

  private boolean hasImages(ComparisonView comparison) {
    String study = comparison.priorStudyUid();
    String series = comparison.priorSeriesUid();
    return study != null
        && series != null
        && DicomUids.isValid(study)
        && DicomUids.isValid(series)
        && !files.series(study, series).isEmpty();
  }

  /**
   * What was asked for, else what was analysed or chosen, else the longest; never without files.
   */
  private @Nullable Series shown(
      Study study, @Nullable Analysis analysis, List<Series> all, @Nullable String wished) {
    String analysed = analysis == null ? null : analysis.getSeriesInstanceUid();
    Stream<Series> inOrder =
        Stream.concat(
            Stream.of(
                    Optional.ofNullable(wished),
                    Optional.ofNullable(analysed),
                    Optional.ofNullable(study.getChosenSeriesInstanceUid()))
                .flatMap(Optional::stream)
                .flatMap(uid -> all.stream().filter(s -> s.getSeriesInstanceUid().equals(uid))),
            all.stream().sorted(Comparator.comparingInt(Series::getInstances).reversed()));
    return inOrder
        .filter(
            candidate ->
                !files
                    .series(study.getStudyInstanceUid(), candidate.getSeriesInstanceUid())
                    .isEmpty())
        .findFirst()
        .orElse(null);
  }
}
