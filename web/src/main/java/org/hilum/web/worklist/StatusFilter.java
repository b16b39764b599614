package org.hilum.web.worklist;

import java.util.Set;
import org.hilum.db.StudyStatus;

/** The parts of the worklist that can be looked at alone. */
enum StatusFilter {
  ALL,
  READY,
  UNDER_WAY,
  PROBLEMS;

  /** Empty for all. */
  Set<StudyStatus> statuses() {
    return switch (this) {
      case ALL -> Set.of();
      case READY -> Set.of(StudyStatus.READY);
      case UNDER_WAY ->
          Set.of(
              StudyStatus.WAITING,
              StudyStatus.RETRIEVING,
              StudyStatus.RECEIVED,
              StudyStatus.QUEUED,
              StudyStatus.ANALYSING);
      case PROBLEMS -> Set.of(StudyStatus.REFUSED, StudyStatus.FAILED);
    };
  }
}
