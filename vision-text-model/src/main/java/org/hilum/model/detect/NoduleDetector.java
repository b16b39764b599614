package org.hilum.model.detect;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.hilum.model.lung.Lungs;
import org.hilum.model.torch.TorchModule;
import org.hilum.model.torch.WeightsFile;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.Resampler;
import org.hilum.model.volume.VolumeGrid;

/**
 * Runs the detector over the lungs of a volume, slab by slab. Safe for use by several threads; each
 * call holds a few hundred megabytes of native memory while it runs.
 */
public final class NoduleDetector implements AutoCloseable {

  /** The number format of the network's arithmetic. */
  public enum Precision {
    FP32,
    BF16
  }

  /** What the weights' file must be of. */
  public static final String ARCHITECTURE = DetectorNetwork.ARCHITECTURE;

  /** The weights' property that holds the score from which a candidate is a finding. */
  public static final String THRESHOLD = "threshold";

  static final double SPACING_MM = 1;
  static final int LOWEST_HU = -1000;
  static final int HIGHEST_HU = 400;

  /** Tissue about the hull that the network should see. */
  private static final double MARGIN_MM = 12;

  private static final int SLAB = 96;
  private static final int SLAB_OVERLAP = 16;

  /** Peaks below this are not worth anybody's time. */
  private static final double LOWEST_SCORE = 0.02;

  private static final int MOST_CANDIDATES = 200;
  private static final double NEAREST_MM = 4;

  private final TorchModule module;
  private final NDManager manager;
  private final NDList weights;
  private final NDList biases;

  /**
   * @param parameters the network's parameters and running statistics
   */
  NoduleDetector(float[] parameters, float[] statistics, Precision precision) {
    DetectorNetwork network = new DetectorNetwork();
    this.module = TorchModule.compile("detector", network.inferenceScript());
    this.manager = TorchModule.newManager();
    boolean low = precision == Precision.BF16;
    try (NDManager scratch = manager.newSubManager()) {
      NDList kernels = new NDList();
      NDList offsets = new NDList();
      for (DetectorNetwork.Folded folded : network.fold(parameters, statistics)) {
        DetectorNetwork.Layer layer = folded.layer();
        int side = layer.kernel();
        kernels.add(
            scratch.create(
                folded.weights(), new Shape(layer.outputs(), layer.inputs(), side, side, side)));
        offsets.add(scratch.create(folded.bias()));
      }
      this.weights = module.call(manager, "prepare", kernels, low);
      this.biases = module.call(manager, "prepare", offsets, low);
    }
  }

  /**
   * @throws org.hilum.model.ModelException if the weights are not this network's
   */
  public static NoduleDetector of(WeightsFile weights, Precision precision) {
    DetectorNetwork network = new DetectorNetwork();
    float[] parameters = weights.tensor("parameters").values();
    float[] statistics = weights.tensor("statistics").values();
    if (parameters.length != network.parameterCount()
        || statistics.length != network.statisticCount()) {
      throw new org.hilum.model.ModelException(
          "Detector weights hold %d parameters and %d statistics, the network has %d and %d"
              .formatted(
                  parameters.length,
                  statistics.length,
                  network.parameterCount(),
                  network.statisticCount()));
    }
    return new NoduleDetector(parameters, statistics, precision);
  }

  /** Candidates within the lungs' hull, best first. */
  public List<Candidate> detect(CtVolume volume, Lungs lungs) {
    CtVolume region = Resampler.onto(volume, regionOf(lungs));
    VolumeGrid grid = region.grid();
    int stride = DetectorNetwork.OUTPUT_STRIDE;
    Answer answer =
        new Answer(grid.columns() / stride, grid.rows() / stride, grid.slices() / stride);
    for (int first = 0; first < grid.slices(); first += SLAB) {
      int low = Math.max(0, first - SLAB_OVERLAP);
      int high = Math.min(grid.slices(), first + SLAB + SLAB_OVERLAP);
      int last = Math.min(grid.slices(), first + SLAB);
      try (NDManager scratch = manager.newSubManager()) {
        NDArray input =
            scratch.create(
                FloatBuffer.wrap(normalised(region, low, high)),
                new Shape(1, 1, high - low, grid.rows(), grid.columns()));
        float[] output =
            module.call(scratch, "infer", input, weights, biases).head().toFloatArray();
        answer.put(output, low / stride, (high - low) / stride, first / stride, last / stride);
      }
    }
    return candidates(answer, grid, lungs);
  }

  private static VolumeGrid regionOf(Lungs lungs) {
    PatientPoint[] bounds = lungs.bounds();
    PatientPoint low = bounds[0];
    PatientPoint high = bounds[1];
    return new VolumeGrid(
        side(high.xMm() - low.xMm()),
        side(high.yMm() - low.yMm()),
        side(high.zMm() - low.zMm()),
        SPACING_MM,
        SPACING_MM,
        SPACING_MM,
        new PatientPoint(low.xMm() - MARGIN_MM, low.yMm() - MARGIN_MM, low.zMm() - MARGIN_MM));
  }

  private static int side(double lengthMm) {
    int needed = (int) Math.ceil((lengthMm + 2 * MARGIN_MM) / SPACING_MM);
    int step = DetectorNetwork.COARSEST_STRIDE;
    return (needed + step - 1) / step * step;
  }

  private static float[] normalised(CtVolume region, int firstSlice, int endSlice) {
    int size = region.grid().voxelsPerSlice();
    short[] hu = region.voxels();
    float[] values = new float[(endSlice - firstSlice) * size];
    IntStream.range(firstSlice, endSlice)
        .parallel()
        .forEach(
            slice -> {
              int from = slice * size;
              int to = (slice - firstSlice) * size;
              for (int i = 0; i < size; i++) {
                values[to + i] = normalised(hu[from + i]);
              }
            });
    return values;
  }

  static float normalised(float hu) {
    float share = (hu - LOWEST_HU) / (HIGHEST_HU - LOWEST_HU);
    return Math.max(0, Math.min(1, share));
  }

  /** The network's answer for the whole region, at its output's stride. */
  private static final class Answer {

    private final int columns;
    private final int rows;
    private final int slices;
    private final float[] heat;
    private final float[] logDiameter;

    Answer(int columns, int rows, int slices) {
      this.columns = columns;
      this.rows = rows;
      this.slices = slices;
      this.heat = new float[columns * rows * slices];
      this.logDiameter = new float[heat.length];
    }

    void put(float[] output, int low, int outputSlices, int first, int last) {
      int size = columns * rows;
      int channel = outputSlices * size;
      for (int slice = first; slice < last; slice++) {
        int from = (slice - low) * size;
        for (int i = 0; i < size; i++) {
          heat[slice * size + i] = output[from + i];
          logDiameter[slice * size + i] = output[channel + from + i];
        }
      }
    }

    boolean isPeak(int column, int row, int slice) {
      float value = heat[(slice * rows + row) * columns + column];
      for (int s = Math.max(0, slice - 1); s <= Math.min(slices - 1, slice + 1); s++) {
        for (int r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
          for (int c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
            if (heat[(s * rows + r) * columns + c] > value) {
              return false;
            }
          }
        }
      }
      return true;
    }

    /** The peak's place between voxels: the mean of its neighbours, weighted by their heat. */
    double[] centroid(int column, int row, int slice) {
      double sum = 0;
      double[] at = new double[3];
      for (int s = Math.max(0, slice - 1); s <= Math.min(slices - 1, slice + 1); s++) {
        for (int r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
          for (int c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
            double weight = sigmoid(heat[(s * rows + r) * columns + c]);
            sum += weight;
            at[0] += weight * c;
            at[1] += weight * r;
            at[2] += weight * s;
          }
        }
      }
      return new double[] {at[0] / sum, at[1] / sum, at[2] / sum};
    }
  }

  private static List<Candidate> candidates(Answer answer, VolumeGrid grid, Lungs lungs) {
    double lowestLogit = Math.log(LOWEST_SCORE / (1 - LOWEST_SCORE));
    int stride = DetectorNetwork.OUTPUT_STRIDE;
    List<Candidate> peaks = new ArrayList<>();
    for (int slice = 0; slice < answer.slices; slice++) {
      for (int row = 0; row < answer.rows; row++) {
        for (int column = 0; column < answer.columns; column++) {
          int i = (slice * answer.rows + row) * answer.columns + column;
          if (answer.heat[i] > lowestLogit && answer.isPeak(column, row, slice)) {
            double[] at = answer.centroid(column, row, slice);
            PatientPoint center = grid.toPatient(stride * at[0], stride * at[1], stride * at[2]);
            if (lungs.contains(center)) {
              double diameter = Math.exp(Math.max(0.5, Math.min(4.4, answer.logDiameter[i])));
              peaks.add(new Candidate(center, diameter, sigmoid(answer.heat[i])));
            }
          }
        }
      }
    }
    return grouped(peaks);
  }

  /** Keeps the best of the peaks that lie within one another's half diameter. */
  static List<Candidate> grouped(List<Candidate> peaks) {
    List<Candidate> sorted = new ArrayList<>(peaks);
    sorted.sort(Comparator.comparingDouble(Candidate::score).reversed());
    List<Candidate> kept = new ArrayList<>();
    for (Candidate peak : sorted) {
      boolean apart =
          kept.stream()
              .allMatch(
                  k ->
                      k.center().distanceMmTo(peak.center())
                          > Math.max(NEAREST_MM, Math.max(k.diameterMm(), peak.diameterMm()) / 2));
      if (apart && kept.size() < MOST_CANDIDATES) {
        kept.add(peak);
      }
    }
    return List.copyOf(kept);
  }

  private static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  @Override
  public void close() {
    manager.close();
    module.close();
  }
}
