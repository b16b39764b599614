package org.hilum.ingest.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.ProducerTemplate;
import org.hilum.db.Analysis;
import org.hilum.db.AnalysisRepository;
import org.hilum.db.DbConfiguration;
import org.hilum.db.ReportVersion;
import org.hilum.db.ReportVersionRepository;
import org.hilum.db.StoredComparison;
import org.hilum.db.StudyRepository;
import org.hilum.db.StudyStatus;
import org.hilum.ingest.IngestConfiguration;
import org.hilum.ingest.ledger.StudyLedger;
import org.hilum.ingest.phantom.PhantomStudy;
import org.hilum.ingest.study.StudyStore;
import org.hilum.model.phantom.NoduleNotation;
import org.hilum.model.phantom.PhantomSpec;
import org.hilum.model.volume.PatientPoint;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomInstance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Studies of one patient through the routes: the same phantom with nodules that grow, come and go,
 * which is the truth to compare with. Each test's phantom is a patient of its own.
 */
@DisplayName("A study of a patient who was examined before")
@DirtiesContext // closes database and broker before their folder goes
@SpringBootTest(
    classes = PriorRoutesTest.Application.class,
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = {"hilum.pacs.port=0", "hilum.ingest.max-attempts=1"})
class PriorRoutesTest {

  private static final String GROWS = "-78,-20,62,";
  private static final String COMES = "70,40,-60,";
  private static final String GOES = "-60,30,20,";

  @TempDir static Path home;
  @TempDir Path scratch;

  @Autowired StudyStore store;
  @Autowired StudyLedger ledger;
  @Autowired ProducerTemplate producer;
  @Autowired KnownPlacesAnalyzer analyzer;
  @Autowired StudyRepository studies;
  @Autowired AnalysisRepository analyses;
  @Autowired ReportVersionRepository reports;
  @Autowired JdbcTemplate jdbc;

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import({DbConfiguration.class, IngestConfiguration.class})
  static class Application {

    @Bean
    Clock clock() {
      return Clock.systemDefaultZone();
    }

    @Bean
    KnownPlacesAnalyzer analyzer() {
      return new KnownPlacesAnalyzer(
          List.of(
              new PatientPoint(-78, -20, 62),
              new PatientPoint(70, 40, -60),
              new PatientPoint(-60, 30, 20)));
    }
  }

  @DynamicPropertySource
  static void home(DynamicPropertyRegistry registry) {
    registry.add("hilum.home", () -> home.toString());
    registry.add("hilum.database.home", () -> home.toString());
  }

  @BeforeEach
  void sameModel() {
    analyzer.version = "1";
  }

  /** Writes, receives and awaits a study; returns its UID. */
  private String study(long patient, String date, String nodules) throws IOException {
    PhantomSpec spec =
        new PhantomSpec(256, 256, 140, 1.4, 1.4, 2.5, patient, NoduleNotation.parse(nodules));
    List<Path> files = new PhantomStudy().write(spec, LocalDate.parse(date), scratch.resolve(date));
    List<DicomInstance> instances = new ArrayList<>();
    for (Path file : files) {
      instances.add(new DicomFiles().readHeader(file));
    }
    String uid = instances.get(0).studyInstanceUid();
    SmallStudies.receive(instances, store.root());
    ledger.received(uid, "test", instances.size(), null);
    producer.sendBody(Queues.endpoint(Queues.ASSEMBLE), uid);
    await()
        .atMost(Duration.ofSeconds(180))
        .until(
            () ->
                studies.findByStudyInstanceUid(uid).orElseThrow().getStatus() == StudyStatus.READY);
    return uid;
  }

  private StoredComparison comparison(String uid) {
    StoredComparison comparison = analyses.findNewest(uid).orElseThrow().getComparison();
    assertThat(comparison).isNotNull();
    return comparison;
  }

  private String report(String uid, String language) {
    Analysis analysis = analyses.findNewest(uid).orElseThrow();
    return reports.findNewest(analysis).stream()
        .filter(report -> report.getLanguage().equals(language))
        .map(ReportVersion::getHtml)
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName(
      "is compared: what grew, what is new, what is gone; stored, and reported in both languages")
  void isCompared() throws IOException {
    String before = study(1, "2025-06-01", GROWS + "7; " + GOES + "10");
    String now = study(1, "2026-01-15", GROWS + "10; " + COMES + "9");

    assertThat(comparison(before).reason()).isEqualTo("NO_PRIOR");
    assertThat(report(before, "en")).contains("no earlier chest CT of this patient");
    StoredComparison comparison = comparison(now);
    assertThat(comparison.made()).isTrue();
    assertThat(comparison.prior()).isNotNull();
    assertThat(comparison.prior().studyInstanceUid()).isEqualTo(before);
    assertThat(comparison.prior().date()).isEqualTo("2025-06-01");
    assertThat(comparison.prior().sameModel()).isTrue();
    assertThat(comparison.nodules())
        .extracting(StoredComparison.Nodule::state)
        .containsExactly("MATCHED", "NEW", "RESOLVED");
    StoredComparison.Nodule grown = comparison.nodules().get(0);
    assertThat(grown.change()).isEqualTo("GROWING");
    // 7 to 10 mm in 228 days double the volume in 228 · ln 2 / (3 · ln(10/7)) = 148 days.
    assertThat(grown.doublingDays()).isNotNull().isCloseTo(148, within(60.0));
    assertThat(report(now, "en"))
        .contains("228 days earlier")
        .contains("nodule 1 growing")
        .contains("Nodule 2 is new")
        .contains("no longer seen");
    assertThat(report(now, "zh-CN")).contains("间隔228天").contains("结节2为新发");
  }

  @Test
  @DisplayName(
      "is compared with the newest earlier one, never with a later one, and says whose model it was")
  void isComparedWithTheNewestEarlierOne() throws IOException {
    study(2, "2023-03-01", GROWS + "7");
    String newest = study(2, "2025-03-01", GROWS + "8");
    study(2, "2027-03-01", GROWS + "12");
    analyzer.version = "2";

    String now = study(2, "2026-03-01", GROWS + "8");

    StoredComparison comparison = comparison(now);
    assertThat(comparison.prior()).isNotNull();
    assertThat(comparison.prior().studyInstanceUid()).isEqualTo(newest);
    assertThat(comparison.prior().sameModel()).isFalse();
    assertThat(comparison.nodules())
        .extracting(StoredComparison.Nodule::change)
        .containsExactly("STABLE");
    assertThat(report(now, "en")).contains("another model, known places 1");
  }

  @Test
  @DisplayName(
      "is reported without a comparison where the earlier one is damaged or gone, with the reason")
  void isReportedWhereTheEarlierOneIsDamaged() throws IOException {
    String before = study(3, "2025-06-01", GROWS + "7");
    Path victim = store.study(before).get(7);
    try (RandomAccessFile file = new RandomAccessFile(victim.toFile(), "rw")) {
      file.setLength(Files.size(victim) - 500);
    }

    String now = study(3, "2026-01-15", GROWS + "10");

    assertThat(comparison(now).reason()).isEqualTo("PRIOR_UNREADABLE");
    assertThat(comparison(now).detail()).contains(victim.getFileName().toString());
    assertThat(report(now, "en")).contains("its images cannot be read").contains("2025-06-01");

    for (Path file : store.study(before)) {
      Files.delete(file);
    }
    String later = study(3, "2026-01-20", GROWS + "10");
    // The damaged one's successor is there and is earlier, so that is taken.
    assertThat(comparison(later).prior()).isNotNull();
    assertThat(comparison(later).prior().studyInstanceUid()).isEqualTo(now);
    for (Path file : store.study(now)) {
      Files.delete(file);
    }
    for (Path file : store.study(later)) {
      Files.delete(file);
    }
    String last = study(3, "2026-01-25", GROWS + "10");
    assertThat(comparison(last).reason()).isEqualTo("PRIOR_IMAGES_GONE");
  }

  @Test
  @DisplayName("is not compared with another patient who has the same id")
  void isNotComparedWithAnotherPatient() throws IOException {
    String before = study(4, "2025-06-01", GROWS + "7");
    jdbc.update(
        "UPDATE study SET patient_birth_date = '1970-01-01' WHERE study_instance_uid = ?", before);

    String now = study(4, "2026-01-15", GROWS + "10");

    assertThat(comparison(now).reason()).isEqualTo("PATIENT_CONFLICT");
    assertThat(report(now, "en")).contains("another name, birth date or issuer");
  }

  @Test
  @DisplayName("is compared with what a radiologist left of the earlier findings")
  void isComparedWithWhatWasNotRejected() throws IOException {
    String before = study(6, "2025-06-01", GROWS + "7; " + GOES + "10");
    jdbc.update(
        "UPDATE finding SET decision = 'REJECTED', decided_by = 'li', decided_at = now()"
            + " WHERE analysis_id = ?",
        analyses.findNewest(before).orElseThrow().getId());

    String now = study(6, "2026-01-15", GROWS + "10");

    assertThat(comparison(now).nodules())
        .extracting(StoredComparison.Nodule::state)
        .containsExactly("PRESENT_BEFORE");
  }

  @Test
  @DisplayName("is compared although no outlines of the earlier findings were stored")
  void isComparedWithoutOutlines() throws IOException {
    String before = study(5, "2025-06-01", GROWS + "7");
    jdbc.update("UPDATE finding SET mask_box = NULL, mask_bits = NULL");

    String now = study(5, "2026-01-15", GROWS + "10");

    assertThat(comparison(now).prior()).isNotNull();
    assertThat(comparison(now).prior().studyInstanceUid()).isEqualTo(before);
    assertThat(comparison(now).nodules())
        .extracting(StoredComparison.Nodule::change)
        .containsExactly("GROWING");
  }
}
