package org.hilum.report;

import java.util.Locale;

/** A language that reports are written in. */
public enum Language {
  ZH_CN("zh-CN"),
  EN("en");

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  /** The BCP 47 tag, for example {@code zh-CN}. */
  public String tag() {
    return tag;
  }

  public Locale locale() {
    return Locale.forLanguageTag(tag);
  }

  /**
   * The language of a tag.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Language ofTag(String tag) {
    for (Language language : values()) {
      if (language.tag.equalsIgnoreCase(tag)) {
        return language;
      }
    }
    throw new IllegalArgumentException("reports are written in zh-CN and en, not in " + tag);
  }
}
