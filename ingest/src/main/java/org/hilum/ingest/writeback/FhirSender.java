package org.hilum.ingest.writeback;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends FHIR transactions (R4, RESTful API, 3.1.0.11): all of a bundle is stored or nothing of it.
 */
final class FhirSender {

  private static final int LONGEST_ANSWER = 1 << 20;
  private static final String FHIR_JSON = "application/fhir+json";

  private final Duration timeout;
  private final HttpClient http;
  private final ObjectMapper mapper = new ObjectMapper();

  /**
   * @param timeout for the connection, and again for the answer
   */
  FhirSender(Duration timeout) {
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * @param base of the FHIR server
   * @param bearerToken with which it lets us in (RFC 6750); null for none
   * @param bundle a transaction, as JSON in UTF-8
   * @throws IOException if the server cannot be reached, does not answer in time, or does not store
   *     all of it; the message says which
   */
  void send(URI base, @Nullable String bearerToken, byte[] bundle) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base)
            .timeout(timeout)
            .header("Content-Type", FHIR_JSON + "; charset=utf-8")
            .header("Accept", FHIR_JSON)
            .POST(BodyPublishers.ofByteArray(bundle));
    if (bearerToken != null) {
      request.header("Authorization", "Bearer " + bearerToken);
    }
    try {
      HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
      requireStored(base, response.statusCode(), body(response));
    } catch (HttpTimeoutException | TimeoutException e) {
      throw new IOException(
          "FHIR server %s does not answer within %d ms; check that it runs, or raise hilum.write-back.timeout"
              .formatted(base, timeout.toMillis()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while FHIR server %s was answering".formatted(base), e);
    }
  }

  /** The request's own time limit ends with the header of the answer. */
  private byte[] body(HttpResponse<InputStream> response)
      throws IOException, InterruptedException, TimeoutException {
    try (InputStream body = response.body()) {
      FutureTask<byte[]> reading = new FutureTask<>(() -> body.readNBytes(LONGEST_ANSWER));
      Thread reader = new Thread(reading, "fhir-answer");
      reader.setDaemon(true);
      reader.start();
      return reading.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }

  private void requireStored(URI base, int status, byte[] body) throws IOException {
    JsonNode answer = parsed(body);
    if (status < 200 || status > 299) {
      throw new IOException(
          "FHIR server %s did not take the report: HTTP %d %s"
              .formatted(base, status, outcome(answer))
              .strip());
    }
    for (JsonNode entry : answer.path("entry")) {
      String each = entry.path("response").path("status").asText();
      if (!each.startsWith("2")) {
        throw new IOException(
            "FHIR server %s did not store all of the report: %s %s"
                .formatted(base, each, outcome(entry.path("response").path("outcome")))
                .strip());
      }
    }
    if (!answer.path("resourceType").asText().equals("Bundle")) {
      throw new IOException(
          "%s answers HTTP %d, but with no FHIR bundle: check the address of the target"
              .formatted(base, status));
    }
  }

  private JsonNode parsed(byte[] body) {
    try {
      return mapper.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      return mapper.missingNode();
    }
  }

  /** What an OperationOutcome says, in one line. */
  private static String outcome(JsonNode outcome) {
    JsonNode issue = outcome.path("issue").path(0);
    String details = issue.path("details").path("text").asText();
    String text = details.isEmpty() ? issue.path("diagnostics").asText() : details;
    String line = text.replaceAll("\\p{Cntrl}", " ").strip();
    return line.length() > 300 ? line.substring(0, 300) : line;
  }
}
