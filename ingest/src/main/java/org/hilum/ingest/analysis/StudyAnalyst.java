package org.hilum.ingest.analysis;

import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hilum.ingest.study.CtSeries;
import org.hilum.ingest.study.HistoryReader;
import org.hilum.ingest.study.SeriesRefusedException;
import org.hilum.ingest.study.SeriesVolume;
import org.hilum.ingest.study.SeriesVolumeReader;
import org.hilum.ingest.study.StudyContents;
import org.hilum.model.AnalysisOutcome;
import org.hilum.model.AnalysisOutcome.Analysed;
import org.hilum.model.AnalysisOutcome.Refused;
import org.hilum.model.AnalysisProgress;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleAnalyzer;
import org.hilum.model.NoduleFinding;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.history.HistoryText;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.VolumeGrid;
import org.hilum.pacs.DicomInstance;
import org.hilum.report.comparison.Comparison;
import org.jspecify.annotations.Nullable;

/** From an assembled study to a judged one. Knows neither queue nor database. Thread-safe. */
public final class StudyAnalyst {

  private final SeriesVolumeReader volumes;
  private final HistoryReader histories;
  private final NoduleAnalyzer analyzer;
  private final Clock clock;

  public StudyAnalyst(
      SeriesVolumeReader volumes, HistoryReader histories, NoduleAnalyzer analyzer, Clock clock) {
    this.volumes = volumes;
    this.histories = histories;
    this.analyzer = analyzer;
    this.clock = clock;
  }

  public ModelInfo model() {
    return analyzer.model();
  }

  /**
   * Reads the chosen series and the history.
   *
   * @param more texts of the history that do not stand in the images
   * @throws org.hilum.ingest.study.VolumeTooLargeException if memory cannot hold the series
   * @throws IOException if a file cannot be read; the message names it
   */
  public PreparedStudy prepare(StudyContents contents, List<HistoryText> more) throws IOException {
    return prepare(contents, more, null);
  }

  /**
   * As {@link #prepare(StudyContents, List)}, while another study's volume is held.
   *
   * @param beside null for none
   */
  public PreparedStudy prepare(
      StudyContents contents, List<HistoryText> more, @Nullable CtVolume beside)
      throws IOException {
    Optional<CtSeries> chosen = contents.chosen();
    DicomInstance source = chosen.map(CtSeries::first).orElse(contents.first());
    ClinicalHistory history = histories.read(source, more);
    if (chosen.isEmpty()) {
      return new PreparedStudy.Refused(contents, history, contents.refusal().toOutcome());
    }
    long start = System.nanoTime();
    try {
      SeriesVolume volume = volumes.read(chosen.get(), beside);
      return new PreparedStudy.Ready(contents, history, volume, millisSince(start));
    } catch (SeriesRefusedException e) {
      return new PreparedStudy.Refused(contents, history, e.toOutcome());
    }
  }

  /** Has the model judge a study that is ready for it; a refused one stays refused. */
  public JudgedStudy judge(PreparedStudy study, AnalysisProgress progress) {
    if (study instanceof PreparedStudy.Refused refused) {
      return judged(study, refused.refusal(), List.of(), Map.of());
    }
    PreparedStudy.Ready ready = (PreparedStudy.Ready) study;
    AnalysisOutcome outcome = analyzer.analyze(ready.series().volume(), ready.history(), progress);
    if (outcome instanceof Refused) {
      return judged(study, outcome, ready.series().slices(), Map.of());
    }
    Analysed analysed = (Analysed) outcome;
    Map<String, Long> timings = new LinkedHashMap<>();
    timings.put("readSeries", ready.readMs());
    timings.putAll(analysed.timingsMs());
    return judged(
        study,
        new Analysed(analysed.nodules(), analysed.embeddings(), timings),
        ready.series().slices(),
        keySlices(analysed.nodules(), ready.series().volume().grid(), ready.series().slices()));
  }

  private JudgedStudy judged(
      PreparedStudy study,
      AnalysisOutcome outcome,
      List<DicomInstance> slices,
      Map<Integer, DicomInstance> keySlices) {
    return new JudgedStudy(
        study.contents(),
        study.history(),
        outcome,
        analyzer.model(),
        slices,
        keySlices,
        clock.instant(),
        Comparison.notMade(Comparison.Reason.NOT_ASKED_FOR));
  }

  /** For each finding, by its id, the slice that shows it best. */
  public static Map<Integer, DicomInstance> keySlices(
      List<NoduleFinding> findings, VolumeGrid grid, List<DicomInstance> slices) {
    Map<Integer, DicomInstance> keySlices = new HashMap<>();
    for (NoduleFinding finding : findings) {
      keySlices.put(finding.id(), slices.get(finding.keySlice(grid)));
    }
    return keySlices;
  }

  private static long millisSince(long startNanos) {
    return (System.nanoTime() - startNanos) / 1_000_000;
  }
}
