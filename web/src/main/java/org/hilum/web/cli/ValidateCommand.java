package org.hilum.web.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.LoadedModel;
import org.hilum.model.ModelConfig;
import org.hilum.model.NoduleAnalyzer;
import org.hilum.model.assess.input.CropSeeker;
import org.hilum.model.detect.Precision;
import org.hilum.pacs.net.PacsNode;
import org.hilum.validation.command.CompareCommand;
import org.hilum.validation.command.FetchCommand;
import org.hilum.validation.command.FrocCommand;
import org.hilum.validation.command.NodulesCommand;
import org.hilum.validation.command.StudiesCommand;
import org.hilum.validation.command.WorkerCommand;
import org.hilum.validation.nodules.MixturePredictor;
import org.hilum.validation.nodules.NoduleRun;
import org.hilum.validation.share.QueueAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./hilum validate}: how good is it on labelled studies. */
@Command(
    name = "validate",
    description = "Scores the model, or anybody's detections, against labelled studies.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ValidateCommand.Froc.class,
      ValidateCommand.Studies.class,
      ValidateCommand.Nodules.class,
      ValidateCommand.Compare.class,
      ValidateCommand.Fetch.class,
      ValidateCommand.Worker.class
    })
final class ValidateCommand {

  /** Marks far below the model's own threshold count too, or the FROC curve would end there. */
  private static final double WHOLE_CURVE = 0.02;

  /** What every command needs. */
  static final class Output {

    @Option(names = "--out", required = true, description = "The folder to write to.")
    private Path out;

    @Option(
        names = "--lenient",
        description = "Exit code 0 although some of the input could not be used.")
    private boolean lenient;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Output() {}

    /** Said before a model is loaded and hours of judging begin. */
    Path folder() {
      if (Files.exists(out) && !Files.isDirectory(out)) {
        throw new UsageException("--out %s: is a file; give a folder".formatted(out));
      }
      return out;
    }
  }

  /** How intervals are found. */
  static final class Resampling {

    /** A hundred times what LUNA16 draws: some 60 MB, and minutes on a whole challenge. */
    private static final int MOST_BOOTSTRAPS = 100_000;

    @Option(
        names = "--bootstraps",
        defaultValue = "1000",
        description =
            "Resamples for the intervals, 0 to "
                + MOST_BOOTSTRAPS
                + " (default: ${DEFAULT-VALUE}).")
    private int bootstraps;

    @Option(names = "--seed", defaultValue = "1", description = "Of the resampling.")
    private long seed;

    int bootstraps() {
      if (bootstraps < 0 || bootstraps > MOST_BOOTSTRAPS) {
        throw new UsageException(
            "--bootstraps %d: must lie between 0 and %d".formatted(bootstraps, MOST_BOOTSTRAPS));
      }
      return bootstraps;
    }
  }

  /** How many marks count. */
  static final class MarkCap {

    @Option(names = "--max-marks", description = "At most so many marks a scan count.")
    private @Nullable Integer maxMarks;

    @Nullable Integer maxMarks() {
      if (maxMarks != null) {
        UsageException.requireAtLeast(1, "--max-marks", maxMarks);
      }
      return maxMarks;
    }
  }

  /** What detections are scored against. */
  static final class Reference {

    @Option(
        names = "--annotations",
        required = true,
        description = {
          "A CSV of nodules; for the format lidc the folder of the readers' XML files, for dicom",
          "that of the Segmentations and measurement reports."
        })
    private Path annotations;

    @Option(names = "--excluded", description = "Findings that are neither hits nor false marks.")
    private @Nullable Path excluded;

    @Option(names = "--seriesuids", description = "Only these series, one a line.")
    private @Nullable Path seriesUids;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Reference() {}
  }

  /** The broker through which machines share a run. */
  static final class Broker {

    @Option(
        names = "--queue",
        paramLabel = "URL",
        description = {
          "Share the run through an Artemis broker, for example tcp://queue.example.org:61616.",
          "The password is read from HILUM_BROKER_PASSWORD."
        })
    private @Nullable String url;

    @Option(names = "--queue-user", defaultValue = "", description = "The broker's user name.")
    private String user;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Broker() {}

    @Nullable QueueAddress address() {
      return url == null
          ? null
          : new QueueAddress(
              url, user, Objects.requireNonNullElse(System.getenv("HILUM_BROKER_PASSWORD"), ""));
    }
  }

  /** Which model judges. */
  static final class Judging {

    @Option(
        names = "--precision",
        description = {
          "FP32, BF16 or INT8; if not given, the fastest that this machine has. A run and its",
          "workers must agree on it."
        })
    private @Nullable Precision precision;

    @Mixin private WeightsFolder weights;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Judging() {}

    ModelConfig config() {
      ModelConfig config = weights.config();
      return precision == null ? config : config.withPrecision(precision);
    }

    HilumNoduleAnalyzer load() {
      return HilumNoduleAnalyzer.load(config().withThreshold(WHOLE_CURVE));
    }
  }

  /** {@code ./hilum validate froc}: scores a file of detections by LUNA16's rules. */
  @Command(
      name = "froc",
      description = "Scores a file of detections by LUNA16's rules: FROC and CPM.",
      mixinStandardHelpOptions = true)
  static final class Froc implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private Output output;
    @Mixin private Reference reference;
    @Mixin private Resampling resampling;

    @Option(
        names = "--detections",
        required = true,
        description = "seriesuid,coordX,coordY,coordZ,probability; comma or tab.")
    private Path detections;

    @Mixin private MarkCap cap;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Froc() {}

    @Override
    public Integer call() {
      return new FrocCommand(Clock.systemDefaultZone())
          .run(
              new FrocCommand.Options(
                  detections,
                  reference.annotations,
                  reference.excluded,
                  reference.seriesUids,
                  output.folder(),
                  output.lenient,
                  cap.maxMarks(),
                  resampling.bootstraps(),
                  resampling.seed,
                  commandLine(spec)),
              System.out,
              System.err);
    }
  }

  /** {@code ./hilum validate studies}: runs the model over labelled CT studies. */
  @Command(
      name = "studies",
      description = {
        "Runs the model over labelled CT studies and scores its detections.",
        "A run that was stopped goes on where it was: give the same --out."
      },
      mixinStandardHelpOptions = true)
  static final class Studies implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private Output output;
    @Mixin private Reference reference;
    @Mixin private Resampling resampling;

    @Option(names = "--data", required = true, description = "The folder of the studies.")
    private Path data;

    @Option(
        names = "--format",
        required = true,
        description = "How studies and labels are stored: ${COMPLETION-CANDIDATES}.")
    private StudiesCommand.Format format;

    @Option(
        names = "--histories",
        description = "seriesuid,history: free text beside the histories in the images.")
    private @Nullable Path histories;

    @Option(
        names = "--categories",
        description = "seriesuid,lungrads: the readers' categories, to be compared with ours.")
    private @Nullable Path categories;

    @Option(
        names = "--min-readers",
        defaultValue = "1",
        description = {
          "For the format dicom: how many objects must show a nodule; those in fewer are excluded",
          "findings (default: ${DEFAULT-VALUE})."
        })
    private int minReaders;

    @Option(
        names = "--workers",
        defaultValue = "1",
        description = {
          "Studies at the same time in this process (default: ${DEFAULT-VALUE}); with --queue also",
          "0, to leave the work to others."
        })
    private int workers;

    @Mixin private Broker broker;
    @Mixin private Judging judging;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Studies() {}

    @Override
    public Integer call() {
      QueueAddress queue = broker.address();
      UsageException.requireAtLeast(queue == null ? 1 : 0, "--workers", workers);
      UsageException.requireAtLeast(1, "--min-readers", minReaders);
      Path out = output.folder();
      int bootstraps = resampling.bootstraps();
      try (HilumNoduleAnalyzer analyzer = judging.load()) {
        return new StudiesCommand(Clock.systemDefaultZone())
            .run(
                new StudiesCommand.Options(
                    data,
                    reference.annotations,
                    reference.excluded,
                    reference.seriesUids,
                    histories,
                    categories,
                    format,
                    minReaders,
                    analyzer.ownThreshold(),
                    queue,
                    out,
                    workers,
                    output.lenient,
                    bootstraps,
                    resampling.seed,
                    commandLine(spec)),
                analyzer,
                System.out,
                System.err);
      }
    }
  }

  /** {@code ./hilum validate nodules}: malignancy, attributes and outlines on nodule slices. */
  @Command(
      name = "nodules",
      description = "Scores malignancy, attributes and outlines on labelled nodule slices.",
      mixinStandardHelpOptions = true)
  static final class Nodules implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private Output output;

    @Option(names = "--data", required = true, description = "The archive of nodule slices.")
    private Path data;

    @Option(names = "--labels", required = true, description = "The table of nodules.")
    private Path labels;

    @Option(
        names = "--split",
        defaultValue = "VAL",
        description = "${COMPLETION-CANDIDATES}; training saw TRAIN (default: ${DEFAULT-VALUE}).")
    private NoduleRun.Split split;

    @Mixin private Judging judging;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Nodules() {}

    @Override
    public Integer call() {
      Path out = output.folder();
      try (LoadedModel model = LoadedModel.load(judging.config())) {
        return new NodulesCommand(Clock.systemDefaultZone())
            .run(
                new NodulesCommand.Options(
                    data, labels, split, out, output.lenient, commandLine(spec)),
                new MixturePredictor(
                    model.assessor(), new CropSeeker(model.detector()), model.info()),
                System.out,
                System.err);
      }
    }
  }

  /** {@code ./hilum validate compare}: do two runs really differ. */
  @Command(
      name = "compare",
      description = "Compares two runs on the cases they share, by paired tests.",
      mixinStandardHelpOptions = true)
  static final class Compare implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private Output output;
    @Mixin private Resampling resampling;
    @Mixin private MarkCap cap;

    @Parameters(paramLabel = "A", description = "The folder that one run wrote.")
    private Path first;

    @Parameters(paramLabel = "B", description = "The folder that the other run wrote.")
    private Path second;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Compare() {}

    @Override
    public Integer call() {
      return new CompareCommand(Clock.systemDefaultZone())
          .run(
              new CompareCommand.Options(
                  first,
                  second,
                  output.folder(),
                  output.lenient,
                  cap.maxMarks(),
                  resampling.bootstraps(),
                  resampling.seed,
                  commandLine(spec)),
              System.out,
              System.err);
    }
  }

  /** {@code ./hilum validate fetch}: labelled studies straight from a PACS. */
  @Command(
      name = "fetch",
      description = "Fetches the studies of a list of accession numbers from a PACS, by C-GET.",
      mixinStandardHelpOptions = true)
  static final class Fetch implements Callable<Integer> {

    @Option(
        names = "--accessions",
        required = true,
        description = "A file of accession numbers, one a line.")
    private Path accessions;

    @Option(
        names = "--pacs",
        required = true,
        paramLabel = "AE@HOST:PORT",
        description = "The PACS to ask.")
    private String pacs;

    @Option(
        names = "--calling-ae",
        defaultValue = "HILUM",
        description = "Our AE title (default: ${DEFAULT-VALUE}).")
    private String callingAe;

    @Option(names = "--data", required = true, description = "The folder to write to.")
    private Path data;

    @Option(
        names = "--lenient",
        description = "Exit code 0 although some of the studies could not be fetched.")
    private boolean lenient;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Fetch() {}

    @Override
    public Integer call() {
      return new FetchCommand()
          .run(
              new FetchCommand.Options(accessions, node(), callingAe, data, lenient),
              System.out,
              System.err);
    }

    private PacsNode node() {
      Matcher parts = Pattern.compile("([^@]+)@([^@]+):(\\d{1,5})").matcher(pacs);
      if (!parts.matches()) {
        throw new UsageException(
            "--pacs %s: is not AE@HOST:PORT, for example MYPACS@pacs.example.org:104"
                .formatted(pacs));
      }
      try {
        return new PacsNode(parts.group(1), parts.group(2), Integer.parseInt(parts.group(3)));
      } catch (IllegalArgumentException e) {
        throw new UsageException("--pacs %s: %s".formatted(pacs, e.getMessage()));
      }
    }
  }

  /** {@code ./hilum validate worker}: a further process, on this or another machine, of a run. */
  @Command(
      name = "worker",
      description = {
        "Takes series of runs that were started with --queue, until it is stopped.",
        "It needs the run's images in a folder of its own, and the same version of Hilum."
      },
      mixinStandardHelpOptions = true)
  static final class Worker implements Callable<Integer> {

    @Mixin private Broker broker;
    @Mixin private Judging judging;

    @Option(names = "--data", required = true, description = "The folder of the studies.")
    private Path data;

    @Option(
        names = "--format",
        required = true,
        description = "As of the run: ${COMPLETION-CANDIDATES}.")
    private StudiesCommand.Format format;

    @Option(names = "--histories", description = "As of the run.")
    private @Nullable Path histories;

    @Option(
        names = "--workers",
        defaultValue = "1",
        description = "Studies at the same time (default: ${DEFAULT-VALUE}).")
    private int workers;

    @Option(
        names = "--idle-minutes",
        paramLabel = "N",
        description = "End after so many minutes without work.")
    private @Nullable Integer idleMinutes;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Worker() {}

    @Override
    public Integer call() {
      QueueAddress queue = broker.address();
      if (queue == null) {
        throw new UsageException("--queue is missing: give the run's, such as tcp://HOST:61616");
      }
      UsageException.requireAtLeast(1, "--workers", workers);
      if (idleMinutes != null) {
        UsageException.requireAtLeast(1, "--idle-minutes", idleMinutes);
      }
      Duration idle = idleMinutes == null ? null : Duration.ofMinutes(idleMinutes);
      try (NoduleAnalyzer analyzer = judging.load()) {
        return new WorkerCommand()
            .run(
                new WorkerCommand.Options(queue, data, format, histories, workers, idle),
                analyzer,
                System.out,
                System.err);
      }
    }
  }

  private static String commandLine(CommandSpec spec) {
    return "./hilum " + String.join(" ", spec.commandLine().getParseResult().originalArgs());
  }
}
