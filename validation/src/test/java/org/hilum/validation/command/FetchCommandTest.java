package org.hilum.validation.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.net.DicomArchive;
import org.hilum.pacs.net.InstanceFolder;
import org.hilum.pacs.net.PacsNode;
import org.hilum.pacs.net.ServerConfig;
import org.hilum.validation.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Hilum's own small archive, on this machine, holding a few real slices. */
class FetchCommandTest {

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int fetch(PacsNode pacs, String... accessions) throws IOException {
    Path list = Files.write(folder.resolve("accessions.csv"), List.of(accessions));
    return new FetchCommand()
        .run(
            new FetchCommand.Options(list, pacs, "HILUM", folder.resolve("data"), false),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void studiesComeOnceAndWhatThePacsDoesNotKnowIsNamedWithItsLine() throws IOException {
    Path slices = Files.createDirectories(folder.resolve("archive"));
    try (Stream<Path> files = Files.list(SharedData.at("ct/LIDC-IDRI-0001"))) {
      for (Path file :
          files.filter(f -> f.toString().endsWith(".dcm")).sorted().limit(3).toList()) {
        Files.copy(file, slices.resolve(file.getFileName()));
      }
    }
    DicomInstance first = new DicomFiles().readHeader(slices.resolve("000001.dcm"));
    String accession = first.study().accessionNumber();
    assertThat(accession).as("the real study has an accession number").isNotBlank();

    try (DicomArchive archive =
        new DicomArchive(
            ServerConfig.local("ARCHIVE", 0), new InstanceFolder(slices, 0), List.of())) {
      PacsNode pacs = new PacsNode("ARCHIVE", "127.0.0.1", archive.port());
      assertThat(fetch(pacs, accession, "NOT-THERE", "*")).isEqualTo(2);
      assertThat(err.toString(StandardCharsets.UTF_8))
          .contains("1/3 accession " + accession + ": 3 instances")
          .contains("accessions.csv:2: ARCHIVE@127.0.0.1:")
          .contains("knows no study with accession number NOT-THERE")
          .contains("accessions.csv:3: '*' is no accession number");
      try (Stream<Path> files =
          Files.walk(folder.resolve("data")).filter(f -> f.toString().endsWith(".dcm"))) {
        assertThat(files).hasSize(3);
      }

      assertThat(fetch(pacs, accession)).isZero();
      assertThat(err.toString(StandardCharsets.UTF_8)).contains("already here");
    }
  }

  @Test
  void aPacsThatIsDownIsNamedAndNothingIsClaimed() throws IOException {
    assertThat(fetch(new PacsNode("NOWHERE", "127.0.0.1", 1), "A1")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("accessions.csv:1: PACS NOWHERE@");
  }
}
