package org.hilum.model.assess.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.hilum.model.assess.net.ComputePrecision;
import org.hilum.model.assess.net.SegmenterNetwork;
import org.hilum.model.assess.segment.SegmenterWindow;
import org.hilum.model.assess.segment.SliceSegmenter;
import org.hilum.model.crops.CropStack;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.torch.TorchModule;

/**
 * Teaches the segmenter the readers' majority, softened by how far they agree. The window's middle,
 * which marks what is meant, is shifted off the nodule's centre, and is often the centre of the
 * neighbouring slice's outline, as it will be when an outline is followed through the slices.
 */
final class SegmenterTraining {

  private static final int SMALL_BATCH = 24;
  private static final int LARGE_BATCH = 4;

  /** Smaller than at inference, to save time; the network knows no edges but zeros. */
  private static final int TRAINING_SIDE = 48;

  private static final double LARGE_STEPS = 0.12;
  private static final double LARGE_NODULE_PIXELS = 26;
  private static final int SCORED = 160;

  private final ComputePrecision precision;
  private final long seed;
  private final int data;
  private final List<List<Slice>> nodules;
  private final List<List<Slice>> largeNodules;
  private final List<Slice> held;

  /** A slice, and the pixel position of the nodule's centre on it and on the slices beside it. */
  private record Slice(LidcNodule nodule, int index, List<double[]> centres, double radius) {}

  SegmenterTraining(
      List<LidcNodule> train, List<LidcNodule> held, long seed, ComputePrecision precision) {
    this.precision = precision;
    this.seed = seed;
    this.data =
        Stream.of(train, held)
            .map(nodules -> nodules.stream().map(SegmenterTraining::hash).toList())
            .toList()
            .hashCode();
    this.nodules = slices(train, 0);
    this.largeNodules = slices(train, LARGE_NODULE_PIXELS);
    this.held = slices(held, 0).stream().flatMap(List::stream).toList();
  }

  /** Changes with the nodule and with what readers drew of it. */
  private static int hash(LidcNodule nodule) {
    return Objects.hash(
        nodule.row().key(), nodule.readerBits().stream().map(Arrays::hashCode).toList());
  }

  /** Of each nodule that has any, the slices on which it is wider than so. */
  private static List<List<Slice>> slices(List<LidcNodule> nodules, double leastPixels) {
    return nodules.stream()
        .map(n -> slices(n).stream().filter(s -> 2 * s.radius() > leastPixels).toList())
        .filter(s -> !s.isEmpty())
        .toList();
  }

  private static List<Slice> slices(LidcNodule nodule) {
    List<Slice> slices = new ArrayList<>();
    int count = nodule.stack().count();
    double[][] centres = new double[count][];
    double[] radii = new double[count];
    for (int i = 0; i < count; i++) {
      BitSet any = new BitSet();
      byte[] bits = nodule.readerBits().get(i);
      for (int p = 0; p < bits.length; p++) {
        any.set(p, bits[p] != 0);
      }
      if (!any.isEmpty()) {
        centres[i] = centre(any);
        radii[i] = Math.sqrt(any.cardinality() / Math.PI);
      }
    }
    for (int i = 0; i < count; i++) {
      List<double[]> near = new ArrayList<>();
      for (int j = Math.max(0, i - 1); j <= Math.min(count - 1, i + 1); j++) {
        if (centres[j] != null) {
          near.add(centres[j]);
        }
      }
      if (centres[i] != null) {
        slices.add(new Slice(nodule, i, near, radii[i]));
      }
    }
    return slices;
  }

  private static double[] centre(BitSet mask) {
    double column = mask.stream().mapToDouble(p -> p % CropStack.SIDE).average().orElse(0);
    double row = mask.stream().mapToDouble(p -> p / CropStack.SIDE).average().orElse(0);
    return new double[] {column, row};
  }

  float[] train(int steps, int batches, Path folder, TrainingProgress progress) {
    SegmenterNetwork network = new SegmenterNetwork(precision);
    TrainingLoop.Plan plan =
        new TrainingLoop.Plan(
            "segmenter",
            data,
            steps,
            batches,
            2e-3,
            0.01,
            Math.max(1, steps / 12),
            5,
            List.of("loss"));
    try (TorchModule module = TorchModule.compile("segmenter", network.source())) {
      return new TrainingLoop(plan, folder, progress)
          .run(
              network.layout(),
              network.layout().initialised(seed),
              (batch, weights) -> loss(module, batch, weights),
              SegmenterTraining.this::heldDice);
    }
  }

  private NDArray loss(TorchModule module, int number, NDArray weights) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    boolean large = !largeNodules.isEmpty() && random.nextDouble() < LARGE_STEPS;
    int side = large ? SegmenterWindow.LARGE : TRAINING_SIDE;
    int batch = large ? LARGE_BATCH : SMALL_BATCH;
    List<List<Slice>> from = large ? largeNodules : nodules;
    int area = side * side;
    float[] input = new float[batch * SegmenterNetwork.CHANNELS * area];
    float[] target = new float[batch * area];
    for (int i = 0; i < batch; i++) {
      Slice slice = any(any(from, random), random);
      SegmenterWindow window = shifted(slice, side, random);
      SegmenterWindow.View view =
          new SegmenterWindow.View(
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextDouble(-Math.PI / 4, Math.PI / 4),
              Math.exp(random.nextDouble(-0.25, 0.25)),
              (float) (1 + 0.06 * random.nextGaussian()),
              (float) (20 * random.nextGaussian()));
      window.fill(input, i * SegmenterNetwork.CHANNELS * area, view);
      window.fillTarget(slice.nodule().agreementOrMajority(slice.index()), target, i * area, view);
    }
    NDManager scope = weights.getManager();
    NDArray x = scope.create(input, new Shape(batch, SegmenterNetwork.CHANNELS, side, side));
    NDArray y = scope.create(target, new Shape(batch, 1, side, side));
    return module.callRecordingGradients("segment_loss", weights, x, y).head();
  }

  private static <T> T any(List<T> from, SplittableRandom random) {
    return from.get(random.nextInt(from.size()));
  }

  private static SegmenterWindow shifted(Slice slice, int side, SplittableRandom random) {
    double[] centre = slice.centres().get(random.nextInt(slice.centres().size()));
    double spread = 0.7 + 0.2 * slice.radius();
    return new SegmenterWindow(
        slice.nodule().stack(),
        slice.index(),
        (int) Math.round(centre[0] + spread * random.nextGaussian()),
        (int) Math.round(centre[1] + spread * random.nextGaussian()),
        side);
  }

  /** Mean Dice with the readers' majority over some slices of the held nodules. */
  private double heldDice(float[] weights) {
    SplittableRandom random = new SplittableRandom(7);
    double sum = 0;
    int count = 0;
    try (SliceSegmenter segmenter = new SliceSegmenter(weights, precision)) {
      List<Slice> chosen = new ArrayList<>();
      List<SegmenterWindow> windows = new ArrayList<>();
      for (int i = 0; i < Math.min(SCORED, held.size()); i++) {
        Slice slice = held.get(random.nextInt(held.size()));
        chosen.add(slice);
        windows.add(shifted(slice, SegmenterWindow.SMALL, random));
      }
      List<float[]> probabilities = segmenter.probabilities(windows);
      for (int i = 0; i < chosen.size(); i++) {
        BitSet majority = chosen.get(i).nodule().majority().get(chosen.get(i).index());
        if (!majority.isEmpty()) {
          sum += dice(windows.get(i), probabilities.get(i), majority);
          count++;
        }
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  private static double dice(SegmenterWindow window, float[] probability, BitSet majority) {
    int both = 0;
    int ours = 0;
    for (int y = 0; y < window.side(); y++) {
      for (int x = 0; x < window.side(); x++) {
        if (probability[y * window.side() + x] >= 0.5f) {
          ours++;
          int pixel = window.stackPixel(x, y);
          if (pixel >= 0 && majority.get(pixel)) {
            both++;
          }
        }
      }
    }
    return 2.0 * both / (ours + majority.cardinality());
  }
}
