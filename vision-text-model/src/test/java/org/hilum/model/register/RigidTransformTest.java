package org.hilum.model.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.hilum.model.volume.PatientPoint;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RigidTransformTest {

  @Property
  void itsInverseLeadsBack(
      @ForAll @DoubleRange(min = -3, max = 3) double x,
      @ForAll @DoubleRange(min = -3, max = 3) double y,
      @ForAll @DoubleRange(min = -300, max = 300) double shift) {
    RigidTransform transform =
        RigidTransform.about(new PatientPoint(10, -20, 300), x, y, 0.5, shift, -shift, 7);
    PatientPoint point = new PatientPoint(-71, 42, 155);

    assertThat(transform.inverse().apply(transform.apply(point)).distanceMmTo(point))
        .isLessThan(1e-6);
    assertThat(transform.then(transform.inverse()).apply(point).distanceMmTo(point))
        .isLessThan(1e-6);
  }

  @Test
  @DisplayName("A quarter turn about z takes x to y and leaves its centre where it is")
  void turnsByTheRightHand() {
    PatientPoint center = new PatientPoint(1, 2, 3);
    RigidTransform turn = RigidTransform.about(center, 0, 0, Math.PI / 2, 0, 0, 0);

    assertThat(turn.apply(center).distanceMmTo(center)).isLessThan(1e-9);
    assertThat(turn.apply(new PatientPoint(11, 2, 3)).distanceMmTo(new PatientPoint(1, 12, 3)))
        .isLessThan(1e-9);
    assertThat(turn.rotationDegrees()).isCloseTo(90, within(1e-6));
  }

  @Test
  @DisplayName("What mirrors, stretches or is no number is no rigid transform")
  void refusesWhatIsNoRotation() {
    assertThatThrownBy(() -> new RigidTransform(-1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RigidTransform(2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RigidTransform.translation(Double.NaN, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
