package org.hilum.ingest.analysis;

import java.util.List;

/** Drafts the reports of a judged study. */
public final class StudyReporter {
  public List<DraftedReport> draft(JudgedStudy judged) {
    return List.of();
  }
}
