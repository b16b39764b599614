package org.hilum.web.review;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hilum.db.Analysis;
import org.hilum.db.AnalysisRepository;
import org.hilum.db.ReportVersion;
import org.hilum.db.ReportVersionRepository;
import org.hilum.db.Study;
import org.hilum.ingest.analysis.JudgedStudy;
import org.hilum.ingest.ledger.StoredReports;
import org.hilum.ingest.results.ReportPrinter;
import org.hilum.ingest.results.ResultInput;
import org.hilum.ingest.results.ResultObjects;
import org.hilum.ingest.review.StoredStudies;
import org.hilum.model.ModelInfo;
import org.hilum.model.history.Sex;
import org.hilum.report.Language;
import org.hilum.report.Messages;
import org.hilum.report.Report;
import org.hilum.report.ReportDrafter;
import org.hilum.report.StudyDescription;
import org.hilum.report.pdf.ReportFont;
import org.hilum.report.pdf.ReportPdfRenderer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Prints the newest report of a study as it is stored: a draft, or what was signed. */
@Service
class ReportPrints {

  private final AnalysisRepository analyses;
  private final ReportVersionRepository reports;
  private final StoredStudies studies;
  private final ZoneId zone;

  ReportPrints(
      AnalysisRepository analyses,
      ReportVersionRepository reports,
      StoredStudies studies,
      Clock clock) {
    this.analyses = analyses;
    this.reports = reports;
    this.studies = studies;
    this.zone = clock.getZone();
  }

  /**
   * The newest version in one language as PDF/A, with pictures of the findings it tells.
   *
   * @return empty where there is none
   * @throws IOException if it cannot be printed, for example for want of a font; the message says
   *     what to do
   */
  @Transactional(readOnly = true)
  public Optional<byte[]> newest(String studyUid, String language) throws IOException {
    Optional<Analysis> analysis = analyses.findNewest(studyUid);
    Optional<ReportVersion> version =
        analysis.stream()
            .flatMap(each -> reports.findNewest(each).stream())
            .filter(report -> report.getLanguage().equals(language))
            .findFirst();
    if (analysis.isEmpty() || version.isEmpty()) {
      return Optional.empty();
    }
    // The font is read when it is needed: one installed later is found without a restart.
    ReportPrinter printer = new ReportPrinter(new ReportPdfRenderer(ReportFont.installed()));
    Report report = StoredReports.report(version.get(), draft(analysis.get(), language), zone);
    Instant at = version.get().getCreatedAt();
    if (analysis.get().getFindings().isEmpty()) {
      return Optional.of(printer.print(report, at));
    }
    JudgedStudy judged = studies.read(analysis.get());
    ResultInput input = ResultInput.draft(judged, report, LocalDateTime.ofInstant(at, zone));
    return Optional.of(printer.print(report, input.findings(), ResultObjects.of(input), at));
  }

  /** The header is made anew; the text is the version's. */
  private static Report draft(Analysis analysis, String languageTag) {
    Language language = Language.ofTag(languageTag);
    Messages messages = Messages.in(language);
    return new Report(
        language,
        messages.text("title"),
        messages.text("banner"),
        ReportDrafter.header(
            describe(analysis),
            new ModelInfo(
                analysis.getModelName(), analysis.getModelVersion(), analysis.getModelPrecision()),
            Objects.requireNonNullElse(analysis.getFinishedAt(), analysis.getStartedAt()),
            language),
        List.of());
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
