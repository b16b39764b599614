package org.hilum.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hilum.db.Analysis;
import org.hilum.db.AnalysisRepository;
import org.hilum.db.DeadLetter;
import org.hilum.db.DeadLetterRepository;
import org.hilum.db.Finding;
import org.hilum.db.ReportVersion;
import org.hilum.db.ReportVersionRepository;
import org.hilum.db.Series;
import org.hilum.db.SeriesReason;
import org.hilum.db.SeriesRepository;
import org.hilum.db.StepTiming;
import org.hilum.db.StoredAttributes;
import org.hilum.db.StoredComparison;
import org.hilum.db.StoredExpert;
import org.hilum.db.StoredHistory;
import org.hilum.db.StoredSection;
import org.hilum.db.Study;
import org.hilum.db.StudyPriority;
import org.hilum.db.StudyRepository;
import org.hilum.db.StudyStatus;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.DicomUids;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.transaction.annotation.Transactional;

/** Puts studies into the database and the study folder as the routes would leave them. */
@TestComponent
public class SeededStudies {

  private static final String HASH = "0f".repeat(32);
  private static final String OTHER_HASH = "1e".repeat(32);

  private final StudyRepository studies;
  private final SeriesRepository seriesRepository;
  private final AnalysisRepository analyses;
  private final ReportVersionRepository reports;
  private final DeadLetterRepository deadLetters;
  private final HilumProperties properties;
  private final Clock clock;

  SeededStudies(
      StudyRepository studies,
      SeriesRepository seriesRepository,
      AnalysisRepository analyses,
      ReportVersionRepository reports,
      DeadLetterRepository deadLetters,
      HilumProperties properties,
      Clock clock) {
    this.studies = studies;
    this.seriesRepository = seriesRepository;
    this.analyses = analyses;
    this.reports = reports;
    this.deadLetters = deadLetters;
    this.properties = properties;
    this.clock = clock;
  }

  /** What a seeded finding is. */
  public record Ball(
      double x, double y, double z, double diameterMm, double malignancy, boolean familiar) {

    public Ball(double x, double y, double z, double diameterMm, double malignancy) {
      this(x, y, z, diameterMm, malignancy, true);
    }
  }

  /** Copies a series into the study folder, under its UIDs. */
  public DicomInstance store(List<Path> files) throws IOException {
    DicomInstance last = null;
    for (Path file : files) {
      last = new DicomFiles().readHeader(file);
      Path target =
          properties
              .studies()
              .resolve(last.studyInstanceUid())
              .resolve(last.seriesInstanceUid())
              .resolve(last.sopInstanceUid() + ".dcm");
      Files.createDirectories(target.getParent());
      if (!Files.exists(target)) {
        Files.copy(file, target);
      }
    }
    if (last == null) {
      throw new IllegalArgumentException("a series needs a file");
    }
    return last;
  }

  private static List<String> sopInstanceUids(List<Path> files) throws IOException {
    List<String> uids = new ArrayList<>();
    for (Path file : files) {
      uids.add(new DicomFiles().readHeader(file).sopInstanceUid());
    }
    return uids;
  }

  /** A study that waits for its radiologist. */
  @Transactional
  public Study ready(List<Path> files, List<Ball> balls) throws IOException {
    Instant now = clock.instant();
    DicomInstance instance = store(files);
    Study study = known(instance);
    study.countInstances(files.size(), files.size(), now);
    study.chooseSeries(instance.seriesInstanceUid());
    study.setContentHash(HASH);
    study.moveTo(StudyStatus.READY, "draft report ready for review", now);
    studies.save(study);

    Series series = new Series(study, instance.seriesInstanceUid(), "CT");
    series.describe(
        instance.series().number(),
        instance.series().description(),
        instance.image().convolutionKernel(),
        instance.image().sliceThicknessMm(),
        files.size(),
        330.0);
    series.decide(
        true,
        List.of(
            new SeriesReason("axial", "FITS", "axial slices, 133 of them, 330 mm covered"),
            new SeriesReason("thinnest", "PREFERRED", "2.5 mm is the thinnest of the study")));
    seriesRepository.save(series);
    Series scout = new Series(study, DicomUids.derive("scout"), "CT");
    scout.describe(0, "Scout", null, null, 2, null);
    scout.decide(false, List.of(new SeriesReason("no-localizer", "EXCLUDED", "a localizer")));
    seriesRepository.save(scout);

    judge(study, HASH, files, balls);
    return study;
  }

  /** The same study after other images of it came and the model judged it again. */
  @Transactional
  public void analysedAgain(String studyUid, List<Path> files, List<Ball> balls)
      throws IOException {
    Study study = studies.findByStudyInstanceUid(studyUid).orElseThrow();
    study.setContentHash(OTHER_HASH);
    judge(study, OTHER_HASH, files, balls);
  }

  private void judge(Study study, String contentHash, List<Path> files, List<Ball> balls)
      throws IOException {
    Instant now = clock.instant();
    String series = study.getChosenSeriesInstanceUid();
    Analysis analysis =
        new Analysis(study, series, contentHash, "hilum", "0.1.0", "fp32", history(), now);
    for (int i = 0; i < balls.size(); i++) {
      analysis.addFinding(finding(i + 1, balls.get(i)));
    }
    analysis.succeed(
        List.of(
            new StepTiming("reading slices", 820),
            new StepTiming("segmenting lungs", 640),
            new StepTiming("detecting", 3400),
            new StepTiming("assessing", 510)),
        sopInstanceUids(files),
        now.plus(Duration.ofSeconds(6)));
    analyses.save(analysis);
    report(analysis, "en", "Chest CT", "Findings", "One solid nodule of 23.0 mm in the left lung.");
    report(analysis, "zh-CN", "胸部CT", "影像所见", "左肺见一枚实性结节，长径 23.0 mm。");
  }

  /** What the newest analysis of a study says against an earlier one. */
  @Transactional
  public void compare(String studyUid, StoredComparison comparison) {
    analyses.findNewest(studyUid).orElseThrow().compare(comparison);
  }

  /** A study that has come no further than this. */
  @Transactional
  public Study at(String uid, String name, StudyStatus status, String detail, int percent) {
    Instant now = clock.instant();
    Study study = new Study(uid, "PACS ARCHIVE", StudyPriority.ROUTINE, "waiting", now);
    study.describePatient("P-" + uid.substring(uid.length() - 2), name, "M", null);
    study.describeExamination(null, LocalDateTime.of(2026, 3, 2, 8, 15), "CT thorax");
    study.moveTo(status, detail, now);
    studies.saveAndFlush(study);
    if (percent > 0) {
      studies.noteProgress(uid, percent, detail, now);
    }
    return study;
  }

  @Transactional
  public void move(String uid, StudyStatus status, String detail) {
    studies.findByStudyInstanceUid(uid).orElseThrow().moveTo(status, detail, clock.instant());
  }

  @Transactional
  public DeadLetter deadLetter(String studyUid, String reason) {
    return deadLetters.save(
        new DeadLetter(
            "analyse-study",
            studyUid,
            "{}",
            Map.of(),
            reason,
            "java.io.IOException: " + reason,
            clock.instant()));
  }

  private Study known(DicomInstance instance) {
    Study study =
        new Study(
            instance.studyInstanceUid(),
            "PACS ARCHIVE",
            StudyPriority.STAT,
            "waiting",
            clock.instant());
    study.describePatient(
        instance.patient().id(),
        instance.patient().name(),
        instance.patient().sex(),
        instance.patient().birthDate());
    study.describeExamination(
        instance.study().accessionNumber(),
        instance.study().date() == null
            ? null
            : LocalDateTime.of(instance.study().date(), LocalTime.of(10, 20)),
        instance.study().description());
    return study;
  }

  private static StoredHistory history() {
    return new StoredHistory(
        List.of(
            new StoredHistory.Text(
                "AdditionalPatientHistory (0010,21B0)",
                "66-year-old woman, ex-smoker (30 pack-years), mother had lung cancer.")),
        List.of(
            new StoredHistory.Factor("age", "66", "PatientAge (0010,1010)", "066Y"),
            new StoredHistory.Factor("sex", "FEMALE", "PatientSex (0010,0040)", "F"),
            new StoredHistory.Factor(
                "smoking", "FORMER", "AdditionalPatientHistory (0010,21B0)", "ex-smoker"),
            new StoredHistory.Factor(
                "familyHistoryOfLungCancer",
                "true",
                "AdditionalPatientHistory (0010,21B0)",
                "mother had lung cancer")));
  }

  private static Finding finding(int number, Ball ball) {
    Finding finding = new Finding(number, new StoredAttributes(4.8, 3.1, 2.4, 3.3, 3.6, 5.9, 4.9));
    finding.setCenterMm(ball.x(), ball.y(), ball.z());
    double d = ball.diameterMm();
    finding.setSize(d, d * 0.8, Math.PI / 6 * d * d * d * 0.8);
    finding.setProbabilities(
        0.98,
        ball.malignancy(),
        Math.max(0, ball.malignancy() - 0.15),
        Math.min(1, ball.malignancy() + 0.1));
    finding.setPlace(Finding.Side.LEFT, Finding.Zone.MIDDLE);
    finding.setJudgement(
        List.of(new StoredExpert("solid, spiculated", 0.63), new StoredExpert("large", 0.37)),
        0.81,
        0.19);
    finding.setFamiliar(ball.familiar());
    return finding;
  }

  private void report(
      Analysis analysis, String language, String title, String section, String sentence) {
    reports.save(
        new ReportVersion(
            analysis,
            language,
            reports.nextVersionNumber(analysis, language),
            analysis.getFindings().stream().map(Finding::getNumber).toList(),
            title,
            List.of(new StoredSection("FINDINGS", section, List.of(sentence))),
            "<!DOCTYPE html><html><body><h1>"
                + title
                + "</h1><p>"
                + sentence
                + "</p></body></html>",
            "model hilum 0.1.0",
            clock.instant()));
  }
}
