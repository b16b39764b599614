package org.hilum.ingest.writeback;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hilum.report.Language;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where reports go after their signature.
 *
 * @param targets none by default: nothing leaves Hilum unless somebody configures it
 * @param signingOrganization stands beside the signer's name in what is sent
 * @param timeout for one answer of an HL7 or FHIR target
 */
@ConfigurationProperties(prefix = "hilum.write-back", ignoreUnknownFields = false)
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
    DICOM,
    /** HL7 v2.5.1 ORU^R01 over MLLP. */
    HL7,
    /** FHIR R4 transactions over HTTP. */
    FHIR
  }

  /** What a target can be sent; a message holds the text, and the PDF where that is wanted. */
  public enum ObjectKind {
    MEASUREMENTS,
    SEGMENTATION,
    TEXT,
    KEY_IMAGES,
    /** The printed report; it needs a font with Chinese on this machine. */
    PDF
  }

  /**
   * @param name shown on the pages, and kept with each delivery
   * @param node the AE title of a PACS of {@code hilum.pacs.nodes}; of a DICOM target
   * @param host of an HL7 target's MLLP listener
   * @param port of an HL7 target's MLLP listener
   * @param tls whether an HL7 target is spoken to over TLS; its certificate must name the host and
   *     be trusted by this Java
   * @param url the base address of a FHIR target
   * @param bearerToken with which a FHIR target lets us in; null for none
   * @param languages of the reports that it gets
   * @param objects what it gets of each
   * @param drafts whether it gets unsigned drafts too, marked UNVERIFIED
   * @param commitment whether it is asked to vouch for what it got (storage commitment)
   */
  public record Target(
      String name,
      @DefaultValue("DICOM") Kind kind,
      @Nullable String node,
      @Nullable String host,
      @DefaultValue("0") int port,
      @DefaultValue("false") boolean tls,
      @Nullable URI url,
      @Nullable String bearerToken,
      @DefaultValue({"en", "zh-CN"}) List<String> languages,
      @DefaultValue({"MEASUREMENTS", "SEGMENTATION", "TEXT", "KEY_IMAGES"})
          List<ObjectKind> objects,
      @DefaultValue("false") boolean drafts,
      @DefaultValue("false") boolean commitment) {

    public Target {
      requireNonNull(kind, "kind");
      if (name == null || name.isBlank()) {
        throw new IllegalArgumentException("hilum.write-back.targets: each needs a name");
      }
      String missing =
          switch (kind) {
            case DICOM -> isBlank(node) ? "node, the AE title of a PACS of hilum.pacs.nodes" : null;
            case HL7 ->
                isBlank(host) || port < 1 || port > 65_535
                    ? "host and port of an MLLP listener"
                    : null;
            case FHIR ->
                url == null || url.getScheme() == null || !url.getScheme().startsWith("http")
                    ? "url, the base address of a FHIR server"
                    : null;
          };
      if (missing != null) {
        throw new IllegalArgumentException(
            "hilum.write-back.targets: %s needs %s".formatted(name, missing));
      }
      if (commitment && kind != Kind.DICOM) {
        throw new IllegalArgumentException(
            "hilum.write-back.targets: %s: only a DICOM target can be asked for storage commitment"
                .formatted(name));
      }
      if (tls && kind != Kind.HL7) {
        throw new IllegalArgumentException(
            "hilum.write-back.targets: %s: tls is for HL7 targets; a FHIR target says https in its url"
                .formatted(name));
      }
      if (bearerToken != null && (url == null || !isPrivate(url))) {
        throw new IllegalArgumentException(
            "hilum.write-back.targets: %s: a bearer token needs a FHIR target whose url begins with https"
                .formatted(name));
      }
      languages = languages.stream().map(tag -> Language.ofTag(tag).tag()).toList();
      objects = List.copyOf(objects);
    }

    /** Whether nobody on the way can read what is sent there. */
    private static boolean isPrivate(URI url) {
      return "https".equals(url.getScheme()) || "127.0.0.1".equals(url.getHost());
    }

    /** Without the token. */
    @Override
    public String toString() {
      return "Target[name=%s, kind=%s]".formatted(name, kind);
    }

    private static boolean isBlank(@Nullable String text) {
      return text == null || text.isBlank();
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
