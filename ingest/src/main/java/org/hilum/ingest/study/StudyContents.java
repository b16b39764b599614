package org.hilum.ingest.study;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hilum.pacs.DataSetDigest;
import org.hilum.pacs.DicomInstance;
import org.jspecify.annotations.Nullable;

/** All instances of one study of one patient, sorted by series, and the decision on each series. */
public record StudyContents(List<DicomInstance> instances, List<SeriesDecision> decisions) {

  public StudyContents {
    instances = List.copyOf(instances);
    decisions = List.copyOf(decisions);
    if (instances.isEmpty()) {
      throw new IllegalArgumentException("a study has at least one instance");
    }
  }

  /**
   * @throws InvalidStudyException if the instances belong to several studies or patients
   */
  public static StudyContents of(List<DicomInstance> instances, SeriesChooser chooser)
      throws InvalidStudyException {
    requireOne(instances, "studies", DicomInstance::studyInstanceUid);
    requireOne(
        instances, "patients", instance -> Objects.toString(instance.patient().id(), "(no id)"));
    return new StudyContents(instances, chooser.choose(CtSeries.group(instances)));
  }

  private static void requireOne(
      List<DicomInstance> instances, String what, Function<DicomInstance, String> by)
      throws InvalidStudyException {
    Set<String> values = new HashSet<>();
    instances.forEach(instance -> values.add(by.apply(instance)));
    if (values.size() > 1) {
      throw new InvalidStudyException(
          "Study %s: its files belong to %d different %s (%s); separate them and send each alone"
              .formatted(
                  instances.get(0).studyInstanceUid(),
                  values.size(),
                  what,
                  values.stream().sorted().limit(5).collect(Collectors.joining(", "))));
    }
  }

  public String studyInstanceUid() {
    return first().studyInstanceUid();
  }

  public DicomInstance first() {
    return instances.get(0);
  }

  public Optional<CtSeries> chosen() {
    return decisions.stream()
        .filter(SeriesDecision::chosen)
        .map(SeriesDecision::series)
        .findFirst();
  }

  /** Why no series fits, in one line: what is wrong with the one that comes closest. */
  public SeriesRefusedException refusal() {
    SeriesDecision closest =
        decisions.stream()
            .min(
                Comparator.comparingInt((SeriesDecision decision) -> decision.reasons().size())
                    .thenComparing(
                        Comparator.comparingInt((SeriesDecision d) -> d.series().instances().size())
                            .reversed()))
            .orElseThrow();
    return new SeriesRefusedException(
        Objects.requireNonNull(closest.refusal()),
        "Study " + studyInstanceUid(),
        "none of its %d series fits; the closest, %s, %s; send an axial chest CT"
            .formatted(
                decisions.size(),
                name(closest.series()),
                closest.reasons().stream()
                    .map(SeriesDecision.Reason::text)
                    .collect(Collectors.joining(" and "))));
  }

  private static String name(CtSeries series) {
    @Nullable Integer number = series.number();
    return number == null ? series.instanceUid() : "series number " + number;
  }

  /**
   * The study's content as one SHA-256: over its instances' UIDs and data sets, in the order of the
   * UIDs, so that neither the way a study came nor the order of its files changes it.
   *
   * @return lower-case hex
   * @throws IOException if a file cannot be read
   */
  public String contentHash() throws IOException {
    MessageDigest digest = sha256();
    List<DicomInstance> sorted =
        instances.stream().sorted(Comparator.comparing(DicomInstance::sopInstanceUid)).toList();
    for (DicomInstance instance : sorted) {
      String line = instance.sopInstanceUid() + " " + DataSetDigest.of(instance.file()) + "\n";
      digest.update(line.getBytes(StandardCharsets.US_ASCII));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
