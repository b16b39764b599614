package org.hilum.web.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.hilum.ingest.phantom.PhantomStudy;
import org.hilum.model.phantom.ChestPhantom;
import org.hilum.model.phantom.PhantomSpec;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomFormatException;
import org.hilum.pacs.net.DicomArchive;
import org.hilum.pacs.net.FreePort;
import org.hilum.pacs.net.InstanceFolder;
import org.hilum.pacs.net.PacsNode;
import org.hilum.pacs.net.ServerConfig;
import org.hilum.web.HilumApplication;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.support.GenericApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./hilum demo}: the main job on one machine with nothing set up. The same application as
 * {@code serve}, beside a small DICOM archive that it polls.
 */
@Command(
    name = "demo",
    description = {
      "Starts everything on this machine: database, queue, a small PACS that holds a digital chest",
      "phantom (or the studies of a folder), and Hilum, which fetches and analyses them."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  private static final String ARCHIVE_AE = "ARCHIVE";
  private static final String HILUM_AE = "HILUM";
  private static final LocalDate PHANTOM_DATE = LocalDate.of(2026, 1, 15);
  private static final long MIN_FREE_BYTES = 500_000_000;

  @Option(names = "--dicom", description = "A folder of DICOM files in place of the phantom.")
  private @Nullable Path dicom;

  @Option(
      names = "--home",
      defaultValue = "${env:HILUM_HOME:-${sys:hilum.default-home:-.hilum}}",
      description = "Keeps the database, the queue and the studies (default: ${DEFAULT-VALUE}).")
  private Path home;

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "Of the web pages; 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  DemoCommand() {}

  @Override
  public Integer call() throws IOException {
    Path studies = dicom == null ? phantom() : dicom;
    if (!Files.isDirectory(studies)) {
      throw new UsageException(
          "--dicom %s: is no folder; give one that holds DICOM files".formatted(studies));
    }
    int receiverPort = FreePort.on("127.0.0.1");
    Path archiveFolder = Files.createDirectories(home.resolve("archive"));
    DicomArchive archive =
        new DicomArchive(
            ServerConfig.local(ARCHIVE_AE, 0),
            new InstanceFolder(archiveFolder, MIN_FREE_BYTES),
            List.of(new PacsNode(HILUM_AE, "127.0.0.1", receiverPort)));
    new DicomFiles()
        .scan(studies).problems().stream()
            .filter(problem -> problem.kind() != DicomFormatException.Kind.NOT_DICOM)
            .forEach(problem -> System.err.println("hilum: left out " + problem.message()));
    archive.addFolder(studies);
    if (archive.instanceCount() == 0) {
      archive.close();
      throw new UsageException(
          "--dicom %s: holds no DICOM image; give a folder that does".formatted(studies));
    }
    System.out.printf(
        "A PACS with %d images listens as %s on 127.0.0.1:%d%n",
        archive.instanceCount(), ARCHIVE_AE, archive.port());

    SpringApplication application = new SpringApplication(HilumApplication.class);
    application.addInitializers(
        context -> {
          GenericApplicationContext beans = (GenericApplicationContext) context;
          beans.registerBean("demoArchive", DicomArchive.class, () -> archive);
          beans.registerBean(ConsoleProgress.class);
        });
    ServeCommand.start(application, settings(archive.port(), receiverPort));
    return ServeCommand.SERVING;
  }

  private List<String> settings(int archivePort, int receiverPort) {
    return List.of(
        "--hilum.home=" + home,
        "--server.port=" + port,
        "--hilum.pacs.ae-title=" + HILUM_AE,
        "--hilum.pacs.port=" + receiverPort,
        "--hilum.pacs.nodes[0].ae-title=" + ARCHIVE_AE,
        "--hilum.pacs.nodes[0].host=127.0.0.1",
        "--hilum.pacs.nodes[0].port=" + archivePort,
        "--hilum.pacs.poll-interval=2s",
        "--hilum.pacs.window-days=0",
        "--hilum.pacs.min-free=" + MIN_FREE_BYTES + "B",
        "--hilum.write-back.targets[0].name=archive",
        "--hilum.write-back.targets[0].node=" + ARCHIVE_AE,
        "--logging.threshold.console=warn");
  }

  /** The phantom's study, made once and kept. */
  private Path phantom() throws IOException {
    Path folder = home.resolve("phantom");
    if (!Files.exists(folder.resolve(PhantomStudy.TRUTH_FILE))) {
      System.out.println("Drawing a digital chest phantom");
      deleteRemains(folder);
      new PhantomStudy()
          .write(PhantomSpec.standard(1, ChestPhantom.defaultNodules()), PHANTOM_DATE, folder);
    }
    return folder;
  }

  /** What an interrupted drawing left; the truth is written last. */
  private static void deleteRemains(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
