package org.hilum.pacs.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.TestData;
import org.hilum.pacs.TestSeries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The receiver")
class DicomReceiverTest {

  @TempDir Path folder;

  private final List<DicomInstance> received = Collections.synchronizedList(new ArrayList<>());
  private DicomReceiver receiver;

  @AfterEach
  void stop() {
    if (receiver != null) {
      receiver.close();
    }
  }

  private DicomReceiver start(ServerConfig config, long minFreeBytes) throws IOException {
    receiver =
        new DicomReceiver(
            config,
            new InstanceFolder(folder.resolve("in"), minFreeBytes),
            (instance, callingAe) -> received.add(instance));
    return receiver;
  }

  private PacsClient client() {
    PacsNode node = new PacsNode("HILUM", "127.0.0.1", receiver.port());
    return new PacsClient("SENDER", node, DicomTimeouts.defaults());
  }

  private List<Path> filesStored() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("in"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void takesARealSeriesFromStorescuByteForByte() throws Exception {
    TestData.assumePrograms("storescu", "echoscu");
    List<Path> real = TestData.files("LIDC-IDRI-0001").subList(0, 20);
    start(ServerConfig.local("HILUM", 0), 0);
    String port = String.valueOf(receiver.port());

    TestData.run("echoscu", "-aet", "SCU", "-aec", "HILUM", "127.0.0.1", port);
    List<String> command =
        new ArrayList<>(List.of("storescu", "-aet", "SCU", "-aec", "HILUM", "127.0.0.1", port));
    real.forEach(file -> command.add(file.toString()));
    TestData.run(command.toArray(new String[0]));

    assertThat(received).hasSize(20);
    DicomInstance first = received.get(0);
    assertThat(first.file())
        .isEqualTo(
            folder
                .resolve("in")
                .resolve(first.studyInstanceUid())
                .resolve(first.seriesInstanceUid())
                .resolve(first.sopInstanceUid() + ".dcm"));
    assertThat(filesStored()).hasSize(20);
    assertThat(new org.hilum.pacs.PixelDecoder().hu(first.file()))
        .isEqualTo(new org.hilum.pacs.PixelDecoder().hu(real.get(0)));
  }

  @Test
  void takesTheSameInstanceTwiceAndKeepsItOnce() throws Exception {
    List<Path> files = TestSeries.write(folder.resolve("out"), 3);
    start(ServerConfig.local("HILUM", 0), 0);
    try (PacsClient client = client()) {
      assertThat(client.store(files).complete()).isTrue();
      assertThat(client.store(files).complete()).isTrue();
    }

    assertThat(received).hasSize(6);
    assertThat(filesStored()).hasSize(3);
  }

  @Test
  void refusesEverythingWhileTheDiskIsTooFullAndStoresNoHalfFile() throws Exception {
    List<Path> files = TestSeries.write(folder.resolve("out"), 2);
    start(ServerConfig.local("HILUM", 0), Long.MAX_VALUE);
    try (PacsClient client = client()) {
      StoreResult result = client.store(files);

      assertThat(result.stored()).isEmpty();
      assertThat(result.failures())
          .hasSize(2)
          .allSatisfy(failure -> assertThat(failure.reason()).contains("A700H"));
    }
    assertThat(received).isEmpty();
    assertThat(filesStored()).isEmpty();
  }

  @Test
  void tellsTheSenderWhenAnInstanceCouldNotBeRegistered() throws Exception {
    List<Path> files = TestSeries.write(folder.resolve("out"), 1);
    receiver =
        new DicomReceiver(
            ServerConfig.local("HILUM", 0),
            new InstanceFolder(folder.resolve("in"), 0),
            (instance, callingAe) -> {
              throw new IllegalStateException("the database is away");
            });
    try (PacsClient client = client()) {
      assertThat(client.store(files).failures())
          .singleElement()
          .extracting(StoreResult.Failure::reason)
          .asString()
          .contains("0110H")
          .contains("the database is away");
    }
  }

  @Test
  void letsOnlyListedCallersIn() throws Exception {
    start(
        new ServerConfig("HILUM", "127.0.0.1", 0, Set.of("SCANNER"), 4, DicomTimeouts.defaults()),
        0);
    try (PacsClient client = client()) {
      assertThatThrownBy(client::echo)
          .isInstanceOfSatisfying(
              PacsException.class, e -> assertThat(e.kind()).isEqualTo(PacsException.Kind.REJECTED))
          .hasMessage(
              "PACS HILUM@127.0.0.1:%d rejected the association: calling AE title SENDER not recognised; add SENDER to its list of known nodes",
              receiver.port());
    }
  }

  @Test
  void saysWhichPortIsTaken() throws Exception {
    start(ServerConfig.local("HILUM", 0), 0);
    ServerConfig same = ServerConfig.local("OTHER", receiver.port());

    assertThatThrownBy(
            () ->
                new DicomReceiver(
                    same, new InstanceFolder(folder.resolve("b"), 0), (instance, ae) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("AE OTHER cannot listen on 127.0.0.1:" + receiver.port());
  }

  @Test
  void leavesNoThreadBehind() throws Exception {
    start(ServerConfig.local("GONE", 0), 0);
    try (PacsClient client =
        new PacsClient(
            "GONECLIENT",
            new PacsNode("GONE", "127.0.0.1", receiver.port()),
            DicomTimeouts.defaults())) {
      client.echo();
      assertThat(threadsNamed("dicom-GONE")).isNotEmpty();
    }
    receiver.close();

    assertThat(threadsNamed("dicom-GONE")).isEmpty();
  }

  private static List<String> threadsNamed(String start) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.startsWith(start))
        .toList();
  }
}
