package org.hilum.db;

import java.util.List;

/**
 * The patient's history as the model was told it.
 *
 * @param texts the free texts, in the order they were found
 * @param factors what was read out of them, each with where it came from
 */
public record StoredHistory(List<Text> texts, List<Factor> factors) {

  public StoredHistory {
    texts = List.copyOf(texts);
    factors = List.copyOf(factors);
  }

  /** Nothing was known. */
  public static StoredHistory empty() {
    return new StoredHistory(List.of(), List.of());
  }

  /**
   * @param source where it was read, for example {@code "AdditionalPatientHistory (0010,21B0)"}
   */
  public record Text(String source, String text) {
    public Text {
      source = StorableText.of(source);
      text = StorableText.of(text);
    }
  }

  /**
   * @param name the factor, for example {@code "smoking"}
   * @param value its value as text, for example {@code "FORMER"}
   * @param evidence the words it rests on
   */
  public record Factor(String name, String value, String source, String evidence) {
    public Factor {
      value = StorableText.of(value);
      source = StorableText.of(source);
      evidence = StorableText.of(evidence);
    }
  }
}
