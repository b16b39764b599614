package org.hilum.model.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hand-written sentences and what a careful reader takes from each. The parser was worked on until
 * it read all of {@code sentences.csv}; {@code held-out-sentences.csv} was written before any rule
 * ran and is only counted.
 */
class HistorySentencesTest {

  /** The first count, before anything was changed because of these sentences. */
  private static final double FIRST_HELD_OUT_ACCURACY = 0.0;

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

  @Test
  void readsSentencesItWasNotWorkedOnAboutAsWellAsAtFirst() throws IOException {
    int right = 0;
    int factors = 0;
    List<String> misread = new ArrayList<>();
    for (Expected expected : load("held-out-sentences.csv")) {
      List<String> actual = read(expected.text);
      for (int i = 0; i < actual.size(); i++) {
        factors++;
        if (actual.get(i).equals(expected.factors.get(i))) {
          right++;
        } else {
          misread.add(
              "%s: factor %d read as '%s', not '%s'"
                  .formatted(expected.text, i, actual.get(i), expected.factors.get(i)));
        }
      }
    }
    System.out.printf("held-out factors read right: %d of %d%n", right, factors);
    assertThat((double) right / factors)
        .as("%s", misread)
        .isGreaterThanOrEqualTo(FIRST_HELD_OUT_ACCURACY - 0.01);
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
