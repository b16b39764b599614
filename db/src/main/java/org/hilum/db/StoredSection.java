package org.hilum.db;

import java.util.List;

/**
 * A section of a report.
 *
 * @param kind stable, for example {@code "FINDINGS"}
 * @param title in the report's language
 */
public record StoredSection(String kind, String title, List<String> paragraphs) {

  public StoredSection {
    title = StorableText.of(title);
    paragraphs = paragraphs.stream().map(StorableText::of).toList();
  }
}
