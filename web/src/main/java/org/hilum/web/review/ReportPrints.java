package org.hilum.web.review;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hilum.db.Analysis;
import org.hilum.db.AnalysisRepository;
import org.hilum.db.ReportStatus;
import org.hilum.db.ReportVersion;
import org.hilum.db.ReportVersionRepository;
import org.hilum.db.StoredSection;
import org.hilum.db.Study;
import org.hilum.model.ModelInfo;
import org.hilum.model.history.Sex;
import org.hilum.report.Language;
import org.hilum.report.Messages;
import org.hilum.report.Report;
import org.hilum.report.ReportDrafter;
import org.hilum.report.Section;
import org.hilum.report.SectionKind;
import org.hilum.report.StudyDescription;
import org.hilum.report.pdf.ReportFont;
import org.hilum.report.pdf.ReportPdfRenderer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Prints the newest draft of a study as it is stored. */
@Service
class ReportPrints {

  private final AnalysisRepository analyses;
  private final ReportVersionRepository reports;

  ReportPrints(AnalysisRepository analyses, ReportVersionRepository reports) {
    this.analyses = analyses;
    this.reports = reports;
  }

  /**
   * The newest draft in one language as PDF/A.
   *
   * @return empty where there is none
   * @throws IOException if it cannot be printed, for example for want of a font; the message says
   *     what to do
   */
  @Transactional(readOnly = true)
  public Optional<byte[]> draft(String studyUid, String language) throws IOException {
    Optional<Analysis> analysis = analyses.findNewest(studyUid);
    Optional<ReportVersion> version =
        analysis.stream()
            .flatMap(each -> reports.findNewest(each).stream())
            .filter(report -> report.getLanguage().equals(language))
            .filter(report -> report.getStatus() == ReportStatus.DRAFT)
            .findFirst();
    if (analysis.isEmpty() || version.isEmpty()) {
      return Optional.empty();
    }
    // The font is read when it is needed: one installed later is found without a restart.
    ReportPdfRenderer renderer = new ReportPdfRenderer(ReportFont.installed());
    return Optional.of(
        renderer.render(
            report(analysis.get(), version.get()), List.of(), version.get().getCreatedAt()));
  }

  private static Report report(Analysis analysis, ReportVersion version) {
    Language language = Language.ofTag(version.getLanguage());
    Instant analysedAt =
        Objects.requireNonNullElse(analysis.getFinishedAt(), version.getCreatedAt());
    return new Report(
        language,
        version.getTitle(),
        Messages.in(language).text("banner"),
        ReportDrafter.header(
            describe(analysis),
            new ModelInfo(
                analysis.getModelName(), analysis.getModelVersion(), analysis.getModelPrecision()),
            analysedAt,
            language),
        version.getSections().stream().map(ReportPrints::section).toList());
  }

  private static Section section(StoredSection stored) {
    return new Section(SectionKind.valueOf(stored.kind()), stored.title(), stored.paragraphs());
  }

  private static StudyDescription describe(Analysis analysis) {
    Study study = analysis.getStudy();
    return new StudyDescription(
        study.getStudyInstanceUid(),
        analysis.getSeriesInstanceUid(),
        study.getPatientName(),
        study.getPatientId(),
        sex(factor(analysis, "sex")),
        age(factor(analysis, "age")),
        study.getAccessionNumber(),
        study.getStudyDateTime(),
        study.getDescription(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static @Nullable String factor(Analysis analysis, String name) {
    return analysis.getHistory().factors().stream()
        .filter(factor -> factor.name().equals(name))
        .map(factor -> factor.value())
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Sex sex(@Nullable String value) {
    return value == null ? null : Sex.valueOf(value);
  }

  private static @Nullable Integer age(@Nullable String value) {
    return value == null ? null : Integer.valueOf(value);
  }
}
