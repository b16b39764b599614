package org.hilum.model.detect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.hilum.model.lung.Lungs;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.jspecify.annotations.Nullable;

/**
 * Masses painted at the walls of a CT's lungs, partly in the lung and partly in the wall: to
 * measure how many are found where real ones are too few. They are lobulated balls of soft tissue
 * and tell the better of two versions, not how many real cancers either finds.
 */
public final class WallMasses {

  /** What the lung borders on. */
  public enum Wall {
    LATERAL,
    MEDIASTINAL,
    ANTERIOR,
    POSTERIOR,
    APEX,
    DIAPHRAGM
  }

  /**
   * A place on the lungs' surface.
   *
   * @param outwards of unit length, out of the lung, in the patient's axes
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Site(Wall wall, PatientPoint surface, double[] outwards) {

    /** Where a mass has its centre. */
    public PatientPoint center(Kind kind) {
      double mm = kind.beyond() * kind.radiusMm();
      return new PatientPoint(
          surface.xMm() + mm * outwards[0],
          surface.yMm() + mm * outwards[1],
          surface.zMm() + mm * outwards[2]);
    }
  }

  /**
   * What the masses are like.
   *
   * @param beyond how far the centre lies behind the surface, in radii; negative in the lung
   * @param hole radius of a hole full of air in its middle, in the mass's; 0 for none
   */
  public record Kind(double radiusMm, double beyond, double hole) {}

  private static final int SOFT_TISSUE_HU = 40;
  private static final int AIR_HU = -960;
  private static final double NOISE_HU = 12;
  private static final double EDGE_MM = 1.4;

  /** So that each mass is a finding of its own. */
  private static final double APART_MM = 90;

  /** About a place on the surface: here is seen which way is out. */
  private static final double NEIGHBOURHOOD_MM = 15;

  /** A wall is neither a spike of the lung nor a dent in it. */
  private static final double LEAST_LUNG = 0.4;

  private static final double MOST_LUNG = 0.8;

  private static final double ALONG_Z = 0.8;
  private static final double IN_PLANE = 0.7;
  private static final double SURFACE_MM = 6.2;

  private WallMasses() {}

  /** Places at a good distance from one another, at most one at each wall. */
  public static List<Site> sites(Lungs lungs, long seed) {
    List<PatientPoint> surface = surface(lungs);
    Collections.shuffle(surface, new Random(seed));
    double middleXMm = middleXMm(lungs);
    List<Site> sites = new ArrayList<>();
    for (PatientPoint point : surface) {
      if (sites.stream().anyMatch(s -> s.surface().distanceMmTo(point) < APART_MM)) {
        continue;
      }
      Site site = site(lungs, point, point.xMm() > middleXMm);
      if (site != null && sites.stream().noneMatch(s -> s.wall() == site.wall())) {
        sites.add(site);
      }
    }
    return sites;
  }

  /** Null where this is no wall. */
  private static @Nullable Site site(Lungs lungs, PatientPoint surface, boolean left) {
    double[] outwards = outwards(lungs, surface);
    Wall wall = outwards == null ? null : wall(outwards, left);
    return outwards == null || wall == null ? null : new Site(wall, surface, outwards);
  }

  private static List<PatientPoint> surface(Lungs lungs) {
    float[] depth = lungs.depthMm();
    List<PatientPoint> points = new ArrayList<>();
    for (int i = 0; i < depth.length; i++) {
      if (depth[i] > 0 && depth[i] <= SURFACE_MM) {
        PatientPoint point = lungs.grid().toPatient(i);
        if (lungs.isAerated(point)) {
          points.add(point);
        }
      }
    }
    return points;
  }

  private static double middleXMm(Lungs lungs) {
    PatientPoint[] bounds = lungs.bounds();
    return (bounds[0].xMm() + bounds[1].xMm()) / 2;
  }

  /** To where most lies that is no lung; null where that is too little or too much. */
  private static double @Nullable [] outwards(Lungs lungs, PatientPoint here) {
    VolumeGrid grid = lungs.grid();
    int column = (int) Math.round(grid.columnOf(here));
    int row = (int) Math.round(grid.rowOf(here));
    int slice = (int) Math.round(grid.sliceOf(here));
    int columns = (int) (NEIGHBOURHOOD_MM / grid.columnSpacingMm());
    int rows = (int) (NEIGHBOURHOOD_MM / grid.rowSpacingMm());
    int slices = (int) (NEIGHBOURHOOD_MM / grid.sliceSpacingMm());
    double[] sum = new double[3];
    int all = 0;
    int lung = 0;
    for (int s = slice - slices; s <= slice + slices; s++) {
      for (int r = row - rows; r <= row + rows; r++) {
        for (int c = column - columns; c <= column + columns; c++) {
          PatientPoint there = grid.toPatient(c, r, s);
          if (there.distanceMmTo(here) > NEIGHBOURHOOD_MM) {
            continue;
          }
          all++;
          if (lungs.contains(there)) {
            lung++;
          } else {
            sum[0] += there.xMm() - here.xMm();
            sum[1] += there.yMm() - here.yMm();
            sum[2] += there.zMm() - here.zMm();
          }
        }
      }
    }
    double length = Math.sqrt(sum[0] * sum[0] + sum[1] * sum[1] + sum[2] * sum[2]);
    if (length == 0 || lung < LEAST_LUNG * all || lung > MOST_LUNG * all) {
      return null;
    }
    return new double[] {sum[0] / length, sum[1] / length, sum[2] / length};
  }

  private static @Nullable Wall wall(double[] outwards, boolean left) {
    if (Math.abs(outwards[2]) > ALONG_Z) {
      return outwards[2] > 0 ? Wall.APEX : Wall.DIAPHRAGM;
    }
    if (Math.abs(outwards[0]) > IN_PLANE) {
      return outwards[0] > 0 == left ? Wall.LATERAL : Wall.MEDIASTINAL;
    }
    if (Math.abs(outwards[1]) > IN_PLANE) {
      return outwards[1] > 0 ? Wall.POSTERIOR : Wall.ANTERIOR;
    }
    return null;
  }

  /**
   * A copy of the CT with a mass at each place; what is denser than soft tissue stays, but in a
   * hole.
   */
  public static CtVolume painted(CtVolume volume, List<Site> sites, Kind kind, long seed) {
    CtVolume painted = new CtVolume(volume.grid(), volume.voxels().clone());
    SplittableRandom random = new SplittableRandom(seed);
    for (Site site : sites) {
      paint(painted, site.center(kind), kind, new Random(random.nextLong()));
    }
    return painted;
  }

  private static void paint(CtVolume volume, PatientPoint center, Kind kind, Random random) {
    double radiusMm = kind.radiusMm();
    VolumeGrid grid = volume.grid();
    short[] hu = volume.voxels();
    double reach = 1.15 * radiusMm + EDGE_MM;
    int firstSlice = (int) Math.max(0, grid.sliceOf(center) - reach / grid.sliceSpacingMm());
    int lastSlice =
        (int) Math.min(grid.slices() - 1, grid.sliceOf(center) + reach / grid.sliceSpacingMm());
    for (int s = firstSlice; s <= lastSlice; s++) {
      for (int r = 0; r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++) {
          PatientPoint voxel = grid.toPatient(c, r, s);
          double away = voxel.distanceMmTo(center);
          if (away > reach) {
            continue;
          }
          double within = (lobulated(voxel, center, away, radiusMm) - away) / EDGE_MM + 0.5;
          double wanted = SOFT_TISSUE_HU + NOISE_HU * random.nextGaussian();
          int i = grid.index(c, r, s);
          if (within > 0 && hu[i] < wanted) {
            hu[i] += (short) Math.round(Math.min(1, within) * (wanted - hu[i]));
          }
          double air = (kind.hole() * radiusMm - away) / EDGE_MM + 0.5;
          if (kind.hole() > 0 && air > 0) {
            hu[i] += (short) Math.round(Math.min(1, air) * (AIR_HU - hu[i]));
          }
        }
      }
    }
  }

  /** The radius in a voxel's direction. */
  private static double lobulated(
      PatientPoint voxel, PatientPoint center, double away, double radiusMm) {
    double round = Math.atan2(voxel.yMm() - center.yMm(), voxel.xMm() - center.xMm());
    double up = away > 0 ? (voxel.zMm() - center.zMm()) / away : 0;
    return radiusMm * (1 + 0.06 * Math.sin(3 * round + 1) + 0.05 * Math.cos(5 * up + 2 * round));
  }
}
