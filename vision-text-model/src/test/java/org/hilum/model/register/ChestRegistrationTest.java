package org.hilum.model.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.hilum.model.RealCt;
import org.hilum.model.phantom.ChestPhantom;
import org.hilum.model.phantom.PhantomSpec;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("The registration of two chest CTs")
class ChestRegistrationTest {

  /** The nodule of LIDC-IDRI-0001, and places of its readers' small marks. */
  private static final PatientPoint NODULE = new PatientPoint(56.2, 86.0, -115);

  private static final double NODULE_RADIUS_MM = 12;

  private static RigidTransform turn(
      CtVolume volume, double xDegrees, double yDegrees, double zDegrees, double... shiftMm) {
    PatientPoint middle =
        volume
            .grid()
            .toPatient(
                volume.grid().columns() / 2.0,
                volume.grid().rows() / 2.0,
                volume.grid().slices() / 2.0);
    return RigidTransform.about(
        middle,
        Math.toRadians(xDegrees),
        Math.toRadians(yDegrees),
        Math.toRadians(zDegrees),
        shiftMm[0],
        shiftMm[1],
        shiftMm[2]);
  }

  private static Registration register(CtVolume current, CtVolume prior) {
    long start = System.nanoTime();
    RegistrationOutcome outcome = ChestRegistration.register(current, prior);
    assertThat(outcome).isInstanceOf(RegistrationOutcome.Registered.class);
    Registration registration = ((RegistrationOutcome.Registered) outcome).registration();
    System.out.printf(
        "registered in %d ms: %s%n",
        (System.nanoTime() - start) / 1_000_000, registration.quality());
    return registration;
  }

  /** Worst error over many places in the lungs that both show, mm. */
  private static double worstRigidErrorMm(
      Registration registration, CtVolume current, RigidTransform truth) {
    Random random = new Random(5);
    double worst = 0;
    for (int found = 0; found < 200; ) {
      PatientPoint p =
          current
              .grid()
              .toPatient(
                  random.nextDouble() * current.grid().columns(),
                  random.nextDouble() * current.grid().rows(),
                  random.nextDouble() * current.grid().slices());
      if (registration.isLungInCurrent(p)) {
        worst = Math.max(worst, registration.transform().apply(p).distanceMmTo(truth.apply(p)));
        found++;
      }
    }
    return worst;
  }

  @Nested
  @DisplayName("of a real CT and itself")
  class OfARealCt {

    @Test
    @DisplayName("finds a known turn and shift within a millimetre")
    void findsAKnownTurnAndShift() throws Exception {
      CtVolume current = RealCt.lidc0001();
      RigidTransform truth = turn(current, 6, -4, 8, 35, -20, 140);
      CtVolume prior = MovedVolumes.moved(current, truth, 0.703, 2.5, 1, 0, 0);

      Registration registration = register(current, prior);

      double worst = worstRigidErrorMm(registration, current, truth);
      Registration.Place place = registration.inPrior(NODULE, NODULE_RADIUS_MM);
      System.out.printf(
          "turned and shifted: worst rigid error %.2f mm, at the nodule %.2f mm%n",
          worst, place.point().distanceMmTo(truth.apply(NODULE)));
      assertThat(worst).isLessThan(1);
      assertThat(place.point().distanceMmTo(truth.apply(NODULE))).isLessThan(2);
      assertThat(
              registration
                  .inCurrent(truth.apply(NODULE), NODULE_RADIUS_MM)
                  .point()
                  .distanceMmTo(NODULE))
          .isLessThan(2);
    }

    @Test
    @DisplayName("withstands thick slices, other pixels, noise and a cropped field")
    void withstandsAnotherProtocol() throws Exception {
      CtVolume current = RealCt.lidc0001();
      RigidTransform truth = turn(current, -5, 3, -4, -25, 12, -60);
      CtVolume prior = MovedVolumes.moved(current, truth, 0.9, 5, 0.88, 0, 40);

      Registration registration = register(current, prior);

      double worst = worstRigidErrorMm(registration, current, truth);
      System.out.printf("5 mm slices, 40 HU noise, 88 %% of the height: worst %.2f mm%n", worst);
      assertThat(worst).isLessThan(1.5);
    }

    @Test
    @DisplayName("finds a place again that breathing moved by a centimetre")
    void followsBreathing() throws Exception {
      CtVolume current = RealCt.lidc0001();
      double breathMm = 25;
      RigidTransform truth = turn(current, 2, 2, -3, 10, 15, 30);
      CtVolume prior = MovedVolumes.moved(current, truth, 0.75, 2, 1, breathMm, 20);

      Registration registration = register(current, prior);

      double rigid = 0;
      double local = 0;
      List<PatientPoint> places =
          List.of(
              NODULE,
              new PatientPoint(60, 60, -220),
              new PatientPoint(-60, 70, -215),
              new PatientPoint(-70, 40, -120),
              new PatientPoint(-50, 60, -80));
      for (PatientPoint place : places) {
        PatientPoint there = MovedVolumes.truth(current, truth, breathMm, place);
        rigid = Math.max(rigid, registration.transform().apply(place).distanceMmTo(there));
        local = Math.max(local, registration.inPrior(place, 4).point().distanceMmTo(there));
      }
      System.out.printf(
          "breathing: worst rigid %.1f mm, after the local search %.1f mm%n", rigid, local);
      assertThat(local).isLessThan(3).isLessThan(rigid);
      assertThat(registration.quality().localShiftMm()).isGreaterThan(2);
    }

    @Test
    @DisplayName("is refused against another chest")
    void isRefusedAgainstAnotherChest() throws Exception {
      CtVolume current = RealCt.lidc0001();
      CtVolume other = ChestPhantom.generate(PhantomSpec.standard(3, List.of())).volume();

      RegistrationOutcome outcome = ChestRegistration.register(current, other);

      assertThat(outcome).isInstanceOf(RegistrationOutcome.Failed.class);
      assertThat(((RegistrationOutcome.Failed) outcome).code())
          .isEqualTo(RegistrationOutcome.Code.NO_AGREEMENT);
      assertThat(((RegistrationOutcome.Failed) outcome).message()).contains("one patient");
    }

    @Test
    @DisplayName("is refused where the prior shows the upper third alone")
    void isRefusedWithoutLungs() throws Exception {
      CtVolume current = RealCt.lidc0001();
      CtVolume prior =
          MovedVolumes.moved(current, RigidTransform.translation(0, 0, 100), 0.703, 2.5, 0.3, 0, 0);

      assertThat(ChestRegistration.register(current, prior))
          .isInstanceOfSatisfying(
              RegistrationOutcome.Failed.class,
              failed ->
                  assertThat(failed.code())
                      .isIn(
                          RegistrationOutcome.Code.PRIOR_LUNGS,
                          RegistrationOutcome.Code.LITTLE_OVERLAP));
    }
  }

  @Test
  @DisplayName("of a volume with itself is the identity")
  void ofAVolumeWithItselfIsTheIdentity() {
    CtVolume volume = ChestPhantom.generate(PhantomSpec.standard(1, List.of())).volume();

    Registration registration = register(volume, volume);

    PatientPoint place = new PatientPoint(-78, -20, 62);
    assertThat(registration.transform().apply(place).distanceMmTo(place)).isLessThan(0.1);
    assertThat(registration.quality().lungOverlap()).isCloseTo(1, within(1e-3));
  }
}
