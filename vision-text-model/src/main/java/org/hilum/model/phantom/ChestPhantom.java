package org.hilum.model.phantom;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.hilum.model.phantom.Solids.Tube;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.jspecify.annotations.Nullable;

/** A digital chest phantom: the volume, and the truth about its nodules. */
public final class ChestPhantom {

  /** A nodule may press this far into the pleura: less than a voxel. */
  private static final double TOUCHING_MM = 0.5;

  private final PhantomSpec spec;
  private final CtVolume volume;
  private final List<NoduleTruth> truth;

  private ChestPhantom(PhantomSpec spec, CtVolume volume, List<NoduleTruth> truth) {
    this.spec = spec;
    this.volume = volume;
    this.truth = List.copyOf(truth);
  }

  /**
   * Makes the phantom, on all cores. The same specification always gives the same voxels.
   *
   * @throws IllegalArgumentException if a nodule does not lie wholly within the lungs and the
   *     volume, or two nodules touch; the message names it and a place nearby that would do
   */
  public static ChestPhantom generate(PhantomSpec spec) {
    Anatomy anatomy = new Anatomy(spec.seed());
    List<NoduleBody> nodules = place(spec, anatomy);
    Textures textures = new Textures(spec.seed());
    SlicePainter painter =
        new SlicePainter(
            spec,
            anatomy,
            textures,
            growVessels(spec.seed(), anatomy, nodules),
            growBronchi(spec.seed(), anatomy, nodules),
            nodules);
    short[] voxels = new short[spec.grid().voxelCount()];
    IntStream.range(0, spec.slices()).parallel().forEach(slice -> painter.paint(slice, voxels));
    return new ChestPhantom(
        spec, new CtVolume(spec.grid(), voxels), nodules.stream().map(NoduleBody::truth).toList());
  }

  private static List<Tube> growVessels(long seed, Anatomy anatomy, List<NoduleBody> nodules) {
    List<Tube> vessels = new ArrayList<>();
    for (int system = 0; system < 2; system++) {
      for (int side = -1; side <= 1; side += 2) {
        PatientPoint hilum = system == 0 ? artery(side) : vein(side);
        long part = Solids.scramble(seed, 10 + 2 * system + (side + 1) / 2);
        vessels.addAll(
            new LungTree(anatomy, nodules, part, 0.4, 0.42, 0.3).growFrom(hilum, 700).tubes());
      }
    }
    return vessels;
  }

  private static PatientPoint artery(int side) {
    return side < 0 ? new PatientPoint(-40, 9, -6) : new PatientPoint(44, 18, 4);
  }

  private static PatientPoint vein(int side) {
    return side < 0 ? new PatientPoint(-46, 14, -30) : new PatientPoint(50, 18, -30);
  }

  private static List<Tube> growBronchi(long seed, Anatomy anatomy, List<NoduleBody> nodules) {
    List<Tube> bronchi = new ArrayList<>();
    for (int side = -1; side <= 1; side += 2) {
      PatientPoint end = side < 0 ? new PatientPoint(-42, 24, -20) : new PatientPoint(48, 27, -18);
      long part = Solids.scramble(seed, 20 + (side + 1) / 2);
      bronchi.addAll(new LungTree(anatomy, nodules, part, 0.9, 0.5, 1.7).growFrom(end, 24).tubes());
    }
    return bronchi;
  }

  private static List<NoduleBody> place(PhantomSpec spec, Anatomy anatomy) {
    List<NoduleBody> bodies = new ArrayList<>();
    for (int i = 0; i < spec.nodules().size(); i++) {
      PhantomNodule nodule = spec.nodules().get(i);
      requireWithinLungs(i + 1, nodule, anatomy);
      requireWithinVolume(i + 1, nodule, spec);
      for (int j = 0; j < i; j++) {
        requireApart(i + 1, nodule, j + 1, spec.nodules().get(j));
      }
      bodies.add(new NoduleBody(nodule, Solids.scramble(spec.seed(), 100 + i)));
    }
    return bodies;
  }

  private static void requireWithinLungs(int number, PhantomNodule nodule, Anatomy anatomy) {
    double depth = -anatomy.lung(nodule.center());
    if (depth >= nodule.radiusMm() - TOUCHING_MM) {
      return;
    }
    PatientPoint better = anatomy.deeperInLung(nodule.center(), nodule.radiusMm());
    String problem =
        depth < 0
            ? "its centre lies %.1f mm outside the lungs".formatted(-depth)
            : "it reaches %.1f mm out of the lung".formatted(nodule.radiusMm() - depth);
    throw new IllegalArgumentException(
        "%s: %s; %s".formatted(name(number, nodule), problem, advice(better, nodule)));
  }

  private static String advice(@Nullable PatientPoint better, PhantomNodule nodule) {
    return better == null
        ? "no place nearby holds %.1f mm, choose another".formatted(nodule.diameterMm())
        : "%.0f,%.0f,%.0f would do".formatted(better.xMm(), better.yMm(), better.zMm());
  }

  private static void requireWithinVolume(int number, PhantomNodule nodule, PhantomSpec spec) {
    VolumeGrid grid = spec.grid();
    PatientPoint low = grid.origin();
    PatientPoint high = grid.toPatient(grid.columns() - 1, grid.rows() - 1, grid.slices() - 1);
    PatientPoint c = nodule.center();
    double r = nodule.radiusMm();
    if (c.xMm() - r < low.xMm()
        || c.yMm() - r < low.yMm()
        || c.zMm() - r < low.zMm()
        || c.xMm() + r > high.xMm()
        || c.yMm() + r > high.yMm()
        || c.zMm() + r > high.zMm()) {
      throw new IllegalArgumentException(
          "%s: it reaches out of the volume, which spans x %.0f to %.0f, y %.0f to %.0f, z %.0f to %.0f mm"
              .formatted(
                  name(number, nodule),
                  low.xMm(),
                  high.xMm(),
                  low.yMm(),
                  high.yMm(),
                  low.zMm(),
                  high.zMm()));
    }
  }

  private static void requireApart(
      int number, PhantomNodule nodule, int otherNumber, PhantomNodule other) {
    double gap =
        nodule.center().distanceMmTo(other.center()) - nodule.radiusMm() - other.radiusMm();
    if (gap < 1) {
      throw new IllegalArgumentException(
          "%s: it touches nodule %d; leave at least 1 mm between them"
              .formatted(name(number, nodule), otherNumber));
    }
  }

  private static String name(int number, PhantomNodule nodule) {
    PatientPoint c = nodule.center();
    return "nodule %d (%.1f mm at %.0f,%.0f,%.0f)"
        .formatted(number, nodule.diameterMm(), c.xMm(), c.yMm(), c.zMm());
  }

  /** Four nodules of different kinds in the standard phantom's lungs. */
  public static List<PhantomNodule> defaultNodules() {
    return NoduleNotation.parse(
        "-78,-20,62,8,solid; 88,5,8,12,part-solid,lobulated;"
            + "-82,42,-48,18,solid,spiculated; 72,-25,70,10,ground-glass");
  }

  public PhantomSpec spec() {
    return spec;
  }

  public CtVolume volume() {
    return volume;
  }

  /** The nodules in the order of the specification. */
  public List<NoduleTruth> truth() {
    return truth;
  }
}
