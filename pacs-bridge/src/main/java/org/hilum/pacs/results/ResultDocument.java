package org.hilum.pacs.results;

import static java.util.Objects.requireNonNull;

import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The report that the objects carry.
 *
 * @param identity the same for the same content: instance UIDs are derived from it, so that a
 *     repeated delivery stores nothing twice, and another version is another instance
 * @param language as RFC 5646 writes it, for example {@code zh-CN}
 * @param notice that this is for research, and whether somebody has reviewed it
 * @param sections in their order
 * @param algorithm that judged the images
 * @param createdAt when this version was made, in local time
 * @param verification who signed it; null for a draft
 * @param predecessors the earlier versions that this one amends
 */
public record ResultDocument(
    String identity,
    String language,
    String title,
    String notice,
    List<Section> sections,
    Algorithm algorithm,
    LocalDateTime createdAt,
    @Nullable Verification verification,
    List<InstanceReference> predecessors) {

  public ResultDocument {
    requireNonNull(identity, "identity");
    requireNonNull(language, "language");
    requireNonNull(title, "title");
    requireNonNull(notice, "notice");
    sections = List.copyOf(sections);
    requireNonNull(algorithm, "algorithm");
    requireNonNull(createdAt, "createdAt");
    predecessors = List.copyOf(predecessors);
  }

  /** What a section is about. */
  public enum Topic {
    INDICATION,
    COMPARISON,
    TECHNIQUE,
    FINDINGS,
    IMPRESSION,
    RECOMMENDATION,
    LIMITS,
    ADDENDUM
  }

  /** Plain text, never markup. */
  public record Section(Topic topic, String title, List<String> paragraphs) {

    public Section {
      requireNonNull(topic, "topic");
      requireNonNull(title, "title");
      paragraphs = List.copyOf(paragraphs);
    }
  }

  public record Algorithm(String name, String version) {

    public Algorithm {
      requireNonNull(name, "name");
      requireNonNull(version, "version");
    }
  }

  /**
   * @param observerName in DICOM's form, for example {@code Wang^XiaoDong}
   * @param at in local time
   */
  public record Verification(String observerName, String organization, LocalDateTime at) {

    public Verification {
      requireNonNull(observerName, "observerName");
      requireNonNull(organization, "organization");
      requireNonNull(at, "at");
    }
  }

  public boolean verified() {
    return verification != null;
  }
}
