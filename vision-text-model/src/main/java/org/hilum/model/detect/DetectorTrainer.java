package org.hilum.model.detect;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.hilum.model.ModelException;
import org.hilum.model.crops.NoduleArchive;
import org.hilum.model.crops.NoduleDataException;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.crops.NoduleRow.Split;
import org.hilum.model.crops.NoduleTable;
import org.hilum.model.torch.LossTable;
import org.hilum.model.torch.NativeArrays;
import org.hilum.model.torch.TorchModule;
import org.hilum.model.torch.WeightsFile;
import org.hilum.model.torch.WeightsFile.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Trains the detector on composed cases, mining its own false marks on the way. It writes, into one
 * folder, {@code checkpoint.weights} (everything needed to go on after a kill), {@code
 * detector.weights} (the averaged weights so far) and {@code metrics.csv}; a second call with the
 * same folder goes on where the first stopped.
 */
public final class DetectorTrainer {

  /** The file that {@link NoduleDetector#of} takes. */
  public static final String WEIGHTS = "detector.weights";

  private static final String CHECKPOINT = "checkpoint.weights";

  /** A row every ten steps: losses, learning rate and gradient. */
  public static final String METRICS = "metrics.csv";

  private static final String METRICS_HEADER =
      "step,seconds,learning_rate,loss,focal,size,dice,mask_focal,gradient_norm";
  private static final String CHECKPOINT_ARCHITECTURE =
      DetectorNetwork.ARCHITECTURE + "-checkpoint-2";

  /** Before the names of a checkpoint's properties that tell what its training was begun with. */
  private static final String BEGUN = "begun with ";

  private static final Split SPLIT = Split.TRAIN;
  private static final int METRICS_EVERY = 10;

  /** Of the steps, at most a tenth. */
  private static final int WARM_UP_STEPS = 100;

  private static final double LAST_RATE_SHARE = 0.01;
  private static final double WEIGHT_DECAY = 0.01;
  private static final double GRADIENT_CLIP = 5;
  private static final double LONGEST_AVERAGE = 0.998;

  /** Shares of the training at which false marks are mined. */
  private static final double[] MINING_AT = {0.15, 0.3, 0.45, 0.6, 0.75};

  private static final int CALIBRATION_CASES = 128;

  /** The loss, its four parts, and the gradient's norm. */
  private static final int LOSSES = 6;

  /**
   * What to train on and for how long.
   *
   * @param volumes CTs, each a {@code SERIESUID.mhd}
   * @param annotations a table with the columns {@code seriesuid, coordX, coordY, coordZ,
   *     diameter_mm, readers}
   * @param nodules an archive of nodule slices, {@code PATIENT/NODULE/image-NNN.png} and {@code
   *     mask-NNN.png}
   * @param nodulesTable a row a nodule; only those of split {@code train} are used
   * @param out where to write
   * @param from averaged weights to begin with instead of random ones; null to begin from scratch
   * @param batch cases seen at once
   * @param batches whose mean gradient makes a step
   * @param window the side of a case in voxels, divisible by 16
   * @param steps at most so many
   * @param limit at most so long, whatever the steps; counted over all resumed runs
   * @param threads of the native engine; composing uses one more
   */
  public record Config(
      List<Path> volumes,
      Path annotations,
      Path nodules,
      Path nodulesTable,
      Path out,
      @Nullable Path from,
      long seed,
      int batch,
      int batches,
      int window,
      int steps,
      Duration limit,
      double learningRate,
      int threads,
      int checkpointEvery) {

    public Config {
      volumes = List.copyOf(volumes);
      requireNonNull(out, "out");
      if (window % DetectorNetwork.COARSEST_STRIDE != 0
          || window < DetectorNetwork.SMALLEST_TRAINING_WINDOW) {
        throw new IllegalArgumentException(
            "window must be a multiple of %d from %d, got %d"
                .formatted(
                    DetectorNetwork.COARSEST_STRIDE,
                    DetectorNetwork.SMALLEST_TRAINING_WINDOW,
                    window));
      }
      if (batch < 1 || batches < 1 || steps < 1 || checkpointEvery < 1) {
        throw new IllegalArgumentException(
            "batch, batches, steps and checkpointEvery must be positive");
      }
    }
  }

  /**
   * How far training has come.
   *
   * @param loss its mean since the last report
   * @param remaining an estimate
   */
  public record Progress(int step, int steps, double loss, Duration elapsed, Duration remaining) {}

  /** Told of progress every few steps. */
  @FunctionalInterface
  public interface Listener {
    void at(Progress progress);
  }

  private final Config config;
  private final Listener listener;
  private final DetectorNetwork network = new DetectorNetwork();

  /** Of the convolutions; weights and their moments are 32-bit floats. */
  private final Precision precision = Precision.suitedFloats();

  private final List<TrainingVolume> volumes;
  private final List<NoduleCrop> crops;
  private final CaseComposer composer;

  /** What decides the training, besides the seed, by names that a user knows. */
  private final Map<String, String> begun;

  private DetectorTrainer(
      Config config,
      Listener listener,
      List<TrainingVolume> volumes,
      NoduleBank bank,
      Map<String, String> begun) {
    this.config = config;
    this.begun = begun;
    this.listener = listener;
    this.volumes = volumes;
    this.crops = bank.crops();
    this.composer =
        new CaseComposer(volumes, bank.samples(), bank.crops(), config.window(), config.seed());
  }

  /**
   * Trains, or goes on training.
   *
   * @return the averaged weights
   * @throws IOException if a CT or the marks are missing, damaged or of the wrong split; the
   *     message names them
   * @throws NoduleDataException as {@link NoduleTable#readWithSeries} and {@link
   *     NoduleArchive#slices}
   * @throws ModelException if the checkpoint is not this network's or was begun with other data or
   *     numbers, or the loss is no number
   */
  public static WeightsFile train(Config config, Listener listener) throws IOException {
    List<NoduleRow> table = NoduleTable.readWithSeries(config.nodulesTable());
    List<TrainingVolume> volumes =
        TrainingVolume.readAll(
            config.volumes(), config.annotations(), table, SPLIT, TrainingVolume.MARGIN_MM);
    Map<String, String> begun = begun(config, volumes);
    NoduleBank bank;
    try (NoduleArchive archive = NoduleArchive.open(config.nodules())) {
      begun.put("slices of nodules", "%08x".formatted(archive.fingerprint()));
      bank = NoduleBank.read(archive, table, SPLIT);
    }
    return new DetectorTrainer(config, listener, volumes, bank, begun).run();
  }

  private static Map<String, String> begun(Config config, List<TrainingVolume> volumes)
      throws IOException {
    Map<String, String> begun = new LinkedHashMap<>();
    begun.put("CTs", volumes.stream().map(TrainingVolume::seriesUid).collect(joining(" ")));
    begun.put("marks in the CTs", hash(config.annotations()));
    begun.put("table of nodules", hash(config.nodulesTable()));
    begun.put("batch", Integer.toString(config.batch()));
    begun.put("batches a step", Integer.toString(config.batches()));
    begun.put("window", Integer.toString(config.window()));
    begun.put("learning rate", Double.toString(config.learningRate()));
    Path from = config.from();
    begun.put("first weights", from == null ? "random" : hash(from));
    return begun;
  }

  private static String hash(Path file) throws IOException {
    return "%08x".formatted(java.util.Arrays.hashCode(Files.readAllBytes(file)));
  }

  /** What a checkpoint holds besides arrays. */
  private record Position(int step, double seconds, int miningsDone, FalseMarks falseMarks) {}

  private WeightsFile run() throws IOException {
    TorchModule.setThreads(config.threads());
    Files.createDirectories(config.out());
    Path checkpoint = config.out().resolve(CHECKPOINT);
    WeightsFile saved =
        Files.exists(checkpoint) ? WeightsFile.read(checkpoint, CHECKPOINT_ARCHITECTURE) : null;
    Position position = position(saved);
    ExecutorService composing = Executors.newSingleThreadExecutor();
    try (TorchModule module =
            TorchModule.compile(
                "detector training", network.trainingScript(precision == Precision.BF16));
        NDManager manager = TorchModule.newManager();
        Arrays arrays = new Arrays(manager, start(saved))) {
      return loop(module, manager, arrays, position, composing);
    } finally {
      composing.shutdownNow();
    }
  }

  private WeightsFile loop(
      TorchModule module,
      NDManager manager,
      Arrays arrays,
      Position start,
      ExecutorService composing) {
    long startedAt = System.nanoTime();
    LossTable table = new LossTable(config.out().resolve(METRICS), METRICS_HEADER);
    table.goOnAfter(start.step());
    Metrics metrics = new Metrics(table);
    FalseMarks falseMarks = start.falseMarks();
    int minings = start.miningsDone();
    CompletableFuture<List<TrainingCase>> next = null;
    int step = start.step();
    double seconds = start.seconds();
    while (step < config.steps() && seconds < config.limit().toSeconds()) {
      double progress = progress(step, seconds);
      if (minings < MINING_AT.length && progress >= miningAt(minings)) {
        falseMarks = mined(arrays, minings);
        minings++;
        next = null;
      }
      List<TrainingCase> cases =
          (next == null ? compose(step, falseMarks, composing) : next).join();
      next = compose(step + 1, falseMarks, composing);
      double rate = rate(step, progress);
      float[] losses = step(module, manager, arrays, cases, step, rate);
      step++;
      seconds = start.seconds() + (System.nanoTime() - startedAt) / 1e9;
      metrics.add(losses);
      if (step % METRICS_EVERY == 0) {
        double loss = metrics.row(step, seconds, rate);
        listener.at(
            new Progress(step, config.steps(), loss, duration(seconds), remaining(step, seconds)));
      }
      if (step % config.checkpointEvery() == 0) {
        save(arrays, new Position(step, seconds, minings, falseMarks), metrics, Map.of());
      }
    }
    Position end = new Position(step, seconds, minings, falseMarks);
    if (step == start.step()) {
      WeightsFile finished = finished(step);
      if (finished != null) {
        return finished;
      }
    }
    save(arrays, end, metrics, Map.of());
    Tensor ranges = Tensor.of(ranges(arrays, falseMarks));
    return save(arrays, end, metrics, Map.of(NoduleDetector.RANGES, ranges));
  }

  /** The calibrated weights of this step; null where they are still to be made. */
  private @Nullable WeightsFile finished(int step) {
    Path file = config.out().resolve(WEIGHTS);
    if (!Files.exists(file)) {
      return null;
    }
    WeightsFile weights = WeightsFile.read(file, DetectorNetwork.ARCHITECTURE);
    boolean isOfThisStep = Integer.toString(step).equals(weights.properties().get("step"));
    return isOfThisStep && weights.tensors().containsKey(NoduleDetector.RANGES) ? weights : null;
  }

  /** Calibrates eight bits on cases that training did not see. */
  private float[] ranges(Arrays arrays, FalseMarks falseMarks) {
    return DetectorInference.ranges(
        arrays.average.toFloatArray(),
        arrays.statistics.toFloatArray(),
        LongStream.rangeClosed(1, CALIBRATION_CASES)
            .mapToObj(i -> composer.compose(-i, falseMarks).image()),
        config.window());
  }

  /** Weights that were trained before have false marks to show from the first step on. */
  private double miningAt(int mining) {
    return config.from() == null ? MINING_AT[mining] : MINING_AT[mining] - MINING_AT[0];
  }

  private double progress(int step, double seconds) {
    return Math.max((double) step / config.steps(), seconds / config.limit().toSeconds());
  }

  private Duration remaining(int step, double seconds) {
    double left = seconds / step * (config.steps() - step);
    return duration(Math.max(0, Math.min(left, config.limit().toSeconds() - seconds)));
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(1000 * seconds));
  }

  /** Rises over the first steps, then falls along a cosine. */
  private double rate(int step, double progress) {
    double cosine = (1 + Math.cos(Math.PI * Math.min(1, progress))) / 2;
    double warmUpSteps = Math.min(WARM_UP_STEPS, config.steps() / 10.0);
    double warmUp = Math.min(1, (step + 1.0) / warmUpSteps);
    return config.learningRate() * warmUp * (LAST_RATE_SHARE + (1 - LAST_RATE_SHARE) * cosine);
  }

  private CompletableFuture<List<TrainingCase>> compose(
      int step, FalseMarks falseMarks, ExecutorService composing) {
    return CompletableFuture.supplyAsync(
        () -> {
          List<TrainingCase> cases = new ArrayList<>();
          int count = config.batch() * config.batches();
          for (int i = 0; i < count; i++) {
            cases.add(composer.compose((long) step * count + i, falseMarks));
          }
          return cases;
        },
        composing);
  }

  /**
   * @return the loss, its parts, and the gradient's norm
   */
  private float[] step(
      TorchModule module,
      NDManager manager,
      Arrays arrays,
      List<TrainingCase> cases,
      int step,
      double rate) {
    try (NDManager scratch = manager.newSubManager()) {
      float[] losses = new float[LOSSES];
      try (GradientCollector gradients = Engine.getEngine("PyTorch").newGradientCollector()) {
        for (int from = 0; from < cases.size(); from += config.batch()) {
          try (NDManager ofBatch = scratch.newSubManager()) {
            NDList parts =
                loss(module, ofBatch, arrays, cases.subList(from, from + config.batch()));
            for (int i = 0; i < parts.size(); i++) {
              losses[i] += parts.get(i).getFloat() / config.batches();
            }
            if (!Float.isFinite(losses[0])) {
              throw new ModelException(
                  "The loss at step %d is %f; lower the learning rate (%g)"
                      .formatted(step, losses[0], config.learningRate()));
            }
            gradients.backward(parts.head());
          }
        }
      }
      int count = step + 1;
      try (NDArray gradient = arrays.parameters.getGradient()) {
        gradient.divi(config.batches());
        NDList norm =
            module.call(
                scratch,
                "step",
                arrays.parameters,
                gradient,
                arrays.firstMoment,
                arrays.secondMoment,
                arrays.average,
                arrays.decayMask,
                rate,
                WEIGHT_DECAY,
                GRADIENT_CLIP,
                1 - Math.pow(0.9, count),
                1 - Math.pow(0.999, count),
                keep(step));
        losses[losses.length - 1] = norm.head().getFloat();
      }
      return losses;
    }
  }

  /** Of one batch: the loss and its parts. */
  private NDList loss(
      TorchModule module, NDManager scratch, Arrays arrays, List<TrainingCase> cases) {
    int side = config.window();
    int half = side / DetectorNetwork.OUTPUT_STRIDE;
    NDArray images =
        NativeArrays.of(
            scratch,
            stacked(cases.stream().map(TrainingCase::image).toList()),
            new Shape(cases.size(), 1, side, side, side));
    NDArray targets =
        NativeArrays.of(
            scratch,
            stacked(cases.stream().map(TrainingCase::targets).toList()),
            new Shape(cases.size(), 4, half, half, half));
    NDList parts =
        module.callRecordingGradients(
            "loss", arrays.parameters, arrays.statistics, images, targets);
    parts.attach(scratch);
    return parts;
  }

  private FalseMarks mined(Arrays arrays, int mining) {
    try (NoduleDetector detector =
        new NoduleDetector(
            DetectorInference.of(
                arrays.average.toFloatArray(), arrays.statistics.toFloatArray(), null, precision),
            "in training")) {
      return FalseMarks.mined(detector, volumes, crops, config.seed() + mining);
    }
  }

  /** A young average of random weights forgets them; one of trained weights need not. */
  private double keep(int step) {
    return config.from() != null
        ? LONGEST_AVERAGE
        : Math.min(LONGEST_AVERAGE, (1.0 + step) / (10 + step));
  }

  private static FloatBuffer stacked(List<float[]> arrays) {
    FloatBuffer all = FloatBuffer.allocate(arrays.size() * arrays.get(0).length);
    arrays.forEach(all::put);
    return all.flip();
  }

  /**
   * @param more tensors beside the averaged weights
   */
  private WeightsFile save(
      Arrays arrays, Position position, Metrics metrics, Map<String, Tensor> more) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("parameters", Tensor.of(arrays.parameters.toFloatArray()));
    tensors.put("statistics", Tensor.of(arrays.statistics.toFloatArray()));
    tensors.put("firstMoment", Tensor.of(arrays.firstMoment.toFloatArray()));
    tensors.put("secondMoment", Tensor.of(arrays.secondMoment.toFloatArray()));
    tensors.put("average", Tensor.of(arrays.average.toFloatArray()));
    tensors.putAll(position.falseMarks().tensors());
    Map<String, String> properties = new HashMap<>();
    properties.put("step", Integer.toString(position.step()));
    properties.put("seconds", Double.toString(position.seconds()));
    properties.put("minings", Integer.toString(position.miningsDone()));
    properties.put("seed", Long.toString(config.seed()));
    metrics.flush();
    Map<String, String> ofCheckpoint = new HashMap<>(properties);
    begun.forEach((name, value) -> ofCheckpoint.put(BEGUN + name, value));
    new WeightsFile(CHECKPOINT_ARCHITECTURE, ofCheckpoint, tensors)
        .write(config.out().resolve(CHECKPOINT), WeightsFile.Precision.FP32);
    Map<String, Tensor> averaged = new LinkedHashMap<>(more);
    averaged.put("parameters", Tensor.of(arrays.average.toFloatArray()));
    averaged.put("statistics", Tensor.of(arrays.statistics.toFloatArray()));
    WeightsFile weights = new WeightsFile(DetectorNetwork.ARCHITECTURE, properties, averaged);
    weights.write(config.out().resolve(WEIGHTS), WeightsFile.Precision.FP16);
    return weights;
  }

  private Position position(@Nullable WeightsFile saved) {
    if (saved == null) {
      return new Position(0, 0, 0, FalseMarks.NONE);
    }
    if (!Long.toString(config.seed()).equals(saved.properties().get("seed"))) {
      throw new ModelException(
          "%s was begun with seed %s, asked for is %d; choose another folder or that seed"
              .formatted(config.out(), saved.properties().get("seed"), config.seed()));
    }
    requireBegunAlike(saved);
    Map<String, String> properties = saved.properties();
    return new Position(
        Integer.parseInt(properties.getOrDefault("step", "0")),
        Double.parseDouble(properties.getOrDefault("seconds", "0")),
        Integer.parseInt(properties.getOrDefault("minings", "0")),
        FalseMarks.of(saved));
  }

  /** Checkpoints of earlier versions do not tell what they were begun with, and are believed. */
  private void requireBegunAlike(WeightsFile saved) {
    List<String> others =
        begun.keySet().stream()
            .filter(
                name -> {
                  String then = saved.properties().get(BEGUN + name);
                  return then != null && !then.equals(begun.get(name));
                })
            .toList();
    if (!others.isEmpty()) {
      throw new ModelException(
          "%s was begun with other %s; give another --out"
              .formatted(config.out(), String.join(", ", others)));
    }
  }

  /** What training begins or goes on with. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Start(
      float[] parameters,
      float[] statistics,
      float[] firstMoment,
      float[] secondMoment,
      float[] average,
      float[] decayMask) {}

  /** A checkpoint, else the weights to begin with, else random ones. */
  private Start start(@Nullable WeightsFile saved) {
    if (saved != null) {
      return new Start(
          saved.tensor("parameters").values(),
          saved.tensor("statistics").values(),
          saved.tensor("firstMoment").values(),
          saved.tensor("secondMoment").values(),
          saved.tensor("average").values(),
          network.decayMask());
    }
    float[] parameters = network.initialParameters(config.seed());
    float[] statistics = network.initialStatistics();
    if (config.from() != null) {
      WeightsFile weights = WeightsFile.read(config.from(), DetectorNetwork.ARCHITECTURE);
      parameters = weights.tensor("parameters").values();
      statistics = weights.tensor("statistics").values();
      if (parameters.length != network.parameterCount()
          || statistics.length != network.statisticCount()) {
        throw new ModelException(
            "%s holds %d parameters and %d statistics, the network has %d and %d"
                .formatted(
                    config.from(),
                    parameters.length,
                    statistics.length,
                    network.parameterCount(),
                    network.statisticCount()));
      }
    }
    float[] zeros = new float[parameters.length];
    return new Start(parameters, statistics, zeros, zeros, parameters, network.decayMask());
  }

  /** The arrays that training changes. */
  private static final class Arrays implements AutoCloseable {

    private final NDArray parameters;
    private final NDArray statistics;
    private final NDArray firstMoment;
    private final NDArray secondMoment;
    private final NDArray average;
    private final NDArray decayMask;

    Arrays(NDManager manager, Start start) {
      parameters = NativeArrays.of(manager, start.parameters());
      statistics = NativeArrays.of(manager, start.statistics());
      firstMoment = NativeArrays.of(manager, start.firstMoment());
      secondMoment = NativeArrays.of(manager, start.secondMoment());
      average = NativeArrays.of(manager, start.average());
      decayMask = NativeArrays.of(manager, start.decayMask());
      parameters.setRequiresGradient(true);
    }

    @Override
    public void close() {
      parameters.close();
      statistics.close();
      firstMoment.close();
      secondMoment.close();
      average.close();
      decayMask.close();
    }
  }

  /** Collects losses; rows reach the file only together with a checkpoint. */
  private static final class Metrics {

    private final LossTable table;
    private final StringBuilder rows = new StringBuilder();
    private double[] sums = new double[LOSSES];
    private int count;

    Metrics(LossTable table) {
      this.table = table;
    }

    void add(float[] losses) {
      for (int i = 0; i < losses.length; i++) {
        sums[i] += losses[i];
      }
      count++;
    }

    double row(int step, double seconds, double rate) {
      rows.append(String.format(Locale.ROOT, "%d,%.1f,%.6g", step, seconds, rate));
      for (double sum : sums) {
        rows.append(String.format(Locale.ROOT, ",%.5g", sum / count));
      }
      rows.append('\n');
      double loss = sums[0] / count;
      sums = new double[LOSSES];
      count = 0;
      return loss;
    }

    void flush() {
      table.append(rows);
      rows.setLength(0);
    }
  }
}
