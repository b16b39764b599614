package org.hilum.model.register;

import java.util.Optional;
import org.hilum.model.lung.Lungs;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;

/**
 * Two chest CTs brought together. The transform leads from the current examination to the prior
 * one; a place in the lungs is then looked for nearby, as breathing moves it. Immutable.
 */
public final class Registration {

  /** From this correlation on, the place found nearby is taken for the one looked for. */
  private static final double TRUSTED_CORRELATION = 0.6;

  private final RigidTransform transform;
  private final RegistrationQuality quality;
  private final LocalMatcher matcher;
  private final Lungs currentLungs;
  private final Lungs priorLungs;
  private final CtVolume current;
  private final CtVolume prior;

  Registration(
      RigidTransform transform,
      RegistrationQuality quality,
      LocalMatcher matcher,
      Lungs currentLungs,
      Lungs priorLungs,
      CtVolume current,
      CtVolume prior) {
    this.transform = transform;
    this.quality = quality;
    this.matcher = matcher;
    this.currentLungs = currentLungs;
    this.priorLungs = priorLungs;
    this.current = current;
    this.prior = prior;
  }

  /** From the current examination to the prior one. */
  public RigidTransform transform() {
    return transform;
  }

  public RegistrationQuality quality() {
    return quality;
  }

  /**
   * A place of one examination in the other.
   *
   * @param point where it lies there
   * @param trusted whether its surroundings were found again; if not, {@code point} is where the
   *     rigid transform alone puts it
   * @param correlation of the surroundings; NaN where they could not be compared
   */
  public record Place(PatientPoint point, boolean trusted, double correlation) {}

  /**
   * Where a place of the current examination lies in the prior one.
   *
   * @param radiusMm of the nodule there, which itself has no say
   */
  public Place inPrior(PatientPoint place, double radiusMm) {
    LocalMatcher.Shift shift = matcher.match(place, transform, radiusMm);
    boolean trusted = isTrusted(shift);
    PatientPoint start = trusted ? shift.appliedTo(place) : place;
    return new Place(transform.apply(start), trusted, shift.correlation());
  }

  /** Where a place of the prior examination lies in the current one. */
  public Place inCurrent(PatientPoint place, double radiusMm) {
    RigidTransform back = transform.inverse();
    PatientPoint rigid = back.apply(place);
    PatientPoint found = rigid;
    LocalMatcher.Shift shift = LocalMatcher.Shift.NONE;
    boolean trusted = false;
    // The shift belongs to the place looked for, so it is looked up there once more.
    for (int round = 0; round < 2; round++) {
      shift = matcher.match(found, transform, radiusMm);
      trusted = isTrusted(shift);
      if (!trusted) {
        return new Place(rigid, false, shift.correlation());
      }
      found =
          new PatientPoint(
              rigid.xMm() - shift.shiftXMm(),
              rigid.yMm() - shift.shiftYMm(),
              rigid.zMm() - shift.shiftZMm());
    }
    return new Place(found, trusted, shift.correlation());
  }

  private static boolean isTrusted(LocalMatcher.Shift shift) {
    return shift.correlation() >= TRUSTED_CORRELATION;
  }

  /** Whether the prior examination shows lung at one of its own places, and where it ends. */
  public boolean isLungInPrior(PatientPoint priorPlace) {
    return priorLungs.contains(priorPlace);
  }

  /** Whether the current examination shows lung at one of its own places. */
  public boolean isLungInCurrent(PatientPoint currentPlace) {
    return currentLungs.contains(currentPlace);
  }

  Optional<Double> meanHuInCurrent(PatientPoint place, double radiusMm) {
    return BallMean.of(current, place, radiusMm);
  }

  Optional<Double> meanHuInPrior(PatientPoint place, double radiusMm) {
    return BallMean.of(prior, place, radiusMm);
  }
}
