package org.hilum.ingest.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.ProducerTemplate;
import org.hilum.db.AuditEntry;
import org.hilum.db.AuditEntryRepository;
import org.hilum.ingest.ledger.StudyLedger;
import org.hilum.ingest.study.StudyStore;
import org.hilum.pacs.DicomInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.data.domain.PageRequest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Through the routes, with an endpoint that tells the truth in English and lies in Chinese. */
@DisplayName("A draft that is to be reworded")
@SpringBootTest(
    classes = RouteTestApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = {"hilum.pacs.port=0", "hilum.narrative.model=parrot"})
@DirtiesContext
class NarrativeRoutesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> REQUESTS = new CopyOnWriteArrayList<>();

  @TempDir static Path home;
  private static HttpServer endpoint;

  @TempDir Path scratch;
  @Autowired StudyStore store;
  @Autowired StudyLedger ledger;
  @Autowired ProducerTemplate producer;
  @Autowired ReviewSteps steps;
  @Autowired AuditEntryRepository audit;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) throws IOException {
    endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    endpoint.createContext("/v1/chat/completions", NarrativeRoutesTest::answer);
    endpoint.start();
    registry.add("hilum.home", home::toString);
    registry.add("hilum.database.home", home::toString);
    registry.add(
        "hilum.narrative.url",
        () -> "http://127.0.0.1:%d/v1/chat/completions".formatted(endpoint.getAddress().getPort()));
  }

  @AfterAll
  static void stop() {
    endpoint.stop(0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    REQUESTS.add(request);
    String told = JSON.readTree(request).at("/messages/1/content").asText();
    String content = told.contains("结节") ? told.replaceFirst("8\\.5", "5.8") : told;
    String answer =
        JSON.writeValueAsString(
            JSON.createObjectNode()
                .set(
                    "choices",
                    JSON.createArrayNode()
                        .add(
                            JSON.createObjectNode()
                                .set("message", JSON.createObjectNode().put("content", content)))));
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Test
  @DisplayName("takes over what is true, keeps its own text where a number differs, and says both")
  void takesOverWhatIsTrue() {
    List<DicomInstance> study = SmallStudies.write("narrative", "SECRET-77", scratch);
    String uid = study.get(0).studyInstanceUid();
    SmallStudies.receive(study, store.root());
    ledger.received(uid, "test", study.size(), null);
    producer.sendBody(Queues.endpoint(Queues.ASSEMBLE), uid);
    steps.awaitReady(uid);

    assertThat(steps.newest(uid, "en").getHtml()).contains("8.5").contains("reworded");
    assertThat(steps.newest(uid, "zh-CN").getHtml()).contains("8.5").doesNotContain("5.8");
    List<AuditEntry> noted =
        audit
            .findByStudyInstanceUidOrderByOccurredAtDescIdDesc(uid, PageRequest.of(0, 10))
            .getContent();
    assertThat(noted)
        .extracting(AuditEntry::getAction)
        .containsExactlyInAnyOrder("narrative.reworded", "narrative.kept");
    assertThat(noted)
        .filteredOn(entry -> entry.getAction().equals("narrative.kept"))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry.getDetail())
                    .containsEntry("reason", "MISMATCH")
                    .containsEntry("language", "zh-CN"));
    assertThat(REQUESTS).hasSize(2).noneMatch(request -> request.contains("SECRET-77"));
    assertThat(REQUESTS).allMatch(request -> model(request).equals("parrot"));
  }

  private static String model(String request) {
    try {
      JsonNode body = JSON.readTree(request);
      return body.path("model").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
