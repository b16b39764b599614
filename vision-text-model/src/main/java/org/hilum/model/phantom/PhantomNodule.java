package org.hilum.model.phantom;

import static java.util.Objects.requireNonNull;

import org.hilum.model.volume.PatientPoint;

/**
 * A nodule to be placed in the phantom's lungs.
 *
 * @param center in patient millimetres (LPS); the phantom's spine runs along the z axis and z = 0
 *     lies at the level of the carina
 * @param diameterMm of the ball whose volume the nodule's body has, {@value #SMALLEST_MM} to
 *     {@value #LARGEST_MM} mm; the radiating strands of a spiculated one come on top
 * @param hu of its densest part: of the whole nodule where it is solid or ground glass, of the core
 *     where it is part-solid
 * @throws IllegalArgumentException if a number is not finite or out of its range
 */
public record PhantomNodule(
    PatientPoint center, double diameterMm, double hu, Density density, Shape shape) {

  public static final double SMALLEST_MM = 2;
  public static final double LARGEST_MM = 60;

  public PhantomNodule {
    requireNonNull(center, "center");
    requireNonNull(density, "density");
    requireNonNull(shape, "shape");
    if (!Double.isFinite(center.xMm())
        || !Double.isFinite(center.yMm())
        || !Double.isFinite(center.zMm())) {
      throw new IllegalArgumentException("a nodule's centre must be finite, got " + center);
    }
    if (!(diameterMm >= SMALLEST_MM && diameterMm <= LARGEST_MM)) {
      throw new IllegalArgumentException(
          "a nodule's diameter must lie between %.0f and %.0f mm, got %s"
              .formatted(SMALLEST_MM, LARGEST_MM, diameterMm));
    }
    if (!(hu >= -1000 && hu <= 3000)) {
      throw new IllegalArgumentException(
          "a nodule's density must lie between -1000 and 3000 HU, got " + hu);
    }
  }

  /** A nodule of the usual density of its kind. */
  public static PhantomNodule of(
      PatientPoint center, double diameterMm, Density density, Shape shape) {
    return new PhantomNodule(center, diameterMm, density.usualHu(), density, shape);
  }

  double radiusMm() {
    return diameterMm / 2;
  }

  /** What the nodule is made of. */
  public enum Density {
    SOLID(35),
    /** A solid core of half the nodule's diameter within ground glass. */
    PART_SOLID(15),
    GROUND_GLASS(-600);

    private final double usualHu;

    Density(double usualHu) {
      this.usualHu = usualHu;
    }

    double usualHu() {
      return usualHu;
    }
  }

  /** The form of its surface. */
  public enum Shape {
    SPHERE,
    LOBULATED,
    SPICULATED
  }
}
