package org.hilum.pacs.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.DicomScan;
import org.hilum.pacs.DicomUids;
import org.hilum.pacs.PixelDecoder;
import org.hilum.pacs.TestData;
import org.hilum.pacs.TestSeries;
import org.hilum.pacs.net.CommitmentListener.Commitment;
import org.hilum.pacs.results.InstanceReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("With Orthanc as the PACS")
class OrthancTest {

  private static final String STUDY = TestSeries.studyUid("orthanc");

  @TempDir static Path folder;
  @TempDir Path target;

  private static Orthanc orthanc;
  private static DicomReceiver receiver;
  private static PacsClient client;
  private static List<Path> sent;
  private static final List<DicomInstance> RECEIVED =
      Collections.synchronizedList(new ArrayList<>());
  private static final BlockingQueue<Commitment> COMMITMENTS = new LinkedBlockingQueue<>();

  @BeforeAll
  static void startAndFill() throws Exception {
    receiver =
        new DicomReceiver(
            ServerConfig.local("HILUM", 0),
            new InstanceFolder(folder.resolve("received"), 0),
            (instance, callingAe) -> RECEIVED.add(instance),
            (commitment, callingAe) -> COMMITMENTS.add(commitment));
    orthanc = Orthanc.start(folder, "HILUM", receiver.port());
    client = new PacsClient("HILUM", orthanc.node(), DicomTimeouts.defaults());
    sent = TestSeries.write(folder.resolve("sent"), "orthanc", 12);
    assertThat(client.store(sent).stored()).isEqualTo(sent);
  }

  @AfterAll
  static void stop() throws Exception {
    if (client != null) {
      client.close();
    }
    if (receiver != null) {
      receiver.close();
    }
    if (orthanc != null) {
      orthanc.close();
    }
  }

  @Test
  void studiesAreFoundByDateWithTheirChineseNames() throws Exception {
    List<StudyMatch> matches =
        client.findStudies(
            StudyQuery.ctBetween(LocalDate.of(2025, 1, 1), LocalDate.of(2025, 1, 31)));

    assertThat(matches)
        .filteredOn(match -> match.studyInstanceUid().equals(STUDY))
        .singleElement()
        .satisfies(
            match -> {
              assertThat(match.patientName()).isEqualTo("Wang^XiaoDong=王^小东");
              assertThat(match.patientId()).isEqualTo("P-1");
              assertThat(match.description()).isEqualTo("胸部CT平扫");
              assertThat(match.accessionNumber()).isEqualTo("ACC-1");
              assertThat(match.date()).isEqualTo(LocalDate.of(2025, 1, 31));
              assertThat(match.time()).hasToString("10:11:12");
              assertThat(match.modalities()).containsExactly("CT");
            });
    assertThat(client.findStudies(StudyQuery.ctBetween(LocalDate.of(2025, 2, 1), null)))
        .extracting(StudyMatch::studyInstanceUid)
        .doesNotContain(STUDY);
    assertThat(client.findStudies(new StudyQuery(null, null, "MR", null, null, null))).isEmpty();
  }

  @Test
  void seriesAndInstancesAreCounted() throws Exception {
    assertThat(client.findSeries(STUDY))
        .singleElement()
        .satisfies(
            series -> {
              assertThat(series.modality()).isEqualTo("CT");
              assertThat(series.number()).isEqualTo(2);
              assertThat(series.numberOfInstances()).isEqualTo(12);
            });
    assertThat(client.countInstances(STUDY).instances()).isEqualTo(12);
    assertThat(client.countInstances("1.2.3.4.5").instances()).isZero();
  }

  @Test
  void aStudyIsMovedToOurReceiverUnchanged() throws Exception {
    RECEIVED.clear();

    RetrieveResult result = client.moveStudy(STUDY, "HILUM");

    assertThat(result.completed()).isEqualTo(12);
    assertThat(result.complete()).isTrue();
    assertThat(RECEIVED).hasSize(12);
    DicomScan scan =
        new DicomFiles().scan(new InstanceFolder(folder.resolve("received"), 0).studyFolder(STUDY));
    assertThat(scan.problems()).isEmpty();
    assertThat(scan.instances()).hasSize(12);
    assertSamePixels(scan.instances());
  }

  @Test
  void aStudyIsFetchedOverTheAssociationThatAsks() throws Exception {
    List<DicomInstance> fetched = Collections.synchronizedList(new ArrayList<>());

    RetrieveResult result =
        client.getStudy(
            STUDY, new InstanceFolder(target, 0), (instance, callingAe) -> fetched.add(instance));

    assertThat(result.completed()).isEqualTo(12);
    assertThat(fetched).hasSize(12);
    assertSamePixels(fetched);
    assertThat(fetched)
        .allSatisfy(instance -> assertThat(instance.file()).isRegularFile().hasExtension("dcm"));
  }

  private static void assertSamePixels(List<DicomInstance> instances) throws Exception {
    PixelDecoder decoder = new PixelDecoder();
    for (DicomInstance instance : instances) {
      int number = instance.image().instanceNumber();
      assertThat(decoder.hu(instance.file())).isEqualTo(decoder.hu(sent.get(number - 1)));
    }
  }

  @Test
  void realCompressedImagesArriveAsTheyWereSent() throws Exception {
    List<Path> real = TestData.files("LIDC-IDRI-0063").subList(60, 64);
    assertThat(client.store(real).failures()).isEmpty();
    String study = new DicomFiles().readHeader(real.get(0)).studyInstanceUid();
    List<DicomInstance> fetched = Collections.synchronizedList(new ArrayList<>());

    client.getStudy(
        study, new InstanceFolder(target, 0), (instance, callingAe) -> fetched.add(instance));

    assertThat(fetched)
        .hasSize(4)
        .extracting(DicomInstance::transferSyntaxUid)
        .containsOnly("1.2.840.10008.1.2.4.90");
    RECEIVED.clear();
    assertThat(client.moveStudy(study, "HILUM").completed()).isEqualTo(4);
    PixelDecoder decoder = new PixelDecoder();
    for (DicomInstance instance : RECEIVED) {
      Path original =
          real.stream().filter(file -> sameInstance(file, instance)).findFirst().orElseThrow();
      assertThat(instance.transferSyntaxUid()).isEqualTo("1.2.840.10008.1.2.4.90");
      assertThat(decoder.hu(instance.file())).isEqualTo(decoder.hu(original));
    }
  }

  private static boolean sameInstance(Path file, DicomInstance instance) {
    try {
      return new DicomFiles().readHeader(file).sopInstanceUid().equals(instance.sopInstanceUid());
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void itVouchesForWhatItHasAndSaysWhatItHasNot() throws Exception {
    InstanceReference kept = InstanceReference.to(new DicomFiles().readHeader(sent.get(0)));
    InstanceReference unknown =
        new InstanceReference(STUDY, STUDY + ".1", DicomUids.CT_IMAGE_STORAGE, "1.2.3.4.5.6");
    String transaction = DicomUids.derive("transaction 1");

    client.requestCommitment(transaction, List.of(kept, unknown));

    Commitment answer = COMMITMENTS.poll(30, TimeUnit.SECONDS);
    assertThat(answer)
        .isEqualTo(
            new Commitment(transaction, List.of(kept.sopInstanceUid()), List.of("1.2.3.4.5.6")));
  }

  @Test
  void anUnknownDestinationIsRefusedWithWhatToDo() {
    assertThatThrownBy(() -> client.moveStudy(STUDY, "NOBODY"))
        .isInstanceOfSatisfying(
            PacsException.class,
            e -> assertThat(e.kind()).isEqualTo(PacsException.Kind.REFUSED_STATUS))
        .hasMessageContaining("PACS ORTHANC@127.0.0.1:")
        .hasMessageContaining("check that it knows NOBODY");
  }

  @Test
  void aWrongCalledTitleIsRejectedWithWhatToDo() {
    PacsNode wrong = new PacsNode("WRONG", "127.0.0.1", orthanc.node().port());
    try (PacsClient other = new PacsClient("HILUM", wrong, DicomTimeouts.defaults())) {
      assertThatThrownBy(other::echo)
          .isInstanceOfSatisfying(
              PacsException.class, e -> assertThat(e.kind()).isEqualTo(PacsException.Kind.REJECTED))
          .hasMessageContaining("it is not called WRONG");
    }
  }
}
