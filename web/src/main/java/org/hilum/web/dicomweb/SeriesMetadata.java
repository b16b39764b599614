package org.hilum.web.dicomweb;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.hilum.pacs.DicomJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The metadata of whole series, sorted by position, read once and kept while nothing changes. */
final class SeriesMetadata {

  private static final int SERIES_KEPT = 16;
  private static final String IMAGE_POSITION = "00200032";
  private static final String IMAGE_ORIENTATION = "00200037";
  private static final String INSTANCE_NUMBER = "00200013";

  private final DicomJson dicomJson;
  private final JsonMapper mapper = JsonMapper.builder().build();
  private final Recent<Set<FileState>, FutureTask<Document>> known = new Recent<>(SERIES_KEPT);

  SeriesMetadata(DicomJson dicomJson) {
    this.dicomJson = requireNonNull(dicomJson, "dicomJson");
  }

  /**
   * A JSON array of the instances' metadata, from the feet to the head. Several who ask for the
   * same series at once wait for one reading.
   *
   * @throws UncheckedIOException if a file cannot be read
   */
  Document of(List<Path> files) {
    Set<FileState> states = files.stream().map(FileState::of).collect(Collectors.toSet());
    FutureTask<Document> reading = new FutureTask<>(() -> read(files));
    FutureTask<Document> first = known.putIfAbsent(states, reading);
    if (first == null) {
      first = reading;
      reading.run();
    }
    try {
      return first.get();
    } catch (ExecutionException e) {
      known.remove(states);
      throw e.getCause() instanceof UncheckedIOException io ? io : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a series was read", e);
    }
  }

  private Document read(List<Path> files) {
    String json =
        files.parallelStream()
            .map(this::instance)
            .sorted(
                Comparator.comparingDouble(Instance::positionMm).thenComparing(Instance::number))
            .map(Instance::json)
            .collect(Collectors.joining(",", "[", "]"));
    return new Document(json.getBytes(StandardCharsets.UTF_8));
  }

  private Instance instance(Path file) {
    try {
      String json = dicomJson.metadata(file);
      JsonNode attributes = mapper.readTree(json);
      return new Instance(
          json, positionMm(attributes), attributes.at("/" + INSTANCE_NUMBER + "/Value/0").asInt(0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Along the slice's normal; 0 where an instance, a scout view's say, has no place. */
  private static double positionMm(JsonNode attributes) {
    double[] p = numbers(attributes, IMAGE_POSITION, 3);
    double[] o = numbers(attributes, IMAGE_ORIENTATION, 6);
    if (p.length != 3 || o.length != 6) {
      return 0;
    }
    return p[0] * (o[1] * o[5] - o[2] * o[4])
        + p[1] * (o[2] * o[3] - o[0] * o[5])
        + p[2] * (o[0] * o[4] - o[1] * o[3]);
  }

  private static double[] numbers(JsonNode attributes, String tag, int count) {
    JsonNode values = attributes.at("/" + tag + "/Value");
    return values.size() == count
        ? values.valueStream().mapToDouble(value -> value.asDouble(0)).toArray()
        : new double[0];
  }

  private record Instance(String json, double positionMm, int number) {}
}
