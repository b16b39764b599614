package org.hilum.report;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A report in one language: plain text, never markup.
 *
 * @param banner that this is research and a draft; every rendering shows it
 * @param header who and what was examined, label and value
 * @param sections one of each kind, in their order
 */
public record Report(
    Language language, String title, String banner, List<Field> header, List<Section> sections) {

  public Report {
    requireNonNull(language, "language");
    requireNonNull(title, "title");
    requireNonNull(banner, "banner");
    header = List.copyOf(header);
    sections = List.copyOf(sections);
  }

  /** A line of the header. */
  public record Field(String label, String value) {}

  public Section section(SectionKind kind) {
    return sections.stream()
        .filter(section -> section.kind() == kind)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the report has no section " + kind));
  }
}
