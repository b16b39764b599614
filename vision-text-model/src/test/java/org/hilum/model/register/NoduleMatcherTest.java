package org.hilum.model.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.BitSet;
import java.util.List;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleFinding;
import org.hilum.model.phantom.ChestPhantom;
import org.hilum.model.phantom.NoduleNotation;
import org.hilum.model.phantom.PhantomSpec;
import org.hilum.model.register.NoduleMatch.State;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.NoduleMask;
import org.hilum.model.volume.PatientPoint;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("The nodules of two examinations of one chest")
class NoduleMatcherTest {

  /** A and B are in both, C only now, D only before, E is in both images. */
  private static final String NOW =
      "-78,-20,62,10,solid; -82,42,-48,18,solid; 70,40,-60,9,solid; 88,5,8,12,solid";

  private static final String BEFORE =
      "-78,-20,62,7,solid; -82,42,-48,14,solid; -60,30,20,10,solid; 88,5,8,12,solid";

  private static final NoduleFinding A = finding(1, -78, -20, 62, 10);
  private static final NoduleFinding B = finding(2, -82, 42, -48, 18);
  private static final NoduleFinding C = finding(3, 70, 40, -60, 9);
  private static final NoduleFinding E = finding(4, 88, 5, 8, 12);
  private static final PatientPoint D = new PatientPoint(-60, 30, 20);

  private static CtVolume current;
  private static CtVolume unmoved;
  private static RigidTransform moved;
  private static Registration registration;

  @BeforeAll
  static void register() {
    current = ChestPhantom.generate(PhantomSpec.standard(1, NoduleNotation.parse(NOW))).volume();
    unmoved = ChestPhantom.generate(PhantomSpec.standard(1, NoduleNotation.parse(BEFORE))).volume();
    moved = RigidTransform.about(new PatientPoint(0, 0, 0), 0.05, 0, -0.06, 12, -9, 40);
    registration =
        ((RegistrationOutcome.Registered)
                ChestRegistration.register(
                    current, MovedVolumes.moved(unmoved, moved, 0.75, 2, 1, 0, 15)))
            .registration();
  }

  private static NoduleFinding finding(int id, double x, double y, double z, double diameterMm) {
    return new NoduleFinding(
        id,
        new PatientPoint(x, y, z),
        diameterMm,
        diameterMm,
        Math.PI / 6 * Math.pow(diameterMm, 3),
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

  /** A finding of the prior examination, at a place of the current one. */
  private static NoduleFinding before(int id, PatientPoint place, double diameterMm) {
    PatientPoint there = moved.apply(place);
    return finding(id, there.xMm(), there.yMm(), there.zMm(), diameterMm);
  }

  @Test
  @DisplayName("are paired, new, or resolved as they are")
  void arePairedNewOrResolved() {
    List<NoduleMatch> matches =
        NoduleMatcher.match(
            registration,
            List.of(A, B, C, E),
            List.of(
                before(1, E.center(), 12),
                before(2, D, 10),
                before(3, B.center(), 14),
                before(4, A.center(), 7)));

    assertThat(matches)
        .extracting(
            NoduleMatch::state,
            m -> m.current() == null ? 0 : m.current().id(),
            m -> m.prior() == null ? 0 : m.prior().id())
        .containsExactly(
            tuple(State.MATCHED, 1, 4),
            tuple(State.MATCHED, 2, 3),
            tuple(State.NEW, 3, 0),
            tuple(State.MATCHED, 4, 1),
            tuple(State.RESOLVED, 0, 2));
    assertThat(matches).noneMatch(NoduleMatch::ambiguous);
    assertThat(matches.get(0).distanceMm()).isLessThan(2);
    assertThat(matches.get(4).otherPlace().distanceMmTo(D)).isLessThan(3);
  }

  @Test
  @DisplayName("are not called new or resolved where the other images show like tissue")
  void areNotCalledNewWhereTheImagesShowThem() {
    List<NoduleMatch> onlyNow = NoduleMatcher.match(registration, List.of(E), List.of());
    List<NoduleMatch> onlyBefore =
        NoduleMatcher.match(registration, List.of(), List.of(before(1, E.center(), 12)));

    assertThat(onlyNow).extracting(NoduleMatch::state).containsExactly(State.PRESENT_BEFORE);
    assertThat(onlyBefore).extracting(NoduleMatch::state).containsExactly(State.PRESENT_NOW);
  }

  @Test
  @DisplayName("cannot be compared where the other examination shows no lung")
  void cannotBeComparedWhereTheOtherShowsNoLung() {
    NoduleFinding outside = finding(1, 0, 150, 0, 8);

    assertThat(NoduleMatcher.match(registration, List.of(outside), List.of()))
        .extracting(NoduleMatch::state)
        .containsExactly(State.NOT_COVERED_BEFORE);
    assertThat(
            NoduleMatcher.match(registration, List.of(), List.of(before(1, outside.center(), 8))))
        .extracting(NoduleMatch::state)
        .containsExactly(State.NOT_COVERED_NOW);
  }

  @Nested
  @DisplayName("that lie side by side")
  class SideBySide {

    @Test
    @DisplayName("are paired so that the whole is nearest, and said to be ambiguous")
    void arePairedSoThatTheWholeIsNearest() {
      PatientPoint left = new PatientPoint(-78, -20, 62);
      PatientPoint right = new PatientPoint(-72, -20, 62);
      List<NoduleMatch> matches =
          NoduleMatcher.match(
              registration,
              List.of(
                  finding(1, left.xMm(), left.yMm(), left.zMm(), 10),
                  finding(2, right.xMm(), right.yMm(), right.zMm(), 10)),
              List.of(
                  before(1, new PatientPoint(-74.5, -20, 62), 10),
                  before(2, new PatientPoint(-80.5, -20, 62), 10)));

      assertThat(matches)
          .extracting(m -> m.prior() == null ? 0 : m.prior().id())
          .containsExactly(2, 1);
      assertThat(matches).allMatch(NoduleMatch::ambiguous);
    }

    @Test
    @DisplayName("are each paired once at most")
    void areEachPairedOnceAtMost() {
      List<NoduleMatch> matches =
          NoduleMatcher.match(
              registration,
              List.of(A, finding(2, -72, -20, 62, 10)),
              List.of(before(1, A.center(), 10)));

      assertThat(matches).filteredOn(m -> m.state() == State.MATCHED).hasSize(1);
      assertThat(matches.get(0).prior()).isNotNull();
    }
  }
}
