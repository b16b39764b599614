package org.hilum.ingest.writeback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An HL7 message over MLLP")
class MllpSenderTest {

  private static final String MESSAGE =
      "MSH|^~\\&|HILUM|HILUM|||20260105120000||ORU^R01^ORU_R01|C1|P|2.5.1||||||UNICODE UTF-8\r"
          + "PID|1||P1\rOBR|1|||18748-4^Diagnostic imaging study^LN\r"
          + "OBX|1|TX|59776-5^Findings^LN||左肺结节 ≥ 8 mm||||||F\r";

  private final MllpSender sender = new MllpSender(Duration.ofSeconds(10));

  @Test
  @DisplayName("reaches HAPI's listener whole, in Chinese")
  void reachesHapi() throws Exception {
    try (Hl7Listener listener = new Hl7Listener()) {
      sender.send("127.0.0.1", listener.port(), MESSAGE);

      assertThat(listener.received()).singleElement().asString().contains("左肺结节 ≥ 8 mm");
    }
  }

  @Test
  @DisplayName("that the receiver refuses is not delivered, and the reason is told")
  void refused() throws Exception {
    try (Hl7Listener listener = new Hl7Listener()) {
      listener.refuseNext("unknown patient P1");

      assertThatThrownBy(() -> sender.send("127.0.0.1", listener.port(), MESSAGE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("HL7 receiver 127.0.0.1:" + listener.port())
          .hasMessageContaining("AE")
          .hasMessageContaining("unknown patient P1");
    }
  }

  @Test
  @DisplayName("finds nobody there, or nobody who answers, and says so in time")
  void nobodyAnswers() throws Exception {
    int port;
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = silent.getLocalPort();
      assertThatThrownBy(
              () -> new MllpSender(Duration.ofMillis(300)).send("127.0.0.1", port, MESSAGE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not answer within 300 ms");
    }
    assertThatThrownBy(() -> sender.send("127.0.0.1", port, MESSAGE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("HL7 receiver 127.0.0.1:" + port);
  }

  @Test
  @DisplayName("is not delivered by an acknowledgement of another message")
  void anothersAcknowledgement() throws Exception {
    assertThatThrownBy(() -> sendToOneThatSays("\u000bMSH|^~\\&|X\rMSA|AA|C2\r\u001c\r"))
        .hasMessageContaining("acknowledged another message than the one sent, C1");
    assertThatThrownBy(() -> sendToOneThatSays("\u000bMSH|^~\\&|X\r\u001c\r"))
        .hasMessageContaining("no acknowledgement");
    assertThatThrownBy(() -> sendToOneThatSays("HTTP/1.1 400 Bad Request\r\n"))
        .hasMessageContaining("does not speak MLLP");
    assertThatThrownBy(() -> sendToOneThatSays("\u000bMSH"))
        .hasMessageContaining("hung up without an acknowledgement");
    assertThatThrownBy(() -> sendToOneThatSays("\u000b" + "A".repeat(70_000)))
        .hasMessageContaining("has no end");
  }

  private void sendToOneThatSays(String answer) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread peer = new Thread(() -> answer(server, answer));
      peer.start();
      try {
        sender.send("127.0.0.1", server.getLocalPort(), MESSAGE);
      } finally {
        peer.join();
      }
    }
  }

  private static void answer(ServerSocket server, String answer) {
    try (Socket socket = server.accept();
        OutputStream out = socket.getOutputStream()) {
      while (socket.getInputStream().read() != 0x1C) {
        // up to the end of the message
      }
      socket.getInputStream().read();
      out.write(answer.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The sender hangs up on whoever sends without end.
    }
  }
}
