package org.hilum.model.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words the parser reads by, as {@code rules.txt} beside this class holds them. */
final class TextRules {

  /**
   * Not between two letters, nor between two digits. At a match's end only: in front, where it
   * would be tried at every position of the text, {@link #atEdge} does the same much faster.
   */
  private static final String EDGE = "(?:(?<![a-z])|(?![a-z]))(?:(?<![0-9.])|(?![0-9]))";

  /**
   * What one rule may match in one text: more than any honest text holds, so that time is bounded.
   */
  private static final int MOST_MATCHES = 60;

  private static final Pattern INSERTION = Pattern.compile("\\{([a-zA-Z.]+)}");
  private static final String SIMPLIFICATIONS = "traditional";

  private final Map<String, List<Pattern>> sections;
  private final Map<Character, Character> simplified;

  private TextRules(Map<String, List<Pattern>> sections, Map<Character, Character> simplified) {
    this.sections = sections;
    this.simplified = simplified;
  }

  /** A stretch of text, its end not included. */
  record Span(int start, int end) {

    boolean overlaps(Span other) {
      return start < other.end && other.start < end;
    }

    int length() {
      return end - start;
    }
  }

  /**
   * @throws IllegalStateException if the rules do not fit together, which only a broken build
   *     causes
   */
  static TextRules load() {
    Map<String, List<String>> lines = readLines();
    Map<Character, Character> simplified = new HashMap<>();
    for (String pair : lines.getOrDefault(SIMPLIFICATIONS, List.of())) {
      simplified.put(pair.charAt(0), pair.charAt(1));
    }
    lines.remove(SIMPLIFICATIONS);
    Map<String, List<Pattern>> sections = new HashMap<>();
    lines.forEach(
        (name, alternatives) ->
            sections.put(
                name,
                alternatives.stream()
                    .map(line -> Pattern.compile("(?:" + expand(line, lines) + ")" + EDGE))
                    .toList()));
    return new TextRules(sections, simplified);
  }

  private static Map<String, List<String>> readLines() {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    try (InputStream in = TextRules.class.getResourceAsStream("rules.txt")) {
      if (in == null) {
        throw new IllegalStateException("rules.txt is missing beside " + TextRules.class.getName());
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      List<String> section = new ArrayList<>();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("[") && line.endsWith("]")) {
          section = new ArrayList<>();
          lines.put(line.substring(1, line.length() - 1), section);
        } else if (!line.isBlank() && !line.startsWith("#")) {
          section.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  private static String expand(String line, Map<String, List<String>> lines) {
    Matcher insertion = INSERTION.matcher(line);
    StringBuilder expanded = new StringBuilder();
    while (insertion.find()) {
      List<String> inserted = lines.get(insertion.group(1));
      if (inserted == null) {
        throw new IllegalStateException("rules.txt names no section " + insertion.group(1));
      }
      String alternatives =
          String.join("|", inserted.stream().map(other -> expand(other, lines)).toList());
      insertion.appendReplacement(expanded, Matcher.quoteReplacement("(?:" + alternatives + ")"));
    }
    return insertion.appendTail(expanded).toString();
  }

  private List<Pattern> section(String name) {
    List<Pattern> patterns = sections.get(name);
    if (patterns == null) {
      throw new IllegalStateException("rules.txt has no section " + name);
    }
    return patterns;
  }

  char simplified(char c) {
    return simplified.getOrDefault(c, c);
  }

  /** Everything a section matches, from left to right; matches of different rules may overlap. */
  List<Span> find(String section, CharSequence text) {
    return matches(section, text).stream().map(m -> new Span(m.start(), m.end())).toList();
  }

  List<MatchResult> matches(String section, CharSequence text) {
    List<MatchResult> found = new ArrayList<>();
    for (Pattern pattern : section(section)) {
      Matcher matcher = pattern.matcher(text);
      int from = 0;
      int count = 0;
      while (count < MOST_MATCHES && from < text.length() && matcher.find(from)) {
        if (atEdge(text, matcher.start())) {
          found.add(matcher.toMatchResult());
          count++;
          from = matcher.end();
        } else {
          from = matcher.start() + 1;
        }
      }
    }
    found.sort(
        Comparator.<MatchResult>comparingInt(MatchResult::start)
            .thenComparingInt(MatchResult::end));
    return found;
  }

  private static boolean atEdge(CharSequence text, int at) {
    if (at == 0 || at == text.length()) {
      return true;
    }
    char before = text.charAt(at - 1);
    char here = text.charAt(at);
    boolean withinWord = isLetter(before) && isLetter(here);
    boolean withinNumber = (isDigit(before) || before == '.') && isDigit(here);
    return !withinWord && !withinNumber;
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /**
   * Whether one of a section's rules matches from {@code start} on, reading no farther than end.
   */
  boolean matchesAt(String section, CharSequence text, int start, int end) {
    if (!atEdge(text, start)) {
      return false;
    }
    for (Pattern pattern : section(section)) {
      Matcher matcher = pattern.matcher(text).region(start, end).useTransparentBounds(true);
      if (matcher.lookingAt()) {
        return true;
      }
    }
    return false;
  }

  /** A text of the same length in which what a section matches is struck out. */
  String strikeOut(String section, String text) {
    StringBuilder struck = new StringBuilder(text);
    for (Span span : find(section, text)) {
      for (int i = span.start(); i < span.end(); i++) {
        struck.setCharAt(i, '~');
      }
    }
    return struck.toString();
  }
}
