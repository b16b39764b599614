package org.hilum.ingest.review;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hilum.db.Analysis;
import org.hilum.db.Finding;
import org.hilum.ingest.analysis.JudgedStudy;
import org.hilum.ingest.analysis.StudyAnalyst;
import org.hilum.ingest.ledger.StoredComparisons;
import org.hilum.ingest.ledger.StoredRecords;
import org.hilum.ingest.study.CtSeries;
import org.hilum.ingest.study.HistoryReader;
import org.hilum.ingest.study.InvalidStudyException;
import org.hilum.ingest.study.SeriesGeometry;
import org.hilum.ingest.study.SeriesRefusedException;
import org.hilum.ingest.study.StudyContents;
import org.hilum.ingest.study.StudyFolderReader;
import org.hilum.ingest.study.StudyStore;
import org.hilum.model.AnalysisOutcome.Analysed;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleFinding;
import org.hilum.pacs.DicomInstance;

/** Puts a study that was judged before together again: images from disk, findings as stored. */
public final class StoredStudies {

  private final StudyStore store;
  private final StudyFolderReader folders;
  private final HistoryReader histories;

  public StoredStudies(StudyStore store, StudyFolderReader folders, HistoryReader histories) {
    this.store = store;
    this.folders = folders;
    this.histories = histories;
  }

  /**
   * The study without the findings that were rejected, not compared with an earlier one.
   *
   * @param analysis with its study and findings loaded
   * @throws IOException if the images are no longer here or no longer those that were judged
   */
  public JudgedStudy read(Analysis analysis) throws IOException {
    return read(analysis, kept(analysis));
  }

  /**
   * The study with some of its findings, as {@link #read(Analysis)}.
   *
   * @param numbers of the findings
   */
  public JudgedStudy read(Analysis analysis, Collection<Integer> numbers) throws IOException {
    String studyUid = analysis.getStudy().getStudyInstanceUid();
    List<NoduleFinding> findings =
        analysis.getFindings().stream()
            .filter(finding -> numbers.contains(finding.getNumber()))
            .map(StoredRecords::nodule)
            .toList();
    try {
      StudyContents contents = folders.read(store.studyFolder(studyUid));
      CtSeries series = judged(analysis, contents);
      SeriesGeometry geometry = SeriesGeometry.of(series);
      return new JudgedStudy(
          contents,
          histories.read(series.first(), List.of()),
          new Analysed(findings, Map.of()),
          new ModelInfo(
              analysis.getModelName(), analysis.getModelVersion(), analysis.getModelPrecision()),
          geometry.slices(),
          StudyAnalyst.keySlices(findings, geometry.grid(), geometry.slices()),
          Objects.requireNonNullElse(analysis.getFinishedAt(), analysis.getStartedAt()),
          StoredComparisons.comparison(analysis.getComparison(), findings));
    } catch (InvalidStudyException | SeriesRefusedException e) {
      throw new IOException("study %s cannot be read: %s".formatted(studyUid, e.getMessage()), e);
    }
  }

  /** The series as it was looked at: slices that came later would move its masks. */
  private static CtSeries judged(Analysis analysis, StudyContents contents) throws IOException {
    String seriesUid = Objects.requireNonNull(analysis.getSeriesInstanceUid(), "series");
    List<String> judged = analysis.getJudgedSlices();
    Set<String> wanted = judged == null ? Set.of() : Set.copyOf(judged);
    List<DicomInstance> slices =
        contents.instances().stream()
            .filter(each -> each.seriesInstanceUid().equals(seriesUid))
            .filter(each -> judged == null || wanted.contains(each.sopInstanceUid()))
            .toList();
    if (slices.isEmpty() || slices.size() < wanted.size()) {
      throw new IOException(
          "series %s is no longer here whole: %d of %d slices"
              .formatted(seriesUid, slices.size(), wanted.size()));
    }
    return CtSeries.of(slices);
  }

  /** The numbers of the findings that are not rejected. */
  static List<Integer> kept(Analysis analysis) {
    return analysis.getFindings().stream()
        .filter(finding -> !finding.isRejected())
        .map(Finding::getNumber)
        .toList();
  }
}
