package org.hilum.model.assess.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.history.HistoryParser;
import org.hilum.model.history.HistoryText;
import org.hilum.model.history.StructuredHistory;
import org.junit.jupiter.api.Test;

class HistoryEncodingTest {

  private static final Tokenizer TOKENIZER = Tokenizer.ofTexts(new HistorySimulator().texts());

  @Test
  void aTextWithoutAWordIsNoHistory() {
    for (String text : List.of("-", " ", "***", "///")) {
      assertThat(encoded(text).present()).as(text).isZero();
    }
    assertThat(encoded("cough").present()).isEqualTo(1);
  }

  @Test
  void rareIllnessesAreUnknownWordsInKnownFrames() {
    assertThat(TOKENIZER.encode("treated for psoriasis", 3)).contains(0).doesNotHaveDuplicates();
    assertThat(TOKENIZER.encode("treated for gout", 3)).doesNotContain(0);
  }

  private static HistoryEncoding encoded(String text) {
    ClinicalHistory history =
        HistoryParser.parse(List.of(new HistoryText("test", text)), StructuredHistory.empty());
    return HistoryEncoding.of(history, TOKENIZER);
  }
}
