package org.hilum.web.worklist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PersonNameTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Wang^XiaoDong=王^小东 | Wang, XiaoDong (王小东)",
        "Yamada^Tarou=山田^太郎=やまだ^たろう | Yamada, Tarou (山田太郎)",
        "Doe^Jane^Mary^Dr | Doe, Jane Mary Dr",
        "Doe | Doe",
        "^Jane | Jane",
        "=王^小东 | 王小东",
        "Anonymous^^^^ | Anonymous"
      })
  void isWrittenAsPeopleWriteIt(String dicom, String shown) {
    assertThat(PersonName.display(dicom)).isEqualTo(shown);
  }

  @Test
  void mayBeAbsent() {
    assertThat(PersonName.display(null)).isEmpty();
    assertThat(PersonName.display("")).isEmpty();
    assertThat(PersonName.display("^^=")).isEmpty();
  }
}
