package org.hilum.model.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hilum.model.phantom.PhantomNodule.Density;
import org.hilum.model.phantom.PhantomNodule.Shape;
import org.hilum.model.volume.PatientPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoduleNotationTest {

  @Test
  void readsPlaceDiameterDensityAndShape() {
    assertThat(NoduleNotation.parse(" -70,-15.5,60,8 ; 80,25,5,12,part-solid,LOBULATED; "))
        .containsExactly(
            PhantomNodule.of(new PatientPoint(-70, -15.5, 60), 8, Density.SOLID, Shape.SPHERE),
            PhantomNodule.of(new PatientPoint(80, 25, 5), 12, Density.PART_SOLID, Shape.LOBULATED));
  }

  @Test
  void blankMeansNoNodules() {
    assertThat(NoduleNotation.parse("  ")).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1,2,3                   | nodule 1 (\"1,2,3\"): expected x,y,z,diameter",
        "1,2,3,8; 1,2,z,8        | nodule 2 (\"1,2,z,8\"): z is \"z\", not a number",
        "1,2,3,8,hard            | density is \"hard\", not one of solid, part-solid, ground-glass",
        "1,2,3,8,solid,star      | shape is \"star\", not one of sphere, lobulated, spiculated",
        "1,2,3,800               | diameter must lie between 2 and 60 mm, got 800.0",
        "1,2,3,NaN               | diameter must lie between 2 and 60 mm, got NaN",
        "1e999,2,3,8             | centre must be finite",
        "1,2,3,8;;1,2,3,8        | nodule 2 (\"\"): expected x,y,z,diameter",
        "1,2,3,8,solid,sphere,9  | got 7 fields"
      })
  void saysWhichNoduleIsWrongAndWhy(String text, String message) {
    assertThatThrownBy(() -> NoduleNotation.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
