package org.hilum.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Wang^Xiaodong=王^小东 | 王小东 | Wang, Xiaodong",
        "=王^小东 | 王小东 | 王小东",
        "Smith^John^Q^Dr | Smith, John, Q, Dr | Smith, John, Q, Dr",
        "Smith | Smith | Smith",
        "Wang^Xiaodong=王^小东=ワン^シャオドン | 王小东 | Wang, Xiaodong",
        "<b>^'\";-- | <b>, '\";-- | <b>, '\";--",
      })
  void readsAPersonNameInTheLanguageOfTheReport(String name, String chinese, String english) {
    assertThat(PlainText.personName(name, Language.ZH_CN)).isEqualTo(chinese);
    assertThat(PlainText.personName(name, Language.EN)).isEqualTo(english);
  }

  @Test
  void findsNoNameInAnEmptyOne() {
    assertThat(PlainText.personName(null, Language.EN)).isNull();
    assertThat(PlainText.personName("", Language.EN)).isNull();
    assertThat(PlainText.personName("^^^=^=", Language.ZH_CN)).isNull();
  }

  @Test
  void isOneLineWithoutControlCharactersAndWithoutTurnedWriting() {
    assertThat(PlainText.of("a\r\nb\u0000\tc\u202Egnp.exe\u2066 d\uD800"))
        .isEqualTo("a b cgnp.exe d");
    assertThat(PlainText.of("𠮷 fine")).isEqualTo("𠮷 fine");
  }

  @Test
  void isCutWhereItIsTooLong() {
    assertThat(PlainText.of("字".repeat(5000))).hasSize(1002).endsWith(" …");
  }
}
