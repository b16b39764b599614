package org.hilum.model.assess.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Cuts Chinese and English text into tokens and numbers them: a Latin word is a token, a Chinese
 * character is one, a number becomes its decade, and punctuation becomes one mark, because a
 * negation reaches no further than its clause.
 */
public final class Tokenizer {

  private static final int UNKNOWN = 0;
  private static final String CLAUSE_END = "|";
  private static final int LONGEST_WORD = 24;

  private final List<String> vocabulary;
  private final Map<String, Integer> indexOf = new HashMap<>();

  /**
   * @param vocabulary tokens in the order of their numbers, the first of which is 1; 0 is every
   *     other token
   */
  public Tokenizer(List<String> vocabulary) {
    this.vocabulary = List.copyOf(vocabulary);
    for (int i = 0; i < this.vocabulary.size(); i++) {
      indexOf.put(this.vocabulary.get(i), i + 1);
    }
  }

  /** A tokenizer that knows all tokens of the texts. */
  public static Tokenizer ofTexts(Collection<String> texts) {
    TreeSet<String> tokens = new TreeSet<>();
    for (int decade = 0; decade < 10; decade++) {
      tokens.add("#" + decade);
    }
    tokens.add("#more");
    texts.forEach(text -> tokens.addAll(tokens(text)));
    return new Tokenizer(List.copyOf(tokens));
  }

  public List<String> vocabulary() {
    return vocabulary;
  }

  /** How many numbers there are, that of the unknown included. */
  public int size() {
    return vocabulary.size() + 1;
  }

  /** The tokens' numbers, the first {@code most} of them. */
  public int[] encode(String text, int most) {
    return tokens(text).stream()
        .limit(most)
        .mapToInt(token -> indexOf.getOrDefault(token, UNKNOWN))
        .toArray();
  }

  static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    String lower = text.toLowerCase(Locale.ROOT);
    int at = 0;
    while (at < lower.length()) {
      int point = lower.codePointAt(at);
      int next = at + Character.charCount(point);
      if (Character.isDigit(point)) {
        next = endOf(lower, at, true);
        tokens.add(decade(lower.substring(at, next)));
      } else if (Character.isIdeographic(point)) {
        tokens.add(lower.substring(at, next));
      } else if (Character.isLetter(point)) {
        next = endOf(lower, at, false);
        tokens.add(lower.substring(at, Math.min(next, at + LONGEST_WORD)));
      } else if (".,;:!?。，；：、！？\n".indexOf(point) >= 0
          && !tokens.isEmpty()
          && !tokens.get(tokens.size() - 1).equals(CLAUSE_END)) {
        tokens.add(CLAUSE_END);
      }
      at = next;
    }
    return tokens;
  }

  private static int endOf(String text, int from, boolean digits) {
    int at = from;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      boolean belongs =
          digits
              ? Character.isDigit(point)
              : Character.isLetter(point) && !Character.isIdeographic(point);
      if (!belongs) {
        break;
      }
      at += Character.charCount(point);
    }
    return at;
  }

  private static String decade(String digits) {
    return digits.length() > 2 ? "#more" : "#" + Integer.parseInt(digits) / 10;
  }
}
