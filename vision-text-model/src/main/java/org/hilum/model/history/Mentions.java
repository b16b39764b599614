package org.hilum.model.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hilum.model.history.TextRules.Span;

/** The mentions of several sections in a text; where they overlap, the longest stands. */
final class Mentions {

  /** What a section of the rules matched. */
  record Mention(String section, Span span) {}

  private Mentions() {}

  /**
   * @param sections of two that match equally much, the one named first
   * @return from left to right
   */
  static List<Mention> find(TextRules rules, String text, String... sections) {
    List<Mention> all = new ArrayList<>();
    for (String section : sections) {
      for (Span span : rules.find(section, text)) {
        all.add(new Mention(section, span));
      }
    }
    all.sort(Comparator.comparingInt((Mention m) -> -m.span().length()));
    List<Mention> kept = new ArrayList<>();
    boolean[] taken = new boolean[text.length()];
    for (Mention mention : all) {
      if (free(taken, mention.span())) {
        kept.add(mention);
        for (int i = mention.span().start(); i < mention.span().end(); i++) {
          taken[i] = true;
        }
      }
    }
    kept.sort(Comparator.comparingInt(m -> m.span().start()));
    return kept;
  }

  private static boolean free(boolean[] taken, Span span) {
    for (int i = span.start(); i < span.end(); i++) {
      if (taken[i]) {
        return false;
      }
    }
    return true;
  }
}
