package org.hilum.web.review;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.hilum.db.Analysis;
import org.hilum.db.Delivery;
import org.hilum.db.FindingDecision;
import org.hilum.db.ReportVersion;
import org.hilum.db.Series;
import org.hilum.db.StoredSection;
import org.hilum.db.Study;
import org.hilum.db.StudyStatus;
import org.hilum.web.worklist.PersonName;
import org.jspecify.annotations.Nullable;

/**
 * Everything the review page of one study shows.
 *
 * @param analysis the newest one; null while there is none
 * @param series every series with the reasons for or against it
 * @param shownSeries the series whose images are shown; null where there is none to show
 * @param reports the newest version in each language
 * @param signedEarlier what was signed of an earlier analysis, in languages that nobody has signed
 *     since
 * @param comparison with an earlier study; null where none was stored
 * @param priorImages whether the images of that study are here
 * @param deliveries of the reports to other systems, the newest first
 */
public record ReviewPage(
    Study study,
    @Nullable Analysis analysis,
    List<Series> series,
    @Nullable Series shownSeries,
    List<FindingView> findings,
    List<HistoryFactor> factors,
    List<ReportVersion> reports,
    List<ReportVersion> signedEarlier,
    @Nullable ComparisonView comparison,
    boolean priorImages,
    List<Delivery> deliveries) {

  /** The patient's name, or else the id; null where the images name neither. */
  public @Nullable String patientLabel() {
    String name = PersonName.display(study.getPatientName());
    return name.isEmpty() ? study.getPatientId() : name;
  }

  /** Whether the page goes on changing by itself. */
  public boolean underWay() {
    return switch (study.getStatus()) {
      case WAITING, RETRIEVING, RECEIVED, QUEUED, ANALYSING -> true;
      case READY, REFUSED, FAILED -> false;
    };
  }

  public boolean ready() {
    return study.getStatus() == StudyStatus.READY;
  }

  public boolean stopped() {
    return study.getStatus() == StudyStatus.REFUSED || study.getStatus() == StudyStatus.FAILED;
  }

  /** Whether a report is signed in any language: then the decisions stand. */
  public boolean signed() {
    return reports.stream().anyMatch(ReportVersion::isSigned);
  }

  public long undecided() {
    return findings.stream().filter(finding -> finding.decision() == null).count();
  }

  /** Numbers of the findings that are not rejected. */
  public List<Integer> kept() {
    return findings.stream()
        .filter(finding -> finding.decision() != FindingDecision.REJECTED)
        .map(FindingView::number)
        .toList();
  }

  /** Whether the text tells other findings than those that are not rejected. */
  public boolean outdated(ReportVersion report) {
    return !report.isSigned()
        && !new HashSet<>(kept()).equals(new HashSet<>(report.getToldFindings()));
  }

  /**
   * What was typed and could not be stored, where no form takes it any more: its report was signed
   * meanwhile, or is being made anew.
   *
   * @param language of the report it was typed for; null where nothing was kept
   * @param texts by section, or the addendum's; null where nothing was kept
   */
  public Collection<String> homeless(
      @Nullable String language, @Nullable Map<String, String> texts) {
    if (language == null || texts == null) {
      return List.of();
    }
    boolean addendum = texts.containsKey(ReviewActionsController.ADDENDUM);
    boolean hasForm =
        reports.stream()
            .anyMatch(
                report -> report.getLanguage().equals(language) && report.isSigned() == addendum);
    return hasForm ? List.of() : texts.values();
  }

  /** A section as it stands in a text field: a paragraph a line. */
  public String text(StoredSection section) {
    return String.join("\n", section.paragraphs());
  }

  /** Whether the findings belong to the images that are shown. */
  public boolean findingsOnShownSeries() {
    return analysis != null
        && shownSeries != null
        && shownSeries.getSeriesInstanceUid().equals(analysis.getSeriesInstanceUid());
  }

  /** Whether the earlier study can be shown beside the images that are shown. */
  public boolean priorShown() {
    return comparison != null && comparison.made() && priorImages && findingsOnShownSeries();
  }

  /** The findings to draw. */
  public List<FindingView> drawnFindings() {
    return findingsOnShownSeries() ? findings : List.of();
  }

  public long totalMs() {
    return analysis == null
        ? 0
        : analysis.getTimingsMs().stream().mapToLong(timing -> timing.ms()).sum();
  }
}
