package org.hilum.ingest.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.hilum.db.DeadLetterRepository;
import org.hilum.db.Delivery;
import org.hilum.db.DeliveryState;
import org.hilum.db.FindingDecision;
import org.hilum.ingest.review.ReviewDesk;
import org.hilum.ingest.writeback.FhirListener;
import org.hilum.ingest.writeback.Hl7Listener;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.net.DicomArchive;
import org.hilum.pacs.net.InstanceFolder;
import org.hilum.pacs.net.ServerConfig;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** From a signature to an HL7 receiver and a FHIR server. */
@DisplayName("A signed report")
@SpringBootTest(
    classes = RouteTestApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = {
      "hilum.ingest.max-attempts=3",
      "hilum.ingest.retry-delay=200ms",
      "hilum.pacs.retrieve=GET",
      "hilum.pacs.min-free=1MB",
      "hilum.pacs.poll-interval=500ms",
      "hilum.pacs.window-days=0"
    })
@DirtiesContext
class ExchangeRoutesTest {

  @TempDir static Path home;
  @TempDir Path scratch;
  @AutoClose static DicomArchive archive;
  @AutoClose static Hl7Listener ris;
  @AutoClose static FhirListener portal;

  /** Gets the drafts in English. */
  @AutoClose static FhirListener workstation;

  @Autowired ReviewSteps steps;
  @Autowired ReviewDesk desk;
  @Autowired DeadLetterRepository letters;
  @Autowired DeadLetterOffice office;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) throws IOException {
    archive =
        new DicomArchive(
            ServerConfig.local("ARCHIVE", 0),
            new InstanceFolder(home.resolve("archive"), 0),
            List.of());
    ris = new Hl7Listener();
    portal = new FhirListener();
    workstation = new FhirListener();
    registry.add("hilum.home", home::toString);
    registry.add("hilum.database.home", home::toString);
    registry.add("hilum.pacs.port", () -> 0);
    registry.add("hilum.pacs.nodes[0].ae-title", () -> "ARCHIVE");
    registry.add("hilum.pacs.nodes[0].host", () -> "127.0.0.1");
    registry.add("hilum.pacs.nodes[0].port", archive::port);
    // A list is bound from one source of settings only: all of it stands here.
    registry.add("hilum.write-back.targets[0].name", () -> "ris");
    registry.add("hilum.write-back.targets[0].kind", () -> "HL7");
    registry.add("hilum.write-back.targets[0].languages", () -> "zh-CN");
    registry.add("hilum.write-back.targets[0].objects", () -> "TEXT,PDF");
    registry.add("hilum.write-back.targets[0].host", () -> "127.0.0.1");
    registry.add("hilum.write-back.targets[0].port", ris::port);
    registry.add("hilum.write-back.targets[1].name", () -> "portal");
    registry.add("hilum.write-back.targets[1].kind", () -> "FHIR");
    registry.add("hilum.write-back.targets[1].languages", () -> "zh-CN");
    registry.add("hilum.write-back.targets[1].url", portal::base);
    registry.add("hilum.write-back.targets[2].name", () -> "workstation");
    registry.add("hilum.write-back.targets[2].kind", () -> "FHIR");
    registry.add("hilum.write-back.targets[2].languages", () -> "en");
    registry.add("hilum.write-back.targets[2].drafts", () -> "true");
    registry.add("hilum.write-back.targets[2].url", workstation::base);
  }

  @BeforeEach
  void forgetOtherTests() {
    ris.forget();
    portal.forget();
    workstation.forget();
  }

  @Test
  @DisplayName("and its addendum reach both, the same after a failure as before it")
  void reachBoth() {
    String uid = readyStudy();
    desk.decide(uid, 1, FindingDecision.ACCEPTED, "wang");
    ris.refuseNext("database is locked");
    portal.answerNext(503, "");

    desk.sign(uid, "zh-CN", steps.newestId(uid, "zh-CN"), "wang");

    Delivery toRis = steps.awaitDelivery(uid, "ris", DeliveryState.SENT);
    Delivery toPortal = steps.awaitDelivery(uid, "portal", DeliveryState.SENT);
    assertThat(toRis.getAttempts()).isEqualTo(2);
    assertThat(toRis.getTookMs()).isNotNull();
    assertThat(toPortal.getAttempts()).isEqualTo(2);
    assertThat(ris.received())
        .singleElement()
        .asString()
        .contains("ORU^R01", "经 wang 审核", "|F|", "JVBERi"); // %PDF in Base64
    assertThat(portal.received()).hasSize(2);
    assertThat(portal.received().get(0)).isEqualTo(portal.received().get(1));
    assertThat(portal.received().get(1)).contains("\"DiagnosticReport\"", "\"final\"");

    desk.addend(uid, "zh-CN", steps.newestId(uid, "zh-CN"), "复查后无变化", "li");

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(ris.received()).hasSize(2);
              assertThat(portal.received()).hasSize(3);
            });
    assertThat(ris.received().get(1)).contains("复查后无变化", "|C|");
    assertThat(portal.received().get(2)).contains("复查后无变化", "\"amended\"");
  }

  @Test
  @DisplayName("is not told to a system that has got its addendum meanwhile")
  void isNotToldAfterItsAddendum() {
    String uid = readyStudy();
    desk.decide(uid, 1, FindingDecision.ACCEPTED, "wang");
    for (int attempt = 0; attempt < 3; attempt++) {
      ris.refuseNext("database is locked");
    }
    desk.sign(uid, "zh-CN", steps.newestId(uid, "zh-CN"), "wang");
    steps.awaitDelivery(uid, "ris", DeliveryState.FAILED);
    desk.addend(uid, "zh-CN", steps.newestId(uid, "zh-CN"), "复查后无变化", "li");
    awaitStates(uid, "ris", DeliveryState.SENT, DeliveryState.FAILED);

    long letter =
        letters
            .findByStudyInstanceUidAndResolvedAtIsNullOrderByCreatedAtDescIdDesc(uid)
            .get(0)
            .getId();
    office.retry(letter);

    awaitStates(uid, "ris", DeliveryState.SENT, DeliveryState.SUPERSEDED);
    assertThat(ris.received()).singleElement().asString().contains("|C|");
    awaitStates(uid, "portal", DeliveryState.SENT, DeliveryState.SENT);
  }

  @Test
  @DisplayName("takes back the nodule that its draft told and a reader rejected")
  void takesBackARejectedNodule() {
    String uid = readyStudy();
    awaitStates(uid, "workstation", DeliveryState.SENT);
    desk.decide(uid, 1, FindingDecision.REJECTED, "wang");
    desk.redraft(uid, "en", steps.newestId(uid, "en"), "wang");
    desk.sign(uid, "en", steps.newestId(uid, "en"), "wang");

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(toldOf(uid))
                    .last()
                    .asString()
                    .contains("\"final\"", "entered-in-error"));
    assertThat(toldOf(uid).get(0)).contains("\"preliminary\"").doesNotContain("entered-in-error");
  }

  /** What the workstation was told of a study, the latest last. */
  private static List<String> toldOf(String uid) {
    return workstation.received().stream().filter(told -> told.contains(uid)).toList();
  }

  /** Of the deliveries to a target, the newest version's first. */
  private void awaitStates(String uid, String target, DeliveryState... states) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(steps.deliveries().findOfStudy(uid))
                    .filteredOn(delivery -> delivery.getTarget().equals(target))
                    .extracting(Delivery::getState)
                    .containsExactly(states));
  }

  private String readyStudy() {
    String seed = UUID.randomUUID().toString();
    List<DicomInstance> sent = SmallStudies.write(seed, "P-" + seed, scratch.resolve(seed));
    archive.addFolder(scratch.resolve(seed));
    String uid = sent.get(0).studyInstanceUid();
    steps.awaitReady(uid);
    return uid;
  }
}
