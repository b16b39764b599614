package org.hilum.ingest.writeback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An HL7 message over MLLP")
class MllpSenderTest {

  private static final String MESSAGE =
      "MSH|^~\\&|HILUM|HILUM|||20260105120000||ORU^R01^ORU_R01|C1|P|2.5.1||||||UNICODE UTF-8\r"
          + "PID|1||P1\rOBR|1|||18748-4^Diagnostic imaging study^LN\r"
          + "OBX|1|TX|59776-5^Findings^LN||左肺结节 ≥ 8 mm||||||F\r";

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final MllpSender sender = new MllpSender(Duration.ofSeconds(10));
  private final MllpSender hasty = new MllpSender(Duration.ofMillis(300));

  @Test
  @DisplayName("reaches HAPI's listener whole, in Chinese")
  void reachesHapi() throws Exception {
    try (Hl7Listener listener = new Hl7Listener()) {
      sender.send("127.0.0.1", listener.port(), false, MESSAGE);

      assertThat(listener.received()).singleElement().asString().contains("左肺结节 ≥ 8 mm");
    }
  }

  @Test
  @DisplayName("that the receiver refuses is not delivered, and the reason is told")
  void refused() throws Exception {
    try (Hl7Listener listener = new Hl7Listener()) {
      listener.refuseNext("unknown patient P1");

      assertThatThrownBy(() -> sender.send("127.0.0.1", listener.port(), false, MESSAGE))
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
      assertThatThrownBy(() -> hasty.send("127.0.0.1", port, false, MESSAGE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not answer within 300 ms");
    }
    assertThatThrownBy(() -> sender.send("127.0.0.1", port, false, MESSAGE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("HL7 receiver 127.0.0.1:" + port);
  }

  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @DisplayName("is given up in time where the receiver takes the connection and reads nothing")
  void nobodyReads() throws Exception {
    String large = MESSAGE + "A".repeat(32 << 20);
    for (boolean tls : new boolean[] {false, true}) {
      try (ServerSocket silent = new ServerSocket(0, 1, LOOPBACK)) {
        assertThatThrownBy(() -> hasty.send("127.0.0.1", silent.getLocalPort(), tls, large))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("does not answer within 300 ms");
      }
    }
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

  @Test
  @DisplayName("goes over TLS to whom we trust, and to nobody else")
  void overTls(@TempDir Path folder) throws Exception {
    SSLContext known = certified(folder.resolve("known.p12"), "127.0.0.1");
    String accepted = "\u000bMSH|^~\\&|X\rMSA|AA|C1\r\u001c\r";
    MllpSender secured = new MllpSender(Duration.ofSeconds(10), known.getSocketFactory());
    exchange(
        known.getServerSocketFactory().createServerSocket(0, 1, LOOPBACK),
        accepted,
        port -> secured.send("127.0.0.1", port, true, MESSAGE));

    assertThatThrownBy(
            () ->
                exchange(
                    known.getServerSocketFactory().createServerSocket(0, 1, LOOPBACK),
                    accepted,
                    port -> sender.send("127.0.0.1", port, true, MESSAGE)))
        .as("a certificate that nobody we know has signed")
        .isInstanceOf(IOException.class)
        .hasMessageContaining("HL7 receiver 127.0.0.1:")
        .hasMessageContaining("PKIX");
    SSLContext other = certified(folder.resolve("other.p12"), "10.0.0.9");
    assertThatThrownBy(
            () ->
                exchange(
                    other.getServerSocketFactory().createServerSocket(0, 1, LOOPBACK),
                    accepted,
                    port ->
                        new MllpSender(Duration.ofSeconds(10), other.getSocketFactory())
                            .send("127.0.0.1", port, true, MESSAGE)))
        .as("the certificate of another host")
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1");
  }

  /** A context that shows, and trusts, a new certificate of an address. */
  private static SSLContext certified(Path file, String address) throws Exception {
    char[] password = "changeit".toCharArray();
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "hl7",
                "-keyalg",
                "EC",
                "-dname",
                "CN=hl7",
                "-ext",
                "san=ip:" + address,
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(password),
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(file.toFile(), password);
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, password);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("hl7", keys.getCertificate("hl7"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private void sendToOneThatSays(String answer) throws Exception {
    exchange(
        new ServerSocket(0, 1, LOOPBACK),
        answer,
        port -> sender.send("127.0.0.1", port, false, MESSAGE));
  }

  @FunctionalInterface
  private interface Sending {
    void to(int port) throws IOException;
  }

  private static void exchange(ServerSocket listening, String answer, Sending sending)
      throws Exception {
    try (ServerSocket server = listening) {
      Thread peer = new Thread(() -> answer(server, answer));
      peer.start();
      try {
        sending.to(server.getLocalPort());
      } finally {
        peer.join();
      }
    }
  }

  private static void answer(ServerSocket server, String answer) {
    try (Socket socket = server.accept();
        OutputStream out = socket.getOutputStream()) {
      for (int read = 0; read != 0x1C; read = socket.getInputStream().read()) {
        if (read < 0) {
          return;
        }
      }
      socket.getInputStream().read();
      out.write(answer.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The sender hangs up on whoever sends without end.
    }
  }
}
