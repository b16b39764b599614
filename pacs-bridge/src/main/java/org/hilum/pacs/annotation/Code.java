package org.hilum.pacs.annotation;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.hilum.pacs.toolkit.Values;
import org.jspecify.annotations.Nullable;

/**
 * A coded concept (PS3.3 section 8). Two are the same where value and scheme agree; what they are
 * called does not matter.
 *
 * @param meaning empty where the object gives none
 */
public record Code(String value, String scheme, String meaning) {

  public Code {
    requireNonNull(value, "value");
    requireNonNull(scheme, "scheme");
    requireNonNull(meaning, "meaning");
  }

  /** The code in the first item of a code sequence; null where there is none. */
  static @Nullable Code in(Attributes dataset, int sequenceTag) {
    Attributes item = dataset.getNestedDataset(sequenceTag);
    if (item == null) {
      return null;
    }
    String value = Values.text(item, Tag.CodeValue);
    String scheme = Values.text(item, Tag.CodingSchemeDesignator);
    String meaning = Values.text(item, Tag.CodeMeaning);
    return value == null || scheme == null
        ? null
        : new Code(value, scheme, meaning == null ? "" : meaning);
  }

  /**
   * @param keys written {@code scheme:value}
   */
  boolean isOneOf(Set<String> keys) {
    return keys.contains(scheme + ":" + value);
  }
}
