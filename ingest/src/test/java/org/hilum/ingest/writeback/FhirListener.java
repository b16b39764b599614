package org.hilum.ingest.writeback;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server that takes transactions, and answers as a test decides. */
public final class FhirListener implements AutoCloseable {

  private static final String STORED =
      "{\"resourceType\":\"Bundle\",\"type\":\"transaction-response\","
          + "\"entry\":[{\"response\":{\"status\":\"201 Created\"}}]}";

  private final HttpServer server;
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

  private record Answer(int status, String body) {}

  public FhirListener() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    server.createContext("/fhir", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    authorizations.add(authorization == null ? "" : authorization);
    received.add(
        "%s %s %s"
            .formatted(
                exchange.getRequestMethod(),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                body));
    Answer answer = answers.isEmpty() ? new Answer(200, STORED) : answers.remove();
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/fhir+json");
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  public URI base() {
    return URI.create("http://127.0.0.1:%d/fhir".formatted(server.getAddress().getPort()));
  }

  public void forget() {
    received.clear();
  }

  /** Every request: method, type and body. */
  public List<String> received() {
    return List.copyOf(received);
  }

  /** What each request showed to be let in; empty for nothing. */
  public List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  public void answerNext(int status, String body) {
    answers.add(new Answer(status, body));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
