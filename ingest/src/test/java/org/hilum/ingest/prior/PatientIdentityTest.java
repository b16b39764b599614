package org.hilum.ingest.prior;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Two studies with one patient id")
class PatientIdentityTest {

  private static final LocalDate BORN = LocalDate.of(1960, 5, 1);

  private static PatientIdentity named(String name) {
    return new PatientIdentity("P1", null, name, null);
  }

  @ParameterizedTest(name = "\"{0}\" and \"{1}\": {2}")
  @CsvSource({
    "Wang^Fang, WANG^FANG^, false",
    "Wang^Fang, 'Wang, Fang', false",
    "Wang^Fang, Li^Fang, true",
    "Wang^Fang=王^芳, =王^芳, false",
    // The same name in other letters, for who it is the ideographic writing tells.
    "Wang^Fang=王^芳, Wong^Fong=王^芳, false",
    "Wang^Fang=王^芳, Wang^Fang=王^方, false",
    "=王^芳, =李^芳, true",
    // Nothing that both say.
    "Wang^Fang, =王^芳, false",
    "Wang^Fang, '', false",
    "'', '', false"
  })
  void areOfTwoPatientsWhereNoWritingOfTheNameAgrees(String one, String other, boolean expected) {
    assertThat(named(one).contradicts(named(other))).isEqualTo(expected);
    assertThat(named(other).contradicts(named(one))).isEqualTo(expected);
  }

  @Test
  @DisplayName("are of two patients with another birth date or issuer, but not where one is silent")
  void areOfTwoPatientsWithAnotherBirthDateOrIssuer() {
    PatientIdentity full = new PatientIdentity("P1", "HOSPITAL A", "Wang^Fang", BORN);

    assertThat(full.contradicts(new PatientIdentity("P1", "Hospital A", "Wang^Fang", BORN)))
        .isFalse();
    assertThat(full.contradicts(new PatientIdentity("P1", null, null, null))).isFalse();
    assertThat(full.contradicts(new PatientIdentity("P1", "HOSPITAL B", "Wang^Fang", BORN)))
        .isTrue();
    assertThat(
            full.contradicts(
                new PatientIdentity("P1", "HOSPITAL A", "Wang^Fang", BORN.plusDays(1))))
        .isTrue();
  }
}
