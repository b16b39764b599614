package org.hilum.ingest.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.hilum.db.AnalysisRepository;
import org.hilum.db.DeadLetterRepository;
import org.hilum.db.SeriesRepository;
import org.hilum.db.StoredComparison;
import org.hilum.db.Study;
import org.hilum.db.StudyRepository;
import org.hilum.db.StudyStatus;
import org.hilum.ingest.pacs.PacsNodes;
import org.hilum.ingest.study.StudyStore;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.net.DicomArchive;
import org.hilum.pacs.net.DicomReceiver;
import org.hilum.pacs.net.DicomTimeouts;
import org.hilum.pacs.net.FreePort;
import org.hilum.pacs.net.InstanceFolder;
import org.hilum.pacs.net.PacsClient;
import org.hilum.pacs.net.PacsException;
import org.hilum.pacs.net.PacsNode;
import org.hilum.pacs.net.ServerConfig;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** From a PACS over the network to a judged study, beside a PACS that is down. */
@DisplayName("A study on a PACS")
class PacsRoutesTest {

  @Nested
  @DisplayName("is fetched by C-MOVE")
  @SpringBootTest(
      classes = RouteTestApplication.class,
      webEnvironment = SpringBootTest.WebEnvironment.NONE,
      properties = {"hilum.pacs.retrieve=MOVE", "hilum.pacs.min-free=1MB"})
  @DirtiesContext
  class ByMove extends FromAPacs {

    @TempDir static Path home;
    @AutoClose static DicomArchive archive;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) throws IOException {
      archive = settings(registry, home);
    }

    @Override
    DicomArchive archive() {
      return archive;
    }
  }

  @Nested
  @DisplayName("is fetched by C-GET")
  @SpringBootTest(
      classes = RouteTestApplication.class,
      webEnvironment = SpringBootTest.WebEnvironment.NONE,
      properties = {"hilum.pacs.retrieve=GET", "hilum.pacs.min-free=1MB"})
  @DirtiesContext
  class ByGet extends FromAPacs {

    @TempDir static Path home;
    @AutoClose static DicomArchive archive;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) throws IOException {
      archive = settings(registry, home);
    }

    @Override
    DicomArchive archive() {
      return archive;
    }
  }

  @Nested
  @DisplayName("does not fit on the disk")
  @SpringBootTest(
      classes = RouteTestApplication.class,
      webEnvironment = SpringBootTest.WebEnvironment.NONE,
      properties = {
        "hilum.ingest.max-attempts=2",
        "hilum.ingest.retry-delay=200ms",
        "hilum.pacs.min-free=1000000TB"
      })
  @DirtiesContext
  class OnAFullDisk {

    @TempDir static Path home;
    @AutoClose static DicomArchive archive;

    @TempDir Path scratch;
    @Autowired StudyRepository studies;
    @Autowired StudyStore store;
    @Autowired DeadLetterRepository deadLetters;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) throws IOException {
      archive = FromAPacs.settings(registry, home);
    }

    @Test
    @DisplayName("and becomes a dead letter that says so, with nothing half-stored")
    void andBecomesADeadLetter() {
      List<DicomInstance> study = SmallStudies.write("full disk", "P1", scratch);
      archive.addFolder(scratch);
      String uid = study.get(0).studyInstanceUid();

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(studies.findByStudyInstanceUid(uid).map(Study::getStatus))
                      .contains(StudyStatus.FAILED));

      assertThat(store.study(uid)).isEmpty();
      assertThat(
              deadLetters.findByStudyInstanceUidAndResolvedAtIsNullOrderByCreatedAtDescIdDesc(uid))
          .singleElement()
          .satisfies(
              letter ->
                  assertThat(letter.getReason())
                      .contains("not fetched, as only", "free some disk space"));
    }
  }

  @Nested
  @DisplayName("that another PACS holds a part of")
  @SpringBootTest(
      classes = RouteTestApplication.class,
      webEnvironment = SpringBootTest.WebEnvironment.NONE,
      properties = "hilum.pacs.min-free=1MB")
  @DirtiesContext
  class OnTwo {

    @TempDir static Path home;
    @AutoClose static DicomArchive archive;
    @AutoClose static DicomArchive partial;

    static List<DicomInstance> study;

    @Autowired StudyRepository studies;
    @Autowired ScriptedAnalyzer analyzer;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) throws IOException {
      archive = FromAPacs.settings(registry, home);
      partial =
          new DicomArchive(
              ServerConfig.local("PARTIAL", 0),
              new InstanceFolder(home.resolve("partial"), 0),
              List.of());
      registry.add("hilum.pacs.nodes[0].ae-title", () -> "PARTIAL");
      registry.add("hilum.pacs.nodes[0].port", partial::port);
      study = SmallStudies.write("on two", "P1", home.resolve("whole"));
      archive.addFolder(home.resolve("whole"));
      FromAPacs.send(FromAPacs.client(partial.port(), "PARTIAL"), study.subList(0, 40));
    }

    @Test
    @DisplayName("is fetched once, from the one that has it whole")
    void isFetchedFromTheOneThatHasItWhole() {
      String uid = study.get(0).studyInstanceUid();

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(studies.findByStudyInstanceUid(uid).map(Study::getStatus))
                      .contains(StudyStatus.READY));
      Study fetched = studies.findByStudyInstanceUid(uid).orElseThrow();
      assertThat(fetched.getSource()).isEqualTo("ARCHIVE");
      assertThat(fetched.getReceivedInstances()).isEqualTo(SmallStudies.SLICES);
      assertThat(analyzer.calls).hasValue(1);
    }
  }

  @Nested
  @DisplayName("of a patient who was examined before")
  @SpringBootTest(
      classes = RouteTestApplication.class,
      webEnvironment = SpringBootTest.WebEnvironment.NONE,
      properties = {"hilum.pacs.min-free=1MB", "hilum.pacs.priors.years=5"})
  @DirtiesContext
  class WithPriors {

    @TempDir static Path home;
    @AutoClose static DicomArchive archive;

    @TempDir Path scratch;
    @Autowired StudyRepository studies;
    @Autowired AnalysisRepository analyses;
    @Autowired DicomReceiver receiver;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) throws IOException {
      archive = FromAPacs.settings(registry, home);
      // Only what is new is polled; earlier studies are asked for by patient.
      registry.add("hilum.pacs.window-days", () -> "3");
    }

    private String hold(LocalDate date, String patientId) {
      String seed = patientId + " " + date;
      List<DicomInstance> study = SmallStudies.write(seed, patientId, date, scratch.resolve(seed));
      archive.addFolder(scratch.resolve(seed));
      return study.get(0).studyInstanceUid();
    }

    @Test
    @DisplayName("is fetched after the newest earlier one within the years asked for, and no other")
    void isFetchedAfterTheNewestEarlierOne() {
      LocalDate today = LocalDate.now(Clock.systemDefaultZone());
      String tooOld = hold(today.minusYears(6), "P1");
      String older = hold(today.minusYears(3), "P1");
      String newest = hold(today.minusYears(1), "P1");
      String another = hold(today.minusYears(1), "P10");

      String now = hold(today, "P1");

      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(
              () ->
                  assertThat(studies.findByStudyInstanceUid(now).map(Study::getStatus))
                      .contains(StudyStatus.READY));
      assertThat(studies.findByStudyInstanceUid(newest).map(Study::getStatus))
          .contains(StudyStatus.READY);
      assertThat(studies.findByStudyInstanceUid(older)).isEmpty();
      assertThat(studies.findByStudyInstanceUid(tooOld)).isEmpty();
      assertThat(studies.findByStudyInstanceUid(another)).isEmpty();
      // It was there in time: these small studies hold no lungs, which is said of the prior found.
      StoredComparison comparison = analyses.findNewest(now).orElseThrow().getComparison();
      assertThat(comparison).isNotNull();
      assertThat(comparison.reason()).isEqualTo("CURRENT_LUNGS");
      assertThat(comparison.prior()).isNotNull();
      assertThat(comparison.prior().studyInstanceUid()).isEqualTo(newest);
    }

    @Test
    @DisplayName("is judged after the earlier one has been fetched, where it was pushed")
    void isJudgedAfterTheEarlierOneWhereItWasPushed() {
      LocalDate today = LocalDate.now(Clock.systemDefaultZone());
      String before = hold(today.minusYears(1), "P20");
      List<DicomInstance> pushed =
          SmallStudies.write("pushed", "P20", today, scratch.resolve("pushed"));

      FromAPacs.send(FromAPacs.client(receiver.port(), "HILUM"), pushed);

      String now = pushed.get(0).studyInstanceUid();
      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(
              () ->
                  assertThat(studies.findByStudyInstanceUid(now).map(Study::getStatus))
                      .contains(StudyStatus.READY));
      StoredComparison comparison = analyses.findNewest(now).orElseThrow().getComparison();
      assertThat(comparison).isNotNull();
      assertThat(comparison.prior()).isNotNull();
      assertThat(comparison.prior().studyInstanceUid()).isEqualTo(before);
      assertThat(studies.findByStudyInstanceUid(now).orElseThrow().getSource())
          .isEqualTo("pushed by SCANNER");
    }
  }

  abstract static class FromAPacs {

    @Autowired StudyRepository studies;
    @Autowired StudyStore store;
    @Autowired PacsNodes nodes;
    @Autowired DicomReceiver receiver;
    @Autowired SeriesRepository series;
    @Autowired ScriptedAnalyzer analyzer;

    @TempDir Path scratch;

    abstract DicomArchive archive();

    static DicomArchive settings(DynamicPropertyRegistry registry, Path home) throws IOException {
      int receiverPort = FreePort.on("127.0.0.1");
      int downPort = FreePort.on("127.0.0.1");
      DicomArchive archive =
          new DicomArchive(
              ServerConfig.local("ARCHIVE", 0),
              new InstanceFolder(home.resolve("archive"), 0),
              List.of(new PacsNode("HILUM", "127.0.0.1", receiverPort)));
      registry.add("hilum.home", home::toString);
      registry.add("hilum.database.home", home::toString);
      registry.add("hilum.pacs.port", () -> receiverPort);
      registry.add("hilum.pacs.poll-interval", () -> "500ms");
      registry.add("hilum.pacs.window-days", () -> "0");
      registry.add("hilum.pacs.nodes[0].ae-title", () -> "DOWN");
      registry.add("hilum.pacs.nodes[0].host", () -> "127.0.0.1");
      registry.add("hilum.pacs.nodes[0].port", () -> downPort);
      registry.add("hilum.pacs.nodes[1].ae-title", () -> "ARCHIVE");
      registry.add("hilum.pacs.nodes[1].host", () -> "127.0.0.1");
      registry.add("hilum.pacs.nodes[1].port", archive::port);
      registry.add("hilum.ingest.quiet-period", () -> "3s");
      return archive;
    }

    @Test
    @DisplayName("whole, and judged, while another PACS is down")
    void wholeAndJudged() {
      List<DicomInstance> sent = newStudy();
      archive().addFolder(sent.get(0).file().getParent());
      String uid = sent.get(0).studyInstanceUid();

      Study study = awaitReady(uid);

      assertThat(study.getReceivedInstances()).isEqualTo(SmallStudies.SLICES);
      assertThat(study.getExpectedInstances()).isEqualTo(SmallStudies.SLICES);
      assertThat(study.getSource()).isEqualTo("ARCHIVE");
      assertThat(store.study(uid)).hasSize(SmallStudies.SLICES);
      assertThat(nodes.states())
          .filteredOn(state -> state.node().aeTitle().equals("DOWN"))
          .singleElement()
          .satisfies(state -> assertThat(state.problem()).contains("DOWN@127.0.0.1"));
    }

    @Test
    @DisplayName("again, when the PACS has more of it than before")
    void againWhenThePacsHasMore() {
      List<DicomInstance> all = newStudy();
      String uid = all.get(0).studyInstanceUid();
      PacsClient modality = client(archive().port(), "ARCHIVE");
      send(modality, all.subList(0, 40));
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(studies.findByStudyInstanceUid(uid).map(Study::getStatus))
                      .contains(StudyStatus.REFUSED)); // 40 slices over 97.5 mm are no chest

      send(modality, all.subList(40, 60));

      assertThat(awaitReady(uid).getReceivedInstances()).isEqualTo(SmallStudies.SLICES);
    }

    @Test
    @DisplayName("or taken from whoever pushes it, once nothing more comes")
    void orTakenFromWhoeverPushesIt() {
      List<DicomInstance> sent = newStudy();

      send(client(receiver.port(), "HILUM"), sent);

      Study study = awaitReady(sent.get(0).studyInstanceUid());
      assertThat(study.getSource()).isEqualTo("pushed by SCANNER");
      assertThat(study.getReceivedInstances()).isEqualTo(SmallStudies.SLICES);
    }

    @Test
    @DisplayName("and left alone when Hilum's own results come to lie beside it")
    void leftAloneWhenOurResultsComeToLieBesideIt() throws Exception {
      List<DicomInstance> all = newStudy();
      String uid = all.get(0).studyInstanceUid();
      PacsClient modality = client(archive().port(), "ARCHIVE");
      send(modality, all);
      awaitReady(uid);
      int judged = analyzer.calls.get();
      List<Path> results = OwnResults.write(all, Files.createDirectory(scratch.resolve("ours")));

      assertThat(modality.store(results).failures()).isEmpty();
      assertThat(client(receiver.port(), "HILUM").store(results).failures()).isEmpty();

      assertThat(modality.countInstances(uid).instances()).isEqualTo(SmallStudies.SLICES + 10);
      assertThat(store.studyFolder(uid))
          .isDirectoryRecursivelyContaining("glob:**/" + results.get(0).getFileName());
      await()
          .during(Duration.ofSeconds(7)) // longer than the quiet period and many polls
          .atMost(Duration.ofSeconds(15))
          .until(
              () -> studies.findByStudyInstanceUid(uid).orElseThrow(),
              study ->
                  study.getStatus() == StudyStatus.READY
                      && study.getReceivedInstances() == SmallStudies.SLICES);
      assertThat(analyzer.calls).hasValue(judged);
    }

    @Test
    @DisplayName("again, when it has grown beside Hilum's own results, which do not count")
    void againWhenItHasGrownBesideOurResults() throws Exception {
      List<DicomInstance> all = newStudy();
      String uid = all.get(0).studyInstanceUid();
      PacsClient modality = client(archive().port(), "ARCHIVE");
      send(modality, all.subList(0, 40));
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(studies.findByStudyInstanceUid(uid).map(Study::getStatus))
                      .contains(StudyStatus.REFUSED));
      List<Path> results =
          OwnResults.write(
              all.subList(0, 40), Files.createDirectory(scratch.resolve("ours of 40")));
      assertThat(modality.store(results).failures()).isEmpty();

      send(modality, all.subList(40, 60));

      Study study = awaitReady(uid);
      assertThat(study.getReceivedInstances()).isEqualTo(SmallStudies.SLICES);
      assertThat(series.findOfStudy(uid)).hasSize(1);
    }

    private static PacsClient client(int port, String aeTitle) {
      return new PacsClient(
          "SCANNER", new PacsNode(aeTitle, "127.0.0.1", port), DicomTimeouts.defaults());
    }

    private static void send(PacsClient client, List<DicomInstance> instances) {
      try {
        assertThat(client.store(instances.stream().map(DicomInstance::file).toList()).failures())
            .isEmpty();
      } catch (PacsException e) {
        throw new IllegalStateException(e);
      }
    }

    private List<DicomInstance> newStudy() {
      String seed = UUID.randomUUID().toString();
      return SmallStudies.write(seed, "P-" + seed, scratch.resolve(seed));
    }

    private Study awaitReady(String uid) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(studies.findByStudyInstanceUid(uid))
                      .hasValueSatisfying(
                          study ->
                              assertThat(study.getStatus())
                                  .as(study.getStatusDetail())
                                  .isEqualTo(StudyStatus.READY)));
      return studies.findByStudyInstanceUid(uid).orElseThrow();
    }
  }
}
