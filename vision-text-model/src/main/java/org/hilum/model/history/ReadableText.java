package org.hilum.model.history;

import java.util.BitSet;
import java.util.Set;
import org.hilum.model.history.TextRules.Span;

/**
 * A history text made easy to match: lower case, simplified characters, ASCII punctuation, single
 * spaces; cut into sentences and clauses, each position knowing the place it came from.
 */
final class ReadableText {

  /** Longer texts are cut: no honest history is longer, and time stays bounded. */
  static final int LONGEST = 4_000;

  private static final int LONGEST_EVIDENCE = 160;
  private static final Set<String> ABBREVIATIONS =
      Set.of("hx", "pt", "yr", "yrs", "approx", "ca", "st", "dr", "mrs", "no", "vs", "dx");

  private final HistoryText original;
  private final String text;
  private final int[] origin;
  private final Parts sentences;
  private final Parts clauses;

  ReadableText(HistoryText original, TextRules rules) {
    this.original = original;
    String raw = original.text();
    int length = Math.min(raw.length(), LONGEST);
    StringBuilder readable = new StringBuilder(length);
    origin = new int[length];
    for (int i = 0; i < length; i++) {
      char c = readable(raw, i, rules);
      boolean repeated =
          c == ' '
              && (readable.isEmpty()
                  || readable.charAt(readable.length() - 1) == ' '
                  || readable.charAt(readable.length() - 1) == '\n');
      if (!repeated) {
        origin[readable.length()] = i;
        readable.append(c);
      }
    }
    text = readable.toString();
    sentences = new Parts(text.length());
    clauses = new Parts(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (startsContrast(i)) {
        clauses.startAt(i);
      }
      if (endsSentence(i)) {
        sentences.startAt(i + 1);
        clauses.startAt(i + 1);
      } else if (endsClause(i)) {
        clauses.startAt(i + 1);
      }
    }
  }

  /** A text cut into parts: where the part of each position starts and ends. */
  private static final class Parts {

    private final BitSet starts = new BitSet();
    private final int length;

    Parts(int length) {
      this.length = length;
      starts.set(0);
    }

    void startAt(int position) {
      starts.set(position);
    }

    int start(int at) {
      return starts.previousSetBit(at);
    }

    int end(int at) {
      int next = starts.nextSetBit(at + 1);
      return next < 0 ? length : Math.min(next, length);
    }
  }

  private static char readable(String raw, int i, TextRules rules) {
    char c = raw.charAt(i);
    if (c >= '\uFF01' && c <= '\uFF5E') {
      c = (char) (c - 0xFEE0);
    }
    return switch (c) {
      case '\u3002', '\uFF61' -> ';';
      case '\u3010', '\u3014' -> '(';
      case '\u3011', '\u3015' -> ')';
      case '\u2013', '\u2014', '\u2212', '\u2010', '\u2011' -> '-';
      case '\u00D7' -> 'x';
      case '\u2019', '\u2018' -> '\'';
      case '\r' -> ' ';
      case '\n' -> wrapsWithin(raw, i) ? ' ' : '\n';
      default ->
          Character.isWhitespace(c) || c == '\u00A0' || c == '\u3000'
              ? ' '
              : rules.simplified(Character.toLowerCase(c));
    };
  }

  /** A line broken within a sentence goes on in lower case behind a lower-case word or a comma. */
  private static boolean wrapsWithin(String raw, int lineEnd) {
    int before = lineEnd - 1;
    while (before >= 0 && (raw.charAt(before) == ' ' || raw.charAt(before) == '\r')) {
      before--;
    }
    int after = lineEnd + 1;
    while (after < raw.length() && raw.charAt(after) == ' ') {
      after++;
    }
    return before >= 0
        && after < raw.length()
        && isLowerLatin(raw.charAt(after))
        && (isLowerLatin(raw.charAt(before)) || raw.charAt(before) == ',');
  }

  private static boolean isLowerLatin(char c) {
    return c >= 'a' && c <= 'z';
  }

  private boolean endsSentence(int i) {
    char c = text.charAt(i);
    if (c == ';' || c == '\n' || c == '!') {
      return true;
    }
    boolean followsWord = i > 0 && text.charAt(i - 1) != ' ' && text.charAt(i - 1) != ',';
    if (c == '?') {
      return followsWord;
    }
    if (c != '.' || !followsWord) {
      return false;
    }
    boolean endsWord = i + 1 == text.length() || !Character.isDigit(text.charAt(i + 1));
    boolean gap = i + 1 == text.length() || !isLowerLatin(text.charAt(i + 1));
    int wordStart = i;
    while (wordStart > 0 && isLowerLatin(text.charAt(wordStart - 1))) {
      wordStart--;
    }
    String word = text.substring(wordStart, i);
    boolean initial = word.length() == 1 && wordStart > 0 && text.charAt(wordStart - 1) == '.';
    boolean abbreviation = ABBREVIATIONS.contains(word) && i + 1 < text.length();
    return endsWord && gap && !initial && !abbreviation;
  }

  private boolean endsClause(int i) {
    char c = text.charAt(i);
    return c == ','
        || (c == ' '
            && i > 0
            && i + 1 < text.length()
            && isHan(text.charAt(i - 1))
            && isHan(text.charAt(i + 1)));
  }

  private boolean startsContrast(int i) {
    return text.startsWith(" but ", i)
        || text.startsWith(" however", i)
        || text.startsWith(" although", i)
        || text.startsWith(" while ", i)
        || text.startsWith(" whereas ", i)
        || text.startsWith("\u4F46", i);
  }

  private static boolean isHan(char c) {
    return Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN;
  }

  String text() {
    return text;
  }

  int sentenceEnd(int at) {
    return withoutMark(at, sentences.end(at));
  }

  int clauseStart(int at) {
    return clauses.start(at);
  }

  int clauseEnd(int at) {
    return withoutMark(at, clauses.end(at));
  }

  boolean sameClause(int a, int b) {
    return clauses.start(a) == clauses.start(b);
  }

  boolean sameSentence(int a, int b) {
    return sentences.start(a) == sentences.start(b);
  }

  /** The end of a part, its closing mark left out. */
  private int withoutMark(int at, int end) {
    char last = text.charAt(end - 1);
    boolean mark = last == ',' || last == ';' || last == '\n' || last == '.' || last == '!';
    return mark && end - 1 > at ? end - 1 : end;
  }

  /** A fact with the original words around it. */
  <T> Factor<T> factor(T value, Span span) {
    int from = Math.max(clauseStart(span.start()), span.start() - LONGEST_EVIDENCE / 2);
    int to = Math.min(clauseEnd(span.end() - 1), span.end() + LONGEST_EVIDENCE / 2);
    String evidence = original.text().substring(origin[from], origin[to - 1] + 1).strip();
    return new Factor<>(value, original.source(), evidence);
  }
}
