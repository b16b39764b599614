package org.hilum.model.assess;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Search among nodules by words or by likeness, over the embeddings that analyses and {@link
 * Assessment}s carry. A linear scan: a hundred thousand nodules take some 50 million
 * multiplications.
 *
 * @param <T> what names a nodule
 */
public final class NoduleSearch<T> {

  private final Map<T, Embedding> nodules;

  /** A nodule, and the cosine between its embedding and what was asked. */
  public record Hit<T>(T nodule, double similarity) {}

  public NoduleSearch(Map<T, Embedding> nodules) {
    this.nodules = Map.copyOf(nodules);
  }

  /**
   * The nodules that a description fits best, best first.
   *
   * @param sentence in Chinese or English, such as {@code "12 mm, part-solid, spiculated"}
   * @param embed of the model whose embeddings these are, {@code analyzer::embed}
   * @throws IllegalArgumentException if the sentence is blank or the number is not positive
   */
  public List<Hit<T>> byWords(String sentence, Function<String, Embedding> embed, int atMost) {
    if (sentence.isBlank()) {
      throw new IllegalArgumentException("nothing to search for: the sentence is blank");
    }
    return nearest(embed.apply(sentence), atMost);
  }

  /**
   * The nodules most like one, best first; that one itself is among them if it is in this
   * collection.
   *
   * @throws IllegalArgumentException if the number is not positive
   */
  public List<Hit<T>> similarTo(Embedding nodule, int atMost) {
    return nearest(nodule, atMost);
  }

  private List<Hit<T>> nearest(Embedding asked, int atMost) {
    requireNonNull(asked, "asked");
    if (atMost < 1) {
      throw new IllegalArgumentException("the number of hits must be positive, got " + atMost);
    }
    return nodules.entrySet().stream()
        .map(e -> new Hit<>(e.getKey(), e.getValue().similarityTo(asked)))
        .sorted(Comparator.comparingDouble((Hit<T> hit) -> hit.similarity()).reversed())
        .limit(atMost)
        .toList();
  }
}
