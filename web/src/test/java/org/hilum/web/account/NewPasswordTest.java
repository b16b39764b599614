package org.hilum.web.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewPasswordTest {

  @Test
  void aLongOneThatDiffersIsAccepted() {
    assertThat(
            new NewPassword("old", "slow river under glass", "slow river under glass")
                .problem("ann"))
        .isEmpty();
    assertThat(new NewPassword("old", "慢慢流过玻璃下面的一条河流", "慢慢流过玻璃下面的一条河流").problem("ann")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "slow river under glass, slow river under glas, password.problem.repeated",
    "elevenchars, elevenchars, password.problem.short",
    "the old password, the old password, password.problem.same",
    "aaaaaaaaaaaaaaaa, aaaaaaaaaaaaaaaa, password.problem.simple",
    "ANN has a password, ANN has a password, password.problem.simple"
  })
  void whatIsWrongIsNamed(String chosen, String repeated, String problem) {
    assertThat(new NewPassword("the old password", chosen, repeated).problem("ann"))
        .contains(problem);
  }

  @Test
  void moreBytesThanBcryptReadsAreRefusedAndNotCutOff() {
    String long73 = "abcdefg".repeat(11).substring(0, 73);
    assertThat(new NewPassword("old", long73, long73).problem("ann"))
        .contains("password.problem.long");
  }

  @Test
  void neverPrintsItself() {
    assertThat(new NewPassword("secret1", "secret2", "secret3").toString())
        .doesNotContain("secret");
  }
}
