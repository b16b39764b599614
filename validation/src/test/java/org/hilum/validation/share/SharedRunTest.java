package org.hilum.validation.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.hilum.model.AnalysisOutcome;
import org.hilum.model.AnalysisProgress;
import org.hilum.model.ModelException;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleAnalyzer;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.MetaImage;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblems;
import org.hilum.validation.studies.Luna16Source;
import org.hilum.validation.studies.StudyJudge;
import org.hilum.validation.studies.StudyResult;
import org.hilum.validation.studies.StudyResults;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real broker, real files, and workers in processes of their own. */
@Timeout(300)
class SharedRunTest {

  private static final double THRESHOLD = 0.5;

  @TempDir Path folder;
  private final List<String> progress = Collections.synchronizedList(new ArrayList<>());
  private final InputProblems problems = new InputProblems();
  private final List<Process> processes = new ArrayList<>();
  private EmbeddedActiveMQ broker;
  private QueueAddress queue;

  /** Notes what it begins to judge in a file, and takes its time. */
  static final class Slow implements NoduleAnalyzer {
    private final Path log;
    private final String version;

    Slow(Path log, String version) {
      this.log = log;
      this.version = version;
    }

    @Override
    public ModelInfo model() {
      return new ModelInfo("slow", version, "fp32");
    }

    @Override
    public AnalysisOutcome analyze(
        CtVolume volume, ClinicalHistory history, AnalysisProgress progress) {
      int number = volume.hu(0, 0, 0);
      try {
        Files.writeString(
            log.resolve(ProcessHandle.current().pid() + "-" + number + "-" + System.nanoTime()),
            "");
        if (number == 99) {
          Runtime.getRuntime().halt(9);
        }
        if (number == 98) {
          throw new ModelException("out of native memory");
        }
        // The first worker to take series 0 is slow enough to be killed while it is at work.
        Thread.sleep(number == 0 && begun(log, 0) == 1 ? 600_000 : 50);
      } catch (IOException e) {
        throw new AssertionError(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return new AnalysisOutcome.Analysed(List.of(), Map.of());
    }

    @Override
    public void close() {}
  }

  private static long begun(Path log, int number) throws IOException {
    try (var files = Files.list(log)) {
      return files
          .filter(file -> file.getFileName().toString().matches("\\d+-" + number + "-\\d+"))
          .count();
    }
  }

  /** What {@code ./hilum validate worker} does, with a model that needs no weights. */
  static final class WorkerProcess {
    private WorkerProcess() {}

    public static void main(String[] args) {
      new StudyWorker(
              new QueueAddress(args[0], "", ""),
              Luna16Source.under(Path.of(args[1]), new InputProblems()),
              new Slow(Path.of(args[2]), args[3]),
              "process " + ProcessHandle.current().pid(),
              System.out::println)
          .work(() -> false, null);
    }
  }

  /** A run in a process of its own. */
  static final class RunProcess {
    private RunProcess() {}

    public static void main(String[] args) throws IOException {
      collect(
          new QueueAddress(args[0], "", ""),
          Path.of(args[1]),
          new Slow(Path.of(args[2]), args[3]),
          Path.of(args[4]),
          new InputProblems(),
          System.out::println);
    }
  }

  @BeforeEach
  void startBroker() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String url = "tcp://127.0.0.1:" + port;
    ConfigurationImpl configuration = new ConfigurationImpl();
    configuration
        .setPersistenceEnabled(true)
        .setJournalDirectory(folder.resolve("broker/journal").toString())
        .setBindingsDirectory(folder.resolve("broker/bindings").toString())
        .setLargeMessagesDirectory(folder.resolve("broker/large").toString())
        .setPagingDirectory(folder.resolve("broker/paging").toString())
        .setSecurityEnabled(false)
        .setJMXManagementEnabled(false)
        .addAcceptorConfiguration("tcp", url);
    broker = new EmbeddedActiveMQ().setConfiguration(configuration);
    broker.start();
    queue = new QueueAddress(url, "", "");
    Files.createDirectories(folder.resolve("log"));
    Files.createDirectories(folder.resolve("data"));
  }

  @AfterEach
  void stop() throws Exception {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
    broker.stop();
  }

  private void volume(int number) throws IOException {
    VolumeGrid grid = new VolumeGrid(4, 4, 4, 1, 1, 1, new PatientPoint(0, 0, 0));
    short[] hu = new short[grid.voxelCount()];
    Arrays.fill(hu, (short) -800);
    hu[0] = (short) number;
    MetaImage.write(new CtVolume(grid, hu), folder.resolve("data/1.2." + number + ".mhd"));
  }

  private Process worker(String version) throws IOException {
    return start(WorkerProcess.class, version);
  }

  private Process start(Class<?> main, String version) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                queue.url(),
                folder.resolve("data").toString(),
                folder.resolve("log").toString(),
                version,
                folder.resolve("out/studies").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("process-" + processes.size() + ".log").toFile())
            .start();
    processes.add(process);
    return process;
  }

  private List<StudyResult> collect() throws IOException {
    return collect(
        queue,
        folder.resolve("data"),
        new Slow(folder.resolve("log"), "1"),
        folder.resolve("out/studies"),
        problems,
        progress::add);
  }

  /** What {@code ./hilum validate studies --queue … --workers 0} does. */
  private static List<StudyResult> collect(
      QueueAddress queue,
      Path data,
      Slow model,
      Path kept,
      InputProblems problems,
      Consumer<String> progress)
      throws IOException {
    Luna16Source source = Luna16Source.under(data, problems);
    StudyJudge judge = new StudyJudge(source, model, THRESHOLD, false);
    return new SharedRun(queue, judge, new StudyResults(kept), 0, progress)
        .of(source.seriesInstanceUids(), problems);
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private boolean hasBegun(int number) {
    try {
      return begun(folder.resolve("log"), number) > 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theSeriesOfAKilledWorkerGoToAnotherAndEachIsScoredOnce() throws Exception {
    for (int number = 0; number < 12; number++) {
      volume(number);
    }
    Process first = worker("1");
    CompletableFuture<List<StudyResult>> results =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return collect();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    // It hangs in series 0; the second one does the rest.
    until(() -> hasBegun(0));
    worker("1");
    until(() -> hasBegun(11));
    // SIGKILL: nothing in the worker can tell the broker.
    first.destroyForcibly();

    assertThat(results.get(200, TimeUnit.SECONDS))
        .extracting(StudyResult::seriesInstanceUid)
        .doesNotHaveDuplicates()
        .hasSize(12);
    assertThat(problems.kept()).isEmpty();
    assertThat(begun(folder.resolve("log"), 0)).as("begun by both").isEqualTo(2);
    for (int number = 1; number < 12; number++) {
      assertThat(begun(folder.resolve("log"), number)).as("series %d", number).isEqualTo(1);
    }
    assertThat(new HashSet<>(progress)).anyMatch(line -> line.startsWith("12/12 series"));

    // Started again, everything is on disk and the queue is not asked.
    progress.clear();
    assertThat(collect()).hasSize(12);
    assertThat(progress.get(0)).contains("12 series are already scored, 0 go to the queue");
  }

  @Test
  void aRunThatIsStartedAgainHandsNothingOutTwice() throws Exception {
    for (int number = 1; number <= 5; number++) {
      volume(number);
    }
    Process dying = start(RunProcess.class, "1");
    until(() -> waitingTasks() == 5);
    // SIGKILL, before anybody has done any of it.
    dying.destroyForcibly().waitFor();
    worker("1");

    assertThat(collect()).hasSize(5);
    for (int number = 1; number <= 5; number++) {
      assertThat(begun(folder.resolve("log"), number)).as("series %d", number).isEqualTo(1);
    }
  }

  private long waitingTasks() {
    var tasks = broker.getActiveMQServer().locateQueue(QueueAddress.TASKS);
    return tasks == null ? 0 : tasks.getMessageCount();
  }

  @Test
  void aSeriesThatKillsItsWorkersIsGivenUpAndTheRestIsScored() throws Exception {
    volume(1);
    volume(98);
    volume(99);
    CompletableFuture<List<StudyResult>> results =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return collect();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    for (int i = 0; i < 3; i++) {
      assertThat(worker("1").waitFor(200, TimeUnit.SECONDS)).as("died of series 99").isTrue();
    }
    worker("1");

    assertThat(results.get(200, TimeUnit.SECONDS))
        .extracting(StudyResult::seriesInstanceUid)
        .containsExactly("1.2.1");
    assertThat(problems.kept().toString())
        .contains("series 1.2.99: not scored: 3 workers died of it")
        .contains("series 1.2.98: not scored: out of native memory");
  }

  @Test
  void aWorkerWithAnotherModelAnswersThatItCannot() throws Exception {
    volume(1);
    worker("2");

    assertThat(collect()).isEmpty();
    assertThat(problems.kept().toString())
        .contains("series 1.2.1: not scored: worker process")
        .contains("has other images, another history or another model than the run");

    // With the right one the series is handed out again.
    processes.get(0).destroyForcibly().waitFor();
    worker("1");
    assertThat(collect()).hasSize(1);
  }

  @Test
  void aBrokerThatDoesNotAnswerIsNamed() throws Exception {
    volume(1);
    broker.stop();

    assertThatThrownBy(this::collect)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--queue tcp://127.0.0.1:")
        .hasMessageContaining("start the broker");
    broker.start();
  }

  @Test
  void anAnswerThatNobodyAskedForIsNotKept() throws Exception {
    volume(1);
    Path kept = folder.resolve("out/studies");
    String run = new StudyResults(kept).run();
    StudyResult forged =
        new StudyResult("1.2.1", List.of(), "forged", null, Map.of(), Double.NaN, 0);
    String unasked = "ab".repeat(32);
    try (Connection connection = queue.connect();
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageProducer answers =
            session.createProducer(session.createQueue(QueueAddress.RESULTS + run))) {
      for (String key : List.of("../forged", unasked)) {
        Answer answer = new Answer("1.2.1", key, "stranger", forged, null);
        answers.send(Messages.of(session, answer, key));
      }
    }
    worker("1");

    assertThat(collect()).singleElement().extracting(StudyResult::refusal).isNull();
    assertThat(folder.resolve("out/forged.json")).doesNotExist();
    assertThat(folder.resolve("out/forged.answers")).doesNotExist();
    assertThat(new StudyResults(kept).find(unasked)).isNull();
  }

  @Test
  void aWorkerEndsWhenNothingComesForAWhile() throws IOException {
    volume(1);
    StudyWorker worker =
        new StudyWorker(
            queue,
            Luna16Source.under(folder.resolve("data"), problems),
            new Slow(folder.resolve("log"), "1"),
            "here",
            progress::add);
    assertThat(worker.work(() -> false, Duration.ofMillis(100))).isZero();
  }
}
