package org.hilum.model.phantom;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hilum.model.phantom.Solids.Tube;
import org.hilum.model.volume.PatientPoint;

/**
 * A tree of tubes that fills a lung from its hilum, as arteries, veins and bronchi do: the points
 * to be supplied are halved again and again, each half gets a branch towards its middle (after
 * Kitaoka's and Wang's space-dividing trees), and a branch's calibre follows from how many points
 * it supplies (Murray's law).
 */
final class LungTree {

  private static final double LONGEST_PIECE_MM = 5;

  private final Anatomy anatomy;
  private final List<NoduleBody> nodules;
  private final SplittableRandom random;
  private final double tipRadiusMm;
  private final double calibreExponent;
  private final double smallestRadiusMm;
  private final List<Tube> tubes = new ArrayList<>();

  /**
   * @param tipRadiusMm of a branch that supplies one point
   * @param smallestRadiusMm thinner branches are left out
   */
  LungTree(
      Anatomy anatomy,
      List<NoduleBody> nodules,
      long seed,
      double tipRadiusMm,
      double calibreExponent,
      double smallestRadiusMm) {
    this.anatomy = anatomy;
    this.nodules = nodules;
    this.random = new SplittableRandom(seed);
    this.tipRadiusMm = tipRadiusMm;
    this.calibreExponent = calibreExponent;
    this.smallestRadiusMm = smallestRadiusMm;
  }

  /** Adds a tree from a root to {@code points} places spread over the lung on the root's side. */
  LungTree growFrom(PatientPoint root, int points) {
    double side = Math.signum(root.xMm());
    List<double[]> targets = new ArrayList<>();
    while (targets.size() < points) {
      double x = side * random.nextDouble(8, 135);
      double y = random.nextDouble(-105, 95);
      double z = random.nextDouble(-142, 128);
      if (anatomy.lung(x, y, z) < -3) {
        targets.add(new double[] {x, y, z});
      }
    }
    double[] start = {root.xMm(), root.yMm(), root.zMm()};
    branch(start, targets);
    return this;
  }

  List<Tube> tubes() {
    return tubes;
  }

  private void branch(double[] from, List<double[]> targets) {
    double radius = radius(targets.size());
    if (radius < smallestRadiusMm) {
      return;
    }
    if (targets.size() == 1) {
      tube(from, targets.get(0), radius, Math.max(0.7 * radius, 0.3));
      return;
    }
    double[] middle = mean(targets);
    double share = random.nextDouble(0.32, 0.52);
    double[] fork = new double[3];
    for (int i = 0; i < 3; i++) {
      fork[i] = from[i] + share * (middle[i] - from[i]);
    }
    tube(from, fork, radius, 0.93 * radius);

    double[] forward = minus(middle, from);
    double[] split = splitDirection(targets, middle, forward);
    List<double[]> sorted = new ArrayList<>(targets);
    sorted.sort((a, b) -> Double.compare(along(a, split), along(b, split)));
    int cut = (int) Math.round(sorted.size() * random.nextDouble(0.28, 0.72));
    cut = Math.max(1, Math.min(sorted.size() - 1, cut));
    branch(fork, sorted.subList(0, cut));
    branch(fork, sorted.subList(cut, sorted.size()));
  }

  private double radius(int supplied) {
    return tipRadiusMm * Math.pow(supplied, calibreExponent);
  }

  /** Across the way the branch runs, where the points are spread widest among a few tries. */
  private double[] splitDirection(List<double[]> targets, double[] middle, double[] forward) {
    double[] best = {1, 0, 0};
    double widest = -1;
    double forwardSquared = along(forward, forward) + 1e-9;
    for (int attempt = 0; attempt < 5; attempt++) {
      double[] d = {random.nextDouble(-1, 1), random.nextDouble(-1, 1), random.nextDouble(-1, 1)};
      double share = along(d, forward) / forwardSquared;
      for (int i = 0; i < 3; i++) {
        d[i] -= share * forward[i];
      }
      double length = Math.sqrt(along(d, d)) + 1e-9;
      for (int i = 0; i < 3; i++) {
        d[i] /= length;
      }
      double spread = 0;
      for (double[] target : targets) {
        double away = along(minus(target, middle), d);
        spread += away * away;
      }
      if (spread > widest) {
        widest = spread;
        best = d;
      }
    }
    return best;
  }

  /** A slightly winding tube, in pieces short enough to bend around the nodules. */
  private void tube(double[] from, double[] to, double startRadius, double endRadius) {
    double[] way = minus(to, from);
    double length = Math.sqrt(along(way, way));
    double[] sway = new double[3];
    for (int i = 0; i < 3; i++) {
      sway[i] = 0.09 * length * random.nextDouble(-1, 1);
    }
    int pieces = Math.max(1, (int) Math.ceil(length / LONGEST_PIECE_MM));
    double[] last = aroundNodules(from, startRadius);
    for (int p = 1; p <= pieces; p++) {
      double t = (double) p / pieces;
      double bend = Math.sin(Math.PI * t);
      double[] next = new double[3];
      for (int i = 0; i < 3; i++) {
        next[i] = from[i] + t * way[i] + bend * sway[i];
      }
      double radius = Solids.mix(startRadius, endRadius, t);
      double lastRadius = Solids.mix(startRadius, endRadius, (p - 1.0) / pieces);
      next = aroundNodules(next, radius);
      tubes.add(new Tube(last[0], last[1], last[2], next[0], next[1], next[2], lastRadius, radius));
      last = next;
    }
  }

  /** Pushes a point out of the nodules, as if they had grown and taken their room. */
  private double[] aroundNodules(double[] point, double radius) {
    double[] pushed = point.clone();
    for (NoduleBody nodule : nodules) {
      PatientPoint c = nodule.nodule().center();
      double[] away = minus(pushed, new double[] {c.xMm(), c.yMm(), c.zMm()});
      double distance = Math.sqrt(along(away, away)) + 1e-6;
      double room = nodule.bodyReachMm() + radius + 1;
      if (distance < 4 * room) {
        double farther = Math.cbrt(distance * distance * distance + room * room * room);
        for (int i = 0; i < 3; i++) {
          pushed[i] += away[i] / distance * (farther - distance);
        }
      }
    }
    return pushed;
  }

  private static double[] mean(List<double[]> points) {
    double[] sum = new double[3];
    for (double[] p : points) {
      for (int i = 0; i < 3; i++) {
        sum[i] += p[i] / points.size();
      }
    }
    return sum;
  }

  private static double[] minus(double[] a, double[] b) {
    return new double[] {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
  }

  private static double along(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }
}
