package org.hilum.ingest.ledger;

import java.time.ZoneId;
import java.util.List;
import org.hilum.db.ReportVersion;
import org.hilum.db.StoredSection;
import org.hilum.report.Report;
import org.hilum.report.Section;
import org.hilum.report.SectionKind;
import org.hilum.report.SignedReports;

/** Reports as the database keeps them, and back. */
public final class StoredReports {

  private StoredReports() {}

  public static List<StoredSection> sections(Report report) {
    return report.sections().stream().map(StoredReports::stored).toList();
  }

  static StoredSection stored(Section section) {
    return new StoredSection(section.kind().name(), section.title(), section.paragraphs());
  }

  /**
   * A stored version as a whole, with the banner that fits who wrote or signed it.
   *
   * @param draft in the same language, whose header it keeps
   * @param zone in which the time of a signature is written
   */
  public static Report report(ReportVersion version, Report draft, ZoneId zone) {
    List<Section> sections = sections(version);
    if (version.isSigned()) {
      return SignedReports.signed(
          draft, sections, version.getAuthor(), version.getCreatedAt().atZone(zone));
    }
    return version.isWrittenByModel()
        ? new Report(draft.language(), draft.title(), draft.banner(), draft.header(), sections)
        : SignedReports.edited(draft, sections);
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
