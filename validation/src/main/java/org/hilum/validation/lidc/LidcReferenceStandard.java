package org.hilum.validation.lidc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.hilum.model.volume.PatientPoint;
import org.jspecify.annotations.Nullable;

/**
 * Turns four readers' marks into one reference. Drawings of different readers that overlap are one
 * nodule; position and diameter are the means over the drawings, as in LUNA16. A point mark inside
 * a drawn nodule belongs to it and is not a finding of its own; the other point marks are one
 * finding where they are less than 3 mm apart.
 */
public final class LidcReferenceStandard {

  private static final double POINTS_TOGETHER_MM = 3;

  /**
   * @throws IllegalArgumentException if the geometry is of another series
   */
  public LidcReference of(LidcReadMessage message, LidcGeometry geometry) {
    if (!message.seriesInstanceUid().equals(geometry.seriesInstanceUid())) {
      throw new IllegalArgumentException(
          "a reading of series %s cannot be placed in series %s"
              .formatted(message.seriesInstanceUid(), geometry.seriesInstanceUid()));
    }
    List<OutlinedRegion> drawn = new ArrayList<>();
    List<PointMark> points = new ArrayList<>();
    int unplaced = 0;
    for (int reader = 0; reader < message.readings().size(); reader++) {
      for (LidcMark mark : message.readings().get(reader).marks()) {
        if (mark instanceof LidcMark.Nodule nodule) {
          OutlinedRegion region = OutlinedRegion.of(reader, nodule, geometry);
          unplaced += addOrCount(drawn, region);
        } else {
          unplaced += addOrCount(points, PointMark.of(reader, mark, geometry));
        }
      }
    }
    points.removeIf(point -> drawn.stream().anyMatch(region -> region.reaches(point.center)));

    List<LidcFinding> nodules = new ArrayList<>();
    List<LidcFinding> excluded = new ArrayList<>();
    BiPredicate<OutlinedRegion, OutlinedRegion> sameNodule =
        (a, b) -> a.reader() != b.reader() && a.overlaps(b);
    for (List<OutlinedRegion> cluster : clusters(drawn, sameNodule)) {
      LidcFinding nodule = nodule(cluster);
      (nodule.readers() >= LidcReference.MIN_READERS ? nodules : excluded).add(nodule);
    }
    for (List<PointMark> cluster : clusters(points, PointMark::together)) {
      excluded.add(pointFinding(cluster));
    }
    Comparator<LidcFinding> fromTheTop =
        Comparator.comparingDouble(finding -> -finding.center().zMm());
    nodules.sort(fromTheTop);
    excluded.sort(fromTheTop);
    return new LidcReference(geometry.seriesInstanceUid(), nodules, excluded, unplaced);
  }

  private static <T> int addOrCount(List<T> list, @Nullable T item) {
    if (item == null) {
      return 1;
    }
    list.add(item);
    return 0;
  }

  private static LidcFinding nodule(List<OutlinedRegion> cluster) {
    int readers = (int) cluster.stream().mapToInt(OutlinedRegion::reader).distinct().count();
    double diameterMm =
        cluster.stream().mapToDouble(OutlinedRegion::diameterMm).average().orElseThrow();
    List<LidcRatings> ratings =
        cluster.stream()
            .map(region -> region.nodule().ratings())
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .toList();
    PatientPoint center = mean(cluster.stream().map(OutlinedRegion::center).toList());
    return new LidcFinding(LidcFinding.Kind.NODULE, center, diameterMm, readers, ratings);
  }

  private static LidcFinding pointFinding(List<PointMark> cluster) {
    int readers = (int) cluster.stream().mapToInt(PointMark::reader).distinct().count();
    PatientPoint center = mean(cluster.stream().map(PointMark::center).toList());
    return new LidcFinding(cluster.get(0).kind(), center, -1, readers, List.of());
  }

  private static PatientPoint mean(List<PatientPoint> points) {
    return new PatientPoint(
        points.stream().mapToDouble(PatientPoint::xMm).average().orElseThrow(),
        points.stream().mapToDouble(PatientPoint::yMm).average().orElseThrow(),
        points.stream().mapToDouble(PatientPoint::zMm).average().orElseThrow());
  }

  /** Groups items that are linked, directly or through others (single linkage). */
  private static <T> List<List<T>> clusters(List<T> items, BiPredicate<T, T> linked) {
    List<List<T>> clusters = new ArrayList<>();
    for (T item : items) {
      List<T> joined = new ArrayList<>();
      joined.add(item);
      clusters.removeIf(
          cluster -> {
            boolean joins = cluster.stream().anyMatch(member -> linked.test(member, item));
            if (joins) {
              joined.addAll(cluster);
            }
            return joins;
          });
      clusters.add(joined);
    }
    return clusters;
  }

  private record PointMark(int reader, LidcFinding.Kind kind, PatientPoint center) {

    static @Nullable PointMark of(int reader, LidcMark mark, LidcGeometry geometry) {
      if (mark instanceof LidcMark.SmallNodule small) {
        PatientPoint image = geometry.firstPixel(small.sopInstanceUid(), small.zMm());
        return at(reader, LidcFinding.Kind.NODULE_UNDER_3_MM, geometry, image, small.pixel());
      }
      if (mark instanceof LidcMark.NonNodule other) {
        PatientPoint image = geometry.firstPixel(other.sopInstanceUid(), other.zMm());
        return at(reader, LidcFinding.Kind.NON_NODULE, geometry, image, other.pixel());
      }
      throw new IllegalArgumentException("an outlined nodule is no point mark");
    }

    private static @Nullable PointMark at(
        int reader,
        LidcFinding.Kind kind,
        LidcGeometry geometry,
        @Nullable PatientPoint image,
        LidcPixel pixel) {
      return image == null
          ? null
          : new PointMark(reader, kind, geometry.at(image, pixel.column(), pixel.row()));
    }

    boolean together(PointMark other) {
      return kind == other.kind && center.distanceMmTo(other.center) < POINTS_TOGETHER_MM;
    }
  }
}
