package org.hilum.ingest.analysis;

import java.util.List;
import org.hilum.db.StoredSection;

/**
 * A draft report as it is stored.
 *
 * @param language {@code zh-CN} or {@code en}
 * @param html the whole page
 */
public record DraftedReport(
    String language, String title, List<StoredSection> sections, String html) {

  public DraftedReport {
    sections = List.copyOf(sections);
  }
}
