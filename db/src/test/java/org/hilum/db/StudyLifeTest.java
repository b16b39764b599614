package org.hilum.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.ObjectOptimisticLockingFailureException;
import org.springframework.transaction.support.TransactionTemplate;

@DatabaseTest
class StudyLifeTest {

  private static final Instant NOW = Instant.parse("2026-03-01T08:30:00.123456Z");
  private static final String HASH = "ab".repeat(32);
  private static final String OTHER_HASH = "cd".repeat(32);

  @Autowired private StudyRepository studies;
  @Autowired private SeriesRepository series;
  @Autowired private AnalysisRepository analyses;
  @Autowired private ReportVersionRepository reports;
  @Autowired private DeliveryRepository deliveries;
  @Autowired private AuditEntryRepository audit;
  @Autowired private DeadLetterRepository deadLetters;
  @Autowired private AppUserRepository users;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private EntityManagerFactory entityManagers;
  @Autowired private TransactionTemplate transaction;

  private String uid;

  @BeforeEach
  void aUidOfItsOwnForEachTest() {
    uid = "2.25." + UUID.randomUUID().getMostSignificantBits() % 1_000_000_000_000L;
    uid = uid.replace("-", "9");
  }

  @Test
  void flywayMadeTheSchemaFromNothing() {
    assertThat(
            jdbc.queryForList(
                "select version from flyway_schema_history where success", String.class))
        .contains("1");
  }

  @Nested
  class AStudy {

    @Test
    void comesBackAsItWasStored() {
      Study study = newStudy("Wang^Xiaodong=王^小东", NOW);
      study.describeExamination(
          "A-17", LocalDateTime.parse("2026-02-28T23:59:58"), "Chest \u0000 low dose");
      study.countInstances(120, 121, NOW);
      study.chooseSeries("1.2.3");
      study.setContentHash(HASH);
      studies.save(study);

      Study read = studies.findByStudyInstanceUid(uid).orElseThrow();

      assertThat(read.getPatientName()).isEqualTo("Wang^Xiaodong=王^小东");
      assertThat(read.getPatientBirthDate()).isEqualTo("1960-05-04");
      assertThat(read.getStudyDateTime()).isEqualTo("2026-02-28T23:59:58");
      assertThat(read.getDescription())
          .as("NUL cannot be stored")
          .isEqualTo("Chest \uFFFD low dose");
      assertThat(read.getReceivedInstances()).isEqualTo(120);
      assertThat(read.getExpectedInstances()).isEqualTo(121);
      assertThat(read.getReceivedAt()).isEqualTo(NOW);
      assertThat(read.getStatus()).isEqualTo(StudyStatus.WAITING);
      assertThat(read.getChosenSeriesInstanceUid()).isEqualTo("1.2.3");
    }

    @Test
    void isStoredOnlyOnce() {
      studies.save(newStudy("A", NOW));
      assertThatThrownBy(() -> studies.saveAndFlush(newStudy("B", NOW)))
          .isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void refusesAUidThatIsNone() {
      Study study = new Study("../../etc", "folder", StudyPriority.ROUTINE, "waits", NOW);
      assertThatThrownBy(() -> studies.saveAndFlush(study))
          .isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void isNotOverwrittenByOneWhoReadItEarlier() {
      studies.save(newStudy("A", NOW));
      Study early = studies.findByStudyInstanceUid(uid).orElseThrow();
      Study late = studies.findByStudyInstanceUid(uid).orElseThrow();
      late.moveTo(StudyStatus.QUEUED, "waits for the model", NOW);
      studies.saveAndFlush(late);

      early.moveTo(StudyStatus.FAILED, "lost", NOW);
      assertThatThrownBy(() -> studies.saveAndFlush(early))
          .isInstanceOf(ObjectOptimisticLockingFailureException.class);
    }

    @Test
    void takesProgressWithoutDisturbingWhoeverChangesIt() {
      studies.save(newStudy("A", NOW));
      Study held = studies.findByStudyInstanceUid(uid).orElseThrow();

      assertThat(studies.noteProgress(uid, 40, "segmenting lungs", NOW)).isEqualTo(1);
      assertThat(studies.findByStudyInstanceUid(uid).orElseThrow().getProgressPercent())
          .isEqualTo(40);

      held.moveTo(StudyStatus.READY, "draft waits for review", NOW);
      studies.saveAndFlush(held);
      Study read = studies.findByStudyInstanceUid(uid).orElseThrow();
      assertThat(read.getProgressPercent()).isEqualTo(100);
      assertThat(read.getStatusDetail()).isEqualTo("draft waits for review");
    }
  }

  @Nested
  class ASeries {

    @Test
    void keepsWhyItWasChosen() {
      Study study = studies.save(newStudy("A", NOW));
      Series chosen = new Series(study, "1.2.1", "CT");
      chosen.describe(2, "Lung 1.25", "BONE", 1.25, 120, 148.75);
      chosen.decide(
          true,
          List.of(new SeriesReason("thinnest-slice", "PREFERRED", "1.25 mm is the thinnest")));
      series.save(chosen);
      Series localizer = new Series(study, "1.2.2", "CT");
      localizer.decide(
          false, List.of(new SeriesReason("no-localizer", "EXCLUDED", "it is a localizer")));
      series.save(localizer);

      List<Series> read = series.findOfStudy(uid);

      assertThat(read).extracting(Series::getSeriesInstanceUid).containsExactly("1.2.1", "1.2.2");
      assertThat(read.get(0).getDecision())
          .containsExactly(
              new SeriesReason("thinnest-slice", "PREFERRED", "1.25 mm is the thinnest"));
      assertThat(series.findOfStudy(uid, "1.2.2")).isPresent();
    }

    @Test
    void isTheOnlyChosenOneOfItsStudy() {
      Study study = studies.save(newStudy("A", NOW));
      for (String each : List.of("1.2.1", "1.2.2")) {
        Series one = new Series(study, each, "CT");
        one.decide(true, List.of());
        if (each.equals("1.2.1")) {
          series.saveAndFlush(one);
        } else {
          assertThatThrownBy(() -> series.saveAndFlush(one))
              .isInstanceOf(DataIntegrityViolationException.class);
        }
      }
    }
  }

  @Nested
  class AnAnalysis {

    @Test
    void isRunOnceForTheSameContentAndModelVersion() {
      Study study = studies.save(newStudy("A", NOW));
      analyses.saveAndFlush(newAnalysis(study, HASH, "1", NOW));

      assertThatThrownBy(() -> analyses.saveAndFlush(newAnalysis(study, HASH, "1", NOW)))
          .isInstanceOf(DataIntegrityViolationException.class);
      analyses.saveAndFlush(newAnalysis(study, HASH, "2", NOW));
      analyses.saveAndFlush(newAnalysis(study, OTHER_HASH, "1", NOW));
      assertThat(analyses.findOne(uid, HASH, "2")).isPresent();
      assertThat(analyses.findOne(uid, OTHER_HASH, "2")).isEmpty();
    }

    @Test
    void comesWithStudyFindingsAndReportsInTwoStatements() {
      Study study = studies.save(newStudy("A", NOW));
      analyses.save(newAnalysis(study, OTHER_HASH, "1", NOW.minusSeconds(60)));
      Analysis analysis = newAnalysis(study, HASH, "1", NOW);
      for (int number = 12; number >= 1; number--) {
        analysis.addFinding(newFinding(number));
      }
      analysis.succeed(
          List.of(new StepTiming("lungs", 812), new StepTiming("detect", 3120)),
          List.of("1.2.1.2", "1.2.1.1"),
          NOW.plusSeconds(5));
      analysis = analyses.save(analysis);
      for (String language : List.of("en", "zh-CN")) {
        for (int version = 1; version <= 2; version++) {
          assertThat(reports.nextVersionNumber(analysis, language)).isEqualTo(version);
          reports.save(newReport(analysis, language, version));
        }
      }

      Statistics statistics = entityManagers.unwrap(SessionFactory.class).getStatistics();
      statistics.clear();
      Analysis read = analyses.findNewest(uid).orElseThrow();
      List<ReportVersion> newest = reports.findNewest(read);

      assertThat(read.getStudy().getPatientName()).isEqualTo("A");
      assertThat(read.getFindings()).hasSize(12);
      assertThat(read.getFindings().get(0).getNumber()).isEqualTo(1);
      assertThat(newest)
          .extracting(ReportVersion::getLanguage, ReportVersion::getVersionNumber)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("en", 2),
              org.assertj.core.groups.Tuple.tuple("zh-CN", 2));
      assertThat(newest.get(1).getSections().get(0).paragraphs()).containsExactly("右肺上区 <结节>");
      assertThat(statistics.getPrepareStatementCount()).isEqualTo(2);

      assertThat(read.getTimingsMs())
          .containsExactly(new StepTiming("lungs", 812), new StepTiming("detect", 3120));
      assertThat(read.getHistory().factors())
          .containsExactly(
              new StoredHistory.Factor("smoking", "FORMER", "(0010,21A0)", "ex-smoker"));
      assertThat(read.getJudgedSlices()).containsExactly("1.2.1.2", "1.2.1.1");
      assertThat(reports.findAll(read)).hasSize(4);
      Analysis again = analyses.save(newAnalysis(study, HASH, "2", NOW.plusSeconds(60)));
      assertThat(reports.nextVersionNumber(again, "en"))
          .as("counted over the study's analyses")
          .isEqualTo(3);
    }

    @Test
    void keepsAFindingWithItsMask() {
      Study study = studies.save(newStudy("A", NOW));
      Analysis analysis = newAnalysis(study, HASH, "1", NOW);
      BitSet bits = new BitSet();
      bits.set(0);
      bits.set(17, 80);
      Finding withMask = newFinding(1);
      withMask.setPlace(Finding.Side.LEFT, Finding.Zone.LOWER);
      withMask.setFamiliar(false);
      withMask.setMask(new MaskBox(100, 120, 30, 9, 8, 7), bits);
      analysis.addFinding(withMask);
      analysis.addFinding(newFinding(2));
      analyses.save(analysis);

      List<Finding> read = analyses.findNewest(uid).orElseThrow().getFindings();

      assertThat(read.get(0).getMaskBox()).isEqualTo(new MaskBox(100, 120, 30, 9, 8, 7));
      assertThat(read.get(0).readMask()).isEqualTo(bits);
      assertThat(read.get(0).getSide()).isEqualTo(Finding.Side.LEFT);
      assertThat(read.get(0).getExperts())
          .containsExactly(new StoredExpert("solid", 0.75), new StoredExpert("small", 0.25));
      assertThat(read.get(0).getAttributes().texture()).isEqualTo(4.5);
      assertThat(read.get(0).isFamiliar()).isFalse();
      assertThat(read.get(1).isFamiliar()).isTrue();
      assertThat(read.get(1).readMask()).isNull();
      assertThat(read.get(1).getSide()).isNull();
    }

    @Test
    void refusesAProbabilityThatIsNone() {
      Study study = studies.save(newStudy("A", NOW));
      Analysis analysis = newAnalysis(study, HASH, "1", NOW);
      Finding finding = newFinding(1);
      finding.setProbabilities(0.9, 1.2, 0.1, 1);
      analysis.addFinding(finding);
      assertThatThrownBy(() -> analyses.saveAndFlush(analysis))
          .isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void thatAKilledProcessLeftBehindIsFoundAndRunAgain() {
      Study study = studies.save(newStudy("A", NOW));
      analyses.save(newAnalysis(study, HASH, "1", NOW));

      Analysis left =
          analyses.findRunning().stream()
              .filter(a -> a.getStudy().getStudyInstanceUid().equals(uid))
              .findFirst()
              .orElseThrow();
      left.restart("1.2.2", "bf16", StoredHistory.empty(), NOW.plusSeconds(60));
      left.refuse("LUNGS_CUT_OFF", "the upper lung is not in the images", NOW.plusSeconds(70));
      analyses.saveAndFlush(left);

      Analysis read = analyses.findNewest(uid).orElseThrow();
      assertThat(read.getStatus()).isEqualTo(AnalysisStatus.REFUSED);
      assertThat(read.getRefusalCode()).isEqualTo("LUNGS_CUT_OFF");
      assertThat(read.getSeriesInstanceUid()).isEqualTo("1.2.2");
      assertThat(read.getModelPrecision()).isEqualTo("bf16");
      assertThatThrownBy(() -> read.restart("1.2.2", "bf16", StoredHistory.empty(), NOW))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(uid);
    }
  }

  @Nested
  class TheWorklist {

    @Test
    void isPagedNewestFirstWithWhatTheNewestAnalysisFoundInTwoStatements() {
      String name = "WORKLIST" + uid;
      for (int i = 0; i < 5; i++) {
        Study study =
            new Study(uid + "." + i, "PACS A", StudyPriority.ROUTINE, "waits", NOW.plusSeconds(i));
        study.describePatient("P%_" + i, name, "F", null);
        study = studies.save(study);
        if (i == 4) {
          study.moveTo(StudyStatus.READY, "draft waits for review", NOW);
          study = studies.save(study);
          Analysis old = newAnalysis(study, OTHER_HASH, "1", NOW.minusSeconds(9));
          old.addFinding(newFinding(1));
          analyses.save(old);
          Analysis analysis = newAnalysis(study, HASH, "1", NOW);
          analysis.addFinding(newFinding(1));
          analysis.addFinding(newFinding(2));
          analyses.save(analysis);
        }
      }
      Statistics statistics = entityManagers.unwrap(SessionFactory.class).getStatistics();
      statistics.clear();

      Page<WorklistRow> page =
          studies.worklist(Set.of(), null, name.toLowerCase(), PageRequest.of(0, 3));

      assertThat(statistics.getPrepareStatementCount()).isEqualTo(2);
      assertThat(page.getTotalElements()).isEqualTo(5);
      assertThat(page.getContent())
          .extracting(WorklistRow::studyInstanceUid)
          .containsExactly(uid + ".4", uid + ".3", uid + ".2");
      assertThat(page.getContent().get(0).findings()).isEqualTo(2);
      assertThat(page.getContent().get(0).highestMalignancy()).isEqualTo(0.62);
      assertThat(page.getContent().get(1).findings()).isZero();
      assertThat(page.getContent().get(1).highestMalignancy()).isNull();
      assertThat(studies.worklist(EnumSet.of(StudyStatus.READY), null, name, PageRequest.of(0, 9)))
          .hasSize(1);
    }

    @Test
    void tellsWhatIsSignedFromWhatWaitsUntilItIsAnalysedAgain() {
      Study study = newStudy("A", NOW);
      study.moveTo(StudyStatus.READY, "1 finding", NOW);
      study = studies.save(study);
      Analysis analysis = analyses.save(newAnalysis(study, HASH, "1", NOW));
      ReportVersion draft = reports.save(newReport(analysis, "en", 1));
      assertThatTheWorklistHasIt(false);

      reports.save(ReportVersion.signed(draft, 2, "Chest CT", "<p>", "dr.li", NOW));
      assertThatTheWorklistHasIt(true);

      analyses.save(newAnalysis(study, HASH, "2", NOW));
      assertThatTheWorklistHasIt(false);
    }

    @Test
    void keepsASignatureUntilAnAnalysisStartsAgain() {
      Study study = newStudy("A", NOW);
      study.moveTo(StudyStatus.READY, "1 finding", NOW);
      study = studies.save(study);
      Analysis broken = newAnalysis(study, OTHER_HASH, "1", NOW);
      broken.fail("no memory", NOW);
      broken = analyses.save(broken);
      Analysis analysis = analyses.save(newAnalysis(study, HASH, "1", NOW.plusSeconds(1)));
      ReportVersion draft = reports.save(newReport(analysis, "en", 1));
      reports.save(ReportVersion.signed(draft, 2, "Chest CT", "<p>", "dr.li", NOW));

      reports.save(newReport(analysis, "zh-CN", 1));
      analysis.succeed(List.of(), List.of(), NOW.plusSeconds(2));
      analyses.save(analysis);
      study.setPriority(StudyPriority.STAT);
      studies.save(study);
      assertThatTheWorklistHasIt(true);

      broken.restart("1.2.1", "fp32", StoredHistory.empty(), NOW.plusSeconds(3));
      analyses.save(broken);
      assertThatTheWorklistHasIt(false);

      ReportVersion late = reports.save(newReport(analysis, "zh-CN", 2));
      reports.save(ReportVersion.signed(late, 3, "胸部CT", "<p>", "dr.li", NOW));
      assertThatTheWorklistHasIt(false);
    }

    @Test
    void isNotMistakenWhereOneSignsWhileAnotherAnalysisStarts() {
      Study study = studies.save(newStudy("A", NOW));
      Analysis analysis = analyses.save(newAnalysis(study, HASH, "1", NOW));
      ReportVersion draft = reports.save(newReport(analysis, "en", 1));

      CompletableFuture<ReportVersion> signature =
          Objects.requireNonNull(
              transaction.execute(
                  status -> {
                    analyses.saveAndFlush(newAnalysis(study, HASH, "2", NOW.plusSeconds(1)));
                    CompletableFuture<ReportVersion> waiting =
                        CompletableFuture.supplyAsync(
                            () ->
                                reports.save(
                                    ReportVersion.signed(draft, 2, "CT", "<p>", "dr.li", NOW)));
                    waitUntilSomebodyWaitsForALock();
                    return waiting;
                  }));

      signature.join();
      assertThatTheWorklistHasIt(false);
    }

    private void waitUntilSomebodyWaitsForALock() {
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (jdbc.queryForObject("select count(*) from pg_locks where not granted", Long.class)
          == 0) {
        assertThat(System.nanoTime()).as("nobody waits").isLessThan(deadline);
      }
    }

    @Test
    void knowsWhatWasSignedBeforeItKeptThat() {
      FluentConfiguration old =
          Flyway.configure()
              .dataSource(Objects.requireNonNull(jdbc.getDataSource()))
              .schemas("before_signed");
      old.target("8").load().migrate();
      jdbc.execute(
          """
          set search_path to before_signed;
          insert into study (id, version, study_instance_uid, source, status, status_detail,
            progress_percent, priority, received_instances, received_at, updated_at)
          select i, 0, i::text, 'PACS', 'READY', '', 100, 'ROUTINE', 1, now(), now()
          from generate_series(1, 3) i;
          insert into analysis (id, version, study_id, content_hash, model_name, model_version,
            model_precision, status, started_at, finished_at, timings_ms, history)
          select study * 10 + n, 0, study, repeat('ab', 32), 'hilum', n::text, 'fp32', 'ANALYSED',
            now() + n * interval '1 hour', now(), '[]', '{}'
          from (values (1, 1), (2, 1), (2, 2), (3, 1)) of (study, n);
          insert into report_version (id, analysis_id, language, version_number, status, title,
            sections, html, author, created_at)
          select analysis, analysis, 'en', 1, status, '', '[]', '', 'dr.li', now()
          from (values (11, 'SIGNED'), (21, 'SIGNED'), (22, 'DRAFT'), (31, 'DRAFT'))
            of (analysis, status);
          reset search_path
          """);

      old.target("latest").load().migrate();

      assertThat(
              jdbc.queryForList(
                  "select study_instance_uid from before_signed.study where signed", String.class))
          .containsExactly("1");
      jdbc.execute("drop schema before_signed cascade");
    }

    @Test
    void hasASnapshotThatChangesWithWhatIsWritten() {
      studies.save(newStudy("A", NOW));
      // Not in all pairs: PostgreSQL itself writes now and then (autovacuum).
      assertThat(IntStream.range(0, 5))
          .anyMatch(pair -> studies.snapshot().equals(studies.snapshot()));

      String before = studies.snapshot();
      studies.noteProgress(uid, 40, "segmenting lungs", NOW);
      assertThat(studies.snapshot()).isNotEqualTo(before);
    }

    private void assertThatTheWorklistHasIt(boolean signed) {
      PageRequest page = PageRequest.of(0, 5);
      assertThat(studies.worklist(Set.of(), null, uid, page))
          .extracting(WorklistRow::signed)
          .containsExactly(signed);
      assertThat(studies.worklist(Set.of(), signed, uid, page).getTotalElements()).isOne();
      assertThat(studies.worklist(Set.of(), signed, uid, page)).hasSize(1);
      assertThat(studies.worklist(Set.of(), !signed, uid, page)).isEmpty();
    }

    @Test
    void takesWhatIsTypedLiterally() {
      Study study = newStudy("50%_O'Brien\\x" + uid, NOW);
      studies.save(study);

      assertThat(studies.worklist(Set.of(), null, "50%_o'brien\\X" + uid, PageRequest.of(0, 5)))
          .hasSize(1);
      assertThat(studies.worklist(Set.of(), null, "5%" + uid, PageRequest.of(0, 5))).isEmpty();
      assertThat(studies.worklist(Set.of(), null, "'; drop table study; --", PageRequest.of(0, 5)))
          .isEmpty();
      assertThat(studies.worklist(Set.of(), null, "\u0000" + uid, PageRequest.of(0, 5))).isEmpty();
    }
  }

  @Nested
  class WhatIsAppendOnly {

    @Test
    void anAuditEntryCannotBeChangedOrDeleted() {
      AuditEntry entry =
          audit.save(new AuditEntry(NOW, "alice", "study.opened", uid, Map.of("page", "review")));

      for (String statement :
          List.of(
              "update audit_entry set actor = 'mallory' where id = " + entry.getId(),
              "delete from audit_entry where id = " + entry.getId(),
              "truncate audit_entry")) {
        assertThatThrownBy(() -> jdbc.execute(statement))
            .as(statement)
            .isInstanceOf(DataAccessException.class)
            .rootCause()
            .hasMessageContaining("append-only");
      }
      Page<AuditEntry> read =
          audit.findByStudyInstanceUidOrderByOccurredAtDescIdDesc(uid, PageRequest.of(0, 5));
      assertThat(read.getContent().get(0).getActor()).isEqualTo("alice");
      assertThat(read.getContent().get(0).getDetail()).containsEntry("page", "review");
    }

    @Test
    void aDeliveryFindsTheVersionsThatItsTargetMayShow() {
      Study study = studies.save(newStudy("A", NOW));
      Analysis first = analyses.save(newAnalysis(study, HASH, "1", NOW));
      Analysis again = analyses.save(newAnalysis(study, HASH, "2", NOW));
      ReportVersion before = reports.save(newReport(first, "en", 1));
      ReportVersion mine = reports.save(newReport(again, "en", 2));
      ReportVersion elsewhere = reports.save(newReport(again, "en", 3));
      ReportVersion chinese = reports.save(newReport(first, "zh-CN", 1));
      deliveries.save(new Delivery(before, uid, "portal", NOW));
      deliveries.save(new Delivery(chinese, uid, "portal", NOW));
      deliveries.save(new Delivery(elsewhere, uid, "ris", NOW));
      Delivery delivery = deliveries.save(new Delivery(mine, uid, "portal", NOW));

      assertThat(deliveries.findVersionsForTarget(Objects.requireNonNull(delivery.getId())))
          .extracting(ReportVersion::getId)
          .containsExactlyInAnyOrder(before.getId(), mine.getId());
    }

    @Test
    void whatWasSignedIsFoundAfterTheStudyIsAnalysedAgain() {
      Study study = studies.save(newStudy("A", NOW));
      Analysis first = analyses.save(newAnalysis(study, HASH, "1", NOW));
      ReportVersion draft = reports.save(newReport(first, "en", 1));
      ReportVersion signed =
          reports.save(ReportVersion.signed(draft, 2, "Chest CT", "<html></html>", "wang", NOW));
      ReportVersion addendum =
          reports.save(
              ReportVersion.addendum(signed, 3, signed.getSections(), "<html></html>", "li", NOW));
      reports.save(newReport(first, "zh-CN", 1));
      Analysis again = analyses.save(newAnalysis(study, OTHER_HASH, "1", NOW.plusSeconds(60)));
      reports.save(newReport(again, "en", 4));

      assertThat(reports.findNewestSigned(uid))
          .extracting(ReportVersion::getId)
          .containsExactly(addendum.getId());
    }

    @Test
    void aReportVersionCannotBeChangedOrNumberedTwice() {
      Study study = studies.save(newStudy("A", NOW));
      Analysis analysis = analyses.save(newAnalysis(study, HASH, "1", NOW));
      ReportVersion version = reports.save(newReport(analysis, "en", 1));

      assertThatThrownBy(
              () ->
                  jdbc.execute("update report_version set html = '' where id = " + version.getId()))
          .rootCause()
          .hasMessageContaining("append-only");
      assertThatThrownBy(() -> reports.save(newReport(analysis, "en", 1)))
          .isInstanceOf(DataIntegrityViolationException.class);
    }
  }

  @Nested
  class ADeadLetter {

    @Test
    void isOpenUntilItIsResolved() {
      DeadLetter letter =
          deadLetters.save(
              new DeadLetter(
                  "retrieve-study",
                  uid,
                  "{\"study\":1}",
                  Map.of("attempt", "3"),
                  "PACS refused the association",
                  "java.io.IOException: refused\n\tat somewhere",
                  NOW));
      long open = deadLetters.countByResolvedAtIsNull();
      assertThat(
              deadLetters.findByResolvedAtIsNullOrderByCreatedAtDescIdDesc(PageRequest.of(0, 100)))
          .extracting(DeadLetter::getStudyInstanceUid)
          .contains(uid);

      letter.retry(NOW.plusSeconds(1));
      letter.failAgain("PACS still refuses the association", "java.io.IOException: refused");
      letter = deadLetters.save(letter);
      assertThat(letter.getAttempts()).isEqualTo(2);
      assertThat(
              deadLetters.findByStudyInstanceUidAndResolvedAtIsNullOrderByCreatedAtDescIdDesc(uid))
          .extracting(DeadLetter::getReason)
          .containsExactly("PACS still refuses the association");

      letter.resolve(NOW.plusSeconds(2));
      deadLetters.save(letter);
      assertThat(deadLetters.countByResolvedAtIsNull()).isEqualTo(open - 1);
      assertThat(
              deadLetters.findByStudyInstanceUidAndResolvedAtIsNullOrderByCreatedAtDescIdDesc(uid))
          .isEmpty();
    }
  }

  @Nested
  class AUser {

    @Test
    void mustChangeThePasswordThatSomebodyElseSet() {
      users.save(new AppUser("dr.li", "{bcrypt}x", UserRole.RADIOLOGIST, NOW));
      AppUser user = users.findByUsername("dr.li").orElseThrow();
      assertThat(user.isMustChangePassword()).isTrue();

      user.changePassword("{bcrypt}y");
      users.save(user);
      AppUser read = users.findByUsername("dr.li").orElseThrow();
      assertThat(read.isMustChangePassword()).isFalse();
      assertThat(read.getPasswordHash()).isEqualTo("{bcrypt}y");
      assertThat(read.isEnabled()).isTrue();
    }

    @Test
    void hasAPlainName() {
      AppUser user = new AppUser("Dr <Li>", "{bcrypt}x", UserRole.ADMIN, NOW);
      assertThatThrownBy(() -> users.saveAndFlush(user))
          .isInstanceOf(DataIntegrityViolationException.class)
          .as("what is logged names nobody")
          .hasMessageNotContaining("Li>")
          .hasStackTraceContaining("app_user_username_check")
          .rootCause()
          .hasMessageNotContaining("Li>");
    }
  }

  private Study newStudy(String patientName, Instant now) {
    Study study = new Study(uid, "PACS ARCHIVE", StudyPriority.ROUTINE, "waits", now);
    study.describePatient("P-1", patientName, "M", LocalDate.parse("1960-05-04"));
    return study;
  }

  private static Analysis newAnalysis(
      Study study, String hash, String modelVersion, Instant startedAt) {
    return new Analysis(
        study,
        "1.2.1",
        hash,
        "hilum",
        modelVersion,
        "fp32",
        new StoredHistory(
            List.of(new StoredHistory.Text("(0010,21B0)", "ex-smoker\u0000")),
            List.of(new StoredHistory.Factor("smoking", "FORMER", "(0010,21A0)", "ex-smoker"))),
        startedAt);
  }

  private static Finding newFinding(int number) {
    Finding finding = new Finding(number, new StoredAttributes(4.5, 2, 1, 4, 4, 6, 5));
    finding.setCenterMm(-61.5, 20.25, -140);
    finding.setSize(9.1, 7.4, 301.7);
    finding.setProbabilities(0.97, 0.62, 0.41, 0.8);
    finding.setJudgement(
        List.of(new StoredExpert("solid", 0.75), new StoredExpert("small", 0.25)), 0.8, 0.2);
    return finding;
  }

  private static ReportVersion newReport(Analysis analysis, String language, int version) {
    return new ReportVersion(
        analysis,
        language,
        version,
        List.of(1),
        "Chest CT",
        List.of(new StoredSection("FINDINGS", "所见", List.of("右肺上区 <结节>"))),
        "<html></html>",
        "model hilum 1",
        NOW);
  }
}
