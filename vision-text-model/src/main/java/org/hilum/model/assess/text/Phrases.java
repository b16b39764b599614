package org.hilum.model.assess.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.hilum.model.ModelException;

/** Ways to say each fact in Chinese and English, kept as data. */
final class Phrases {

  private static final String RESOURCE = "history-phrases.tsv";

  private static final String ILLNESS = "ILLNESS";
  private static final String ILLNESS_HERE = "{illness}";
  private static final String RARE = "RARE";
  private static final double RARE_SHARE = 0.15;

  private final Map<String, List<String>> byKey = new LinkedHashMap<>();

  private Phrases() {}

  static Phrases load() {
    Phrases phrases = new Phrases();
    try (InputStream in = Phrases.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new ModelException(RESOURCE + " is not on the class path");
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.startsWith("#") && !line.isBlank()) {
          phrases.add(line);
        }
      }
    } catch (IOException e) {
      throw new ModelException(RESOURCE + " cannot be read", e);
    }
    return phrases;
  }

  private void add(String line) {
    String[] cells = line.split("\t", -1);
    if (cells.length != 4) {
      throw new ModelException(RESOURCE + ": not four cells: " + line);
    }
    byKey
        .computeIfAbsent(key(cells[0], cells[1], cells[2].equals("zh")), k -> new ArrayList<>())
        .add(cells[3]);
  }

  String pick(String factor, String value, boolean chinese, SplittableRandom random) {
    List<String> choices = byKey.get(key(factor, value, chinese));
    if (choices == null) {
      throw new ModelException(RESOURCE + " has no phrase for " + factor + " " + value);
    }
    String phrase = choices.get(random.nextInt(choices.size()));
    if (!phrase.contains(ILLNESS_HERE)) {
      return phrase;
    }
    String kind = random.nextDouble() < RARE_SHARE ? RARE : "-";
    return phrase.replace(ILLNESS_HERE, pick(ILLNESS, kind, chinese, random));
  }

  /** All but those whose words are kept out of the vocabulary. */
  Collection<String> all() {
    return byKey.entrySet().stream()
        .filter(entry -> !entry.getKey().contains(RARE))
        .flatMap(entry -> entry.getValue().stream())
        .map(phrase -> phrase.replace(ILLNESS_HERE, " "))
        .toList();
  }

  private static String key(String factor, String value, boolean chinese) {
    return factor + "/" + value + (chinese ? "/zh" : "/en");
  }
}
