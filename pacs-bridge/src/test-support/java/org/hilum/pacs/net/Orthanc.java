package org.hilum.pacs.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.hilum.pacs.TestData;

/** A real PACS of its own for a test class, on free ports of 127.0.0.1, ended with it. */
public final class Orthanc implements AutoCloseable {

  private final Process process;
  private final int dicomPort;

  private Orthanc(Process process, int dicomPort) {
    this.process = process;
    this.dicomPort = dicomPort;
  }

  public static boolean isInstalled() {
    return TestData.isInstalled("Orthanc");
  }

  /**
   * @param knownAe the AE title that it accepts and to which it may send
   * @param knownPort where that AE listens
   */
  public static Orthanc start(Path folder, String knownAe, int knownPort) throws Exception {
    TestData.assumePrograms("Orthanc");
    int dicomPort = FreePort.on("127.0.0.1");
    int httpPort = FreePort.on("127.0.0.1");
    Path config = folder.resolve("orthanc.json");
    Files.writeString(
        config,
        """
        {
          "Name": "HILUMTEST",
          "StorageDirectory": "%1$s/storage",
          "IndexDirectory": "%1$s/index",
          "RemoteAccessAllowed": false,
          "AuthenticationEnabled": false,
          "HttpPort": %2$d,
          "DicomAet": "ORTHANC",
          "DicomPort": %3$d,
          "DicomCheckCalledAet": true,
          "DicomAlwaysAllowEcho": false,
          "DicomAlwaysAllowStore": false,
          "DefaultEncoding": "Utf8",
          "Plugins": [],
          "DicomModalities": {
            "hilum": {
              "AET": "%4$s", "Host": "127.0.0.1", "Port": %5$d,
              "AllowEcho": true, "AllowFind": true, "AllowMove": true,
              "AllowStore": true, "AllowGet": true
            }
          }
        }
        """
            .formatted(folder, httpPort, dicomPort, knownAe, knownPort));
    ProcessBuilder builder = new ProcessBuilder("Orthanc", config.toString());
    builder.environment().put("TCP_NODELAY", "1");
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("orthanc.log").toFile())
            .start();
    Orthanc orthanc = new Orthanc(process, dicomPort);
    try {
      orthanc.awaitReady(knownAe, folder);
      return orthanc;
    } catch (Exception | AssertionError e) {
      orthanc.close();
      throw e;
    }
  }

  private void awaitReady(String knownAe, Path folder) throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    while (true) {
      try (PacsClient client = new PacsClient(knownAe, node(), DicomTimeouts.defaults())) {
        client.echo();
        return;
      } catch (PacsException e) {
        if (!process.isAlive() || Instant.now().isAfter(end)) {
          throw new AssertionError(
              "Orthanc does not start: " + Files.readString(folder.resolve("orthanc.log")), e);
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
  }

  public PacsNode node() {
    return new PacsNode("ORTHANC", "127.0.0.1", dicomPort);
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
