package org.hilum.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import org.hilum.pacs.CtSeriesDescription;
import org.hilum.pacs.CtSeriesWriter;
import org.hilum.pacs.DicomFiles;
import org.hilum.web.SharedData;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@DisplayName("./hilum analyze")
class AnalyzeCommandTest {

  private static final int SIDE = 32;
  private static final int SLICES = 60;

  @TempDir Path folder;
  @TempDir Path out;

  private final StringWriter errors = new StringWriter();

  @Test
  @DisplayName("finds the nodule of a real CT inside its radius, with at most five other marks")
  void findsTheNoduleOfARealCt() throws IOException {
    Path lidc = SharedData.folder("ct/LIDC-IDRI-0001").orElse(null);
    Assumptions.assumeTrue(lidc != null, "skipped: ../shared/data/ct is not on this machine");

    int exitCode =
        run(
            lidc,
            "--history",
            "65-year-old woman, 40 pack-years, no family history of lung cancer");

    assertThat(exitCode).as(errors.toString()).isZero();
    JsonNode findings = new ObjectMapper().readTree(out.resolve("findings.json").toFile());
    assertThat(findings.get("status").asText()).isEqualTo("analysed");
    assertThat(findings.get("nodules").size()).isBetween(1, 6);
    assertThat(findings.get("nodules"))
        .anySatisfy(
            nodule -> {
              JsonNode center = nodule.get("centerMm");
              double distance =
                  Math.sqrt(
                      Math.pow(center.get(0).asDouble() - 56.2, 2)
                          + Math.pow(center.get(1).asDouble() - 86.0, 2)
                          + Math.pow(center.get(2).asDouble() + 115, 2));
              assertThat(distance).as("mm from the readers' centre").isLessThan(23 / 2.0);
            });
    assertThat(out.resolve("report.en.html")).content().contains("Research use only", "40");
    assertThat(out.resolve("report.zh.html")).content(StandardCharsets.UTF_8).contains("结节");
    for (String name : List.of("sr", "seg", "key-1", "text.zh", "text.en", "pdf.zh", "pdf.en")) {
      assertThat(new DicomFiles().readHeader(out.resolve(name + ".dcm")).patient().id())
          .as(name)
          .isEqualTo("LIDC-IDRI-0001");
    }
    for (String language : List.of("zh", "en")) {
      byte[] pdf = Files.readAllBytes(out.resolve("report." + language + ".pdf"));
      assertThat(pdf).startsWith("%PDF-1.".getBytes(StandardCharsets.US_ASCII));
      byte[] object = Files.readAllBytes(out.resolve("pdf." + language + ".dcm"));
      assertThat(indexOf(object, pdf)).as("where the PDF lies in the DICOM object").isPositive();
    }
    assertThat(out.resolve("report.hl7")).content(StandardCharsets.UTF_8).startsWith("MSH|^~\\&|");
    assertThat(new ObjectMapper().readTree(out.resolve("report.fhir.json").toFile()).get("entry"))
        .hasSize(findings.get("nodules").size() + 2);
  }

  @Nested
  @DisplayName("says in one line what is wrong")
  class SaysWhatIsWrong {

    @Test
    @DisplayName("with a folder that holds no DICOM")
    void withAFolderThatHoldsNoDicom() throws IOException {
      Files.writeString(folder.resolve("notes.txt"), "nothing here");

      assertWrong("none of its 1 files is a DICOM image");
    }

    @Test
    @DisplayName("with a folder that is not there")
    void withAFolderThatIsNotThere() {
      assertThat(run(folder.resolve("absent"))).isEqualTo(2);
      assertThat(errors.toString()).contains("absent: is no folder").hasLineCount(1);
    }

    @Test
    @DisplayName("with a truncated file")
    void withATruncatedFile() throws IOException {
      Path victim = write("P1", folder).get(7);
      try (RandomAccessFile file = new RandomAccessFile(victim.toFile(), "rw")) {
        file.setLength(file.length() - 700);
      }

      assertWrong(victim.getFileName().toString());
    }

    @Test
    @DisplayName("with two patients in one folder")
    void withTwoPatients() throws IOException {
      write("P1", folder.resolve("a"));
      write("P2", folder.resolve("b"));

      assertWrong("2 different");
    }

    @Test
    @DisplayName("with the study itself as its prior, or a folder without DICOM")
    void withAPriorThatIsNone() throws IOException {
      write("P1", folder.resolve("a"));
      Files.createDirectories(folder.resolve("empty"));

      assertThat(run(folder.resolve("a"), "--prior", folder.resolve("a").toString())).isEqualTo(2);
      assertThat(errors.toString())
          .startsWith("hilum: --prior: the folder holds the same study")
          .hasLineCount(1);
      assertThat(run(folder.resolve("a"), "--prior", folder.resolve("empty").toString()))
          .isEqualTo(2);
      assertThat(out.resolve("findings.json")).doesNotExist();
    }

    private void assertWrong(String part) {
      assertThat(run(folder)).isEqualTo(2);
      assertThat(errors.toString()).startsWith("hilum: ").contains(part).hasLineCount(1);
      assertThat(out.resolve("findings.json")).doesNotExist();
    }
  }

  @Nested
  @DisplayName("refuses, and says why in every output")
  class Refuses {

    @Test
    @DisplayName("a series with a missing slice")
    void aSeriesWithAMissingSlice() throws IOException {
      Files.delete(write("P1", folder).get(30));

      assertRefused("MISSING_SLICES", "5.00 mm apart, the rest 2.50 mm");
    }

    @Test
    @DisplayName("an MR series")
    void anMrSeries() throws IOException {
      for (Path file : write("P1", folder)) {
        byte[] bytes = Files.readAllBytes(file);
        int at = indexOf(bytes, new byte[] {8, 0, 0x60, 0, 'C', 'S', 2, 0, 'C', 'T'});
        bytes[at + 8] = 'M';
        bytes[at + 9] = 'R';
        Files.write(file, bytes);
      }

      assertRefused("NOT_CT", "modality is MR, not CT");
    }

    @Test
    @DisplayName("a CT that shows no chest")
    void aCtThatShowsNoChest() throws IOException {
      write("P1", folder);

      assertThat(run(folder)).isEqualTo(3);
      assertThat(errors.toString()).startsWith("hilum: refused (").hasLineCount(1);
    }

    @Test
    @DisplayName("and leaves nothing of an earlier analysis beside it")
    void andLeavesNothingOfAnEarlierAnalysisBesideIt() throws IOException {
      write("P1", folder);
      for (String name : List.of("seg.dcm", "key-1.dcm", "key-12.dcm", "key-notes.txt")) {
        Files.writeString(out.resolve(name), "another patient's");
      }

      assertThat(run(folder)).isEqualTo(3);

      assertThat(out.resolve("seg.dcm")).doesNotExist();
      assertThat(out.resolve("key-1.dcm")).doesNotExist();
      assertThat(out.resolve("key-12.dcm")).doesNotExist();
      assertThat(out.resolve("key-notes.txt")).exists();
    }

    private void assertRefused(String code, String part) throws IOException {
      assertThat(run(folder)).isEqualTo(3);
      assertThat(errors.toString())
          .startsWith("hilum: refused (" + code + ")")
          .contains(part)
          .hasLineCount(1);
      JsonNode findings = new ObjectMapper().readTree(out.resolve("findings.json").toFile());
      assertThat(findings.get("status").asText()).isEqualTo("refused");
      assertThat(findings.get("refusal").get("code").asText()).isEqualTo(code);
      assertThat(out.resolve("report.en.html")).content().contains(part);
      assertThat(out.resolve("sr.dcm"))
          .content(StandardCharsets.UTF_8)
          .contains("The images were not judged");
      assertThat(out.resolve("seg.dcm")).doesNotExist();
    }
  }

  private int run(Path study, String... more) {
    CommandLine line = HilumCli.commandLine();
    line.setErr(new PrintWriter(errors, true));
    line.setOut(new PrintWriter(new StringWriter()));
    String[] arguments = {"analyze", study.toString(), "--out", out.toString()};
    String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return line.execute(all);
  }

  private static List<Path> write(String patientId, Path to) throws IOException {
    return new CtSeriesWriter()
        .write(to, describe(patientId), SIDE, SIDE, SLICES, slice -> new short[SIDE * SIDE]);
  }

  private static CtSeriesDescription describe(String patientId) {
    return new CtSeriesDescription(
        "analyze command test " + patientId,
        new CtSeriesDescription.Patient(patientId, "Doe^Jane", null, "F", 60, null, null),
        new CtSeriesDescription.Study(LocalDate.of(2026, 1, 5), LocalTime.NOON, "A1", "CT", null),
        new CtSeriesDescription.Series(2, "Lung", "CHEST", "LUNG", 120),
        new CtSeriesDescription.Equipment("Hilum", "test", "1"),
        -100,
        -100,
        -75,
        5,
        2.5,
        2.5);
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int i = 0; i + wanted.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    throw new IllegalStateException("not found");
  }
}
