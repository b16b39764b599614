package org.hilum.ingest.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hilum.db.Delivery;
import org.hilum.db.DeliveryState;
import org.hilum.db.FindingDecision;
import org.hilum.db.StudyRepository;
import org.hilum.db.StudyStatus;
import org.hilum.ingest.review.ReviewDesk;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.net.DicomTimeouts;
import org.hilum.pacs.net.FreePort;
import org.hilum.pacs.net.Orthanc;
import org.hilum.pacs.net.PacsClient;
import org.hilum.pacs.net.StudyMatch;
import org.hilum.pacs.net.StudyQuery;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole way round with a PACS that is not ours: fetched, signed, written back, vouched for. */
@DisplayName("A study of Orthanc")
@EnabledIf("org.hilum.pacs.net.Orthanc#isInstalled")
@SpringBootTest(
    classes = RouteTestApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = {
      "hilum.pacs.min-free=1MB",
      "hilum.pacs.poll-interval=500ms",
      "hilum.pacs.window-days=0",
      "hilum.write-back.targets[0].name=pacs",
      "hilum.write-back.targets[0].node=ORTHANC",
      "hilum.write-back.targets[0].commitment=true"
    })
@DirtiesContext
class OrthancRoutesTest {

  @TempDir static Path home;
  @TempDir static Path orthancHome;
  @TempDir Path scratch;
  @AutoClose static Orthanc orthanc;

  @Autowired StudyRepository studies;
  @Autowired ReviewDesk desk;
  @Autowired ReviewSteps steps;
  @Autowired ScriptedAnalyzer analyzer;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) throws Exception {
    int receiverPort = FreePort.on("127.0.0.1");
    orthanc = Orthanc.start(orthancHome, "HILUM", receiverPort);
    registry.add("hilum.home", home::toString);
    registry.add("hilum.database.home", home::toString);
    registry.add("hilum.pacs.port", () -> receiverPort);
    registry.add("hilum.pacs.nodes[0].ae-title", () -> "ORTHANC");
    registry.add("hilum.pacs.nodes[0].host", () -> "127.0.0.1");
    registry.add("hilum.pacs.nodes[0].port", () -> orthanc.node().port());
  }

  @Test
  @DisplayName("comes, is signed, goes back, and Orthanc vouches for what it got")
  void thereAndBack() throws Exception {
    List<DicomInstance> sent = SmallStudies.write("orthanc", "P-orthanc", scratch.resolve("ct"));
    String uid = sent.get(0).studyInstanceUid();
    try (PacsClient client = new PacsClient("HILUM", orthanc.node(), DicomTimeouts.defaults())) {
      client.store(sent.stream().map(DicomInstance::file).toList());
      steps.awaitReady(uid);
      int callsBefore = analyzer.calls.get();

      desk.decide(uid, 1, FindingDecision.ACCEPTED, "wang");
      desk.sign(uid, "zh-CN", steps.newestId(uid, "zh-CN"), "wang");

      Delivery delivery = steps.awaitDelivery(uid, "pacs", DeliveryState.COMMITTED);
      assertThat(delivery.getInstances()).as("SR, SEG, text, key image").hasSize(4);
      assertThat(client.findStudies(StudyQuery.ctBetween(null, null)))
          .singleElement()
          .extracting(StudyMatch::numberOfInstances)
          .isEqualTo(SmallStudies.SLICES + 4);
      TimeUnit.SECONDS.sleep(3);
      assertThat(studies.findByStudyInstanceUid(uid).orElseThrow().getStatus())
          .isEqualTo(StudyStatus.READY);
      assertThat(analyzer.calls.get())
          .as("its own results are no new images")
          .isEqualTo(callsBefore);
    }
  }
}
