package org.hilum.ingest.analysis;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.hilum.ingest.study.CtSeries;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.history.Factor;
import org.hilum.pacs.DicomInstance;
import org.hilum.report.FindingLocation;
import org.hilum.report.Language;
import org.hilum.report.Report;
import org.hilum.report.ReportDrafter;
import org.hilum.report.ReportHtmlRenderer;
import org.hilum.report.ReportInput;
import org.hilum.report.StudyDescription;
import org.hilum.report.narrative.Narrative;
import org.hilum.report.narrative.Narrator;
import org.jspecify.annotations.Nullable;

/** Drafts the reports of a judged study, one a language. Thread-safe. */
public final class StudyReporter {

  private final ReportDrafter drafter = new ReportDrafter();
  private final ReportHtmlRenderer renderer = new ReportHtmlRenderer();

  private final @Nullable Narrator narrator;
  private final NarrativeLog log;

  /** A reporter that lets the templates speak. */
  public StudyReporter() {
    this(null, (studyUid, language, narrative) -> {});
  }

  /**
   * @param narrator has findings and impression reworded; null for the templates' words
   * @param log is told what came of it
   */
  public StudyReporter(@Nullable Narrator narrator, NarrativeLog log) {
    this.narrator = narrator;
    this.log = log;
  }

  public List<DraftedReport> draft(JudgedStudy judged) {
    return Stream.of(Language.values()).map(language -> draft(judged, language)).toList();
  }

  public DraftedReport draft(JudgedStudy judged, Language language) {
    ReportInput input = input(judged);
    Report report = reword(input, drafter.draft(input, language));
    return new DraftedReport(report, renderer.render(report));
  }

  private Report reword(ReportInput input, Report report) {
    if (narrator == null) {
      return report;
    }
    Narrative narrative = narrator.reword(input, report);
    log.note(input.study().studyInstanceUid(), report.language(), narrative);
    return narrative.report();
  }

  /** What the report is made from. */
  public static ReportInput input(JudgedStudy judged) {
    return new ReportInput(
        describe(judged),
        judged.history(),
        judged.outcome(),
        judged.model(),
        judged.analysedAt(),
        judged.keySlices().entrySet().stream()
            .map(
                entry ->
                    new FindingLocation(
                        entry.getKey(),
                        entry.getValue().series().number(),
                        entry.getValue().image().instanceNumber()))
            .toList(),
        judged.comparison());
  }

  private static StudyDescription describe(JudgedStudy judged) {
    CtSeries series =
        judged.slices().isEmpty()
            ? judged.contents().chosen().orElse(null)
            : new CtSeries(judged.slices());
    DicomInstance instance = series == null ? judged.contents().first() : series.first();
    ClinicalHistory history = judged.history();
    LocalDate date = instance.study().date();
    return new StudyDescription(
        instance.studyInstanceUid(),
        series == null ? null : series.instanceUid(),
        instance.patient().name(),
        instance.patient().id(),
        value(history.sex()),
        value(history.ageYears()),
        instance.study().accessionNumber(),
        date == null
            ? null
            : date.atTime(Objects.requireNonNullElse(instance.study().time(), LocalTime.MIDNIGHT)),
        instance.study().description(),
        instance.series().manufacturer(),
        instance.series().model(),
        instance.image().tubeVoltageKv(),
        instance.image().convolutionKernel(),
        instance.image().sliceThicknessMm(),
        instance.image().contrastAgent(),
        instance.series().number(),
        instance.series().description(),
        series == null ? null : series.instances().size());
  }

  private static <T> @Nullable T value(@Nullable Factor<T> factor) {
    return factor == null ? null : factor.value();
  }
}
