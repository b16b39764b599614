package org.hilum.ingest.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.ExchangeBuilder;
import org.hilum.db.Analysis;
import org.hilum.db.AnalysisRepository;
import org.hilum.db.AnalysisStatus;
import org.hilum.db.DeadLetter;
import org.hilum.db.DeadLetterRepository;
import org.hilum.db.ReportVersion;
import org.hilum.db.ReportVersionRepository;
import org.hilum.db.Series;
import org.hilum.db.SeriesRepository;
import org.hilum.db.Study;
import org.hilum.db.StudyRepository;
import org.hilum.db.StudyStatus;
import org.hilum.ingest.ledger.StudyLedger;
import org.hilum.ingest.review.StoredStudies;
import org.hilum.ingest.study.CtSeries;
import org.hilum.ingest.study.SeriesDecision;
import org.hilum.ingest.study.StudyContents;
import org.hilum.ingest.study.StudyStore;
import org.hilum.pacs.DicomInstance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

@DisplayName("A received study")
@DirtiesContext // closes database and broker before their folder goes
@SpringBootTest(
    classes = RouteTestApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = {
      "hilum.pacs.port=0",
      "hilum.ingest.max-attempts=3",
      "hilum.ingest.retry-delay=200ms",
      "hilum.ingest.retry-multiplier=1",
    })
class QueueRoutesTest {

  @TempDir static Path home;

  @Autowired StudyStore store;
  @Autowired StudyLedger ledger;
  @Autowired StoredStudies storedStudies;
  @Autowired ProducerTemplate producer;
  @Autowired ScriptedAnalyzer analyzer;
  @Autowired CamelContext camel;
  @Autowired PlatformTransactionManager transactions;
  @Autowired FailureNotes failureNotes;
  @Autowired DeadLetterOffice deadLetterOffice;
  @Autowired StudyRepository studies;
  @Autowired SeriesRepository series;
  @Autowired AnalysisRepository analyses;
  @Autowired ReportVersionRepository reports;
  @Autowired DeadLetterRepository deadLetters;

  @TempDir Path scratch;

  @DynamicPropertySource
  static void home(DynamicPropertyRegistry registry) {
    registry.add("hilum.home", () -> home.toString());
    registry.add("hilum.database.home", () -> home.toString());
  }

  @BeforeEach
  void forgetFailures() {
    analyzer.reset();
  }

  @Test
  @DisplayName("is analysed, drafted in two languages and stored, with the choice of its series")
  void isAnalysedDraftedAndStored() {
    String uid = receive(newStudy());

    Study study = awaitStatus(uid, StudyStatus.READY);

    assertThat(study.getPatientName()).isEqualTo("Wang^Fang=王^芳");
    assertThat(study.getStatusDetail()).isEqualTo("1 finding");
    Analysis analysis = analyses.findNewest(uid).orElseThrow();
    assertThat(analysis.getStatus()).isEqualTo(AnalysisStatus.ANALYSED);
    assertThat(analysis.getFindings()).singleElement().extracting("longAxisMm").isEqualTo(8.5);
    assertThat(analysis.getHistory().factors())
        .anySatisfy(
            factor -> {
              assertThat(factor.name()).isEqualTo("smoking");
              assertThat(factor.value()).isEqualTo("NEVER");
            });
    assertThat(reports.findNewest(analysis))
        .extracting(ReportVersion::getLanguage)
        .containsExactlyInAnyOrder("zh-CN", "en");
    assertThat(series.findOfStudy(uid)).singleElement().matches(Series::isChosen);
  }

  @Test
  @DisplayName("that gains a better series lets the one go that was chosen")
  void thatGainsABetterSeries() {
    List<DicomInstance> instances = newStudy();
    String uid = receive(instances);
    awaitStatus(uid, StudyStatus.READY);
    CtSeries before = CtSeries.group(instances).get(0);
    CtSeries better = CtSeries.group(newStudy()).get(0);
    StudyContents contents =
        new StudyContents(
            instances,
            List.of(
                new SeriesDecision(better, true, List.of(), null),
                new SeriesDecision(before, false, List.of(), null)));

    assertThat(ledger.assembled(contents, "f".repeat(64), analyzer.model())).isTrue();

    assertThat(series.findOfStudy(uid)).hasSize(2);
    assertThat(series.findOfStudy(uid))
        .filteredOn(Series::isChosen)
        .singleElement()
        .extracting(Series::getSeriesInstanceUid)
        .isEqualTo(better.instanceUid());
  }

  @Test
  @DisplayName("that gains slices is judged again, and what was judged stays as it was")
  void thatGainsSlicesIsJudgedAgain() throws IOException {
    List<DicomInstance> all = newStudy();
    List<DicomInstance> first = all.subList(3, SmallStudies.SLICES);
    String uid = receive(first);
    awaitStatus(uid, StudyStatus.READY);
    Analysis before = analyses.findNewest(uid).orElseThrow();

    SmallStudies.receive(all.subList(0, 3), store.root());
    queue(uid);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              Analysis now = newest(uid);
              return !now.getId().equals(before.getId()) && reports.findNewest(now).size() == 2;
            });

    assertThat(storedStudies.read(before).slices())
        .as("the slices that were judged, of more that are here now")
        .extracting(DicomInstance::sopInstanceUid)
        .containsExactlyElementsOf(first.stream().map(DicomInstance::sopInstanceUid).toList());
    assertThat(storedStudies.read(newest(uid)).slices()).hasSize(SmallStudies.SLICES);
    assertThat(reports.findNewest(newest(uid)))
        .as("versions are counted over both analyses")
        .extracting(ReportVersion::getVersionNumber)
        .containsExactly(2, 2);

    Files.delete(fileOf(first.get(5)));
    assertThatThrownBy(() -> storedStudies.read(before))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("56 of 57 slices");
  }

  private Analysis newest(String uid) {
    return analyses.findNewest(uid).orElseThrow();
  }

  private Path fileOf(DicomInstance instance) {
    return store
        .studyFolder(instance.studyInstanceUid())
        .resolve(instance.seriesInstanceUid())
        .resolve(instance.sopInstanceUid() + ".dcm");
  }

  @Test
  @DisplayName("that broker and database refuse to take again stays a dead letter")
  void thatBrokerAndDatabaseRefuseStaysADeadLetter() {
    DeadLetter letter = deadLetter();
    String uid = letter.getStudyInstanceUid();
    ProducerTemplate stopped = camel.createProducerTemplate();
    stopped.stop();
    DeadLetterOffice cutOff =
        new DeadLetterOffice(
            deadLetters, failureNotes, onlyOneTransaction(), stopped, Clock.systemUTC());

    assertThatThrownBy(() -> cutOff.retry(letter.getId()))
        .satisfies(
            thrown ->
                assertThat(thrown.getSuppressed())
                    .singleElement()
                    .isInstanceOf(CannotCreateTransactionException.class));
    assertThat(openLetters(uid)).hasSize(1);

    deadLetterOffice.retry(letter.getId());

    awaitStatus(uid, StudyStatus.READY);
    assertThat(openLetters(uid)).isEmpty();
  }

  @Test
  @DisplayName("judged while its dead letter lay stays so, whether or not the letter can be sent")
  void judgedWhileItsDeadLetterLayStaysSo() {
    DeadLetter letter = deadLetter();
    String uid = letter.getStudyInstanceUid();
    queue(uid);
    awaitStatus(uid, StudyStatus.READY);
    ProducerTemplate stopped = camel.createProducerTemplate();
    stopped.stop();
    DeadLetterOffice withoutBroker =
        new DeadLetterOffice(
            deadLetters,
            failureNotes,
            new TransactionTemplate(transactions),
            stopped,
            Clock.systemUTC());

    assertThatThrownBy(() -> withoutBroker.retry(letter.getId()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(status(uid).getStatus()).isEqualTo(StudyStatus.READY);
    assertThat(openLetters(uid)).hasSize(1);

    deadLetterOffice.retry(letter.getId());

    assertThat(status(uid).getStatus()).isEqualTo(StudyStatus.READY);
    assertThat(openLetters(uid)).isEmpty();
  }

  @Test
  @DisplayName("that is being sent again is not sent a second time meanwhile")
  void thatIsBeingSentAgainIsNotSentASecondTime() {
    DeadLetter twice = deadLetter();
    String uid = twice.getStudyInstanceUid();
    long letter = twice.getId();
    AtomicReference<DeadLetterOffice> office = new AtomicReference<>();
    TransactionTemplate clickedTwice =
        new TransactionTemplate(transactions) {
          @Override
          public <T> T execute(TransactionCallback<T> action) {
            assertThatThrownBy(() -> office.get().retry(letter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is being sent");
            return super.execute(action);
          }
        };
    office.set(
        new DeadLetterOffice(deadLetters, failureNotes, clickedTwice, producer, Clock.systemUTC()));

    office.get().retry(letter);

    awaitStatus(uid, StudyStatus.READY);
    assertThat(analyzer.calls).hasValue(4);
  }

  /** Of a study whose analysis failed to the last attempt. */
  private DeadLetter deadLetter() {
    analyzer.failNext(3, "out of native memory");
    String uid = receive(newStudy());
    awaitStatus(uid, StudyStatus.FAILED);
    return openLetters(uid).get(0);
  }

  /** A database that is away after the first transaction. */
  private TransactionTemplate onlyOneTransaction() {
    AtomicInteger begun = new AtomicInteger();
    return new TransactionTemplate(transactions) {
      @Override
      public <T> T execute(TransactionCallback<T> action) {
        if (begun.incrementAndGet() > 1) {
          throw new CannotCreateTransactionException("the database is away");
        }
        return super.execute(action);
      }
    };
  }

  @Test
  @DisplayName("that comes twice is analysed once")
  void thatComesTwiceIsAnalysedOnce() {
    String uid = receive(newStudy());
    awaitStatus(uid, StudyStatus.READY);

    queue(uid);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> status(uid).getStatusDetail().contains("judged before"));

    assertThat(analyzer.calls).hasValue(1);
  }

  @Test
  @DisplayName("is tried again after a failure")
  void isTriedAgainAfterAFailure() {
    analyzer.failNext(2, "out of native memory");

    String uid = receive(newStudy());

    awaitStatus(uid, StudyStatus.READY);
    assertThat(analyzer.calls).hasValue(3);
    assertThat(openLetters(uid)).isEmpty();
  }

  @Test
  @DisplayName("becomes a dead letter after the last attempt, and is analysed when sent again")
  void becomesADeadLetterAndIsAnalysedWhenSentAgain() {
    DeadLetter letter = deadLetter();
    String uid = letter.getStudyInstanceUid();
    assertThat(letter.getReason()).isEqualTo("out of native memory");
    assertThat(letter.getRoute()).isEqualTo(Queues.ANALYSE);
    assertThat(letter.getStackTrace()).contains("ModelException");

    analyzer.precision = "bf16";
    deadLetterOffice.retry(letter.getId());

    awaitStatus(uid, StudyStatus.READY);
    assertThat(openLetters(uid)).isEmpty();
    assertThat(analyses.findNewest(uid).orElseThrow().getModelPrecision()).isEqualTo("bf16");
  }

  @Test
  @DisplayName("that took the process down three times is given up, and analysed when sent again")
  void thatTookTheProcessDownIsGivenUp() {
    analyzer.failNext(3, "out of native memory");
    String uid = receive(newStudy());
    awaitStatus(uid, StudyStatus.FAILED);
    int calls = analyzer.calls.get();
    for (int crash = 0; crash < 3; crash++) {
      ledger.analysing(uid);
    }

    producer.sendBody(Queues.endpoint(Queues.ANALYSE), uid);

    awaitStatus(uid, StudyStatus.FAILED);
    assertThat(analyzer.calls).hasValue(calls);
    DeadLetter letter = openLetters(uid).get(0);
    assertThat(letter.getReason()).contains("3 analyses of study");

    deadLetterOffice.retry(letter.getId());

    awaitStatus(uid, StudyStatus.READY);
  }

  @Test
  @DisplayName("that was delivered often, since the database was away, is analysed all the same")
  void thatWasDeliveredOftenIsAnalysed() throws Exception {
    analyzer.failNext(3, "out of native memory");
    String uid = receive(newStudy());
    awaitStatus(uid, StudyStatus.FAILED);

    camel
        .getRoute(AnalyseStudyRoute.ID)
        .getProcessor()
        .process(
            ExchangeBuilder.anExchange(camel)
                .withBody(uid)
                .withHeader("JMSXDeliveryCount", 9)
                .build());

    awaitStatus(uid, StudyStatus.READY);
  }

  @Test
  @DisplayName("that fails again when sent again opens the same dead letter")
  void thatFailsAgainOpensTheSameDeadLetter() {
    analyzer.failNext(6, "out of native memory");
    String uid = receive(newStudy());
    awaitStatus(uid, StudyStatus.FAILED);
    DeadLetter letter = openLetters(uid).get(0);

    deadLetterOffice.retry(letter.getId());

    await().atMost(Duration.ofSeconds(20)).until(() -> !openLetters(uid).isEmpty());
    assertThat(openLetters(uid))
        .singleElement()
        .satisfies(
            again -> {
              assertThat(again.getId()).isEqualTo(letter.getId());
              assertThat(again.getAttempts()).isEqualTo(2);
            });
  }

  @Test
  @DisplayName("with a missing slice is refused, with the reason, and reported")
  void withAMissingSliceIsRefused() {
    List<DicomInstance> study = newStudy();
    study.remove(30);

    String uid = receive(study);

    Study refused = awaitStatus(uid, StudyStatus.REFUSED);
    assertThat(refused.getStatusDetail()).contains("slices 30 and 32 are 5.00 mm apart");
    Analysis analysis = analyses.findNewest(uid).orElseThrow();
    assertThat(analysis.getRefusalCode()).isEqualTo("MISSING_SLICES");
    assertThat(reports.findNewest(analysis)).hasSize(2);
    assertThat(analyzer.calls).hasValue(0);
  }

  @Test
  @DisplayName("with a truncated file becomes a dead letter at once, and the next study goes on")
  void withATruncatedFileBecomesADeadLetter() throws IOException {
    List<DicomInstance> damaged = newStudy();
    String damagedUid = damaged.get(0).studyInstanceUid();
    SmallStudies.receive(damaged, store.root());
    Path victim = store.study(damagedUid).get(7);
    try (RandomAccessFile file = new RandomAccessFile(victim.toFile(), "rw")) {
      file.setLength(Files.size(victim) - 500);
    }
    ledger.received(damagedUid, "test", damaged.size(), null);
    queue(damagedUid);

    String soundUid = receive(newStudy());

    awaitStatus(soundUid, StudyStatus.READY);
    awaitStatus(damagedUid, StudyStatus.FAILED);
    assertThat(openLetters(damagedUid))
        .singleElement()
        .satisfies(
            letter ->
                assertThat(letter.getReason())
                    .contains(victim.getFileName().toString())
                    .doesNotContain("\n"));
    assertThat(analyses.findNewest(damagedUid)).isEmpty();
  }

  @Test
  @DisplayName("of two patients becomes a dead letter that names them")
  void ofTwoPatientsBecomesADeadLetter() {
    String seed = UUID.randomUUID().toString();
    List<DicomInstance> mixed =
        new ArrayList<>(SmallStudies.write(seed, "P1", scratch.resolve("a")).subList(0, 30));
    mixed.addAll(SmallStudies.write(seed, "P2", scratch.resolve("b")).subList(30, 60));

    String uid = receive(mixed);

    awaitStatus(uid, StudyStatus.FAILED);
    assertThat(openLetters(uid))
        .singleElement()
        .extracting(DeadLetter::getReason)
        .asString()
        .contains("2 different patients (P1, P2)");
  }

  private List<DicomInstance> newStudy() {
    String seed = UUID.randomUUID().toString();
    return new ArrayList<>(SmallStudies.write(seed, "P-" + seed, scratch.resolve(seed)));
  }

  private String receive(List<DicomInstance> instances) {
    String uid = instances.get(0).studyInstanceUid();
    SmallStudies.receive(instances, store.root());
    ledger.received(uid, "test", instances.size(), null);
    queue(uid);
    return uid;
  }

  private void queue(String uid) {
    producer.sendBody(Queues.endpoint(Queues.ASSEMBLE), uid);
  }

  private Study status(String uid) {
    return studies.findByStudyInstanceUid(uid).orElseThrow();
  }

  private Study awaitStatus(String uid, StudyStatus expected) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(status(uid).getStatus())
                    .as(status(uid).getStatusDetail())
                    .isEqualTo(expected));
    return status(uid);
  }

  private List<DeadLetter> openLetters(String uid) {
    return deadLetters.findByStudyInstanceUidAndResolvedAtIsNullOrderByCreatedAtDescIdDesc(uid);
  }
}
