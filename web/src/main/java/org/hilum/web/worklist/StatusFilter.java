package org.hilum.web.worklist;

import java.util.Set;
import org.hilum.db.StudyStatus;

/** The parts of the worklist that can be looked at alone. */
enum StatusFilter {
  ALL(Set.of()),
  READY(Set.of(StudyStatus.READY)),
  UNDER_WAY(
      Set.of(
          StudyStatus.WAITING,
          StudyStatus.RETRIEVING,
          StudyStatus.RECEIVED,
          StudyStatus.QUEUED,
          StudyStatus.ANALYSING)),
  PROBLEMS(Set.of(StudyStatus.REFUSED, StudyStatus.FAILED));

  private final Set<StudyStatus> statuses;

  StatusFilter(Set<StudyStatus> statuses) {
    this.statuses = statuses;
  }

  /** Empty for all. */
  Set<StudyStatus> statuses() {
    return statuses;
  }
}
