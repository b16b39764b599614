package org.hilum.ingest.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.hilum.db.Analysis;
import org.hilum.db.DeadLetterRepository;
import org.hilum.db.Delivery;
import org.hilum.db.DeliveryRepository;
import org.hilum.db.DeliveryState;
import org.hilum.db.FindingDecision;
import org.hilum.db.ReportVersion;
import org.hilum.db.StudyRepository;
import org.hilum.db.StudyStatus;
import org.hilum.ingest.review.ReviewConflictException;
import org.hilum.ingest.review.ReviewConflictException.Kind;
import org.hilum.ingest.review.ReviewDesk;
import org.hilum.ingest.writeback.ReportDelivery;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.net.DicomArchive;
import org.hilum.pacs.net.FreePort;
import org.hilum.pacs.net.InstanceFolder;
import org.hilum.pacs.net.PacsNode;
import org.hilum.pacs.net.ServerConfig;
import org.hilum.pacs.results.ResultSeries;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@DisplayName("A draft at the review desk")
@SpringBootTest(
    classes = RouteTestApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = {
      "hilum.ingest.max-attempts=2",
      "hilum.ingest.retry-delay=200ms",
      "hilum.pacs.retrieve=GET",
      "hilum.pacs.min-free=1MB",
      "hilum.pacs.poll-interval=500ms",
      "hilum.pacs.window-days=0",
      "hilum.write-back.targets[0].name=archive",
      "hilum.write-back.targets[0].node=ARCHIVE",
      "hilum.write-back.targets[1].name=late",
      "hilum.write-back.targets[1].node=LATE",
      "hilum.write-back.targets[1].languages=en",
      "hilum.write-back.targets[1].objects=TEXT"
    })
@DirtiesContext
class WriteBackRoutesTest {

  @TempDir static Path home;
  @TempDir Path scratch;
  @AutoClose static DicomArchive archive;

  /** Where a PACS will listen that is down at first. */
  static int latePort;

  @Autowired StudyRepository studies;
  @Autowired ReviewSteps steps;
  @Autowired DeadLetterRepository letters;
  @Autowired DeadLetterOffice office;
  @Autowired ReviewDesk desk;
  @Autowired UnsteadyQueue queue;
  @Autowired ScriptedAnalyzer analyzer;
  @Autowired PlatformTransactionManager transactions;
  @Autowired DeliveryRepository deliveries;
  @Autowired ReportDelivery reports;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) throws IOException {
    archive =
        new DicomArchive(
            ServerConfig.local("ARCHIVE", 0),
            new InstanceFolder(home.resolve("archive"), 0),
            List.of());
    latePort = FreePort.on("127.0.0.1");
    registry.add("hilum.home", home::toString);
    registry.add("hilum.database.home", home::toString);
    registry.add("hilum.pacs.port", () -> 0);
    registry.add("hilum.pacs.nodes[0].ae-title", () -> "ARCHIVE");
    registry.add("hilum.pacs.nodes[0].host", () -> "127.0.0.1");
    registry.add("hilum.pacs.nodes[0].port", archive::port);
    registry.add("hilum.pacs.nodes[1].ae-title", () -> "LATE");
    registry.add("hilum.pacs.nodes[1].host", () -> "127.0.0.1");
    registry.add("hilum.pacs.nodes[1].port", () -> latePort);
  }

  @Test
  @DisplayName("is signed, delivered verified, and amended, and is not taken for new images")
  void isSignedDeliveredAndAmended() throws Exception {
    String uid = readyStudy();
    int callsBefore = analyzer.calls.get();
    desk.decide(uid, 1, FindingDecision.ACCEPTED, "wang");

    desk.sign(uid, "zh-CN", steps.newestId(uid, "zh-CN"), "wang");

    Delivery delivery = steps.awaitDelivery(uid, "archive", DeliveryState.SENT);
    assertThat(delivery.getInstances()).hasSize(4);
    assertThat(delivery.getAttempts()).isEqualTo(1);
    assertThat(written(uid)).hasSize(4);
    assertThat(written(uid))
        .filteredOn(instance -> instance.sopClassUid().endsWith(".88.34"))
        .singleElement()
        .satisfies(
            sr ->
                assertThat(Files.readString(sr.file(), StandardCharsets.ISO_8859_1))
                    .contains("VERIFIED", "wang", "Nodule of lung"));

    desk.addend(uid, "zh-CN", steps.newestId(uid, "zh-CN"), "复查后无变化", "li");

    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(written(uid)).hasSize(8));
    String first = delivery.getInstances().get(0).sopInstanceUid();
    assertThat(written(uid))
        .filteredOn(instance -> instance.sopClassUid().endsWith(".88.34"))
        .anySatisfy(
            sr ->
                assertThat(Files.readString(sr.file(), StandardCharsets.ISO_8859_1))
                    .contains(first)
                    .satisfies(text -> assertThat(sr.sopInstanceUid()).isNotEqualTo(first)));

    // Several polls later the archive's larger count has led to nothing.
    TimeUnit.SECONDS.sleep(3);
    assertThat(studies.findByStudyInstanceUid(uid).orElseThrow().getStatus())
        .isEqualTo(StudyStatus.READY);
    assertThat(analyzer.calls.get()).isEqualTo(callsBefore);
  }

  @Test
  @DisplayName("reaches a PACS that was down, once, after a retry by hand")
  void reachesAPacsThatWasDown() throws Exception {
    String uid = readyStudy();
    desk.decide(uid, 1, FindingDecision.ACCEPTED, "wang");
    desk.sign(uid, "en", steps.newestId(uid, "en"), "wang");

    Delivery failed = steps.awaitDelivery(uid, "late", DeliveryState.FAILED);
    assertThat(failed.getReason()).contains("LATE@127.0.0.1");
    assertThat(failed.getAttempts()).isEqualTo(2);
    steps.awaitDelivery(uid, "archive", DeliveryState.SENT);
    assertThat(studies.findByStudyInstanceUid(uid).orElseThrow().getStatus())
        .as("the study itself is well")
        .isEqualTo(StudyStatus.READY);
    long letter =
        letters
            .findByStudyInstanceUidAndResolvedAtIsNullOrderByCreatedAtDescIdDesc(uid)
            .get(0)
            .getId();

    try (DicomArchive late =
        new DicomArchive(
            ServerConfig.local("LATE", latePort),
            new InstanceFolder(scratch.resolve("late"), 0),
            List.of(new PacsNode("HILUM", "127.0.0.1", 1)))) {
      office.retry(letter);

      assertThat(steps.awaitDelivery(uid, "late", DeliveryState.SENT).getReason()).isNull();
      assertThat(late.instanceCount()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("is signed though no queue takes its delivery, and is delivered later")
  void isDeliveredThoughNoQueueTookIt() {
    String uid = readyStudy();
    desk.decide(uid, 1, FindingDecision.ACCEPTED, "wang");
    queue.refuse(true);

    desk.sign(uid, "zh-CN", steps.newestId(uid, "zh-CN"), "wang");

    assertThat(steps.newest(uid, "zh-CN").isSigned()).isTrue();
    assertThat(steps.awaitDelivery(uid, "archive", DeliveryState.QUEUED).getAttempts()).isZero();
    queue.refuse(false);
    steps.awaitDelivery(uid, "archive", DeliveryState.SENT);
  }

  @Test
  @DisplayName("is not sent to an archive by two at once")
  void isSentByOneAtATime() throws IOException {
    String uid = readyStudy();
    desk.decide(uid, 1, FindingDecision.ACCEPTED, "wang");
    queue.refuse(true);
    desk.sign(uid, "zh-CN", steps.newestId(uid, "zh-CN"), "wang");
    Delivery queued = steps.awaitDelivery(uid, "archive", DeliveryState.QUEUED);
    long id = Objects.requireNonNull(queued.getId());

    CompletableFuture<Void> second =
        new TransactionTemplate(transactions)
            .execute(
                status -> {
                  deliveries.lock("delivery " + id);
                  CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> deliver(id));
                  assertThatThrownBy(() -> sending.get(3, TimeUnit.SECONDS))
                      .isInstanceOf(TimeoutException.class);
                  deliveries
                      .findById(id)
                      .orElseThrow()
                      .sent(List.of(), Duration.ZERO, null, Instant.now());
                  return sending;
                });

    second.join();
    queue.refuse(false);
    assertThat(written(uid)).as("what the second found delivered already").isEmpty();
  }

  private void deliver(long id) {
    try {
      reports.deliver(id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName("is not signed before each finding is decided and the text fits")
  void isNotSignedBeforeItIsWhole() throws Exception {
    String uid = readyStudy();
    long draft = steps.newestId(uid, "en");
    assertRefused(Kind.UNDECIDED, () -> desk.sign(uid, "en", draft, "wang"));

    desk.decide(uid, 1, FindingDecision.REJECTED, "wang");
    assertRefused(Kind.TEXT_OUTDATED, () -> desk.sign(uid, "en", draft, "wang"));

    desk.redraft(uid, "en", draft, "wang");
    assertRefused(Kind.CHANGED_MEANWHILE, () -> desk.redraft(uid, "en", draft, "li"));
    assertRefused(Kind.CHANGED_MEANWHILE, () -> desk.sign(uid, "en", draft, "wang"));
    assertThat(steps.newest(uid, "en").getSections().toString()).doesNotContain("8.5");

    desk.sign(uid, "en", steps.newestId(uid, "en"), "wang");
    steps.awaitDelivery(uid, "archive", DeliveryState.SENT);
    assertThat(written(uid))
        .as("no segmentation and no key image of a rejected finding")
        .extracting(DicomInstance::sopClassUid)
        .containsExactlyInAnyOrder(
            "1.2.840.10008.5.1.4.1.1.88.34", "1.2.840.10008.5.1.4.1.1.88.11");
    assertRefused(Kind.ALREADY_SIGNED, () -> desk.decide(uid, 1, FindingDecision.ACCEPTED, "wang"));
  }

  @Test
  @DisplayName("is not signed while a decision is made, nor after it rejected what the text tells")
  void isNotSignedWhileADecisionIsMade() {
    String uid = readyStudy();
    desk.decide(uid, 1, FindingDecision.ACCEPTED, "wang");
    long draft = steps.newestId(uid, "en");

    CompletableFuture<Void> signature =
        new TransactionTemplate(transactions)
            .execute(
                status -> {
                  studies.lock(uid);
                  Analysis analysis = steps.analyses().findNewest(uid).orElseThrow();
                  CompletableFuture<Void> signing =
                      CompletableFuture.runAsync(() -> desk.sign(uid, "en", draft, "wang"));
                  assertThatThrownBy(() -> signing.get(1, TimeUnit.SECONDS))
                      .isInstanceOf(TimeoutException.class);
                  analysis
                      .getFindings()
                      .get(0)
                      .decide(FindingDecision.REJECTED, "li", Instant.now());
                  return signing;
                });

    assertThatThrownBy(signature::join)
        .cause()
        .isInstanceOfSatisfying(
            ReviewConflictException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TEXT_OUTDATED));
  }

  @Test
  @DisplayName("takes a reader's text, and never two readers' at once")
  void takesAReadersText() throws Exception {
    String uid = readyStudy();
    long draft = steps.newestId(uid, "en");

    desk.edit(
        uid,
        "en",
        draft,
        List.of(1),
        Map.of("FINDINGS", "One nodule <b>.\n\nNothing else."),
        "wang");

    ReportVersion edited = steps.newest(uid, "en");
    assertThat(edited.getAuthor()).isEqualTo("wang");
    assertThat(edited.getSections())
        .filteredOn(section -> section.kind().equals("FINDINGS"))
        .singleElement()
        .satisfies(
            section ->
                assertThat(section.paragraphs())
                    .containsExactly("One nodule <b>.", "Nothing else."));
    assertThat(edited.getHtml()).contains("One nodule &lt;b&gt;.").doesNotContain("nodule <b>");
    assertRefused(
        Kind.CHANGED_MEANWHILE,
        () -> desk.edit(uid, "en", draft, List.of(1), Map.of("FINDINGS", "Mine"), "li"));
    desk.decide(uid, 1, FindingDecision.REJECTED, "li");
    long second = steps.newestId(uid, "en");
    assertRefused(
        Kind.CHANGED_MEANWHILE,
        () -> desk.edit(uid, "en", second, List.of(1), Map.of("FINDINGS", "One."), "wang"));
    desk.edit(uid, "en", second, List.of(), Map.of("FINDINGS", "None."), "li");
    assertThat(steps.newest(uid, "en").getToldFindings()).isEmpty();
    assertRefused(
        Kind.NOT_SIGNED,
        () -> desk.addend(uid, "en", steps.newestId(uid, "en"), "too early", "wang"));
  }

  private static void assertRefused(Kind kind, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            ReviewConflictException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private String readyStudy() {
    String seed = UUID.randomUUID().toString();
    List<DicomInstance> sent = SmallStudies.write(seed, "P-" + seed, scratch.resolve(seed));
    archive.addFolder(scratch.resolve(seed));
    String uid = sent.get(0).studyInstanceUid();
    steps.awaitReady(uid);
    return uid;
  }

  /** What the archive holds of the study that Hilum made. */
  private static List<DicomInstance> written(String uid) throws IOException {
    Path folder = home.resolve("archive").resolve(uid);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".dcm"))
          .map(
              file -> {
                try {
                  return new DicomFiles().readHeader(file);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              })
          .filter(ResultSeries::holds)
          .toList();
    }
  }
}
