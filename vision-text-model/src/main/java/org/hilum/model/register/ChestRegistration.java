package org.hilum.model.register;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.hilum.model.lung.LungSegmenter;
import org.hilum.model.lung.Lungs;
import org.hilum.model.register.RegistrationOutcome.Code;
import org.hilum.model.register.RegistrationOutcome.Failed;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.DistanceTransform;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;

/**
 * Brings two chest CTs of one patient together by a rigid transform. Several starts (the lungs'
 * centres on each other, that moved along the body, and the scanner's own coordinates) are fitted
 * at 8 mm, the best goes on at 4 and 2 mm. What comes out is then tested on the lungs' overlap and
 * on their vessels, and refused where it does not hold. Deterministic; a few seconds on two cores.
 */
public final class ChestRegistration {

  private static final double COARSE_MM = 8;
  private static final double MIDDLE_MM = 4;
  private static final double FINE_MM = 2;

  private static final double[] STARTS_ALONG_BODY_MM = {0, -25, 25, -50, 50, -80, 80};

  /** Ribs and mediastinum this near to the lungs help to hold them in place. */
  private static final double AROUND_LUNGS_MM = 10;

  private static final double LEAST_COVERED = 0.5;
  private static final double LEAST_LUNG_OVERLAP = 0.75;

  /** Between pairs of one patient and pairs of two; the README tells the figures behind it. */
  private static final double LEAST_DETAIL = 0.7;

  private static final int PLACES = 80;
  private static final double PLACE_DEPTH_MM = 9;
  private static final int LEAST_PLACES = 20;

  private ChestRegistration() {}

  /**
   * @param current the later examination
   * @param prior the earlier one
   */
  public static RegistrationOutcome register(CtVolume current, CtVolume prior) {
    LungSegmenter.Result currentResult = LungSegmenter.segment(current);
    if (currentResult instanceof LungSegmenter.Result.NotFound notFound) {
      return new Failed(Code.CURRENT_LUNGS, notFound.message());
    }
    LungSegmenter.Result priorResult = LungSegmenter.segment(prior);
    if (priorResult instanceof LungSegmenter.Result.NotFound notFound) {
      return new Failed(Code.PRIOR_LUNGS, notFound.message());
    }
    Lungs currentLungs = ((LungSegmenter.Result.Found) currentResult).lungs();
    Lungs priorLungs = ((LungSegmenter.Result.Found) priorResult).lungs();
    ImageLevel currentFine = ImageLevel.of(current, FINE_MM);
    ImageLevel priorFine = ImageLevel.of(prior, FINE_MM);
    ImageLevel currentMiddle = currentFine.coarser(MIDDLE_MM);
    ImageLevel priorMiddle = priorFine.coarser(MIDDLE_MM);

    Surroundings surroundings = Surroundings.of(currentLungs);
    PatientPoint center = centerOf(currentLungs);
    RigidFit coarse =
        new RigidFit(
            currentMiddle.coarser(COARSE_MM),
            priorMiddle.coarser(COARSE_MM),
            surroundings::contains,
            center,
            300);
    RigidFit.Fit best =
        starts(center, centerOf(priorLungs)).stream()
            .parallel()
            .map(start -> coarse.run(start, 25))
            .min(Comparator.comparingDouble(RigidFit.Fit::cost))
            .orElseThrow();
    best =
        new RigidFit(currentMiddle, priorMiddle, surroundings::contains, center, 200)
            .run(best.transform(), 25);
    best =
        new RigidFit(currentFine, priorFine, surroundings::contains, center, 150)
            .run(best.transform(), 15);
    if (!Double.isFinite(best.cost())) {
      return new Failed(
          Code.LITTLE_OVERLAP,
          "The two examinations show too little of the same region; compare them by eye");
    }
    LocalMatcher matcher =
        new LocalMatcher(
            currentFine, currentMiddle, priorFine, priorMiddle, currentLungs::contains);
    RegistrationQuality quality =
        judge(best.transform(), matcher, currentLungs, priorLungs, prior.grid());
    Failed failed = refusal(quality);
    return failed != null
        ? failed
        : new RegistrationOutcome.Registered(
            new Registration(
                best.transform(), quality, matcher, currentLungs, priorLungs, current, prior));
  }

  private static List<RigidTransform> starts(PatientPoint current, PatientPoint prior) {
    List<RigidTransform> starts = new ArrayList<>();
    for (double along : STARTS_ALONG_BODY_MM) {
      starts.add(
          RigidTransform.translation(
              prior.xMm() - current.xMm(),
              prior.yMm() - current.yMm(),
              prior.zMm() - current.zMm() + along));
    }
    starts.add(RigidTransform.identity());
    return starts;
  }

  private static PatientPoint centerOf(Lungs lungs) {
    VolumeGrid grid = lungs.grid();
    double x = 0;
    double y = 0;
    double z = 0;
    long count = 0;
    for (int slice = 0; slice < grid.slices(); slice++) {
      for (int row = 0; row < grid.rows(); row++) {
        for (int column = 0; column < grid.columns(); column++) {
          PatientPoint point = grid.toPatient(column, row, slice);
          if (lungs.isAerated(point)) {
            x += point.xMm();
            y += point.yMm();
            z += point.zMm();
            count++;
          }
        }
      }
    }
    return new PatientPoint(x / count, y / count, z / count);
  }

  private static RegistrationQuality judge(
      RigidTransform transform,
      LocalMatcher matcher,
      Lungs current,
      Lungs prior,
      VolumeGrid priorGrid) {
    VolumeGrid grid = current.grid();
    float[] depth = current.depthMm();
    long inCurrent = 0;
    long inPrior = 0;
    long inBoth = 0;
    long aerated = 0;
    long covered = 0;
    List<PatientPoint> places = new ArrayList<>();
    for (int slice = 0; slice < grid.slices(); slice++) {
      for (int row = 0; row < grid.rows(); row++) {
        for (int column = 0; column < grid.columns(); column++) {
          PatientPoint point = grid.toPatient(column, row, slice);
          PatientPoint there = transform.apply(point);
          boolean reached = isInside(priorGrid, there);
          if (current.isAerated(point)) {
            aerated++;
            covered += reached ? 1 : 0;
            if (reached && depth[grid.index(column, row, slice)] >= PLACE_DEPTH_MM) {
              places.add(point);
            }
          }
          if (reached) {
            boolean here = current.contains(point);
            boolean before = prior.contains(there);
            inCurrent += here ? 1 : 0;
            inPrior += before ? 1 : 0;
            inBoth += here && before ? 1 : 0;
          }
        }
      }
    }
    int stride = Math.max(1, places.size() / PLACES);
    LocalMatcher.Shift[] shifts =
        java.util.stream.IntStream.range(0, places.size() / stride)
            .parallel()
            .mapToObj(i -> matcher.match(places.get(i * stride), transform, 0))
            .filter(shift -> !Double.isNaN(shift.correlation()))
            .toArray(LocalMatcher.Shift[]::new);
    double[] correlations =
        Arrays.stream(shifts).mapToDouble(LocalMatcher.Shift::correlation).sorted().toArray();
    double[] lengths =
        Arrays.stream(shifts).mapToDouble(LocalMatcher.Shift::lengthMm).sorted().toArray();
    return new RegistrationQuality(
        inCurrent + inPrior == 0 ? 0 : 2.0 * inBoth / (inCurrent + inPrior),
        aerated == 0 ? 0 : (double) covered / aerated,
        quantile(correlations, 0.5),
        quantile(lengths, 0.9),
        shifts.length);
  }

  private static double quantile(double[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) (share * (sorted.length - 1))];
  }

  private static boolean isInside(VolumeGrid grid, PatientPoint point) {
    double column = grid.columnOf(point);
    double row = grid.rowOf(point);
    double slice = grid.sliceOf(point);
    return column >= 0
        && row >= 0
        && slice >= 0
        && column <= grid.columns() - 1
        && row <= grid.rows() - 1
        && slice <= grid.slices() - 1;
  }

  private static @org.jspecify.annotations.Nullable Failed refusal(RegistrationQuality quality) {
    if (quality.coveredShare() < LEAST_COVERED || quality.places() < LEAST_PLACES) {
      return new Failed(
          Code.LITTLE_OVERLAP,
          "The prior examination reaches %.0f %% of the lungs, at least %.0f %% are needed; compare by eye"
              .formatted(100 * quality.coveredShare(), 100 * LEAST_COVERED));
    }
    if (quality.lungOverlap() < LEAST_LUNG_OVERLAP || quality.detailCorrelation() < LEAST_DETAIL) {
      return new Failed(
          Code.NO_AGREEMENT,
          "The lungs overlap by %.2f and their vessels agree by %.2f, at least %.2f and %.2f are needed; check that both examinations are of one patient, and compare by eye"
              .formatted(
                  quality.lungOverlap(),
                  quality.detailCorrelation(),
                  LEAST_LUNG_OVERLAP,
                  LEAST_DETAIL));
    }
    return null;
  }

  /** The lungs and what lies about them within a few millimetres. */
  private record Surroundings(VolumeGrid grid, float[] squaredMm) {

    static Surroundings of(Lungs lungs) {
      VolumeGrid grid = lungs.grid();
      boolean[] hull = new boolean[grid.voxelCount()];
      for (int slice = 0; slice < grid.slices(); slice++) {
        for (int row = 0; row < grid.rows(); row++) {
          for (int column = 0; column < grid.columns(); column++) {
            hull[grid.index(column, row, slice)] =
                lungs.contains(grid.toPatient(column, row, slice));
          }
        }
      }
      return new Surroundings(grid, DistanceTransform.of(grid).squaredMm(hull, true));
    }

    boolean contains(PatientPoint point) {
      int column = (int) Math.round(grid.columnOf(point));
      int row = (int) Math.round(grid.rowOf(point));
      int slice = (int) Math.round(grid.sliceOf(point));
      return column >= 0
          && row >= 0
          && slice >= 0
          && column < grid.columns()
          && row < grid.rows()
          && slice < grid.slices()
          && squaredMm[grid.index(column, row, slice)] <= AROUND_LUNGS_MM * AROUND_LUNGS_MM;
    }
  }
}
