package org.hilum.web.review;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.hilum.db.Analysis;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Prints a report as it is stored: a draft, or what was signed. */
@Service
class ReportPrints {

  private static final Logger LOG = LoggerFactory.getLogger(ReportPrints.class);

  private final ReportVersionRepository reports;
  private final StoredStudies studies;
  private final ZoneId zone;

  ReportPrints(ReportVersionRepository reports, StoredStudies studies, Clock clock) {
    this.reports = reports;
    this.studies = studies;
    this.zone = clock.getZone();
  }

  /**
   * One version as PDF/A, with pictures of the findings it tells. What was signed is printed
   * without them where the images are gone.
   *
   * @throws IOException if it cannot be printed, for example for want of a font; the message says
   *     what to do
   */
  @Transactional(readOnly = true)
  public byte[] print(long versionId) throws IOException {
    ReportVersion version = reports.findWithFindings(versionId).orElseThrow();
    Analysis analysis = version.getAnalysis();
    // The font is read when it is needed: one installed later is found without a restart.
    ReportPrinter printer = new ReportPrinter(new ReportPdfRenderer(ReportFont.installed()));
    Report report = StoredReports.report(version, draft(analysis, version.getLanguage()), zone);
    Instant at = version.getCreatedAt();
    if (analysis.getFindings().isEmpty()) {
      return printer.print(report, at);
    }
    try {
      JudgedStudy judged = studies.read(analysis);
      ResultInput input = ResultInput.draft(judged, report, LocalDateTime.ofInstant(at, zone));
      return printer.print(report, input.findings(), ResultObjects.of(input), at);
    } catch (IOException e) {
      if (!version.isSigned()) {
        throw e;
      }
      LOG.warn(
          "the signed report of study {} is printed without pictures: {}",
          analysis.getStudy().getStudyInstanceUid(),
          e.getMessage());
      return printer.print(report, at);
    }
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
