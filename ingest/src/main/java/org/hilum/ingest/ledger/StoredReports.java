package org.hilum.ingest.ledger;

import java.util.List;
import org.hilum.db.ReportVersion;
import org.hilum.db.StoredSection;
import org.hilum.report.Report;
import org.hilum.report.Section;
import org.hilum.report.SectionKind;

/** Reports as the database keeps them, and back. */
public final class StoredReports {

  private StoredReports() {}

  public static List<StoredSection> sections(Report report) {
    return report.sections().stream().map(StoredReports::stored).toList();
  }

  static StoredSection stored(Section section) {
    return new StoredSection(section.kind().name(), section.title(), section.paragraphs());
  }

  public static List<Section> sections(ReportVersion version) {
    return version.getSections().stream()
        .map(
            section ->
                new Section(
                    SectionKind.valueOf(section.kind()), section.title(), section.paragraphs()))
        .toList();
  }
}
