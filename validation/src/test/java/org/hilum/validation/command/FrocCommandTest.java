package org.hilum.validation.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrocCommandTest {

  private static final Instant NOW = Instant.parse("2026-11-23T15:00:00Z");

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path detections;
  private Path annotations;

  @BeforeEach
  void files() throws IOException {
    // The hand-computed case of FrocScorerTest, its series numbered as some systems do, the
    // detections with tabs and leading zeros.
    annotations =
        file(
            "annotations.csv",
            """
            seriesuid,coordX,coordY,coordZ,diameter_mm
            1,0,0,0,6
            1,100,0,0,6
            2,0,0,0,6
            2,100,0,0,6
            """);
    detections =
        file(
            "detections.tsv",
            """
            seriesuid,coordX,coordY,coordZ,probability
            001,0,0,0,0.9
            001,300,0,0,0.8
            001,100,0,0,0.7
            002,300,0,0,0.7
            002,400,0,0,0.6
            002,0,0,0,0.5
            002,500,0,0,0.4
            """
                .replace(',', '\t'));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private int run(@Nullable Path excluded, @Nullable Path series, boolean lenient) {
    FrocCommand.Options options =
        new FrocCommand.Options(
            detections,
            annotations,
            excluded,
            series,
            folder.resolve("out"),
            lenient,
            null,
            200,
            1,
            "hilum validate froc <script>");
    return new FrocCommand(Clock.fixed(NOW, ZoneOffset.UTC))
        .run(
            options,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private JsonNode metrics() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("out/metrics.json").toFile());
  }

  @Test
  void aHandComputedCaseEndsInItsCpmWithIntervalCountsAndProvenance() throws IOException {
    assertThat(run(null, null, false)).as(err.toString()).isZero();

    JsonNode cpm = metrics().at("/figures/cpm");
    assertThat(cpm.get("value").asDouble())
        .isEqualTo((3 * 0.25 + 0.5 + 3 * 0.75) / 7, within(1e-12));
    assertThat(cpm.get("ci95").get(0).asDouble()).isLessThan(cpm.get("value").asDouble());
    assertThat(cpm.at("/counts/nodules").asInt()).isEqualTo(4);
    assertThat(metrics().at("/figures/sensitivityAt0.125/value").asDouble()).isEqualTo(0.25);
    assertThat(metrics().at("/run/date").asText()).isEqualTo(NOW.toString());
    assertThat(metrics().at("/run/data/0/sha256").asText()).hasSize(64);
    assertThat(metrics().at("/subgroups/0/warning").asText()).contains("too few");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("CPM").contains("0.500");
  }

  @Test
  void theReportIsOnePageThatFetchesNothingAndRunsNothing() throws IOException {
    run(null, null, false);
    String html = Files.readString(folder.resolve("out/report.html"));

    assertThat(html)
        .contains("data:image/svg+xml;base64,")
        .contains("default-src 'none'")
        .contains("hilum validate froc &lt;script&gt;")
        .doesNotContain("<script")
        .doesNotContain("http://")
        .doesNotContain("https://");
  }

  @Test
  void whatIsWrongIsNamedTheRestIsScoredAndTheExitCodeSaysSo() throws IOException {
    Files.writeString(detections, Files.readString(detections) + "002\tx\t0\t0\t0.9\n");

    assertThat(run(null, null, false)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("detections.tsv:9: coordX 'x' is not a number")
        .contains("--lenient");
    assertThat(metrics().at("/figures/cpm/value").asDouble()).isEqualTo(0.5, within(1e-12));
    assertThat(metrics().at("/problems/count").asInt()).isEqualTo(1);

    assertThat(run(null, null, true)).isZero();
  }

  @Test
  void scansOfTheListWithoutMarksCountAndMarksOutsideItAreNamed() throws IOException {
    Path series = file("seriesuids.csv", "2\n3\n4\n5\n");

    assertThat(run(null, series, false)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("detections.tsv:2: series 1 is not in")
        .contains("annotations.csv:2: 2 of its findings lie in series that are not scored");
    assertThat(metrics().at("/figures/cpm/counts/scans").asInt()).isEqualTo(4);
    assertThat(metrics().at("/figures/cpm/counts/nodules").asInt()).isEqualTo(2);
  }

  @Test
  void marksOnExcludedFindingsAreIgnored() throws IOException {
    Path excluded =
        file("excluded.csv", "seriesuid,coordX,coordY,coordZ,diameter_mm\n1,301,0,0,-1\n");

    assertThat(run(excluded, null, false)).isZero();
    assertThat(Files.readString(folder.resolve("out/false-marks.csv")).lines()).hasSize(4);
  }

  @Test
  void annotationsWithoutANoduleAreRefusedInOneLine() throws IOException {
    Files.writeString(annotations, "seriesuid,coordX,coordY,coordZ,diameter_mm\n");

    assertThat(run(null, file("seriesuids.csv", "1\n2\n"), false)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith(annotations + ": holds no nodule")
        .hasLineCount(1);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void annotationsOfOtherSeriesThanTheListedOnesAreRefused() throws IOException {
    Path series = file("seriesuids.csv", "1\n2\n3\n");
    Files.writeString(annotations, "seriesuid,coordX,coordY,coordZ,diameter_mm\n4,0,0,0,6\n");

    assertThat(run(null, series, false)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("holds no nodule of a series");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void detectionsMayHoldNoMark() throws IOException {
    Files.writeString(detections, "seriesuid,coordX,coordY,coordZ,probability\n");

    assertThat(run(null, null, false)).as(err.toString()).isZero();
    assertThat(metrics().at("/figures/cpm/value").asDouble()).isZero();
  }

  @Test
  void anOutputFolderThatIsAFileIsNamedInWords() throws IOException {
    Path out = file("out", "");

    assertThat(run(null, null, false)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .endsWith(out + ": cannot be written: it is a file, not a folder; choose another\n");
  }

  @Test
  void filesOfDifferentCollectionsAreRefusedInOneLine() throws IOException {
    Files.writeString(detections, "seriesuid,coordX,coordY,coordZ,probability\nA-7,1,2,3,0.5\n");

    assertThat(run(null, null, false)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("none of its series is in");
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
