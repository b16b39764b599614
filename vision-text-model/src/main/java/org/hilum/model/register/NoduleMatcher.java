package org.hilum.model.register;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.hilum.model.NoduleFinding;
import org.hilum.model.register.NoduleMatch.State;
import org.hilum.model.volume.PatientPoint;

/**
 * Tells which nodule of the current examination is which of the prior one: as many pairs as lie
 * near enough, and of those the pairing with the least total distance. What has no partner is
 * called new or resolved only where the other examination shows lung at its place and no tissue
 * like it; that the model reported nothing there is not enough.
 */
public final class NoduleMatcher {

  /** What registration and outlines may be off by at nodules whose surroundings were found. */
  private static final double NEAR_MM = 5;

  /** A nodule that grew may have moved its centre by this share of its long axis. */
  private static final double SHARE_OF_AXIS = 0.25;

  private static final double FARTHEST_MM = 25;

  /** Another nodule this much farther away is almost as near. */
  private static final double ALMOST_MM = 3;

  /** Costs more than any pair, so that a pair is made wherever one is allowed. */
  private static final double ALONE = 1e4;

  private static final double FORBIDDEN = 1e9;

  /** About the nodule, to be left out when its surroundings are looked for. */
  private static final double MARGIN_MM = 2;

  private static final double LUNG_HU = -850;

  /** The core of a nodule, where its outline's error does not reach. */
  private static final double CORE_SHARE = 0.35;

  private static final double SMALLEST_CORE_MM = 1.5;
  private static final double LARGEST_CORE_MM = 8;

  /** What lies this near to the place looked for counts as at the place. */
  private static final double TOLERANCE_MM = 2.5;

  /** The lungs' masks are coarse: a nodule at the wall may lie this far outside. */
  private static final double WALL_MM = 6;

  private NoduleMatcher() {}

  /**
   * @param current findings of the current examination
   * @param prior findings of the prior examination
   * @return one match a nodule: the current ones in their order, then those of the prior
   *     examination alone
   */
  public static List<NoduleMatch> match(
      Registration registration, List<NoduleFinding> current, List<NoduleFinding> prior) {
    List<Registration.Place> places =
        current.stream()
            .map(f -> registration.inPrior(f.center(), f.longAxisMm() / 2 + MARGIN_MM))
            .toList();
    double[][] distanceMm = new double[current.size()][prior.size()];
    boolean[][] near = new boolean[current.size()][prior.size()];
    for (int i = 0; i < current.size(); i++) {
      for (int j = 0; j < prior.size(); j++) {
        distanceMm[i][j] = places.get(i).point().distanceMmTo(prior.get(j).center());
        near[i][j] =
            distanceMm[i][j] <= limitMm(registration, places.get(i), current.get(i), prior.get(j));
      }
    }
    int[] partner = assign(distanceMm, near, prior.size());
    List<NoduleMatch> matches = new ArrayList<>();
    boolean[] taken = new boolean[prior.size()];
    for (int i = 0; i < current.size(); i++) {
      if (partner[i] >= 0) {
        int j = partner[i];
        taken[j] = true;
        matches.add(
            new NoduleMatch(
                State.MATCHED,
                current.get(i),
                prior.get(j),
                places.get(i).point(),
                distanceMm[i][j],
                places.get(i).trusted(),
                isAmbiguous(distanceMm, near, i, j)));
      } else {
        matches.add(onlyNow(registration, current.get(i), places.get(i)));
      }
    }
    for (int j = 0; j < prior.size(); j++) {
      if (!taken[j]) {
        matches.add(onlyBefore(registration, prior.get(j)));
      }
    }
    return matches;
  }

  private static double limitMm(
      Registration registration,
      Registration.Place place,
      NoduleFinding current,
      NoduleFinding prior) {
    double limit =
        NEAR_MM
            + SHARE_OF_AXIS * (current.longAxisMm() + prior.longAxisMm())
            + (place.trusted() ? 0 : registration.quality().localShiftMm());
    return Math.min(FARTHEST_MM, limit);
  }

  /** Each row's column; -1 for none. */
  private static int[] assign(double[][] distanceMm, boolean[][] near, int columns) {
    int rows = distanceMm.length;
    double[][] cost = new double[rows][columns + rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        cost[i][j] = near[i][j] ? distanceMm[i][j] : FORBIDDEN;
      }
      for (int j = columns; j < columns + rows; j++) {
        cost[i][j] = ALONE;
      }
    }
    int[] assigned = OptimalAssignment.of(cost);
    for (int i = 0; i < rows; i++) {
      if (assigned[i] >= columns) {
        assigned[i] = -1;
      }
    }
    return assigned;
  }

  private static boolean isAmbiguous(double[][] distanceMm, boolean[][] near, int row, int column) {
    double limit = distanceMm[row][column] + ALMOST_MM;
    for (int j = 0; j < distanceMm[row].length; j++) {
      if (j != column && near[row][j] && distanceMm[row][j] <= limit) {
        return true;
      }
    }
    for (int i = 0; i < distanceMm.length; i++) {
      if (i != row && near[i][column] && distanceMm[i][column] <= limit) {
        return true;
      }
    }
    return false;
  }

  private static NoduleMatch onlyNow(
      Registration registration, NoduleFinding finding, Registration.Place place) {
    State state;
    if (!isAtLung(place.point(), registration::isLungInPrior)) {
      state = State.NOT_COVERED_BEFORE;
    } else {
      state =
          showsLikeTissue(
                  registration::meanHuInCurrent,
                  finding,
                  registration::meanHuInPrior,
                  place.point())
              ? State.PRESENT_BEFORE
              : State.NEW;
    }
    return new NoduleMatch(state, finding, null, place.point(), Double.NaN, place.trusted(), false);
  }

  private static NoduleMatch onlyBefore(Registration registration, NoduleFinding finding) {
    Registration.Place place =
        registration.inCurrent(finding.center(), finding.longAxisMm() / 2 + MARGIN_MM);
    State state;
    if (!isAtLung(place.point(), registration::isLungInCurrent)) {
      state = State.NOT_COVERED_NOW;
    } else {
      state =
          showsLikeTissue(
                  registration::meanHuInPrior,
                  finding,
                  registration::meanHuInCurrent,
                  place.point())
              ? State.PRESENT_NOW
              : State.RESOLVED;
    }
    return new NoduleMatch(state, null, finding, place.point(), Double.NaN, place.trusted(), false);
  }

  private static boolean isAtLung(PatientPoint place, Predicate<PatientPoint> lung) {
    return lung.test(place)
        || lung.test(moved(place, WALL_MM, 0, 0))
        || lung.test(moved(place, -WALL_MM, 0, 0))
        || lung.test(moved(place, 0, WALL_MM, 0))
        || lung.test(moved(place, 0, -WALL_MM, 0))
        || lung.test(moved(place, 0, 0, WALL_MM))
        || lung.test(moved(place, 0, 0, -WALL_MM));
  }

  /**
   * Whether the other image holds, at the place or right beside it, tissue nearer to the nodule's
   * density than to lung's.
   */
  private static boolean showsLikeTissue(
      BiFunction<PatientPoint, Double, Optional<Double>> own,
      NoduleFinding finding,
      BiFunction<PatientPoint, Double, Optional<Double>> other,
      PatientPoint place) {
    double core =
        Math.max(SMALLEST_CORE_MM, Math.min(LARGEST_CORE_MM, CORE_SHARE * finding.shortAxisMm()));
    double density = own.apply(finding.center(), core).orElse(LUNG_HU);
    double halfway = (density + LUNG_HU) / 2;
    for (int dz = -1; dz <= 1; dz++) {
      for (int dy = -1; dy <= 1; dy++) {
        for (int dx = -1; dx <= 1; dx++) {
          PatientPoint beside =
              moved(place, dx * TOLERANCE_MM, dy * TOLERANCE_MM, dz * TOLERANCE_MM);
          Optional<Double> there = other.apply(beside, core);
          if (there.isPresent() && there.get() > halfway) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static PatientPoint moved(PatientPoint point, double x, double y, double z) {
    return new PatientPoint(point.xMm() + x, point.yMm() + y, point.zMm() + z);
  }
}
