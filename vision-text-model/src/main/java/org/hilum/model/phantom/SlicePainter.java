package org.hilum.model.phantom;

import java.util.List;
import org.hilum.model.phantom.Solids.Ellipsoid;
import org.hilum.model.phantom.Solids.Tube;
import org.hilum.model.phantom.Textures.SliceNoise;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.jspecify.annotations.Nullable;

/**
 * Paints one slice from the body's surface inwards: tissue over tissue, each by the share of the
 * voxel it fills, and noise at the end. Slices do not depend on each other.
 */
final class SlicePainter {

  /** Table resolution for what depends on the angle about the body's axis only. */
  private static final int ANGLES = 2048;

  /** Over how much the scanner smears an edge within a slice. */
  private static final double EDGE_MM = 1.3;

  private static final double AIR = -1000;
  private static final double SKIN = 20;
  private static final double FAT = -105;
  private static final double MUSCLE = 52;
  private static final double BLOOD = 42;
  private static final double CORTEX = 780;
  private static final double MARROW = 190;
  private static final double CARTILAGE = 105;
  private static final double LIVER = 58;
  private static final double SPLEEN = 50;
  private static final double CORTEX_MM = 1.5;

  private final VolumeGrid grid;
  private final long seed;
  private final Anatomy anatomy;
  private final Skeleton skeleton;
  private final Textures textures;
  private final List<Tube> vessels;
  private final List<Tube> bronchi;
  private final List<NoduleBody> nodules;
  private final float[] radiusMm;
  private final short[] angle;
  private final double reconstructionRadiusMm;

  SlicePainter(
      PhantomSpec spec,
      Anatomy anatomy,
      Textures textures,
      List<Tube> vessels,
      List<Tube> bronchi,
      List<NoduleBody> nodules) {
    this.grid = spec.grid();
    this.seed = spec.seed();
    this.anatomy = anatomy;
    this.skeleton = new Skeleton(anatomy);
    this.textures = textures;
    this.vessels = vessels;
    this.bronchi = bronchi;
    this.nodules = nodules;
    this.radiusMm = new float[grid.voxelsPerSlice()];
    this.angle = new short[grid.voxelsPerSlice()];
    for (int row = 0, i = 0; row < grid.rows(); row++) {
      for (int column = 0; column < grid.columns(); column++, i++) {
        double x = x(column);
        double y = y(row);
        radiusMm[i] = (float) Solids.hypot(x, y);
        double turns = Math.atan2(y, x) / (2 * Math.PI);
        angle[i] = (short) Math.floorMod(Math.round(turns * ANGLES), ANGLES);
      }
    }
    this.reconstructionRadiusMm =
        0.5 * Math.max(grid.columns() * grid.columnSpacingMm(), grid.rows() * grid.rowSpacingMm());
  }

  private double x(int column) {
    return grid.origin().xMm() + column * grid.columnSpacingMm();
  }

  private double y(int row) {
    return grid.origin().yMm() + row * grid.rowSpacingMm();
  }

  /** Paints a slice into the volume's voxels. */
  void paint(int slice, short[] voxels) {
    double z = grid.origin().zMm() + slice * grid.sliceSpacingMm();
    float[] hu = new float[grid.voxelsPerSlice()];
    float[] lung = new float[grid.voxelsPerSlice()];
    Contours contours = new Contours(z);

    paintTrunk(hu, lung, contours);
    paintMediastinum(hu, z);
    paintSkeleton(hu, contours);
    paintLungs(hu, lung, z);
    paintAirways(hu, anatomy.airways(), z, null);
    paintAirways(hu, bronchi, z, lung);
    paintVessels(hu, lung, z);
    for (NoduleBody nodule : nodules) {
      paintNodule(hu, nodule, z);
    }
    paintTable(hu, contours);
    scan(hu, slice, z, contours, voxels);
  }

  /** The outlines of one slice by angle. */
  private final class Contours {
    final double z;
    final double[] skin = new double[ANGLES];
    final double[] skinSlope = new double[ANGLES];
    final double[] pleura = new double[ANGLES];
    final double[] pleuraSlope = new double[ANGLES];
    final double[] muscle = new double[ANGLES];
    final double[] ribHeight = new double[ANGLES];
    final boolean[] ribCartilage = new boolean[ANGLES];
    final double[] degrees = new double[ANGLES];

    Contours(double z) {
      this.z = z;
      for (int a = 0; a < ANGLES; a++) {
        double radians = 2 * Math.PI * a / ANGLES;
        skin[a] = anatomy.skinRadius(radians, z);
        pleura[a] = anatomy.pleuraRadius(radians, z);
        degrees[a] =
            Math.abs(Math.toDegrees(Math.IEEEremainder(radians - Math.PI / 2, 2 * Math.PI)));
        Skeleton.RibHit rib = skeleton.nearestRib(degrees[a], z);
        ribHeight[a] = rib.heightMm();
        ribCartilage[a] = rib.cartilage();
      }
      slopes(skin, skinSlope);
      slopes(pleura, pleuraSlope);
      for (int a = 0; a < ANGLES; a++) {
        double room = (skin[a] - pleura[a]) * pleuraSlope[a] - Anatomy.RIB_CAGE_THICKNESS_MM - 5;
        muscle[a] = Math.max(0, Math.min(muscleThickness(degrees[a], z), room));
      }
    }

    /** The cosine between the outline's normal and the ray from the axis. */
    private void slopes(double[] outline, double[] cosine) {
      for (int a = 0; a < ANGLES; a++) {
        double next = outline[(a + 1) % ANGLES];
        double previous = outline[(a + ANGLES - 1) % ANGLES];
        double slope = (next - previous) * ANGLES / (4 * Math.PI);
        cosine[a] = outline[a] / Solids.hypot(outline[a], slope);
      }
    }
  }

  private static double hump(double degrees, double center, double width) {
    double away = (degrees - center) / width;
    return Math.exp(-away * away);
  }

  /** The muscles outside the rib cage: of the back, of the shoulder girdle, and of the chest. */
  private static double muscleThickness(double degrees, double z) {
    double upper = 1 / (1 + Math.exp(-(z + 5) / 12));
    double shoulder = 1 / (1 + Math.exp(-(z - 92) / 9));
    double breast = hump(z, 45, 45);
    return 5
        + 24 * hump(degrees, 17, 15)
        + 28 * upper * hump(degrees, 48, 26)
        + 9 * hump(degrees, 85, 28) * (1 - 0.5 * upper)
        + 15 * breast * hump(degrees, 140, 20)
        + 70 * shoulder * hump(degrees, 85, 45)
        + 4 * (1 - upper) * hump(degrees, 165, 18);
  }

  private void paintTrunk(float[] hu, float[] lung, Contours c) {
    double z = c.z;
    Anatomy.Level level = anatomy.level(z);
    for (int row = 0, i = 0; row < grid.rows(); row++) {
      double y = y(row);
      double mediastinumHalfWidth = level.mediastinumHalfWidthAt(y);
      for (int column = 0; column < grid.columns(); column++, i++) {
        int a = angle[i];
        double outsideSkin = (radiusMm[i] - c.skin[a]) * c.skinSlope[a];
        if (outsideSkin > EDGE_MM) {
          hu[i] = (float) AIR;
          continue;
        }
        double x = x(column);
        double outsidePleura = (radiusMm[i] - c.pleura[a]) * c.pleuraSlope[a];
        double tissue;
        if (outsidePleura > -EDGE_MM) {
          tissue = chestWall(c, a, outsideSkin, outsidePleura, x, y);
        } else {
          tissue = FAT;
        }
        if (outsidePleura < EDGE_MM) {
          double inside = Solids.coverage(outsidePleura, EDGE_MM);
          double below = Anatomy.belowDiaphragm(x, y, z);
          double share = Math.min(inside, lungOverDiaphragm(x, y, z, below));
          if (share > 0 && Math.abs(x) < 105) {
            double mediastinum = level.mediastinum(x, y, mediastinumHalfWidth);
            share = Math.min(share, Solids.coverage(-mediastinum, EDGE_MM));
          }
          lung[i] = (float) share;
          if (share < 1) {
            tissue = Solids.mix(tissue, interior(x, y, z, below, outsidePleura), inside);
          }
        }
        hu[i] = (float) Solids.mix(AIR, tissue, Solids.coverage(outsideSkin, EDGE_MM));
      }
    }
  }

  private double chestWall(
      Contours c, int a, double outsideSkin, double outsidePleura, double x, double y) {
    double z = c.z;
    double marbling = textures.smooth(x / 5, y / 5, z / 9);
    double tissue = FAT + 8 * marbling;
    if (outsideSkin > -8) {
      tissue = Solids.mix(tissue, SKIN, Solids.coverage(-2.2 - outsideSkin, EDGE_MM));
    }
    double outsideRibs = outsidePleura - Anatomy.RIB_CAGE_THICKNESS_MM;
    if (outsideRibs < c.muscle[a] + 2) {
      double muscle = MUSCLE - 14 * Math.max(0, marbling);
      if (c.muscle[a] > 12) {
        double plane = Math.abs(outsideRibs - 0.42 * c.muscle[a] - 3 * marbling) - 0.6;
        muscle = Solids.mix(muscle, -60, Solids.coverage(plane, EDGE_MM));
      }
      tissue = Solids.mix(tissue, muscle, Solids.coverage(outsideRibs - c.muscle[a], EDGE_MM));
    }
    if (outsideRibs < 2) {
      double between = 20 + 45 * marbling;
      tissue = Solids.mix(tissue, between, Solids.coverage(outsideRibs, EDGE_MM));
      tissue = Solids.mix(tissue, 10, Solids.coverage(Math.abs(outsidePleura) - 0.5, EDGE_MM));
      double rib = Skeleton.rib(outsidePleura, c.ribHeight[a]);
      if (rib < 3) {
        double width = EDGE_MM + 0.3 * grid.sliceSpacingMm();
        double bone = c.ribCartilage[a] ? CARTILAGE + 10 * marbling : bone(rib, marbling);
        tissue = Solids.mix(tissue, bone, Solids.coverage(rib, width));
      }
    }
    double scapula = Skeleton.scapula(c.degrees[a], outsidePleura, z);
    if (scapula < 2) {
      tissue = Solids.mix(tissue, bone(scapula, marbling), Solids.coverage(scapula, EDGE_MM));
    }
    return tissue;
  }

  private static double bone(double distance, double texture) {
    double marrow = MARROW + 70 * texture;
    return Solids.mix(CORTEX, marrow, Solids.coverage(distance + CORTEX_MM, EDGE_MM));
  }

  /** What fills the rib cage where the lungs do not. */
  private double interior(double x, double y, double z, double below, double outsidePleura) {
    double marbling = textures.smooth(x / 6, y / 6, z / 8);
    double fat = FAT + 10 + 12 * marbling;
    if (below < -3) {
      double neck = Math.max(0, Math.min(1, (z - 112) / 14));
      return Solids.mix(fat, 35 + 40 * marbling, neck);
    }
    double tissue = Solids.mix(fat, MUSCLE, Solids.coverage(Math.abs(below - 1.2) - 1.4, EDGE_MM));
    double wall = Math.max(1.6 - below, outsidePleura + 2);
    if (wall < 2) {
      tissue = abdomen(tissue, x, y, z, wall);
    }
    return tissue;
  }

  private static final Ellipsoid RIGHT_LIVER = new Ellipsoid(-58, 2, -140, 84, 92, 72);
  private static final Ellipsoid LEFT_LIVER = new Ellipsoid(8, -46, -122, 66, 38, 36);
  private static final Ellipsoid SPLEEN_BODY = new Ellipsoid(90, 34, -136, 27, 44, 42);
  private static final Ellipsoid STOMACH = new Ellipsoid(58, -22, -134, 40, 46, 40);
  private static final Ellipsoid LEFT_KIDNEY = new Ellipsoid(56, 46, -186, 28, 26, 42);
  private static final Ellipsoid RIGHT_KIDNEY = new Ellipsoid(-54, 48, -192, 28, 26, 42);

  private double abdomen(double tissue, double x, double y, double z, double wall) {
    double grain = textures.smooth(x / 9, y / 9, z / 9);
    double under = tissue;
    under = organ(under, 38, Math.max(LEFT_KIDNEY.distance(x, y, z), wall));
    under = organ(under, 38, Math.max(RIGHT_KIDNEY.distance(x, y, z), wall));
    double stomach = Math.max(STOMACH.distance(x, y, z), wall);
    under = organ(under, 42, stomach);
    double gasLevel = y + 38;
    under = organ(under, 18 + 14 * grain, stomach + 4);
    under = organ(under, -940, Math.max(stomach + 4, gasLevel));
    under = organ(under, SPLEEN + 3 * grain, Math.max(SPLEEN_BODY.distance(x, y, z), wall));
    double liver =
        Solids.blendedUnion(RIGHT_LIVER.distance(x, y, z), LEFT_LIVER.distance(x, y, z), 12);
    return organ(under, LIVER + 4 * grain, Math.max(liver, wall));
  }

  private static double organ(double tissue, double hu, double distance) {
    return Solids.mix(tissue, hu, Solids.coverage(distance, 1.6));
  }

  private double lungOverDiaphragm(double x, double y, double z, double below) {
    double share = Solids.coverage(below, EDGE_MM + 0.6 * grid.sliceSpacingMm());
    if (share > 0) {
      double dome = anatomy.aboveApex(x, y, z);
      if (dome > -4) {
        share = Math.min(share, Solids.coverage(dome, EDGE_MM + grid.sliceSpacingMm() / 2));
      }
    }
    return share;
  }

  private void paintMediastinum(float[] hu, double z) {
    for (Ellipsoid chamber : anatomy.heart()) {
      paintEllipsoid(hu, chamber, z, BLOOD, Double.NaN);
    }
    for (Tube tube : anatomy.oesophagus()) {
      paintTube(hu, tube, z, 35, null);
    }
    for (Tube tube : anatomy.bloodVessels()) {
      paintTube(hu, tube, z, BLOOD, null);
    }
  }

  /**
   * @param marrowHu inside a shell of cortex, or NaN for a body of one density
   */
  private void paintEllipsoid(float[] hu, Ellipsoid e, double z, double ofHu, double marrowHu) {
    if (Math.abs(z - e.z()) > e.rz() + 3) {
      return;
    }
    Box box = box(e.x() - e.rx() - 3, e.x() + e.rx() + 3, e.y() - e.ry() - 3, e.y() + e.ry() + 3);
    for (int row = box.firstRow; row <= box.lastRow; row++) {
      for (int column = box.firstColumn; column <= box.lastColumn; column++) {
        double x = x(column);
        double y = y(row);
        double distance = e.distance(x, y, z);
        double width = Solids.hypot(EDGE_MM, e.steepness(x, y, z) * grid.sliceSpacingMm());
        double share = Solids.coverage(distance, width);
        if (share > 0) {
          double inner =
              Double.isNaN(marrowHu)
                  ? ofHu
                  : Solids.mix(ofHu, marrowHu, Solids.coverage(distance + 2, EDGE_MM));
          int i = row * grid.columns() + column;
          hu[i] = (float) Solids.mix(hu[i], inner, share);
        }
      }
    }
  }

  private void paintTube(float[] hu, Tube tube, double z, double ofHu, float @Nullable [] within) {
    if (z < tube.lowestZ() - 2 || z > tube.highestZ() + 2) {
      return;
    }
    Box box = boxOf(tube, z);
    for (int row = box.firstRow; row <= box.lastRow; row++) {
      for (int column = box.firstColumn; column <= box.lastColumn; column++) {
        int i = row * grid.columns() + column;
        double share = Solids.coverage(tube.distance(x(column), y(row), z), EDGE_MM);
        if (share > 0) {
          hu[i] = (float) Solids.mix(hu[i], ofHu, within == null ? share : share * within[i]);
        }
      }
    }
  }

  /** Every wall before any lumen, so that no branch closes the one it leaves. */
  private void paintAirways(float[] hu, List<Tube> lumens, double z, float @Nullable [] within) {
    for (Tube lumen : lumens) {
      double wallMm = 0.6 + 0.16 * Math.max(lumen.ra(), lumen.rb());
      paintTube(hu, lumen.widenedBy(wallMm), z, 10, within);
    }
    for (Tube lumen : lumens) {
      paintTube(hu, lumen, z, AIR + 10, within);
    }
  }

  private void paintSkeleton(float[] hu, Contours c) {
    double z = c.z;
    double front = anatomy.spineY(z);
    Box spine = box(-46, 46, front - 22, front + 62);
    double sternumY = -c.pleura[ANGLES * 3 / 4];
    for (int row = spine.firstRow; row <= spine.lastRow; row++) {
      for (int column = spine.firstColumn; column <= spine.lastColumn; column++) {
        int i = row * grid.columns() + column;
        double x = x(column);
        double y = y(row);
        double texture = textures.smooth(x / 2.5, y / 2.5, z / 4);
        double disc = skeleton.disc(x, y, z);
        hu[i] = (float) Solids.mix(hu[i], 85, Solids.coverage(disc, EDGE_MM));
        double canal = skeleton.spinalCanal(x, y, z);
        hu[i] = (float) Solids.mix(hu[i], 28, Solids.coverage(canal, EDGE_MM));
        double bone = skeleton.vertebra(x, y, z);
        double width = EDGE_MM + 0.25 * grid.sliceSpacingMm();
        double density = bone(bone, texture) - 140;
        hu[i] = (float) Solids.mix(hu[i], density, Solids.coverage(bone, width));
      }
    }
    Box sternum = box(-34, 34, sternumY - 16, sternumY + 8);
    for (int row = sternum.firstRow; row <= sternum.lastRow; row++) {
      for (int column = sternum.firstColumn; column <= sternum.lastColumn; column++) {
        int i = row * grid.columns() + column;
        double x = x(column);
        double y = y(row);
        double bone = skeleton.sternum(x, y, z, sternumY);
        if (bone < 3) {
          double texture = textures.smooth(x / 3, y / 3, z / 5);
          double density = bone(bone, texture) - 180;
          hu[i] = (float) Solids.mix(hu[i], density, Solids.coverage(bone, EDGE_MM));
        }
      }
    }
    for (Tube limb : skeleton.limbs()) {
      paintTube(hu, limb, z, CORTEX, null);
      paintTube(hu, limb.widenedBy(-CORTEX_MM - 1), z, MARROW, null);
    }
    for (Ellipsoid head : skeleton.humeralHeads()) {
      paintEllipsoid(hu, head, z, CORTEX - 150, MARROW);
    }
  }

  private void paintLungs(float[] hu, float[] lung, double z) {
    for (int row = 0, i = 0; row < grid.rows(); row++) {
      double y = y(row);
      for (int column = 0; column < grid.columns(); column++, i++) {
        if (lung[i] > 0) {
          double x = x(column);
          double parenchyma =
              -872
                  + 0.28 * y
                  + 20 * textures.smooth(x / 28 + 9, y / 28, z / 28)
                  + 32 * textures.smooth(x / 3.6, y / 3.6 + 5, z / 3.6);
          double fissure = Math.abs(fissure(x, y, z)) - 0.35;
          parenchyma = Solids.mix(parenchyma, -775, Solids.coverage(fissure, 2));
          hu[i] = (float) Solids.mix(hu[i], parenchyma, lung[i]);
        }
      }
    }
  }

  /**
   * The distance from the oblique fissure, a gently curved plane from high behind to low in front.
   */
  private static double fissure(double x, double y, double z) {
    double curve = 6 * Math.sin((Math.abs(x) - 40) / 35);
    double height = (x > 0 ? -12 : -20) + 0.85 * y + curve;
    return (z - height) / 1.31;
  }

  private void paintVessels(float[] hu, float[] lung, double z) {
    float[] shares = new float[hu.length];
    int samples = Math.max(1, (int) Math.ceil(grid.sliceSpacingMm() / 0.9));
    double half = grid.sliceSpacingMm() / 2;
    for (Tube tube : vessels) {
      if (tube.highestZ() < z - half - 1 || tube.lowestZ() > z + half + 1) {
        continue;
      }
      Box box = boxOf(tube, z);
      for (int row = box.firstRow; row <= box.lastRow; row++) {
        for (int column = box.firstColumn; column <= box.lastColumn; column++) {
          int i = row * grid.columns() + column;
          if (lung[i] == 0) {
            continue;
          }
          double share = 0;
          for (int s = 0; s < samples; s++) {
            double sampleZ = z - half + (s + 0.5) * grid.sliceSpacingMm() / samples;
            share += Solids.coverage(tube.distance(x(column), y(row), sampleZ), EDGE_MM);
          }
          shares[i] = Math.max(shares[i], (float) (share / samples));
        }
      }
    }
    for (int i = 0; i < hu.length; i++) {
      if (shares[i] > 0) {
        hu[i] = (float) Solids.mix(hu[i], BLOOD, shares[i] * lung[i]);
      }
    }
  }

  /** Sampled within each voxel, so that the nodule's volume survives. */
  private void paintNodule(float[] hu, NoduleBody nodule, double z) {
    PatientPoint c = nodule.nodule().center();
    double half = grid.sliceSpacingMm() / 2;
    double reach = nodule.reachMm() + 1;
    if (Math.abs(z - c.zMm()) > reach + half) {
      return;
    }
    int across = 3;
    int along = Math.max(3, (int) Math.ceil(grid.sliceSpacingMm() / 0.5));
    Box box = box(c.xMm() - reach, c.xMm() + reach, c.yMm() - reach, c.yMm() + reach);
    for (int row = box.firstRow; row <= box.lastRow; row++) {
      for (int column = box.firstColumn; column <= box.lastColumn; column++) {
        int i = row * grid.columns() + column;
        double sum = 0;
        for (int s = 0; s < along; s++) {
          double sz = z + ((s + 0.5) / along - 0.5) * grid.sliceSpacingMm();
          for (int r = 0; r < across; r++) {
            double sy = y(row) + ((r + 0.5) / across - 0.5) * grid.rowSpacingMm();
            for (int k = 0; k < across; k++) {
              double sx = x(column) + ((k + 0.5) / across - 0.5) * grid.columnSpacingMm();
              sum += nodule.paintOver(hu[i], sx, sy, sz);
            }
          }
        }
        hu[i] = (float) (sum / (along * across * across));
      }
    }
  }

  private void paintTable(float[] hu, Contours c) {
    Box box = box(-200, 200, 100, 170);
    for (int row = box.firstRow; row <= box.lastRow; row++) {
      for (int column = box.firstColumn; column <= box.lastColumn; column++) {
        int i = row * grid.columns() + column;
        double x = x(column);
        int a = angle[i];
        double outsideSkin = (radiusMm[i] - c.skin[a]) * c.skinSlope[a];
        if (outsideSkin > EDGE_MM && Math.abs(x) < 150) {
          double below = y(row) - (141 - x * x / 1300);
          double shell = Math.abs(below) - 1.3;
          hu[i] = (float) Solids.mix(hu[i], 60, Solids.coverage(shell, EDGE_MM));
          double mattress = Math.abs(below + 9) - 6;
          hu[i] = (float) Solids.mix(hu[i], -955, Solids.coverage(mattress, EDGE_MM));
        }
      }
    }
  }

  /** Adds the noise, and cuts off what the scanner did not see. */
  private void scan(float[] hu, int slice, double z, Contours c, short[] voxels) {
    SliceNoise noise = textures.noiseOf(seed, slice);
    double thinness = Math.pow(2.5 / grid.sliceSpacingMm(), 0.3);
    double shoulders = 1 + 0.5 / (1 + Math.exp(-(z - 100) / 8));
    int offset = slice * grid.voxelsPerSlice();
    for (int row = 0, i = 0; row < grid.rows(); row++) {
      for (int column = 0; column < grid.columns(); column++, i++) {
        if (radiusMm[i] > reconstructionRadiusMm) {
          voxels[offset + i] = CtVolume.AIR_HU;
          continue;
        }
        double depth = c.skin[angle[i]] - radiusMm[i];
        double sd = depth < 0 ? 8 : 12 + Math.min(6, depth / 15);
        double value = hu[i] + sd * thinness * shoulders * noise.at(column, row);
        long rounded = Math.round(value);
        voxels[offset + i] = (short) Math.max(CtVolume.AIR_HU, Math.min(3071, rounded));
      }
    }
  }

  /** The part of the slice a shape may touch; empty where it lies outside. */
  private record Box(int firstColumn, int lastColumn, int firstRow, int lastRow) {}

  private Box box(double lowX, double highX, double lowY, double highY) {
    PatientPoint origin = grid.origin();
    return new Box(
        Math.max(0, (int) Math.floor((lowX - origin.xMm()) / grid.columnSpacingMm())),
        Math.min(
            grid.columns() - 1, (int) Math.ceil((highX - origin.xMm()) / grid.columnSpacingMm())),
        Math.max(0, (int) Math.floor((lowY - origin.yMm()) / grid.rowSpacingMm())),
        Math.min(grid.rows() - 1, (int) Math.ceil((highY - origin.yMm()) / grid.rowSpacingMm())));
  }

  /** Around the part of a tube that comes near this slice. */
  private Box boxOf(Tube tube, double z) {
    double margin = Math.max(tube.ra(), tube.rb()) + 2;
    double rise = tube.bz() - tube.az();
    double from = 0;
    double to = 1;
    double reach = margin + grid.sliceSpacingMm();
    if (Math.abs(rise) > 1e-9) {
      double t1 = (z - reach - tube.az()) / rise;
      double t2 = (z + reach - tube.az()) / rise;
      from = Math.max(0, Math.min(1, Math.min(t1, t2)));
      to = Math.max(0, Math.min(1, Math.max(t1, t2)));
    }
    double x1 = Solids.mix(tube.ax(), tube.bx(), from);
    double x2 = Solids.mix(tube.ax(), tube.bx(), to);
    double y1 = Solids.mix(tube.ay(), tube.by(), from);
    double y2 = Solids.mix(tube.ay(), tube.by(), to);
    return box(
        Math.min(x1, x2) - margin,
        Math.max(x1, x2) + margin,
        Math.min(y1, y2) - margin,
        Math.max(y1, y2) + margin);
  }
}
