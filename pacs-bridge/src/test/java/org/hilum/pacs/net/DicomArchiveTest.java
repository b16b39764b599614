package org.hilum.pacs.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.TestData;
import org.hilum.pacs.TestSeries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The archive")
class DicomArchiveTest {

  private static final String STUDY = TestSeries.studyUid("archived");

  @TempDir Path folder;

  private DicomArchive archive;
  private DicomReceiver receiver;
  private PacsClient client;
  private final List<DicomInstance> received = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void start() throws Exception {
    TestSeries.write(folder.resolve("archive/seed"), "archived", 5);
    archive =
        new DicomArchive(
            ServerConfig.local("ARCHIVE", 0),
            new InstanceFolder(folder.resolve("archive"), 0),
            List.of());
    receiver =
        new DicomReceiver(
            ServerConfig.local("HILUM", 0),
            new InstanceFolder(folder.resolve("in"), 0),
            (instance, callingAe) -> received.add(instance));
    archive.addDestination(new PacsNode("HILUM", "127.0.0.1", receiver.port()));
    client =
        new PacsClient(
            "HILUM",
            new PacsNode("ARCHIVE", "127.0.0.1", archive.port()),
            DicomTimeouts.defaults());
  }

  @AfterEach
  void stop() {
    client.close();
    receiver.close();
    archive.close();
  }

  @Test
  void findsMovesAndGivesAStudyToOurOwnClient() throws Exception {
    assertThat(archive.instanceCount()).isEqualTo(5);
    client.echo();
    assertThat(
            client.findStudies(
                StudyQuery.ctBetween(LocalDate.of(2025, 1, 31), LocalDate.of(2025, 1, 31))))
        .singleElement()
        .isEqualTo(
            new StudyMatch(
                STUDY,
                "P-1",
                "Wang^XiaoDong=王^小东",
                LocalDate.of(2025, 1, 31),
                java.time.LocalTime.of(10, 11, 12),
                "胸部CT平扫",
                "ACC-1",
                List.of("CT"),
                5));
    assertThat(client.findStudies(StudyQuery.ctBetween(null, LocalDate.of(2025, 1, 30)))).isEmpty();
    assertThat(client.countInstances(STUDY))
        .isEqualTo(new InstanceCount(5, InstanceCount.Source.STUDY_ATTRIBUTE));

    RetrieveResult moved = client.moveStudy(STUDY, "HILUM");
    assertThat(moved).isEqualTo(new RetrieveResult(5, 0, 0, 0, true, List.of(), "0000H success"));
    assertThat(received).hasSize(5);

    List<DicomInstance> fetched = Collections.synchronizedList(new ArrayList<>());
    RetrieveResult got =
        client.getStudy(
            STUDY,
            new InstanceFolder(folder.resolve("got"), 0),
            (instance, callingAe) -> fetched.add(instance));
    assertThat(got.completed()).isEqualTo(5);
    assertThat(fetched).hasSize(5);
  }

  @Test
  void givesRealCompressedImagesAsTheyLie() throws Exception {
    Path real = TestData.series("LIDC-IDRI-0005");
    archive.addFolder(real);
    String study =
        new DicomFiles().readHeader(TestData.files("LIDC-IDRI-0005").get(0)).studyInstanceUid();

    assertThat(client.countInstances(study).instances()).isEqualTo(133);
    assertThat(client.moveStudy(study, "HILUM").completed()).isEqualTo(133);
    assertThat(received)
        .extracting(DicomInstance::transferSyntaxUid)
        .containsOnly("1.2.840.10008.1.2.4.90");
  }

  @Test
  void saysWhichInstancesCouldNotBeMoved() {
    archive.addDestination(new PacsNode("DOWN", "127.0.0.1", 1));

    assertThatThrownBy(() -> client.moveStudy(STUDY, "DOWN"))
        .isInstanceOf(PacsException.class)
        .hasMessageContaining("A702H");
    assertThatThrownBy(() -> client.moveStudy(STUDY, "STRANGER"))
        .isInstanceOf(PacsException.class)
        .hasMessageContaining("A801H (move destination unknown");
  }

  @Test
  void keepsWhatIsSentToIt() throws Exception {
    List<Path> more = TestSeries.write(folder.resolve("more"), "more", 4);

    assertThat(client.store(more).stored()).hasSize(4);

    assertThat(archive.instanceCount()).isEqualTo(9);
    assertThat(client.countInstances(TestSeries.studyUid("more")).instances()).isEqualTo(4);
  }

  @Test
  void answersFindscuByWildcardNameAndDateRange() {
    TestData.assumePrograms("findscu");
    assertThat(find("PatientName=wang*", "StudyDate=20250101-")).contains(STUDY);
    assertThat(find("PatientName=WANG^XIAO?ONG", "StudyDate=-20251231")).contains(STUDY);
    assertThat(find("PatientName=Li*", "StudyDate=")).doesNotContain(STUDY);
    assertThat(find("PatientName=", "StudyDate=20250201-20250228")).doesNotContain(STUDY);
    assertThat(find("PatientName=", "AccessionNumber=ACC-?")).contains(STUDY);
    assertThat(find("PatientName=", "ModalitiesInStudy=MR")).doesNotContain(STUDY);
  }

  private String find(String... keys) {
    List<String> command =
        new ArrayList<>(
            List.of("findscu", "-S", "-aec", "ARCHIVE", "-k", "QueryRetrieveLevel=STUDY"));
    command.addAll(List.of("-k", "StudyInstanceUID"));
    for (String key : keys) {
      command.addAll(List.of("-k", key));
    }
    command.addAll(List.of("127.0.0.1", String.valueOf(archive.port())));
    return TestData.run(command.toArray(new String[0]));
  }

  @Test
  void answersMovescuAndGetscu() throws Exception {
    TestData.assumePrograms("movescu", "getscu");
    String port = String.valueOf(archive.port());

    TestData.run(
        "movescu",
        "-S",
        "-aet",
        "SCU",
        "-aec",
        "ARCHIVE",
        "-aem",
        "HILUM",
        "-k",
        "QueryRetrieveLevel=STUDY",
        "-k",
        "StudyInstanceUID=" + STUDY,
        "127.0.0.1",
        port);
    assertThat(received).hasSize(5);

    Path got = java.nio.file.Files.createDirectory(folder.resolve("got"));
    TestData.run(
        "getscu",
        "-S",
        "-aec",
        "ARCHIVE",
        "-od",
        got.toString(),
        "-k",
        "QueryRetrieveLevel=STUDY",
        "-k",
        "StudyInstanceUID=" + STUDY,
        "127.0.0.1",
        port);
    assertThat(new DicomFiles().scan(got).instances()).hasSize(5);
  }
}
