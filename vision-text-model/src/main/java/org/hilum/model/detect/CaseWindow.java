package org.hilum.model.detect;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.VolumeGrid;

/**
 * A cube cut from a CT or a crop, turned, scaled, mirrored and bent, that nodules are pasted into.
 */
final class CaseWindow {

  private static final double MASKED = 0.5;

  /** A change of less than so much nobody could see. */
  private static final double VISIBLE_HU = 100;

  /** In voxels: so far about a place is looked for which way is out of the lung. */
  private static final int OUTWARDS_REACH = 4;

  final int size;
  final float[] hu;

  /** Depth within the lungs' hull in mm (of the patient, not of the scaled window). */
  final float[] depthMm;

  private final float[] heat;
  private final float[] weight;
  private final float[] logDiameter;
  private final float[] mask;

  private final double[] centre;
  private final double[][] axes;
  private final double scale;
  private final Elastic elastic;

  /**
   * @param region what to cut from, at 1 mm
   * @param depthTenthMm how deep each of its voxels lies in the lungs' hull; for a crop, positive
   *     where there is anything to be learnt
   * @param centre in voxels of the region
   * @param axes the region's steps for a step along each of the window's axes: a rotation, possibly
   *     mirrored, times {@code scale}
   * @param elastic how the window is deformed
   */
  CaseWindow(
      int size,
      CtVolume region,
      CtVolume depthTenthMm,
      double[] centre,
      double[][] axes,
      double scale,
      Elastic elastic) {
    this.size = size;
    this.centre = centre.clone();
    this.axes = axes;
    this.scale = scale;
    this.elastic = elastic;
    this.hu = new float[size * size * size];
    this.depthMm = new float[hu.length];
    int half = size / 2;
    this.heat = new float[half * half * half];
    this.weight = new float[heat.length];
    this.logDiameter = new float[heat.length];
    this.mask = new float[heat.length];
    Arrays.fill(weight, 1);
    sample(region, depthTenthMm.voxels());
  }

  private void sample(CtVolume region, short[] depths) {
    VolumeGrid grid = region.grid();
    short[] source = region.voxels();
    double middle = (size - 1) / 2.0;
    Elastic.Row row = elastic.new Row();
    double[] shift = new double[3];
    int at = 0;
    for (int z = 0; z < size; z++) {
      for (int y = 0; y < size; y++) {
        row.at(y, z);
        for (int x = 0; x < size; x++, at++) {
          row.shift(x, shift);
          double wx = x + shift[0] - middle;
          double wy = y + shift[1] - middle;
          double wz = z + shift[2] - middle;
          double px = centre[0] + axes[0][0] * wx + axes[1][0] * wy + axes[2][0] * wz;
          double py = centre[1] + axes[0][1] * wx + axes[1][1] * wy + axes[2][1] * wz;
          double pz = centre[2] + axes[0][2] * wx + axes[1][2] * wy + axes[2][2] * wz;
          int c = (int) Math.floor(px);
          int r = (int) Math.floor(py);
          int s = (int) Math.floor(pz);
          if (c >= 0
              && r >= 0
              && s >= 0
              && c < grid.columns() - 1
              && r < grid.rows() - 1
              && s < grid.slices() - 1) {
            int i = grid.index(c, r, s);
            int up = grid.voxelsPerSlice();
            float along = (float) (px - c);
            float down = (float) (py - r);
            float above = (float) (pz - s);
            float first = bilinear(source, i, grid.columns(), along, down);
            float second = bilinear(source, i + up, grid.columns(), along, down);
            hu[at] = first + above * (second - first);
            depthMm[at] = depths[i] / 10f;
          } else {
            hu[at] = CtVolume.AIR_HU;
            depthMm[at] = -100;
          }
        }
      }
    }
  }

  private static float bilinear(short[] source, int i, int columns, float along, float down) {
    float top = source[i] + along * (source[i + 1] - source[i]);
    float bottom = source[i + columns] + along * (source[i + columns + 1] - source[i + columns]);
    return top + down * (bottom - top);
  }

  int index(int x, int y, int z) {
    return (z * size + y) * size + x;
  }

  /** A region's voxel position in this window's voxels. */
  double[] toWindow(double column, double row, double slice) {
    double dx = column - centre[0];
    double dy = row - centre[1];
    double dz = slice - centre[2];
    double middle = (size - 1) / 2.0;
    double[] at = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      double[] a = axes[axis];
      at[axis] = middle + (dx * a[0] + dy * a[1] + dz * a[2]) / (scale * scale);
    }
    return elastic.shownAt(at, size);
  }

  double scale() {
    return scale;
  }

  /** The direction out of the lung at a voxel, in the window's axes; about of unit length. */
  double[] outwards(int x, int y, int z) {
    int[] at = {x, y, z};
    double[] out = new double[3];
    double squares = 1e-9;
    for (int axis = 0; axis < 3; axis++) {
      int[] before = at.clone();
      int[] behind = at.clone();
      before[axis] = Math.max(0, at[axis] - OUTWARDS_REACH);
      behind[axis] = Math.min(size - 1, at[axis] + OUTWARDS_REACH);
      out[axis] = depthMm[index(before)] - depthMm[index(behind)];
      squares += out[axis] * out[axis];
    }
    for (int axis = 0; axis < 3; axis++) {
      out[axis] /= Math.sqrt(squares);
    }
    return out;
  }

  private int index(int[] at) {
    return index(at[0], at[1], at[2]);
  }

  /** How a sample is laid into the window: about where, turned and scaled how, blended how. */
  record Placement(
      double x,
      double y,
      double z,
      double[][] toSample,
      double scale,
      double blendMm,
      boolean keepsBrighter) {}

  /**
   * Blends a sample in.
   *
   * @param content what stands in the sample's place, in the sample's grid; the sample's own values
   *     for a nodule, lung from elsewhere for a decoy
   * @param labelled whether it is a nodule
   * @return the share of it that changed what is to be seen
   */
  double paste(NoduleSample sample, short[] content, Placement at, boolean labelled) {
    double reach = (Math.max(sample.columns(), sample.slices()) / 2.0 + 1) * at.scale();
    int[] low = new int[3];
    int[] high = new int[3];
    double[] middle = {at.x(), at.y(), at.z()};
    for (int axis = 0; axis < 3; axis++) {
      low[axis] = (int) Math.max(0, Math.ceil(middle[axis] - reach));
      high[axis] = (int) Math.min(size - 1, Math.floor(middle[axis] + reach));
    }
    double[][] m = at.toSample();
    double centreColumn = (sample.columns() - 1) / 2.0;
    double centreRow = (sample.rows() - 1) / 2.0;
    double centreSlice = (sample.slices() - 1) / 2.0;
    float blendTenths = (float) (10 * at.blendMm());
    int inside = 0;
    int changed = 0;
    int half = size / 2;
    for (int z = low[2]; z <= high[2]; z++) {
      for (int y = low[1]; y <= high[1]; y++) {
        for (int x = low[0]; x <= high[0]; x++) {
          double dx = x - at.x();
          double dy = y - at.y();
          double dz = z - at.z();
          double c = centreColumn + m[0][0] * dx + m[0][1] * dy + m[0][2] * dz;
          double r = centreRow + m[1][0] * dx + m[1][1] * dy + m[1][2] * dz;
          double s = centreSlice + m[2][0] * dx + m[2][1] * dy + m[2][2] * dz;
          if (c < 0
              || r < 0
              || s < 0
              || c >= sample.columns() - 1
              || r >= sample.rows() - 1
              || s >= sample.slices() - 1) {
            continue;
          }
          int i = sample.index((int) c, (int) r, (int) s);
          float along = (float) (c - (int) c);
          float down = (float) (r - (int) r);
          float above = (float) (s - (int) s);
          int up = sample.columns() * sample.rows();
          float outside =
              trilinear(sample.outsideTenthMm(), i, sample.columns(), up, along, down, above);
          float alpha = 1 - outside * (float) at.scale() / blendTenths;
          if (alpha <= 0) {
            continue;
          }
          alpha = alpha >= 1 ? 1 : alpha * alpha * (3 - 2 * alpha);
          float first = bilinear(content, i, sample.columns(), along, down);
          float second = bilinear(content, i + up, sample.columns(), along, down);
          float value = first + above * (second - first);
          int w = index(x, y, z);
          float old = hu[w];
          float change = alpha * (value - old);
          if (at.keepsBrighter() && change < 0) {
            change = 0;
          }
          hu[w] = old + change;
          float share =
              trilinear(sample.maskPercent(), i, sample.columns(), up, along, down, above) / 100;
          if (share >= MASKED) {
            inside++;
            if (Math.abs(change) > VISIBLE_HU) {
              changed++;
            }
          }
          if (labelled && ((x | y | z) & 1) == 0 && x / 2 < half && y / 2 < half && z / 2 < half) {
            int t = (z / 2 * half + y / 2) * half + x / 2;
            mask[t] = Math.max(mask[t], share);
          }
        }
      }
    }
    return inside == 0 ? 0 : (double) changed / inside;
  }

  private static float trilinear(
      byte[] values, int i, int columns, int up, float along, float down, float above) {
    float first = bilinear(values, i, columns, along, down);
    float second = bilinear(values, i + up, columns, along, down);
    return first + above * (second - first);
  }

  private static float bilinear(byte[] values, int i, int columns, float along, float down) {
    float top = values[i] + along * (values[i + 1] - values[i]);
    float bottom = values[i + columns] + along * (values[i + columns + 1] - values[i + columns]);
    return top + down * (bottom - top);
  }

  boolean holds(double x, double y, double z, double margin) {
    double end = size - 1 - margin;
    return x >= margin && y >= margin && z >= margin && x <= end && y <= end && z <= end;
  }

  /** Adds a nodule to the targets; the larger it is, the more it weighs. */
  void label(double x, double y, double z, double diameterMm) {
    int half = size / 2;
    int stride = DetectorNetwork.OUTPUT_STRIDE;
    double sigma = Math.max(1.3, Math.min(5.5, 0.2 * diameterMm)) / stride;
    double importance = Math.max(1, Math.min(2, Math.sqrt(diameterMm / 8)));
    int[] nearest = {
      nearest(x / stride, half), nearest(y / stride, half), nearest(z / stride, half)
    };
    int reach = (int) Math.ceil(3 * sigma);
    for (int k = Math.max(0, nearest[2] - reach);
        k <= Math.min(half - 1, nearest[2] + reach);
        k++) {
      for (int j = Math.max(0, nearest[1] - reach);
          j <= Math.min(half - 1, nearest[1] + reach);
          j++) {
        for (int i = Math.max(0, nearest[0] - reach);
            i <= Math.min(half - 1, nearest[0] + reach);
            i++) {
          double dx = i - nearest[0];
          double dy = j - nearest[1];
          double dz = k - nearest[2];
          double value = Math.exp(-(dx * dx + dy * dy + dz * dz) / (2 * sigma * sigma));
          int t = (k * half + j) * half + i;
          if (value > heat[t]) {
            heat[t] = (float) value;
            if (value > 0.3) {
              weight[t] = (float) importance;
              logDiameter[t] = (float) Math.log(Math.max(1.5, diameterMm));
            }
          }
        }
      }
    }
  }

  private static int nearest(double position, int count) {
    return (int) Math.max(0, Math.min(count - 1, Math.round(position)));
  }

  /** Marks a ball as soft mask, for nodules of which no outline is at hand. */
  void maskBall(double x, double y, double z, double radiusMm) {
    forBall(x, y, z, radiusMm, t -> mask[t] = 1);
  }

  /** Takes a mark of the readers that is neither nodule nor background out of the loss. */
  void ignoreMark(double x, double y, double z, double diameterMm) {
    ignoreBall(x, y, z, Math.max(4, diameterMm / 2 + 2));
  }

  /** Takes a ball out of the loss. */
  void ignoreBall(double x, double y, double z, double radiusMm) {
    forBall(x, y, z, radiusMm, t -> weight[t] = 0);
  }

  /** Takes out of the loss what has no depth. */
  void ignoreOutside() {
    int half = size / 2;
    for (int t = 0; t < weight.length; t++) {
      int x = 2 * (t % half);
      int y = 2 * (t / half % half);
      int z = 2 * (t / (half * half));
      if (depthMm[index(x, y, z)] <= 0) {
        weight[t] = 0;
      }
    }
  }

  private void forBall(
      double x, double y, double z, double radiusMm, java.util.function.IntConsumer action) {
    int half = size / 2;
    double radius = radiusMm / DetectorNetwork.OUTPUT_STRIDE;
    double[] c = {x / 2, y / 2, z / 2};
    for (int k = (int) Math.max(0, c[2] - radius); k <= Math.min(half - 1, c[2] + radius); k++) {
      for (int j = (int) Math.max(0, c[1] - radius); j <= Math.min(half - 1, c[1] + radius); j++) {
        for (int i = (int) Math.max(0, c[0] - radius);
            i <= Math.min(half - 1, c[0] + radius);
            i++) {
          double dx = i - c[0];
          double dy = j - c[1];
          double dz = k - c[2];
          if (dx * dx + dy * dy + dz * dz <= radius * radius) {
            action.accept((k * half + j) * half + i);
          }
        }
      }
    }
  }

  /** Imitates thicker slices: averages over {@code thickness} voxels, interpolates in between. */
  void thicken(int thickness, int first) {
    int size2 = size * size;
    float[] column = new float[size];
    for (int p = 0; p < size2; p++) {
      for (int z = 0; z < size; z++) {
        column[z] = hu[z * size2 + p];
      }
      for (int z = 0; z < size; z++) {
        double position = (z - first) / (double) thickness;
        int slab = (int) Math.floor(position);
        float share = (float) (position - slab);
        float lower = slabMean(column, first + slab * thickness, thickness);
        float upper = slabMean(column, first + (slab + 1) * thickness, thickness);
        hu[z * size2 + p] = lower + share * (upper - lower);
      }
    }
  }

  private float slabMean(float[] column, int middle, int thickness) {
    float sum = 0;
    int from = middle - thickness / 2;
    for (int z = from; z < from + thickness; z++) {
      sum += column[Math.max(0, Math.min(size - 1, z))];
    }
    return sum / thickness;
  }

  /** Adds noise, softened in the axial plane where asked, and changes gain and offset. */
  void disturb(
      double noiseHu, boolean soft, double gain, double offsetHu, SplittableRandom random) {
    float[] noise = new float[size * size];
    for (int z = 0; z < size; z++) {
      if (noiseHu > 0) {
        for (int i = 0; i < noise.length; i++) {
          // The sum of three uniform numbers is near enough to a normal one, and cheaper.
          long bits = random.nextLong();
          double sum = (bits & 0x1fffff) + (bits >>> 21 & 0x1fffff) + (bits >>> 42 & 0x1fffff);
          noise[i] = (float) (noiseHu * (sum / 0x1fffff - 1.5) * 2);
        }
      }
      for (int i = 0; i < noise.length; i++) {
        int w = z * noise.length + i;
        float added =
            soft && i >= size + 1 && i < noise.length - size - 1
                ? (noise[i] + noise[i - 1] + noise[i + 1] + noise[i - size] + noise[i + size])
                    / 2.2f
                : noise[i];
        hu[w] = (float) ((hu[w] + 1000) * gain - 1000 + offsetHu) + added;
      }
    }
  }

  TrainingCase finished() {
    float[] image = new float[hu.length];
    for (int i = 0; i < image.length; i++) {
      image[i] = NoduleDetector.normalised(hu[i]);
    }
    float[] targets = new float[4 * heat.length];
    System.arraycopy(heat, 0, targets, 0, heat.length);
    System.arraycopy(weight, 0, targets, heat.length, heat.length);
    System.arraycopy(logDiameter, 0, targets, 2 * heat.length, heat.length);
    System.arraycopy(mask, 0, targets, 3 * heat.length, heat.length);
    return new TrainingCase(image, targets);
  }
}
