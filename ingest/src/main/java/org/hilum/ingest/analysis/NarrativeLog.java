package org.hilum.ingest.analysis;

import org.hilum.report.Language;
import org.hilum.report.narrative.Narrative;
import org.jspecify.annotations.Nullable;

/** Is told of every attempt to have a report reworded. */
@FunctionalInterface
public interface NarrativeLog {

  /**
   * @param studyUid the study that the report is of
   */
  void note(@Nullable String studyUid, Language language, Narrative narrative);
}
