package org.hilum.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hilum.model.LungPlace;
import org.jspecify.annotations.Nullable;

/**
 * The report's texts in one language, from {@code messages_en.properties} and {@code
 * messages_zh-CN.properties}. A text has named places, for example {@code {count}}; a value put
 * into one is never read as a place itself.
 */
public final class Messages {

  private static final Pattern PLACE = Pattern.compile("\\{([a-zA-Z0-9]+)}");
  private static final Map<Language, Messages> LOADED = load();

  private final Language language;
  private final Properties texts;

  private Messages(Language language, Properties texts) {
    this.language = language;
    this.texts = texts;
  }

  public static Messages in(Language language) {
    Messages messages = LOADED.get(language);
    if (messages == null) {
      throw new IllegalArgumentException("no messages in " + language);
    }
    return messages;
  }

  private static Map<Language, Messages> load() {
    Map<Language, Messages> loaded = new EnumMap<>(Language.class);
    for (Language language : Language.values()) {
      String name = "messages_" + language.tag() + ".properties";
      Properties texts = new Properties();
      try (InputStream in = Messages.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IllegalStateException("the jar lacks " + name);
        }
        texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + name, e);
      }
      loaded.put(language, new Messages(language, texts));
    }
    return loaded;
  }

  Language language() {
    return language;
  }

  Set<String> keys() {
    return texts.stringPropertyNames();
  }

  /** The text as it stands in the file, its places unfilled. */
  String raw(String key) {
    String text = texts.getProperty(key);
    if (text == null) {
      throw new IllegalArgumentException("no text " + key + " in " + language.tag());
    }
    return text;
  }

  /** The text with no places to fill. */
  public String text(String key) {
    return text(key, Map.of());
  }

  /**
   * The text with its places filled.
   *
   * @throws IllegalArgumentException if there is no such text, or no value for one of its places
   */
  public String text(String key, Map<String, ?> values) {
    Matcher place = PLACE.matcher(raw(key));
    StringBuilder filled = new StringBuilder();
    while (place.find()) {
      Object value = values.get(place.group(1));
      if (value == null) {
        throw new IllegalArgumentException(
            "text %s in %s needs a value for %s".formatted(key, language.tag(), place.group(1)));
      }
      place.appendReplacement(filled, Matcher.quoteReplacement(value.toString()));
    }
    return place.appendTail(filled).toString();
  }

  /** The text for so many: {@code key.one} or {@code key.other}, with {@code {count}} filled. */
  public String plural(String key, int count) {
    return text(key + (count == 1 ? ".one" : ".other"), Map.of("count", count));
  }

  /** The place of a nodule in the lungs. */
  public String place(@Nullable LungPlace place) {
    return place == null
        ? text("place.unknown")
        : text(
            "place.%s.%s"
                .formatted(place.side().name(), place.zone().name())
                .toLowerCase(Locale.ROOT));
  }

  /** Where an image is found, ready to follow a word; empty where nobody knows. */
  public String where(@Nullable Integer seriesNumber, @Nullable Integer imageNumber) {
    if (imageNumber == null) {
      return "";
    }
    return seriesNumber == null
        ? text("finding.image", Map.of("image", imageNumber))
        : text("finding.seriesImage", Map.of("series", seriesNumber, "image", imageNumber));
  }

  /** Joins the items of a list as the language does, for example {@code "a, b and c"}. */
  public String list(List<String> items) {
    if (items.size() < 2) {
      return String.join("", items);
    }
    return String.join(text("list.separator"), items.subList(0, items.size() - 1))
        + text("list.last")
        + items.get(items.size() - 1);
  }
}
