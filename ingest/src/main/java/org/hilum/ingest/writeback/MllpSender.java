package org.hilum.ingest.writeback;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends HL7 v2 messages over MLLP (HL7 Transport Specification: MLLP, Release 1): one connection a
 * message, which is delivered when the receiver's acknowledgement of this very message says so.
 */
final class MllpSender {

  private static final int START = 0x0B;
  private static final int END = 0x1C;
  private static final int RETURN = 0x0D;

  /** An acknowledgement is a few hundred bytes; who sends without end is no HL7 receiver. */
  private static final int LONGEST_ANSWER = 64 << 10;

  /** HL7 table 0008: application and commit accept. */
  private static final Set<String> ACCEPTED = Set.of("AA", "CA");

  private final Duration timeout;
  private final SSLSocketFactory secure;

  /**
   * @param timeout for the connection, and again for the message and its answer
   */
  MllpSender(Duration timeout) {
    this(timeout, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /**
   * @param secure knows whose certificates to trust
   */
  MllpSender(Duration timeout, SSLSocketFactory secure) {
    this.timeout = timeout;
    this.secure = secure;
  }

  /**
   * @param tls whether to speak over TLS; the receiver's certificate must name the host
   * @param message with MSH-10, in what MSH-18 says, UTF-8
   * @throws IOException if the receiver cannot be reached, does not answer in time, or does not
   *     accept the message; the message says which
   */
  void send(String host, int port, boolean tls, String message) throws IOException {
    String receiver = "HL7 receiver %s:%d".formatted(host, port);
    String answer;
    CompletableFuture<Void> deadline = new CompletableFuture<>();
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
      // No timeout of a socket bounds its writes; to close it ends them all.
      deadline
          .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
          .whenComplete((nothing, late) -> close(plain));
      Socket socket = tls ? secured(plain, host, port) : plain;
      ByteArrayOutputStream frame = new ByteArrayOutputStream();
      frame.write(START);
      frame.writeBytes(message.getBytes(StandardCharsets.UTF_8));
      frame.write(END);
      frame.write(RETURN);
      socket.getOutputStream().write(frame.toByteArray());
      socket.getOutputStream().flush();
      answer = answer(socket.getInputStream());
    } catch (IOException e) {
      throw new IOException(
          e instanceof SocketTimeoutException || deadline.isDone()
              ? "%s does not answer within %d ms; check that it runs, or raise hilum.write-back.timeout"
                  .formatted(receiver, timeout.toMillis())
              : "%s: %s".formatted(receiver, e.getMessage()),
          e);
    } finally {
      deadline.complete(null);
    }
    requireAccepted(receiver, message, answer);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // What waits for it ends all the same.
    }
  }

  private Socket secured(Socket plain, String host, int port) throws IOException {
    SSLSocket socket = (SSLSocket) secure.createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static String answer(InputStream in) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    boolean started = false;
    while (answer.size() <= LONGEST_ANSWER) {
      int read = in.read();
      if (read < 0) {
        throw new EOFException("it hung up without an acknowledgement");
      } else if (started && read == END) {
        return answer.toString(StandardCharsets.UTF_8);
      } else if (started) {
        answer.write(read);
      } else if (read == START) {
        started = true;
      } else {
        throw new IOException("it does not speak MLLP: it answers with byte %02Xh".formatted(read));
      }
    }
    throw new IOException("its answer has no end");
  }

  private static void requireAccepted(String receiver, String message, String answer)
      throws IOException {
    String[] acknowledgement = fields(answer, "MSA");
    String code = field(acknowledgement, 1);
    if (!ACCEPTED.contains(code)) {
      throw new IOException(
          "%s did not accept the report: %s %s"
              .formatted(receiver, code.isEmpty() ? "no acknowledgement" : code, reason(answer))
              .strip());
    }
    // MSH-1 is the separator itself: MSH-10 is the tenth field counted from the segment's name.
    String sent = field(fields(message, "MSH"), 9);
    if (!field(acknowledgement, 2).equals(sent)) {
      throw new IOException(
          "%s acknowledged another message than the one sent, %s".formatted(receiver, sent));
    }
  }

  /** What the receiver says of a refusal: MSA-3, or else the error segment. */
  private static String reason(String answer) {
    String text = field(fields(answer, "MSA"), 3);
    String reason = text.isEmpty() ? String.join(" ", fields(answer, "ERR")) : text;
    return reason.replaceAll("\\p{Cntrl}", " ").strip();
  }

  private static String[] fields(String message, String segment) {
    if (message.length() < 4) {
      return new String[0];
    }
    String separator = message.substring(3, 4);
    return message
        .lines()
        .filter(line -> line.startsWith(segment + separator))
        .findFirst()
        .map(line -> line.split(Pattern.quote(separator), -1))
        .orElse(new String[0]);
  }

  private static String field(String[] fields, int index) {
    return Arrays.stream(fields).skip(index).findFirst().orElse("");
  }
}
