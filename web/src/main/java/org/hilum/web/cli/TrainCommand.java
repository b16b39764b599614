package org.hilum.web.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.hilum.ingest.study.SeriesRefusedException;
import org.hilum.model.AtomicFiles;
import org.hilum.model.assess.AssessorWeights;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.train.AssessorCrossValidation;
import org.hilum.model.assess.train.AssessorSteps;
import org.hilum.model.assess.train.AssessorTrainer;
import org.hilum.model.crops.NoduleArchive;
import org.hilum.model.crops.NoduleRow.Split;
import org.hilum.model.crops.NoduleTable;
import org.hilum.model.detect.DetectorTrainer;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.torch.WeightsFile;
import org.hilum.validation.report.RunRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./hilum train}: from the labelled data to the model's weights. */
@Command(
    name = "train",
    description = {
      "Trains detector, segmenter and assessor from scratch, on the training split; val only sets",
      "how strange a nodule may look.",
      "A run that was stopped goes on where it was: give the same --out. To use the weights, give",
      "the folder to analyze, validate, bench model, crops, detector and walls as --weights, to",
      "serve and demo as hilum.model.weights; or copy them over the shipped ones and build.",
      "With --cross-validate it trains the assessor once for each fifth of all patients instead,",
      "prints the figures and writes OUT/cross-validation/predictions.csv."
    },
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {

  private static final String DETECTOR = DetectorTrainer.WEIGHTS;
  private static final String ASSESSOR = AssessorWeights.FILE;
  private static final String CARD = "model-card.html";
  private static final int BATCH = 4;
  private static final int WINDOW_VOXELS = 64;
  private static final double LEARNING_RATE = 1.5e-3;
  private static final double LEARNING_RATE_FROM_WEIGHTS = 1e-3;
  private static final int CHECKPOINT_EVERY = 100;

  @Spec private CommandSpec spec;

  @Option(
      names = "--ct",
      description =
          "A folder of whole LIDC-IDRI CTs in DICOM with their readers' XML; needed to train.")
  private @Nullable Path ct;

  @Option(
      names = "--cross-validate",
      description = "Measure the assessor by five folds over the patients of both splits.")
  private boolean crossValidate;

  @Mixin private NoduleData data;

  @Option(names = "--out", required = true, description = "The folder to write to.")
  private Path out;

  @Option(names = "--seed", defaultValue = "31", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--detector-from",
      description =
          "Detector weights to begin with. If not given, it begins from scratch, and the shipped"
              + " one seeks the nodules when cross-validating.")
  private @Nullable Path detectorFrom;

  @Option(
      names = "--detector-minutes",
      defaultValue = "90",
      description = {
        "At most so long (default: ${DEFAULT-VALUE}); 0 leaves the one given as --detector-from as it is."
      })
  private int detectorMinutes;

  @Option(names = "--detector-steps", defaultValue = "8000", description = "At most so many.")
  private int detectorSteps;

  @Option(
      names = "--segmenter-from",
      description =
          "Assessor weights whose segmenter is taken over. If not given, it is trained, and the"
              + " shipped one cross-validates.")
  private @Nullable Path segmenterFrom;

  @Option(names = "--segmenter-steps", defaultValue = "30000", description = "Of its training.")
  private int segmenterSteps;

  @Option(
      names = "--encoder-steps",
      defaultValue = "0",
      description = {
        "Steps in which the assessor's encoder learns to paint hidden patches before it sees a",
        "label (default: ${DEFAULT-VALUE}, none)."
      })
  private int encoderSteps;

  @Option(names = "--assessor-steps", defaultValue = "800", description = "Of its training.")
  private int assessorSteps;

  @Option(
      names = "--text-steps",
      defaultValue = "2500",
      description = {
        "Last steps of the assessor, in which it learns from simulated histories what each factor",
        "weighs; what it says of images stays (default: ${DEFAULT-VALUE})."
      })
  private int textSteps;

  @Option(
      names = "--accumulate",
      defaultValue = "1",
      description = {
        "Batches whose mean gradient makes a step; one of them is in memory at a time (default:",
        "${DEFAULT-VALUE})."
      })
  private int batches;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description =
          "Of the native engine while the detector is trained (default: ${DEFAULT-VALUE}); the rest"
              + " takes one.")
  private int threads;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  TrainCommand() {}

  @Override
  public Integer call() throws IOException, SeriesRefusedException {
    checkNumbers();
    if (crossValidate) {
      checkFiles();
      return crossValidated();
    }
    Path ct = this.ct;
    if (ct == null) {
      throw new UsageException("--ct is missing: give the folder of the training CTs");
    }
    TrainingScans.requireFolder(ct);
    checkFiles();
    AssessorTrainer.check(data.labels(), data.nodules(), System.out::println);
    System.out.println("Reading the whole CTs of the training split");
    TrainingScans.Prepared scans = TrainingScans.prepare(ct, data.labels(), Split.TRAIN, out);
    System.out.printf("%d training CTs%n", scans.volumes().size());
    Path detector = Files.createDirectories(out.resolve("detector"));
    Path assessor = Files.createDirectories(out.resolve("assessor"));
    trainDetector(scans, detector);
    AssessorTrainer.Trained trained;
    try (NoduleDetector running = DetectorChoice.running(detector.resolve(DETECTOR))) {
      trained =
          new AssessorTrainer(
                  new AssessorTrainer.Config(
                      data.nodules(),
                      data.labels(),
                      scans.volumes(),
                      scans.annotations(),
                      assessor,
                      segmenterFrom,
                      seed,
                      segmenterSteps,
                      new AssessorSteps(encoderSteps, assessorSteps, textSteps, batches),
                      ComputePrecision.suited()),
                  running,
                  System.out::println)
              .train();
    }
    for (Path weights : List.of(detector.resolve(DETECTOR), assessor.resolve(ASSESSOR))) {
      AtomicFiles.write(out.resolve(weights.getFileName()), Files.readAllBytes(weights));
    }
    writeCard(scans, trained);
    System.out.printf(
        "%s, %s and their model card (%s) are in %s%n", DETECTOR, ASSESSOR, CARD, out);
    return HilumCli.DONE;
  }

  /**
   * Puts the detector where a trained one would be, to the bit.
   *
   * @throws UsageException if another is there already
   */
  static void takeDetector(Path from, Path folder) throws IOException {
    Path taken = folder.resolve(DETECTOR);
    byte[] weights = Files.readAllBytes(from);
    if (Files.exists(taken) && !Arrays.equals(Files.readAllBytes(taken), weights)) {
      throw new UsageException(
          "%s is another detector than %s; give another --out".formatted(taken, from));
    }
    AtomicFiles.write(taken, weights);
  }

  private void trainDetector(TrainingScans.Prepared scans, Path folder) throws IOException {
    if (detectorFrom != null && detectorMinutes == 0) {
      takeDetector(detectorFrom, folder);
      return;
    }
    DetectorTrainer.train(
        new DetectorTrainer.Config(
            scans.volumes(),
            scans.annotations(),
            data.nodules(),
            data.labels(),
            folder,
            detectorFrom,
            seed,
            BATCH,
            batches,
            WINDOW_VOXELS,
            detectorSteps,
            Duration.ofMinutes(detectorMinutes),
            detectorFrom == null ? LEARNING_RATE : LEARNING_RATE_FROM_WEIGHTS,
            threads,
            CHECKPOINT_EVERY),
        TrainCommand::report);
  }

  private void checkNumbers() {
    UsageException.requireAtLeast(0, "--detector-minutes", detectorMinutes);
    if (detectorMinutes == 0 && detectorFrom == null && !crossValidate) {
      throw new UsageException(
          "--detector-minutes 0 trains no detector; give one as --detector-from");
    }
    UsageException.requireAtLeast(1, "--detector-steps", detectorSteps);
    UsageException.requireAtLeast(1, "--segmenter-steps", segmenterSteps);
    UsageException.requireAtLeast(0, "--encoder-steps", encoderSteps);
    UsageException.requireAtLeast(1, "--assessor-steps", assessorSteps);
    UsageException.requireAtLeast(0, "--text-steps", textSteps);
    UsageException.requireAtLeast(1, "--accumulate", batches);
    UsageException.requireAtLeast(1, "--threads", threads);
  }

  /** What is read only after an hour of training had better be right from the start. */
  private void checkFiles() {
    if (crossValidate) {
      NoduleTable.read(data.labels());
    } else {
      NoduleTable.readWithSeries(data.labels());
    }
    NoduleArchive.open(data.nodules()).close();
    if (detectorFrom != null) {
      WeightsFile.read(detectorFrom, NoduleDetector.ARCHITECTURE);
    }
    if (segmenterFrom != null) {
      AssessorWeights.read(segmenterFrom);
    }
  }

  private void writeCard(TrainingScans.Prepared scans, AssessorTrainer.Trained trained)
      throws IOException {
    List<RunRecord.DataFile> files = new ArrayList<>();
    files.add(RunRecord.DataFile.of("nodules", data.nodules()));
    files.add(RunRecord.DataFile.of("labels", data.labels()));
    files.add(RunRecord.DataFile.of("annotations of the CTs", scans.annotations()));
    files.add(RunRecord.DataFile.of("detector", out.resolve(DETECTOR)));
    files.add(RunRecord.DataFile.of("assessor", out.resolve(ASSESSOR)));
    List<String> read = new ArrayList<>();
    read.add(
        "%d whole CTs and the nodules of the training split; seed %d."
            .formatted(scans.volumes().size(), seed));
    read.addAll(trained.data());
    read.add(detectorsOrigin());
    ModelCardPage.write(
        out.resolve(CARD),
        new RunRecord(
            "train",
            "./hilum "
                + String.join(" ", spec.commandLine().getParent().getParseResult().originalArgs()),
            Instant.now(),
            RunRecord.thisCodeVersion(),
            null,
            files),
        new ModelCardPage.Facts(read, trained.held()),
        out);
  }

  private String detectorsOrigin() {
    if (detectorFrom == null) {
      return "The detector began with random weights.";
    }
    return detectorMinutes == 0
        ? "The detector is the one given as --detector-from, as it was."
        : "The detector began with the weights given as --detector-from.";
  }

  /** With a segmenter that learnt the masks of the train patients but no rating. */
  private int crossValidated() throws IOException {
    Path folder = Files.createDirectories(out.resolve("cross-validation"));
    AssessorWeights segmenter =
        segmenterFrom == null ? AssessorWeights.shipped() : AssessorWeights.read(segmenterFrom);
    try (NoduleDetector running = DetectorChoice.running(detectorFrom)) {
      new AssessorCrossValidation(
              segmenter.segmenter(),
              running,
              new AssessorSteps(encoderSteps, assessorSteps, textSteps, batches),
              ComputePrecision.suited(),
              seed,
              System.out::println)
          .run(data.labels(), data.nodules(), folder);
    }
    return HilumCli.DONE;
  }

  private static void report(DetectorTrainer.Progress progress) {
    System.out.printf(
        Locale.ROOT,
        "detector: step %d of %d, loss %.3f, %d min gone, %d min left%n",
        progress.step(),
        progress.steps(),
        progress.loss(),
        progress.elapsed().toMinutes(),
        progress.remaining().toMinutes());
  }
}
