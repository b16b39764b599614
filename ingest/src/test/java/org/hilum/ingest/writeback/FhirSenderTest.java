package org.hilum.ingest.writeback;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A FHIR transaction")
class FhirSenderTest {

  private static final byte[] BUNDLE =
      "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"id\":\"左肺\"}"
          .getBytes(StandardCharsets.UTF_8);

  @AutoClose private final FhirListener server;
  private final FhirSender sender = new FhirSender(Duration.ofSeconds(10));

  FhirSenderTest() throws IOException {
    server = new FhirListener();
  }

  @Test
  @DisplayName("is posted to the server's base address")
  void posted() throws Exception {
    sender.send(server.base(), null, BUNDLE);

    assertThat(server.received())
        .containsExactly(
            "POST application/fhir+json; charset=utf-8 "
                + new String(BUNDLE, StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName("shows the token where the server wants one, and else none")
  void token() throws Exception {
    sender.send(server.base(), "s3cret", BUNDLE);
    sender.send(server.base(), null, BUNDLE);

    assertThat(server.authorizations()).containsExactly("Bearer s3cret", "");
  }

  @Test
  @DisplayName("that is refused, whole or in part, is not delivered, and the reason is told")
  void refused() {
    server.answerNext(
        422,
        "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"diagnostics\":\"no such patient\"}]}");
    assertRefused("HTTP 422 no such patient");

    server.answerNext(
        200,
        "{\"resourceType\":\"Bundle\",\"entry\":[{\"response\":{\"status\":\"200\"}},"
            + "{\"response\":{\"status\":\"409 Conflict\",\"outcome\":{\"issue\":"
            + "[{\"details\":{\"text\":\"newer there\"}}]}}}]}");
    assertRefused("did not store all of the report: 409 Conflict newer there");

    server.answerNext(200, "<html>Welcome</html>");
    assertRefused("no FHIR bundle: check the address");

    server.answerNext(503, "");
    assertRefused("HTTP 503");
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> sender.send(server.base(), null, BUNDLE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(server.base().toString())
        .hasMessageContaining(reason);
  }

  @Test
  @DisplayName("whose answer stalls in its midst ends in time")
  void theAnswerStalls() throws Exception {
    try (ServerSocket stalling = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread server =
          new Thread(
              () -> {
                try (Socket socket = stalling.accept()) {
                  socket
                      .getOutputStream()
                      .write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{".getBytes(US_ASCII));
                  Thread.sleep(60_000);
                } catch (IOException | InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      server.setDaemon(true);
      server.start();
      URI base = URI.create("http://127.0.0.1:" + stalling.getLocalPort());
      assertThatThrownBy(() -> new FhirSender(Duration.ofSeconds(1)).send(base, null, BUNDLE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not answer within 1000 ms");
      server.interrupt();
    }
  }

  @Test
  @DisplayName("that nobody answers ends in time")
  void nobodyAnswers() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI base = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      assertThatThrownBy(() -> new FhirSender(Duration.ofMillis(300)).send(base, null, BUNDLE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not answer within 300 ms");
    }
  }
}
