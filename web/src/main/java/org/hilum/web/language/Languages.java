package org.hilum.web.language;

import java.util.List;
import java.util.Locale;

/** The languages that the pages speak. */
public final class Languages {

  public static final Locale ENGLISH = Locale.ENGLISH;
  public static final Locale CHINESE = Locale.SIMPLIFIED_CHINESE;

  public static final List<Locale> ALL = List.of(ENGLISH, CHINESE);

  private Languages() {}

  /** The language nearest to the one wished for: Chinese for any Chinese, else English. */
  public static Locale nearest(Locale wished) {
    return wished.getLanguage().equals("zh") ? CHINESE : ENGLISH;
  }

  /** Whether one of {@link #ALL} is of this language. */
  static boolean speaks(Locale wished) {
    return ALL.stream().anyMatch(known -> known.getLanguage().equals(wished.getLanguage()));
  }
}
