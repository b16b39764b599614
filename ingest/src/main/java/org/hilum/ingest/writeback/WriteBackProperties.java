package org.hilum.ingest.writeback;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where reports go after their signature.
 *
 * @param targets none by default: nothing leaves Hilum unless somebody configures it
 * @param signingOrganization stands beside the signer's name in what is sent
 * @param timeout for one answer of an HL7 or FHIR target
 */
@ConfigurationProperties("hilum.write-back")
public record WriteBackProperties(
    @DefaultValue List<Target> targets,
    @DefaultValue("Radiology") String signingOrganization,
    @DefaultValue("20s") Duration timeout) {

  public WriteBackProperties {
    targets = List.copyOf(targets);
    requireNonNull(signingOrganization, "signingOrganization");
    requireNonNull(timeout, "timeout");
    Set<String> names = new HashSet<>();
    for (Target target : targets) {
      if (!names.add(target.name())) {
        throw new IllegalArgumentException(
            "hilum.write-back.targets: the name %s stands twice".formatted(target.name()));
      }
    }
  }

  /** Which protocol a target speaks. */
  public enum Kind {
    DICOM
  }

  /** What a DICOM target can be sent. */
  public enum ObjectKind {
    MEASUREMENTS,
    SEGMENTATION,
    TEXT,
    KEY_IMAGES
  }

  /**
   * @param name shown on the pages, and kept with each delivery
   * @param node the AE title of a PACS of {@code hilum.pacs.nodes}
   * @param languages of the reports that it gets
   * @param objects what it gets of each
   * @param drafts whether it gets unsigned drafts too, marked UNVERIFIED
   * @param commitment whether it is asked to vouch for what it got (storage commitment)
   */
  public record Target(
      String name,
      @DefaultValue("DICOM") Kind kind,
      String node,
      @DefaultValue({"en", "zh-CN"}) List<String> languages,
      @DefaultValue({"MEASUREMENTS", "SEGMENTATION", "TEXT", "KEY_IMAGES"})
          List<ObjectKind> objects,
      @DefaultValue("false") boolean drafts,
      @DefaultValue("false") boolean commitment) {

    public Target {
      if (name == null || name.isBlank() || node == null || node.isBlank()) {
        throw new IllegalArgumentException(
            "hilum.write-back.targets: each needs a name, and the AE title of a node");
      }
      requireNonNull(kind, "kind");
      languages = List.copyOf(languages);
      objects = List.copyOf(objects);
    }
  }

  /**
   * @throws IllegalArgumentException if it is no longer configured
   */
  public Target target(String name) {
    return targets.stream()
        .filter(target -> target.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the target %s is no longer configured; add it to hilum.write-back.targets"
                        .formatted(name)));
  }
}
