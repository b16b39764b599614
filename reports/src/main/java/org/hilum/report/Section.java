package org.hilum.report;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** A section of a report: plain text, never markup. */
public record Section(SectionKind kind, String title, List<String> paragraphs) {

  public Section {
    requireNonNull(kind, "kind");
    requireNonNull(title, "title");
    paragraphs = List.copyOf(paragraphs);
  }
}
