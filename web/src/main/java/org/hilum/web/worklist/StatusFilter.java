package org.hilum.web.worklist;

import java.util.Set;
import org.hilum.db.StudyStatus;
import org.jspecify.annotations.Nullable;

/** The parts of the worklist that can be looked at alone. */
enum StatusFilter {
  ALL,
  READY,
  SIGNED,
  UNDER_WAY,
  PROBLEMS;

  /** Empty for all. */
  Set<StudyStatus> statuses() {
    return switch (this) {
      case ALL -> Set.of();
      case READY, SIGNED -> Set.of(StudyStatus.READY);
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

  /** Null where it does not matter. */
  @Nullable Boolean signed() {
    return switch (this) {
      case READY -> false;
      case SIGNED -> true;
      case ALL, UNDER_WAY, PROBLEMS -> null;
    };
  }
}
