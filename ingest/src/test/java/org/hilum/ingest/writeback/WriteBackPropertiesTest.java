package org.hilum.ingest.writeback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hilum.ingest.pacs.PacsNodes;
import org.hilum.ingest.writeback.WriteBackProperties.Kind;
import org.hilum.ingest.writeback.WriteBackProperties.ObjectKind;
import org.hilum.ingest.writeback.WriteBackProperties.Target;
import org.hilum.pacs.net.PacsNode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

@DisplayName("The settings of write-back")
class WriteBackPropertiesTest {

  private static final String FIRST = "hilum.write-back.targets[0].";

  @Test
  @DisplayName("send nothing anywhere unless told to")
  void defaults() {
    WriteBackProperties properties = bind(Map.of("hilum.write-back.timeout", "20s"));

    assertThat(properties.targets()).isEmpty();
    assertThat(properties.signingOrganization()).isEqualTo("Radiology");
    assertThat(properties.timeout()).isEqualTo(Duration.ofSeconds(20));

    Target target = bind(Map.of(FIRST + "name", "a", FIRST + "node", "PACS")).targets().get(0);
    assertThat(target.kind()).isEqualTo(Kind.DICOM);
    assertThat(target.languages()).containsExactly("en", "zh-CN");
    assertThat(target.objects())
        .containsExactly(
            ObjectKind.MEASUREMENTS,
            ObjectKind.SEGMENTATION,
            ObjectKind.TEXT,
            ObjectKind.KEY_IMAGES);
    assertThat(target.drafts()).isFalse();
    assertThat(target.commitment()).isFalse();
  }

  @Test
  @DisplayName("can all be given")
  void everything() {
    WriteBackProperties properties =
        bind(
            Map.ofEntries(
                Map.entry("hilum.write-back.signing-organization", "一院放射科"),
                Map.entry("hilum.write-back.timeout", "5s"),
                Map.entry(FIRST + "name", "archive"),
                Map.entry(FIRST + "kind", "dicom"),
                Map.entry(FIRST + "node", "PACS"),
                Map.entry(FIRST + "languages", "zh-CN"),
                Map.entry(FIRST + "objects", "text,pdf"),
                Map.entry(FIRST + "drafts", "true"),
                Map.entry(FIRST + "commitment", "true"),
                Map.entry("hilum.write-back.targets[1].name", "ris"),
                Map.entry("hilum.write-back.targets[1].kind", "hl7"),
                Map.entry("hilum.write-back.targets[1].host", "10.0.0.5"),
                Map.entry("hilum.write-back.targets[1].port", "2575"),
                Map.entry("hilum.write-back.targets[1].tls", "true"),
                Map.entry("hilum.write-back.targets[2].name", "portal"),
                Map.entry("hilum.write-back.targets[2].kind", "fhir"),
                Map.entry("hilum.write-back.targets[2].url", "https://fhir.example/r4"),
                Map.entry("hilum.write-back.targets[2].bearer-token", "s3cret")));

    assertThat(properties.signingOrganization()).isEqualTo("一院放射科");
    assertThat(properties.timeout()).isEqualTo(Duration.ofSeconds(5));
    Target archive = properties.target("archive");
    assertThat(archive.node()).isEqualTo("PACS");
    assertThat(archive.languages()).containsExactly("zh-CN");
    assertThat(archive.objects()).containsExactly(ObjectKind.TEXT, ObjectKind.PDF);
    assertThat(archive.drafts()).isTrue();
    assertThat(archive.commitment()).isTrue();
    assertThat(properties.target("ris").host()).isEqualTo("10.0.0.5");
    assertThat(properties.target("ris").port()).isEqualTo(2575);
    assertThat(properties.target("ris").tls()).isTrue();
    assertThat(properties.target("portal").bearerToken()).isEqualTo("s3cret");
    assertThat(properties.toString()).doesNotContain("s3cret");
    assertThat(properties.target("portal").url()).isEqualTo(URI.create("https://fhir.example/r4"));
  }

  @Test
  @DisplayName("say what a target lacks")
  void lacking() {
    assertRefused("archive needs node", Map.of(FIRST + "name", "archive"));
    assertRefused("ris needs host and port", Map.of(FIRST + "name", "ris", FIRST + "kind", "hl7"));
    assertRefused(
        "portal needs url",
        Map.of(FIRST + "name", "portal", FIRST + "kind", "fhir", FIRST + "url", "ftp://x"));
    assertRefused(
        "only a DICOM target",
        Map.of(
            FIRST + "name",
            "portal",
            FIRST + "kind",
            "fhir",
            FIRST + "url",
            "http://x",
            FIRST + "commitment",
            "true"));
  }

  @Test
  @DisplayName("name languages that reports are written in, in any case")
  void languages() {
    assertThat(
            bind(Map.of(
                    FIRST + "name", "a", FIRST + "node", "PACS", FIRST + "languages", "EN,zh-cn"))
                .targets()
                .get(0)
                .languages())
        .containsExactly("en", "zh-CN");
    assertRefused(
        "not in zh",
        Map.of(FIRST + "name", "a", FIRST + "node", "PACS", FIRST + "languages", "zh"));
  }

  @Test
  @DisplayName("name a PACS that is configured")
  void node() {
    WriteBackProperties properties =
        bind(Map.of(FIRST + "name", "archive", FIRST + "node", "PASC"));
    try (PacsNodes nodes =
        new PacsNodes(
            "HILUM", List.of(new PacsNode("PACS", "127.0.0.1", 104)), Clock.systemUTC())) {
      assertThatThrownBy(
              () ->
                  new ReportDelivery(
                      properties, null, null, null, null, nodes, null, null, null, null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "hilum.write-back.targets: archive: no PACS with the AE title PASC is configured; "
                  + "add it to hilum.pacs.nodes");
    }
  }

  @Test
  @DisplayName("never send a token where others could read it")
  void tokenInTheOpen() {
    assertRefused(
        "a bearer token needs",
        Map.of(
            FIRST + "name",
            "portal",
            FIRST + "kind",
            "fhir",
            FIRST + "url",
            "http://fhir.example/r4",
            FIRST + "bearer-token",
            "s3cret"));
    assertRefused(
        "tls is for HL7 targets",
        Map.of(FIRST + "name", "archive", FIRST + "node", "PACS", FIRST + "tls", "true"));
  }

  private static void assertRefused(String reason, Map<String, String> settings) {
    assertThatThrownBy(() -> bind(settings)).hasStackTraceContaining(reason);
  }

  private static WriteBackProperties bind(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bind("hilum.write-back", WriteBackProperties.class)
        .get();
  }
}
