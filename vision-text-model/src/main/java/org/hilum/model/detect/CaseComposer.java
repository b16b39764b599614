package org.hilum.model.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.detect.FalseMarks.FalseMark;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.jspecify.annotations.Nullable;

/**
 * Composes training cases without end: windows of whole CTs, turned, scaled and bent, with nodules
 * of the bank and synthetic ones blended in where nodules grow, and with seams that hold no nodule,
 * so that no seam gives one away. The same seed and index give the same case.
 */
final class CaseComposer {

  private static final double REAL_SHARE = 0.12;
  private static final double FALSE_MARK_SHARE = 0.33;
  private static final double CROP_SHARE = 0.15;
  private static final double CROP_FALSE_MARK_SHARE = 0.15;
  private static final double DECOY_SHARE = 0.2;
  private static final double KEEP_BRIGHTER_SHARE = 0.6;

  private static final double MASS_SHARE = 0.2;
  private static final double SMOOTH_SHARE = 0.16;
  private static final double ENLARGED_SHARE = 0.4;

  /** The bank is nearly all solid; so many of its nodules are thinned to ground glass. */
  private static final double GLASS_SHARE = 0.12;

  /** Of those that are not thinned and large enough. */
  private static final double HOLLOW_SHARE = 0.15;

  /** Spread of the shifts of an elastic deformation's lattice, in voxels. */
  private static final double MOST_BENT = 8;

  private static final int LUNG_HU = -850;

  /** So much of a seam without a nodule may be denser than aerated lung. */
  private static final double MOST_DENSE = 0.25;

  private static final int LUNG_ATTEMPTS = 20;

  private static final double LARGEST_DIAMETER_MM = 44;

  /** Where less of it changes the image, nobody could see a nodule, or one that is in the wall. */
  private static final double VISIBLE_SHARE = 0.5;

  private static final double VISIBLE_SHARE_IN_WALL = 0.12;

  private final List<TrainingVolume> volumes;
  private final List<NoduleSample> bank;
  private final List<NoduleCrop> crops;
  private final List<int[]> lungVoxels;
  private final int size;
  private final long seed;

  /**
   * @param bank nodules to be pasted
   * @param crops nodules to be shown where they grew; may be empty
   */
  CaseComposer(
      List<TrainingVolume> volumes,
      List<NoduleSample> bank,
      List<NoduleCrop> crops,
      int size,
      long seed) {
    this.volumes = List.copyOf(volumes);
    this.bank = List.copyOf(bank);
    this.crops = List.copyOf(crops);
    this.size = size;
    this.seed = seed;
    this.lungVoxels = volumes.stream().map(CaseComposer::voxelsOfHull).toList();
  }

  private static int[] voxelsOfHull(TrainingVolume volume) {
    short[] depth = volume.depthTenthMm().voxels();
    int step = 7;
    int count = 0;
    int[] voxels = new int[depth.length / step + 1];
    for (int i = 0; i < depth.length; i += step) {
      if (depth[i] > 0) {
        voxels[count++] = i;
      }
    }
    return java.util.Arrays.copyOf(voxels, count);
  }

  TrainingCase compose(long index, FalseMarks falseMarks) {
    SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + index);
    random = new SplittableRandom(random.nextLong());
    int volume = random.nextInt(volumes.size());
    double kind = random.nextDouble();
    if (kind >= 1 - CROP_SHARE && !crops.isEmpty()) {
      return inItsCrop(crops.get(random.nextInt(crops.size())), NoduleCrop.NODULE, random);
    }
    if (kind >= 1 - CROP_SHARE - CROP_FALSE_MARK_SHARE && !falseMarks.inCrops().isEmpty()) {
      FalseMark mark = oneOf(falseMarks.inCrops(), random);
      return inItsCrop(crops.get(mark.image()), mark.center(), random);
    }
    double[] centre = null;
    if (kind < REAL_SHARE) {
      centre = nearNodule(volume, random);
    } else if (kind < REAL_SHARE + FALSE_MARK_SHARE && !falseMarks.inVolumes().isEmpty()) {
      FalseMark mark = oneOf(falseMarks.inVolumes(), random);
      volume = mark.image();
      centre = jittered(voxelOf(volumes.get(volume), mark.center()), random);
    }
    if (centre == null) {
      centre = anywhere(volume, random);
    }
    TrainingVolume source = volumes.get(volume);
    double scale = random.nextDouble(0.85, 1.2);
    CaseWindow window =
        new CaseWindow(
            size,
            source.region(),
            source.depthTenthMm(),
            centre,
            axes(scale, random),
            scale,
            elastic(random));
    List<double[]> taken = realMarks(window, source);
    pasteNodules(window, taken, false, random);
    if (random.nextInt(4) == 0) {
      int thickness = random.nextInt(2, 6);
      window.thicken(thickness, random.nextInt(thickness));
    }
    return disturbed(window, random);
  }

  /**
   * A nodule where it grew. What lies beyond its slices is made up, and not learnt from; neither is
   * what readers drew besides.
   *
   * @param about what the case shows near its middle, seen from the nodule
   */
  TrainingCase inItsCrop(NoduleCrop crop, PatientPoint about, SplittableRandom random) {
    CtVolume region = crop.region(random.nextBoolean());
    VolumeGrid grid = region.grid();
    double[] nodule = {grid.columns() / 2, grid.rows() / 2, grid.slices() / 2};
    double[] centre = {
      nodule[0] + about.xMm() + random.nextDouble(-0.3, 0.3) * size,
      nodule[1] + about.yMm() + random.nextDouble(-0.3, 0.3) * size,
      nodule[2] + about.zMm() + random.nextDouble(-0.15, 0.15) * size
    };
    double scale = random.nextDouble(0.85, 1.2);
    CaseWindow window =
        new CaseWindow(
            size, region, crop.shown(), centre, axes(scale, random), scale, elastic(random));
    double[] at = window.toWindow(nodule[0], nodule[1], nodule[2]);
    double diameter = crop.diameterMm() / scale;
    if (crop.isNodule() && window.holds(at[0], at[1], at[2], 2)) {
      window.label(at[0], at[1], at[2], diameter);
      window.maskBall(at[0], at[1], at[2], 0.4 * diameter);
    } else {
      window.ignoreMark(at[0], at[1], at[2], diameter);
    }
    for (NoduleCrop.Other other : crop.others()) {
      PatientPoint center = other.center();
      double[] place =
          window.toWindow(
              nodule[0] + center.xMm(), nodule[1] + center.yMm(), nodule[2] + center.zMm());
      window.ignoreMark(place[0], place[1], place[2], other.diameterMm() / scale);
    }
    window.ignoreOutside();
    return disturbed(window, random);
  }

  private static FalseMark oneOf(List<FalseMark> marks, SplittableRandom random) {
    return marks.get(random.nextInt(marks.size()));
  }

  private static TrainingCase disturbed(CaseWindow window, SplittableRandom random) {
    double noiseHu = random.nextInt(3) == 0 ? 0 : random.nextDouble(0, 30);
    window.disturb(
        noiseHu,
        random.nextBoolean(),
        1 + 0.03 * random.nextGaussian(),
        15 * random.nextGaussian(),
        random);
    return window.finished();
  }

  /** A random voxel of a volume's hull. */
  double[] anywhere(int volume, SplittableRandom random) {
    int[] voxels = lungVoxels.get(volume);
    VolumeGrid grid = volumes.get(volume).region().grid();
    int voxel = voxels[random.nextInt(voxels.length)];
    return new double[] {
      voxel % grid.columns(),
      voxel / grid.columns() % grid.rows(),
      (double) (voxel / grid.voxelsPerSlice())
    };
  }

  private double @Nullable [] nearNodule(int volume, SplittableRandom random) {
    List<ReaderMark> nodules =
        volumes.get(volume).marks().stream().filter(ReaderMark::isNodule).toList();
    if (nodules.isEmpty()) {
      return null;
    }
    PatientPoint nodule = nodules.get(random.nextInt(nodules.size())).center();
    return jittered(voxelOf(volumes.get(volume), nodule), random);
  }

  private double[] jittered(double[] voxel, SplittableRandom random) {
    double reach = 0.3 * size;
    for (int i = 0; i < 3; i++) {
      voxel[i] += random.nextDouble(-reach, reach);
    }
    return voxel;
  }

  private static double[] voxelOf(TrainingVolume volume, PatientPoint point) {
    VolumeGrid grid = volume.region().grid();
    return new double[] {grid.columnOf(point), grid.rowOf(point), grid.sliceOf(point)};
  }

  /** Every other window is bent. */
  private Elastic elastic(SplittableRandom random) {
    return random.nextBoolean()
        ? Elastic.random(size, random.nextDouble(MOST_BENT), random)
        : Elastic.NONE;
  }

  /** A turn about the body's axis, a slight tilt, mirrored or not, times the scale. */
  private static double[][] axes(double scale, SplittableRandom random) {
    double angle =
        random.nextBoolean() ? random.nextDouble(0, 2 * Math.PI) : 0.15 * random.nextGaussian();
    double[][] rotation =
        product(aboutZ(angle), aboutX(random.nextInt(3) == 0 ? 0.15 * random.nextGaussian() : 0));
    double[][] axes = new double[3][3];
    for (int axis = 0; axis < 3; axis++) {
      double sign = random.nextBoolean() ? scale : -scale;
      for (int i = 0; i < 3; i++) {
        axes[axis][i] = sign * rotation[i][axis];
      }
    }
    return axes;
  }

  private static double[][] aboutZ(double angle) {
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    return new double[][] {{c, -s, 0}, {s, c, 0}, {0, 0, 1}};
  }

  private static double[][] aboutX(double angle) {
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    return new double[][] {{1, 0, 0}, {0, c, -s}, {0, s, c}};
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] p = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 3; k++) {
          p[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return p;
  }

  /** Labels the volume's own nodules; what readers disagree on teaches nothing. */
  private static List<double[]> realMarks(CaseWindow window, TrainingVolume volume) {
    List<double[]> taken = new ArrayList<>();
    for (ReaderMark mark : volume.marks()) {
      double[] voxel = voxelOf(volume, mark.center());
      double[] at = window.toWindow(voxel[0], voxel[1], voxel[2]);
      double diameter = mark.diameterMm() / window.scale();
      if (mark.isNodule() && window.holds(at[0], at[1], at[2], 2)) {
        window.label(at[0], at[1], at[2], diameter);
        window.maskBall(at[0], at[1], at[2], 0.4 * diameter);
      } else {
        window.ignoreMark(at[0], at[1], at[2], diameter);
      }
      taken.add(new double[] {at[0], at[1], at[2], diameter});
    }
    return taken;
  }

  /** What became of something pasted. */
  enum Outcome {
    NODULE,
    /** A seam without a nodule. */
    DECOY,
    /** A nodule that nobody could see there. */
    HIDDEN
  }

  /**
   * Something pasted into a window.
   *
   * @param diameter in the window's voxels, as the place is
   */
  record Pasted(double x, double y, double z, double diameter, Outcome outcome) {}

  /**
   * Blends up to three nodules and seams into a window, and labels the nodules.
   *
   * @param whole whether each must lie in the window as a whole
   * @param taken x, y, z and diameter of what is there, in the window's voxels; grows
   */
  List<Pasted> pasteNodules(
      CaseWindow window, List<double[]> taken, boolean whole, SplittableRandom random) {
    List<Pasted> pasted = new ArrayList<>();
    NodulePlaces places = new NodulePlaces(window, taken, whole);
    double dice = random.nextDouble();
    int count = dice < 0.15 ? 0 : dice < 0.5 ? 1 : dice < 0.8 ? 2 : 3;
    boolean hasMass = false;
    for (int n = 0; n < count; n++) {
      double kind = random.nextDouble();
      NoduleSample sample;
      double scale = 1;
      double blendMm;
      double density = 1;
      boolean massive = false;
      if (kind < MASS_SHARE && !hasMass) {
        sample = SyntheticNodule.mass(logUniform(10, LARGEST_DIAMETER_MM, random), random);
        blendMm = random.nextDouble(0.6, 2.2);
        massive = true;
      } else if (kind < MASS_SHARE + SMOOTH_SHARE) {
        sample = SyntheticNodule.smooth(logUniform(4, 26, random), random);
        blendMm = random.nextDouble(0.5, 1.5);
      } else {
        sample = bank.get(random.nextInt(bank.size()));
        scale = random.nextDouble(0.8, 1.35);
        if (sample.diameterMm() >= 8 && random.nextDouble() < ENLARGED_SHARE && !hasMass) {
          double target = logUniform(14, 40, random);
          scale = Math.max(1, Math.min(2.6, target / sample.diameterMm()));
        }
        blendMm = random.nextDouble(1.2, 3);
        if (random.nextDouble() < GLASS_SHARE) {
          density = random.nextDouble(0.25, 0.6);
        }
      }
      double diameter = sample.diameterMm() * scale;
      boolean hollow =
          density == 1
              && diameter >= Cavity.LEAST_DIAMETER_MM
              && random.nextDouble() < HOLLOW_SHARE;
      NodulePlaces.Place place = places.find(diameter, sample.wallAngle(), massive, random);
      if (place == null) {
        continue;
      }
      short[] content =
          hollow ? Cavity.in(sample, diameter, random) : thinned(sample.hu(), density);
      boolean keepsBrighter =
          massive ? !hollow || place.inWall() : random.nextDouble() < KEEP_BRIGHTER_SHARE;
      CaseWindow.Placement placement =
          new CaseWindow.Placement(
              place.x(),
              place.y(),
              place.z(),
              orientation(sample, place.wallAngle(), scale, random),
              scale,
              blendMm,
              keepsBrighter);
      Outcome outcome = Outcome.DECOY;
      if (!massive && random.nextDouble() < DECOY_SHARE) {
        short[] lung = lungFromElsewhere(sample, random);
        if (lung == null) {
          continue;
        }
        window.paste(sample, lung, placement, false);
      } else if (window.paste(sample, content, placement, true)
          > (place.inWall() ? VISIBLE_SHARE_IN_WALL : VISIBLE_SHARE)) {
        window.label(place.x(), place.y(), place.z(), diameter);
        outcome = Outcome.NODULE;
      } else {
        window.ignoreBall(place.x(), place.y(), place.z(), diameter / 2 + 2);
        outcome = Outcome.HIDDEN;
      }
      hasMass |= diameter > 20;
      taken.add(new double[] {place.x(), place.y(), place.z(), diameter});
      pasted.add(new Pasted(place.x(), place.y(), place.z(), diameter, outcome));
    }
    return pasted;
  }

  private static double logUniform(double low, double high, SplittableRandom random) {
    return low * Math.pow(high / low, random.nextDouble());
  }

  /** The matrix from window steps to sample steps: turned so that wall lies on wall. */
  private static double[][] orientation(
      NoduleSample sample, double wallAngle, double scale, SplittableRandom random) {
    boolean mirrored = random.nextBoolean();
    boolean upsideDown = random.nextBoolean();
    double angle = random.nextDouble(0, 2 * Math.PI);
    if (!Double.isNaN(wallAngle) && !Double.isNaN(sample.wallAngle())) {
      double own = mirrored ? Math.PI - sample.wallAngle() : sample.wallAngle();
      angle = wallAngle - own + 0.3 * random.nextGaussian();
    }
    double[][] turn = aboutZ(-angle);
    if (sample.thinSlices() && Double.isNaN(sample.wallAngle())) {
      turn =
          product(
              aboutX(random.nextDouble(0, 2 * Math.PI)),
              product(aboutZ(random.nextDouble(0, 2 * Math.PI)), turn));
    }
    double[][] matrix = new double[3][3];
    for (int i = 0; i < 3; i++) {
      double sign = (i == 0 && mirrored) || (i == 2 && upsideDown) ? -1 : 1;
      for (int j = 0; j < 3; j++) {
        matrix[i][j] = sign * turn[i][j] / scale;
      }
    }
    return matrix;
  }

  private static short[] thinned(short[] hu, double density) {
    if (density == 1) {
      return hu;
    }
    short[] thin = new short[hu.length];
    for (int i = 0; i < thin.length; i++) {
      thin[i] = (short) Math.round(LUNG_HU + density * (hu[i] - LUNG_HU));
    }
    return thin;
  }

  /**
   * Lung from another place in the shape of the sample's grid. Wall, heart or a large vessel in a
   * nodule's shape would look like one.
   *
   * @return null if no place was found that is mostly air
   */
  private short @Nullable [] lungFromElsewhere(NoduleSample sample, SplittableRandom random) {
    for (int attempt = 0; attempt < LUNG_ATTEMPTS; attempt++) {
      short[] content = elsewhere(sample, random);
      int inside = 0;
      int dense = 0;
      for (int i = 0; i < content.length; i++) {
        if (sample.maskPercent()[i] >= 50) {
          inside++;
          dense += content[i] > NodulePlaces.AERATED_BELOW_HU ? 1 : 0;
        }
      }
      if (dense <= MOST_DENSE * inside) {
        return content;
      }
    }
    return null;
  }

  private short[] elsewhere(NoduleSample sample, SplittableRandom random) {
    int volume = random.nextInt(volumes.size());
    CtVolume source = volumes.get(volume).region();
    VolumeGrid grid = source.grid();
    double[] centre = anywhere(volume, random);
    short[] content = new short[sample.hu().length];
    int at = 0;
    for (int z = 0; z < sample.slices(); z++) {
      int s = clamp(centre[2] + z - sample.slices() / 2, grid.slices());
      for (int y = 0; y < sample.rows(); y++) {
        int r = clamp(centre[1] + y - sample.rows() / 2, grid.rows());
        for (int x = 0; x < sample.columns(); x++, at++) {
          int c = clamp(centre[0] + x - sample.columns() / 2, grid.columns());
          content[at] = source.hu(c, r, s);
        }
      }
    }
    return content;
  }

  private static int clamp(double position, int count) {
    return (int) Math.max(0, Math.min(count - 1, position));
  }
}
