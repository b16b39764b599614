package org.hilum.validation.lidc;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hilum.model.volume.PatientPoint;
import org.jspecify.annotations.Nullable;

/**
 * The pixels that one reader enclosed, image by image. The outline itself lies outside the nodule,
 * so it does not count, unless it encloses nothing: then its own pixels are all there is.
 */
final class OutlinedRegion {

  private static final int ROW_STRIDE = 4096;

  private final int reader;
  private final LidcMark.Nodule nodule;
  private final Map<PatientPoint, BitSet> pixelsByImage;
  private final PatientPoint center;
  private final double diameterMm;

  private OutlinedRegion(
      int reader,
      LidcMark.Nodule nodule,
      Map<PatientPoint, BitSet> pixelsByImage,
      LidcGeometry geometry) {
    this.reader = reader;
    this.nodule = nodule;
    this.pixelsByImage = pixelsByImage;
    double x = 0;
    double y = 0;
    double z = 0;
    long count = 0;
    for (Map.Entry<PatientPoint, BitSet> image : pixelsByImage.entrySet()) {
      BitSet pixels = image.getValue();
      for (int i = pixels.nextSetBit(0); i >= 0; i = pixels.nextSetBit(i + 1)) {
        PatientPoint p = geometry.at(image.getKey(), i % ROW_STRIDE, i / ROW_STRIDE);
        x += p.xMm();
        y += p.yMm();
        z += p.zMm();
        count++;
      }
    }
    center = new PatientPoint(x / count, y / count, z / count);
    diameterMm = Math.cbrt(6 * count * geometry.voxelVolumeMm3() / Math.PI);
  }

  /** Null where none of the outlined images is in the series. */
  static @Nullable OutlinedRegion of(int reader, LidcMark.Nodule nodule, LidcGeometry geometry) {
    Map<PatientPoint, BitSet> included = fill(nodule, geometry, true, false);
    fill(nodule, geometry, false, false)
        .forEach((image, hole) -> included.getOrDefault(image, new BitSet()).andNot(hole));
    included.values().removeIf(BitSet::isEmpty);
    if (!included.isEmpty()) {
      return new OutlinedRegion(reader, nodule, included, geometry);
    }
    Map<PatientPoint, BitSet> edges = fill(nodule, geometry, true, true);
    return edges.isEmpty() ? null : new OutlinedRegion(reader, nodule, edges, geometry);
  }

  private static Map<PatientPoint, BitSet> fill(
      LidcMark.Nodule nodule, LidcGeometry geometry, boolean inclusion, boolean edgesOnly) {
    Map<PatientPoint, BitSet> images = new HashMap<>();
    for (LidcOutline outline : nodule.outlines()) {
      PatientPoint image = geometry.firstPixel(outline.sopInstanceUid(), outline.zMm());
      if (image != null && outline.inclusion() == inclusion) {
        BitSet pixels = images.computeIfAbsent(image, key -> new BitSet());
        if (edgesOnly) {
          outline.edge().forEach(pixel -> pixels.set(index(pixel.column(), pixel.row())));
        } else {
          pixels.or(interior(outline.edge()));
        }
      }
    }
    return images;
  }

  private static BitSet interior(List<LidcPixel> edge) {
    BitSet pixels = new BitSet();
    int top = edge.stream().mapToInt(LidcPixel::row).min().orElse(0);
    int bottom = edge.stream().mapToInt(LidcPixel::row).max().orElse(-1);
    for (int row = top; row <= bottom; row++) {
      double[] crossings = crossings(edge, row);
      for (int i = 0; i + 1 < crossings.length; i += 2) {
        int from = (int) Math.ceil(crossings[i]);
        int to = (int) Math.floor(crossings[i + 1]);
        if (to >= from) {
          pixels.set(index(from, row), index(to, row) + 1);
        }
      }
    }
    edge.forEach(pixel -> pixels.clear(index(pixel.column(), pixel.row())));
    return pixels;
  }

  /** Where the closed polygon crosses the middle of a row, by the even-odd rule, ascending. */
  private static double[] crossings(List<LidcPixel> edge, int row) {
    double[] found = new double[edge.size()];
    int count = 0;
    LidcPixel a = edge.get(edge.size() - 1);
    for (LidcPixel b : edge) {
      if ((a.row() <= row) != (b.row() <= row)) {
        found[count++] =
            a.column() + (double) (row - a.row()) * (b.column() - a.column()) / (b.row() - a.row());
      }
      a = b;
    }
    double[] sorted = Arrays.copyOf(found, count);
    Arrays.sort(sorted);
    return sorted;
  }

  private static int index(int column, int row) {
    return row * ROW_STRIDE + column;
  }

  int reader() {
    return reader;
  }

  LidcMark.Nodule nodule() {
    return nodule;
  }

  PatientPoint center() {
    return center;
  }

  double diameterMm() {
    return diameterMm;
  }

  /** Whether a point lies within the sphere of this region's volume. */
  boolean reaches(PatientPoint point) {
    return center.distanceMmTo(point) < diameterMm / 2;
  }

  /** Whether two drawings share a pixel, or the centre of one lies within the other's sphere. */
  boolean overlaps(OutlinedRegion other) {
    for (Map.Entry<PatientPoint, BitSet> image : pixelsByImage.entrySet()) {
      BitSet theirs = other.pixelsByImage.get(image.getKey());
      if (theirs != null && image.getValue().intersects(theirs)) {
        return true;
      }
    }
    return reaches(other.center) || other.reaches(center);
  }
}
