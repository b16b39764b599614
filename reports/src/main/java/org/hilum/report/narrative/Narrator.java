package org.hilum.report.narrative;

import static java.util.function.Predicate.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hilum.model.AnalysisOutcome.Analysed;
import org.hilum.report.Messages;
import org.hilum.report.Report;
import org.hilum.report.ReportDrafter;
import org.hilum.report.ReportInput;
import org.hilum.report.Section;
import org.hilum.report.SectionKind;
import org.hilum.report.StudyDescription;
import org.hilum.report.narrative.Narrative.Kept;
import org.hilum.report.narrative.Narrative.Reason;
import org.hilum.report.narrative.Narrative.Reworded;

/**
 * Has findings and impression reworded by an endpoint of OpenAI's chat completions, paragraph for
 * paragraph, and checks every answer. Only these two sections are sent, without what the impression
 * says of an earlier examination: it names a date, and "growing" must not become "smaller". Never
 * throws for what the endpoint does. Thread-safe.
 */
public final class Narrator {

  private static final List<SectionKind> REWORDED =
      List.of(SectionKind.FINDINGS, SectionKind.IMPRESSION);

  /** No honest answer is longer. */
  private static final int MOST_BYTES = 1 << 20;

  /** Shorter identifiers are found in any text by chance. */
  private static final int SHORTEST_IDENTIFIER = 3;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final NarrativeEndpoint endpoint;
  private final HttpClient client;

  public Narrator(NarrativeEndpoint endpoint) {
    this.endpoint = endpoint;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(endpoint.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** The report reworded, or as it was with the reason. */
  public Narrative reword(ReportInput input, Report report) {
    if (!(input.outcome() instanceof Analysed analysed) || analysed.nodules().isEmpty()) {
      return new Kept(report, Reason.NOTHING_TO_REWORD, "no nodule is described");
    }
    Map<SectionKind, List<String>> asked = new EnumMap<>(SectionKind.class);
    Predicate<String> stays =
        ReportDrafter.comparedInImpression(input, report.language()).stream().toList()::contains;
    REWORDED.forEach(
        kind ->
            asked.put(
                kind, report.section(kind).paragraphs().stream().filter(not(stays)).toList()));
    if (namesThePatient(asked, input.study())) {
      return new Kept(
          report, Reason.NOT_DEIDENTIFIED, "the text holds a name or number of the patient");
    }
    try {
      return checked(report, asked, stays, answer(request(report, asked)));
    } catch (TimeoutException e) {
      return new Kept(report, Reason.TIMED_OUT, "no answer within " + endpoint.timeout());
    } catch (ExecutionException e) {
      return new Kept(report, Reason.FAILED, String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Kept(report, Reason.FAILED, "interrupted");
    } catch (IOException e) {
      return new Kept(report, Reason.NOT_UNDERSTOOD, firstLine(e));
    }
  }

  private static boolean namesThePatient(
      Map<SectionKind, List<String>> asked, StudyDescription study) {
    String text =
        String.join("\n", asked.values().stream().flatMap(List::stream).toList())
            .toLowerCase(Locale.ROOT);
    Stream<String> identifiers =
        Stream.of(
                Optional.ofNullable(study.patientName()),
                Optional.ofNullable(study.patientId()),
                Optional.ofNullable(study.accessionNumber()))
            .flatMap(Optional::stream)
            .flatMap(each -> Stream.of(each.split("[\\^=\\s,]+")));
    return identifiers
        .map(each -> each.toLowerCase(Locale.ROOT))
        .filter(each -> isTelling(each))
        .anyMatch(text::contains);
  }

  /** A number alone, such as a short id, may equal a measure by chance. */
  private static boolean isTelling(String identifier) {
    boolean ideographic = identifier.codePoints().anyMatch(Character::isIdeographic);
    return identifier.length() >= (ideographic ? 2 : SHORTEST_IDENTIFIER);
  }

  private HttpRequest request(Report report, Map<SectionKind, List<String>> asked)
      throws IOException {
    ObjectNode body = JSON.createObjectNode();
    body.put("model", endpoint.model());
    body.put("temperature", 0);
    body.putObject("response_format").put("type", "json_object");
    body.putArray("messages")
        .add(message("system", Messages.in(report.language()).text("narrative.instruction")))
        .add(message("user", JSON.writeValueAsString(asked)));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.url())
            .timeout(endpoint.timeout())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    if (endpoint.apiKey() != null && !endpoint.apiKey().isBlank()) {
      request.header("Authorization", "Bearer " + endpoint.apiKey());
    }
    return request.build();
  }

  private static ObjectNode message(String role, String content) {
    return JSON.createObjectNode().put("role", role).put("content", content);
  }

  /** The text of the first choice. The time limit holds for the body too, not only its start. */
  private String answer(HttpRequest request)
      throws IOException, ExecutionException, InterruptedException, TimeoutException {
    CompletableFuture<HttpResponse<InputStream>> sent =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
    CompletableFuture<byte[]> read = sent.thenApplyAsync(Narrator::body);
    byte[] body;
    try {
      body = read.get(endpoint.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      sent.cancel(true);
      sent.thenAccept(Narrator::close);
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof java.net.http.HttpTimeoutException) {
        throw new TimeoutException();
      }
      throw e;
    }
    JsonNode content = JSON.readTree(body).at("/choices/0/message/content");
    if (!content.isTextual()) {
      throw new IOException("the answer has no choices[0].message.content");
    }
    return content.asText();
  }

  private static byte[] body(HttpResponse<InputStream> response) {
    try (InputStream in = response.body()) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (response.statusCode() != 200) {
        throw new IOException("HTTP status " + response.statusCode());
      }
      if (bytes.length > MOST_BYTES) {
        throw new IOException("the answer is longer than %d bytes".formatted(MOST_BYTES));
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(HttpResponse<InputStream> response) {
    try {
      response.body().close();
    } catch (IOException e) {
      // It is not read any more, so it does not matter how it ends.
      return;
    }
  }

  private static Narrative checked(
      Report report, Map<SectionKind, List<String>> asked, Predicate<String> stays, String answer)
      throws IOException {
    JsonNode told = JSON.readTree(answer);
    FactCheck check = new FactCheck(report.language());
    Map<SectionKind, List<String>> reworded = new EnumMap<>(SectionKind.class);
    for (Map.Entry<SectionKind, List<String>> section : asked.entrySet()) {
      List<String> originals = section.getValue();
      JsonNode paragraphs = told.path(section.getKey().name());
      if (!paragraphs.isArray() || paragraphs.size() != originals.size()) {
        return new Kept(
            report,
            Reason.MISMATCH,
            "%s has not its %d paragraphs".formatted(section.getKey(), originals.size()));
      }
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < originals.size(); i++) {
        String text = paragraphs.get(i).asText().strip();
        Optional<String> difference =
            text.isEmpty() || text.codePoints().anyMatch(Character::isISOControl)
                ? Optional.of("it is empty or of several lines")
                : check.difference(originals.get(i), text);
        if (difference.isPresent()) {
          return new Kept(
              report,
              Reason.MISMATCH,
              "%s, paragraph %d: %s".formatted(section.getKey(), i + 1, difference.get()));
        }
        texts.add(text);
      }
      reworded.put(section.getKey(), texts);
    }
    return new Reworded(with(report, reworded, stays));
  }

  private static Report with(
      Report report, Map<SectionKind, List<String>> reworded, Predicate<String> stays) {
    List<Section> sections = new ArrayList<>();
    for (Section section : report.sections()) {
      List<String> paragraphs = new ArrayList<>(section.paragraphs());
      if (reworded.containsKey(section.kind())) {
        Iterator<String> next = reworded.get(section.kind()).iterator();
        paragraphs.replaceAll(original -> stays.test(original) ? original : next.next());
      }
      if (section.kind() == SectionKind.LIMITS) {
        paragraphs.add(Messages.in(report.language()).text("narrative.limit"));
      }
      sections.add(new Section(section.kind(), section.title(), paragraphs));
    }
    return new Report(
        report.language(), report.title(), report.banner(), report.header(), sections);
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
