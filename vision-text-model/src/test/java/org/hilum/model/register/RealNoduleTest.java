package org.hilum.model.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleFinding;
import org.hilum.model.RealCt;
import org.hilum.model.register.NoduleMatch.State;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.NoduleMask;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The nodule of a real CT, against the same CT in another pose")
class RealNoduleTest {

  private static final PatientPoint CENTER = new PatientPoint(56.2, 86.0, -115);
  private static final double LONG_AXIS_MM = 26;

  /** Room for the nodule's own edge: beyond this nothing is changed. */
  private static final double REACH_MM = 22;

  private static NoduleFinding finding(PatientPoint center, double longAxisMm) {
    return new NoduleFinding(
        1,
        center,
        longAxisMm,
        longAxisMm * 0.85,
        Math.PI / 6 * Math.pow(longAxisMm, 3),
        0.9,
        0.5,
        new NoduleFinding.Interval(0.3, 0.7),
        new NoduleAttributes(5, 1, 1, 4, 4, 6, 4),
        null,
        List.of(),
        new NoduleFinding.ModalityShare(1, 0),
        new NoduleMask(0, 0, 0, 1, 1, 1, new BitSet()),
        true);
  }

  private interface Edit {
    double hu(double distanceMm, PatientPoint point, CtVolume original);
  }

  /** The CT with what lies about its nodule replaced, in another pose. */
  private static CtVolume edited(CtVolume original, RigidTransform pose, Edit edit) {
    VolumeGrid grid = original.grid();
    short[] hu = original.voxels().clone();
    for (int slice = 0; slice < grid.slices(); slice++) {
      for (int row = 0; row < grid.rows(); row++) {
        for (int column = 0; column < grid.columns(); column++) {
          PatientPoint point = grid.toPatient(column, row, slice);
          double distance = point.distanceMmTo(CENTER);
          if (distance < REACH_MM) {
            hu[grid.index(column, row, slice)] =
                (short) Math.round(edit.hu(distance, point, original));
          }
        }
      }
    }
    return MovedVolumes.moved(new CtVolume(grid, hu), pose, 0.75, 2, 1, 0, 15);
  }

  private static Registration register(CtVolume current, CtVolume prior) {
    RegistrationOutcome outcome = ChestRegistration.register(current, prior);
    assertThat(outcome).isInstanceOf(RegistrationOutcome.Registered.class);
    return ((RegistrationOutcome.Registered) outcome).registration();
  }

  @Test
  @DisplayName("is the smaller one of the earlier examination, or new where that shows lung")
  void isTheSmallerOneOrNew() throws Exception {
    CtVolume current = RealCt.lidc0001();
    RigidTransform pose = RigidTransform.about(CENTER, 0.06, -0.03, 0.05, 14, -9, 55);

    // Shrunk to two thirds about its centre.
    CtVolume smaller =
        edited(
            current,
            pose,
            (distance, p, ct) -> {
              double stretch = 1 + 0.5 * (1 - distance / REACH_MM);
              return valueAt(
                  ct,
                  new PatientPoint(
                      CENTER.xMm() + stretch * (p.xMm() - CENTER.xMm()),
                      CENTER.yMm() + stretch * (p.yMm() - CENTER.yMm()),
                      CENTER.zMm() + stretch * (p.zMm() - CENTER.zMm())));
            });
    Registration grown = register(current, smaller);
    List<NoduleMatch> matched =
        NoduleMatcher.match(
            grown,
            List.of(finding(CENTER, LONG_AXIS_MM)),
            List.of(finding(pose.apply(CENTER), LONG_AXIS_MM / 1.5)));
    System.out.printf(
        "real nodule, shrunk before: %s, %.1f mm apart%n",
        matched.get(0).state(), matched.get(0).distanceMm());
    assertThat(matched).extracting(NoduleMatch::state).containsExactly(State.MATCHED);
    assertThat(matched.get(0).distanceMm()).isLessThan(3);

    // Replaced by lung: reported then or not, it was not there.
    Random random = new Random(1);
    CtVolume without =
        edited(current, pose, (distance, p, ct) -> -850 + 40 * random.nextGaussian());
    assertThat(
            NoduleMatcher.match(
                register(current, without), List.of(finding(CENTER, LONG_AXIS_MM)), List.of()))
        .extracting(NoduleMatch::state)
        .containsExactly(State.NEW);
    // And in the unchanged one it was there, though nobody reported it.
    assertThat(NoduleMatcher.match(grown, List.of(finding(CENTER, LONG_AXIS_MM)), List.of()))
        .extracting(NoduleMatch::state)
        .containsExactly(State.PRESENT_BEFORE);
  }

  private static double valueAt(CtVolume volume, PatientPoint point) {
    VolumeGrid grid = volume.grid();
    int column = (int) Math.round(grid.columnOf(point));
    int row = (int) Math.round(grid.rowOf(point));
    int slice = (int) Math.round(grid.sliceOf(point));
    return volume.hu(column, row, slice);
  }
}
