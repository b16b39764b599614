package org.hilum.model.detect;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.hilum.model.ModelException;
import org.hilum.model.lung.Lungs;
import org.hilum.model.torch.WeightsFile;
import org.hilum.model.torch.Workers;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.Resampler;
import org.hilum.model.volume.VolumeGrid;
import org.jspecify.annotations.Nullable;

/**
 * Runs the detector over the lungs of a volume, slab by slab. Safe for use by several threads; each
 * call holds a few hundred megabytes of native memory while it runs.
 */
public final class NoduleDetector implements AutoCloseable {

  /** What the weights' file must be of. */
  public static final String ARCHITECTURE = DetectorNetwork.ARCHITECTURE;

  /** The weights' tensor that holds what {@link Precision#INT8} needs to know. */
  static final String RANGES = "ranges";

  private static final String PARAMETERS = "parameters";
  private static final String STATISTICS = "statistics";

  static final double SPACING_MM = 1;
  static final int LOWEST_HU = -1000;
  static final int HIGHEST_HU = 400;

  /** Tissue about the hull that the network sees at first sight: as far as marks count. */
  private static final int MARGIN_MM = (int) Lungs.FARTHEST_BEYOND_MM;

  /** The same where nothing is looked at again. */
  private static final int LEAST_MARGIN_MM = 12;

  /** Tissue about the hull that the second looks reach. */
  private static final int REGION_MARGIN_MM = 26;

  /** How many numbers {@link #features} gives. */
  public static final int FEATURES = DetectorNetwork.FEATURES;

  /** What it sees beyond the hull at most: the region's margin, rounded up. */
  public static final double CONTEXT_MM = 42;

  private static final int SLAB = 160;
  private static final int SLAB_OVERLAP = 16;

  /** Peaks below this are not worth anybody's time: no candidate scores less. */
  public static final double LOWEST_SCORE = 0.02;

  private static final int MOST_CANDIDATES = 200;

  /** What scores this much at first sight is looked at again, mirrored along each axis. */
  private static final double LOOK_AGAIN_FROM = 0.1;

  private static final int MOST_LOOKED_AT_AGAIN = 16;

  private static final int WINDOWS_AT_ONCE = 4;

  private static final List<Mirror> LOOKS =
      List.of(
          new Mirror(true, false, false),
          new Mirror(false, true, false),
          new Mirror(false, false, true));

  /** Side of the window about a candidate, in mm. */
  static final int WINDOW = 48;

  /** About a large one: so that a mass is not all that is seen. */
  static final int WINDOW_OF_LARGE = 80;

  private static final double LARGE_FROM_MM = 20;

  private static final double NEAREST_MM = 4;

  /** So much of its diameter a mass may have its centre beyond the hull: it just reaches it. */
  private static final double BEYOND_SHARE = 0.5;

  /** Half the diagonal of a cell of the network's output: there is always one within. */
  private static final double SMALLEST_RADIUS_MM =
      DetectorNetwork.OUTPUT_STRIDE * SPACING_MM * Math.sqrt(3) / 2;

  private final DetectorInference network;
  private final String weightsHash;

  /**
   * @param network closed with this
   */
  NoduleDetector(DetectorInference network, String weightsHash) {
    this.network = network;
    this.weightsHash = weightsHash;
  }

  /**
   * @throws ModelException if the weights are not this network's, or were not calibrated for the
   *     precision
   */
  public static NoduleDetector of(WeightsFile weights, Precision precision) {
    DetectorNetwork network = new DetectorNetwork();
    float[] parameters = weights.tensor(PARAMETERS).values();
    float[] statistics = weights.tensor(STATISTICS).values();
    if (parameters.length != network.parameterCount()
        || statistics.length != network.statisticCount()) {
      throw new ModelException(
          "Detector weights hold %d parameters and %d statistics, the network has %d and %d"
              .formatted(
                  parameters.length,
                  statistics.length,
                  network.parameterCount(),
                  network.statisticCount()));
    }
    WeightsFile.Tensor ranges = weights.tensors().get(RANGES);
    return new NoduleDetector(
        DetectorInference.of(
            parameters, statistics, ranges == null ? null : ranges.values(), precision),
        weights.valuesHash(PARAMETERS, STATISTICS));
  }

  /** Differs between networks that were trained differently; the precision does not matter. */
  public String weightsHash() {
    return weightsHash;
  }

  /** In the precision that {@link #suited} names. */
  public static NoduleDetector of(WeightsFile weights) {
    return of(weights, suited(weights));
  }

  /**
   * The fastest precision that this machine has and the weights are made for.
   *
   * @throws ModelException if the native engine is missing
   */
  public static Precision suited(WeightsFile weights) {
    return Precision.suited(weights.tensors().containsKey(RANGES));
  }

  /**
   * Candidates within the lungs' hull, or so near that they reach into it, best first. The
   * surroundings of the best are looked at again, mirrored, and the mean counts.
   */
  public List<Candidate> detect(CtVolume volume, Lungs lungs) {
    CtVolume region = Resampler.onto(volume, regionOf(lungs, REGION_MARGIN_MM));
    Answer answer = firstSight(region, lungs, MARGIN_MM);
    lookAgain(candidates(answer, region.grid(), lungs), answer, region);
    return candidates(answer, region.grid(), lungs);
  }

  /**
   * As {@link #detect}, but nothing is looked at again: for places so small that the surroundings
   * of a candidate would be air where the region ends.
   */
  public List<Candidate> detectAtFirstSight(CtVolume volume, Lungs lungs) {
    CtVolume region = Resampler.onto(volume, regionOf(lungs, LEAST_MARGIN_MM));
    return candidates(firstSight(region, lungs, LEAST_MARGIN_MM), region.grid(), lungs);
  }

  /**
   * What the network makes of a ball about a point: the means of what its answer is read from, over
   * four looks, as it is and mirrored along each axis.
   *
   * @param radiusMm what is smaller than its grid counts as one place of it
   * @return {@link #FEATURES} numbers, none negative
   */
  public float[] features(CtVolume volume, PatientPoint center, double radiusMm) {
    double toCorner = (WINDOW - 1) / 2.0 * SPACING_MM;
    VolumeGrid grid =
        new VolumeGrid(
            WINDOW,
            WINDOW,
            WINDOW,
            SPACING_MM,
            SPACING_MM,
            SPACING_MM,
            new PatientPoint(
                center.xMm() - toCorner, center.yMm() - toCorner, center.zMm() - toCorner));
    CtVolume window = Resampler.onto(volume, grid);
    int voxels = grid.voxelCount();
    short[] windows = Arrays.copyOf(window.voxels(), (1 + LOOKS.size()) * voxels);
    for (int look = 0; look < LOOKS.size(); look++) {
      putMirrored(
          windows, (1 + look) * voxels, WINDOW, window, new int[3], LOOKS.get(look), WINDOW - 1);
    }
    float[] seen =
        network.features(windows, new Shape(1 + LOOKS.size(), 1, WINDOW, WINDOW, WINDOW));
    return meansWithin(seen, 1 + LOOKS.size(), Math.max(radiusMm, SMALLEST_RADIUS_MM));
  }

  /** Of each channel of some windows, over the outputs that lie in a ball about their middles. */
  private static float[] meansWithin(float[] channels, int windows, double radiusMm) {
    int stride = DetectorNetwork.OUTPUT_STRIDE;
    int side = WINDOW / stride;
    double middle = (WINDOW - 1) / 2.0;
    float[] means = new float[FEATURES];
    int count = 0;
    for (int z = 0; z < side; z++) {
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
          double dx = x * stride - middle;
          double dy = y * stride - middle;
          double dz = z * stride - middle;
          if (dx * dx + dy * dy + dz * dz <= radiusMm * radiusMm) {
            count++;
            int place = (z * side + y) * side + x;
            for (int i = 0; i < windows * FEATURES; i++) {
              means[i % FEATURES] += channels[i * side * side * side + place];
            }
          }
        }
      }
    }
    for (int channel = 0; channel < FEATURES; channel++) {
      means[channel] /= windows * count;
    }
    return means;
  }

  /**
   * @param marginMm tissue about the hull that is seen and marked
   */
  private Answer firstSight(CtVolume region, Lungs lungs, int marginMm) {
    VolumeGrid grid = region.grid();
    int stride = DetectorNetwork.OUTPUT_STRIDE;
    Answer answer =
        new Answer(grid.columns() / stride, grid.rows() / stride, grid.slices() / stride);
    int[] heights = heights(lungs, grid, marginMm);
    for (int first = heights[0]; first < heights[1]; first += SLAB) {
      int last = Math.min(heights[1], first + SLAB);
      Box core = Box.ofHull(lungs, grid, first, last, marginMm);
      if (core == null) {
        continue;
      }
      Box box =
          core.withSlices(
              Math.max(heights[0], first - SLAB_OVERLAP),
              Math.min(heights[1], last + SLAB_OVERLAP));
      float[] output =
          network.answer(
              cut(region, box), new Shape(1, 1, box.slices(), box.rows(), box.columns()));
      answer.put(output, box, first / stride, last / stride);
    }
    return answer;
  }

  /** Takes the mean of the first answer and those for the mirrored surroundings of candidates. */
  private void lookAgain(List<Candidate> candidates, Answer answer, CtVolume region) {
    List<Candidate> best =
        candidates.stream()
            .filter(candidate -> candidate.score() >= LOOK_AGAIN_FROM)
            .limit(MOST_LOOKED_AT_AGAIN)
            .toList();
    List<List<View>> calls = new ArrayList<>();
    for (int side : new int[] {WINDOW, WINDOW_OF_LARGE}) {
      List<int[]> corners =
          best.stream()
              .filter(c -> side == (c.diameterMm() < LARGE_FROM_MM ? WINDOW : WINDOW_OF_LARGE))
              .map(c -> corner(region.grid(), c.center(), side))
              .toList();
      List<View> views =
          LOOKS.stream()
              .flatMap(mirror -> corners.stream().map(corner -> new View(mirror, side, corner)))
              .toList();
      int atOnce = side == WINDOW ? WINDOWS_AT_ONCE : 1;
      for (int from = 0; from < views.size(); from += atOnce) {
        calls.add(views.subList(from, Math.min(views.size(), from + atOnce)));
      }
    }
    List<float[]> outputs = Workers.each(calls, views -> look(region, views));
    for (int look = 0; look < LOOKS.size(); look++) {
      Answer.Mean mean = answer.new Mean(LOOKS.get(look), look + 1);
      for (int call = 0; call < calls.size(); call++) {
        mean.take(outputs.get(call), calls.get(call));
      }
    }
  }

  /** A window of the region, mirrored. */
  private record View(Mirror mirror, int side, int[] corner) {}

  /**
   * @param views all of one side
   */
  private float[] look(CtVolume region, List<View> views) {
    int side = views.get(0).side();
    int voxels = side * side * side;
    short[] windows = new short[views.size() * voxels];
    for (int i = 0; i < views.size(); i++) {
      View view = views.get(i);
      putMirrored(windows, i * voxels, side, region, view.corner(), view.mirror(), side);
    }
    return network.answer(windows, new Shape(views.size(), 1, side, side, side));
  }

  /** The lowest corner of the window about a point: even, as the network's output is. */
  private static int[] corner(VolumeGrid grid, PatientPoint center, int side) {
    int stride = DetectorNetwork.OUTPUT_STRIDE;
    double[] at = {grid.columnOf(center), grid.rowOf(center), grid.sliceOf(center)};
    int[] corner = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      corner[axis] = Math.floorDiv((int) Math.round(at[axis]) - side / 2, stride) * stride;
    }
    return corner;
  }

  /**
   * Writes a window, mirrored; air where the region ends.
   *
   * @param side of the window
   * @param turned as {@link Mirror} has its side: the window's, so that outputs lie on outputs, or
   *     one less, so that the window is turned about its middle
   */
  private static void putMirrored(
      short[] windows,
      int start,
      int side,
      CtVolume region,
      int[] corner,
      Mirror mirror,
      int turned) {
    int at = start;
    VolumeGrid grid = region.grid();
    for (int k = 0; k < side; k++) {
      int z = corner[2] + mirror.slice(k, turned);
      for (int j = 0; j < side; j++) {
        int y = corner[1] + mirror.row(j, turned);
        for (int i = 0; i < side; i++) {
          int x = corner[0] + mirror.column(i, turned);
          boolean inside =
              x >= 0
                  && y >= 0
                  && z >= 0
                  && x < grid.columns()
                  && y < grid.rows()
                  && z < grid.slices();
          windows[at++] = inside ? region.hu(x, y, z) : CtVolume.AIR_HU;
        }
      }
    }
  }

  /**
   * Which axes of a window are turned round, about the voxel at {@code side / 2}. An output lies on
   * its even voxel, so that outputs are turned round likewise; the first voxel comes from one
   * beyond the window.
   */
  record Mirror(boolean columns, boolean rows, boolean slices) {

    int column(int i, int side) {
      return columns ? side - i : i;
    }

    int row(int i, int side) {
      return rows ? side - i : i;
    }

    int slice(int i, int side) {
      return slices ? side - i : i;
    }
  }

  /** A part of the region in its voxels; the ends are not included. Sides suit the network. */
  private record Box(
      int firstColumn, int endColumn, int firstRow, int endRow, int firstSlice, int endSlice) {

    /**
     * These slices about the hull within a margin of them; null where there is none.
     *
     * @param marginMm on all sides
     */
    static @Nullable Box ofHull(
        Lungs lungs, VolumeGrid grid, int firstSlice, int endSlice, int marginMm) {
      int reach = (int) Math.ceil(marginMm / SPACING_MM);
      PatientPoint[] bounds =
          lungs.bounds(
              grid.toPatient(0, 0, firstSlice - reach).zMm(),
              grid.toPatient(0, 0, endSlice + reach).zMm());
      if (bounds.length == 0) {
        return null;
      }
      int[] columns =
          span(grid.columnOf(bounds[0]), grid.columnOf(bounds[1]), grid.columns(), marginMm);
      int[] rows = span(grid.rowOf(bounds[0]), grid.rowOf(bounds[1]), grid.rows(), marginMm);
      return new Box(columns[0], columns[1], rows[0], rows[1], firstSlice, endSlice);
    }

    /** The voxels between two of them with a margin, as many as suit the network. */
    static int[] span(double low, double high, int count, int marginMm) {
      int step = DetectorNetwork.COARSEST_STRIDE;
      int first = Math.max(0, (int) Math.floor(low - marginMm) / 2 * 2);
      int needed = (int) Math.ceil(high + marginMm) - first;
      int length = Math.min(count, (needed + step - 1) / step * step);
      first = Math.min(first, count - length);
      return new int[] {first, first + length};
    }

    Box withSlices(int first, int end) {
      return new Box(firstColumn, endColumn, firstRow, endRow, first, end);
    }

    int columns() {
      return endColumn - firstColumn;
    }

    int rows() {
      return endRow - firstRow;
    }

    int slices() {
      return endSlice - firstSlice;
    }
  }

  /** The first slice of the region that is looked at at first sight, and the one after the last. */
  private static int[] heights(Lungs lungs, VolumeGrid grid, int marginMm) {
    PatientPoint[] bounds = lungs.bounds();
    return Box.span(grid.sliceOf(bounds[0]), grid.sliceOf(bounds[1]), grid.slices(), marginMm);
  }

  private static VolumeGrid regionOf(Lungs lungs, int marginMm) {
    PatientPoint[] bounds = lungs.bounds();
    PatientPoint low = bounds[0];
    PatientPoint high = bounds[1];
    return new VolumeGrid(
        side(high.xMm() - low.xMm(), marginMm),
        side(high.yMm() - low.yMm(), marginMm),
        side(high.zMm() - low.zMm(), marginMm),
        SPACING_MM,
        SPACING_MM,
        SPACING_MM,
        new PatientPoint(low.xMm() - marginMm, low.yMm() - marginMm, low.zMm() - marginMm));
  }

  private static int side(double lengthMm, int marginMm) {
    int needed = (int) Math.ceil((lengthMm + 2 * marginMm) / SPACING_MM);
    int step = DetectorNetwork.COARSEST_STRIDE;
    return (needed + step - 1) / step * step;
  }

  private static short[] cut(CtVolume region, Box box) {
    VolumeGrid grid = region.grid();
    short[] hu = new short[box.slices() * box.rows() * box.columns()];
    for (int line = 0; line < box.slices() * box.rows(); line++) {
      int row = box.firstRow() + line % box.rows();
      int slice = box.firstSlice() + line / box.rows();
      int from = grid.index(box.firstColumn(), row, slice);
      System.arraycopy(region.voxels(), from, hu, line * box.columns(), box.columns());
    }
    return hu;
  }

  static float normalised(float hu) {
    float share = (hu - LOWEST_HU) / (HIGHEST_HU - LOWEST_HU);
    return Math.max(0, Math.min(1, share));
  }

  /** The network's answer for the whole region, at its output's stride. */
  private static final class Answer {

    /** The logit where the network was not asked. */
    private static final float NO_HEAT = -20;

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
      Arrays.fill(heat, NO_HEAT);
      this.logDiameter = new float[heat.length];
    }

    /** Takes over the slices from first to last of a box's output. */
    void put(float[] output, Box box, int first, int last) {
      int stride = DetectorNetwork.OUTPUT_STRIDE;
      int boxColumns = box.columns() / stride;
      int boxRows = box.rows() / stride;
      int channel = box.slices() / stride * boxRows * boxColumns;
      for (int slice = first; slice < last; slice++) {
        for (int row = 0; row < boxRows; row++) {
          int from = ((slice - box.firstSlice() / stride) * boxRows + row) * boxColumns;
          int to =
              (slice * rows + row + box.firstRow() / stride) * columns + box.firstColumn() / stride;
          System.arraycopy(output, from, heat, to, boxColumns);
          System.arraycopy(output, channel + from, logDiameter, to, boxColumns);
        }
      }
    }

    /** Works one more look into the mean at the middle of windows, at each place once. */
    final class Mean {

      /** Outputs about a window's middle that are taken: 16 mm each way. */
      private static final int REACH = 8;

      private final Mirror mirror;
      private final int before;
      private final BitSet taken = new BitSet(heat.length);

      /**
       * @param before how many looks the answer is the mean of
       */
      Mean(Mirror mirror, int before) {
        this.mirror = mirror;
        this.before = before;
      }

      /**
       * Of these views those that are mirrored as this look is.
       *
       * @param output the network's, to all of them together
       */
      void take(float[] output, List<View> views) {
        for (int i = 0; i < views.size(); i++) {
          if (views.get(i).mirror().equals(mirror)) {
            take(output, i, views.get(i).side(), views.get(i).corner());
          }
        }
      }

      private void take(float[] output, int window, int windowSide, int[] corner) {
        int stride = DetectorNetwork.OUTPUT_STRIDE;
        int side = windowSide / stride;
        int channel = side * side * side;
        int start = window * DetectorNetwork.OUTPUTS * channel;
        for (int z = side / 2 - REACH; z < side / 2 + REACH; z++) {
          for (int y = side / 2 - REACH; y < side / 2 + REACH; y++) {
            for (int x = side / 2 - REACH; x < side / 2 + REACH; x++) {
              int column = corner[0] / stride + x;
              int row = corner[1] / stride + y;
              int slice = corner[2] / stride + z;
              if (column < 0
                  || row < 0
                  || slice < 0
                  || column >= columns
                  || row >= rows
                  || slice >= slices) {
                continue;
              }
              int to = (slice * rows + row) * columns + column;
              if (heat[to] > NO_HEAT && !taken.get(to)) {
                taken.set(to);
                int line = mirror.slice(z, side) * side + mirror.row(y, side);
                int from = start + line * side + mirror.column(x, side);
                heat[to] += (output[from] - heat[to]) / (before + 1);
                logDiameter[to] += (output[channel + from] - logDiameter[to]) / (before + 1);
              }
            }
          }
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
            double diameter = Math.exp(Math.max(0.5, Math.min(4.4, answer.logDiameter[i])));
            if (lungs.isWithin(center, beyondMm(diameter))) {
              peaks.add(new Candidate(center, diameter, sigmoid(answer.heat[i])));
            }
          }
        }
      }
    }
    return grouped(peaks);
  }

  /**
   * How far beyond the hull a mass may have its centre: less than its radius, so that it reaches
   * into the lungs.
   */
  private static double beyondMm(double diameterMm) {
    return Math.min(Lungs.FARTHEST_BEYOND_MM, BEYOND_SHARE * diameterMm);
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
    network.close();
  }
}
