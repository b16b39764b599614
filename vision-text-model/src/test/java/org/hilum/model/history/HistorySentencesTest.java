package org.hilum.model.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hand-written sentences and what a careful reader takes from each, all by one author. The parser
 * was worked on until it read all of {@code sentences.csv}. Two more sets are only counted, and no
 * rule was changed because of them: {@code held-out-sentences.csv}, written before the rules (first
 * run: 256 of 256 factors, 32 of 32 sentences; the author had it in mind while writing them, so it
 * flatters), and {@code blind-sentences.csv}, written after the rules and before they met it (first
 * run: 299 of 304 factors, 72 of the 77 that are stated or were read, 34 of 38 sentences).
 */
class HistorySentencesTest {

  record Expected(String text, List<String> factors) {
    @Override
    public String toString() {
      return text;
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sentences")
  void readsWhatASentenceSaysAndNothingElse(Expected expected) {
    assertThat(read(expected.text)).isEqualTo(expected.factors);
  }

  static Stream<Expected> sentences() throws IOException {
    return load("sentences.csv").stream();
  }

  @ParameterizedTest(name = "{0}: at least {1}")
  @CsvSource({"held-out-sentences.csv, 256", "blind-sentences.csv, 299"})
  void readsSentencesItWasNotWorkedOnNoWorseThanAtFirst(String name, int atFirst)
      throws IOException {
    int right = 0;
    int factors = 0;
    for (Expected expected : load(name)) {
      List<String> actual = read(expected.text);
      for (int i = 0; i < actual.size(); i++) {
        factors++;
        right += actual.get(i).equals(expected.factors.get(i)) ? 1 : 0;
      }
    }
    // The misread ones stay unprinted, so that nobody is tempted to tune on them.
    assertThat(right).as("of %d factors", factors).isGreaterThanOrEqualTo(atFirst);
  }

  private static List<Expected> load(String name) throws IOException {
    try (InputStream in = HistorySentencesTest.class.getResourceAsStream(name)) {
      List<Expected> rows = new ArrayList<>();
      String csv = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      csv.lines()
          .skip(1)
          .forEach(
              line -> {
                List<String> cells = List.of(line.split("\\|", -1));
                assertThat(cells).as(line).hasSize(9);
                rows.add(new Expected(cells.get(0), cells.subList(1, 9)));
              });
      return rows;
    }
  }

  private static List<String> read(String text) {
    ClinicalHistory h =
        HistoryParser.parse(List.of(new HistoryText("test", text)), StructuredHistory.empty());
    Factor<Double> packYears = h.packYears();
    return List.of(
        value(h.ageYears()),
        value(h.sex()),
        value(h.smoking()),
        packYears == null ? "" : String.valueOf(Math.round(packYears.value())),
        value(h.extrathoracicCancer()),
        value(h.lungCancer()),
        value(h.familyHistoryOfLungCancer()),
        value(h.emphysema()));
  }

  private static String value(@Nullable Factor<?> factor) {
    return factor == null ? "" : factor.value().toString();
  }
}
