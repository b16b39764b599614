package org.hilum.web.worklist;

import java.time.Instant;
import java.time.LocalDateTime;
import org.hilum.db.StudyPriority;
import org.hilum.db.StudyStatus;
import org.hilum.db.WorklistRow;
import org.hilum.report.Percent;
import org.jspecify.annotations.Nullable;

/** A line of the worklist. Times are ISO 8601; the study's own has no zone, as in DICOM. */
public record WorklistLine(
    String studyInstanceUid,
    @Nullable String patientId,
    String patientName,
    @Nullable String accessionNumber,
    @Nullable LocalDateTime studyDateTime,
    @Nullable String description,
    String source,
    StudyStatus status,
    String statusDetail,
    int progressPercent,
    StudyPriority priority,
    Instant receivedAt,
    Instant updatedAt,
    long findings,
    @Nullable Double highestMalignancy,
    boolean signed) {

  /** The name, or else the id; null where the images name neither. */
  public @Nullable String patientLabel() {
    return patientName.isEmpty() ? patientId : patientName;
  }

  /** Null where nothing was found. */
  public @Nullable String highestPercent() {
    return highestMalignancy == null ? null : Percent.whole(highestMalignancy);
  }

  static WorklistLine of(WorklistRow row) {
    return new WorklistLine(
        row.studyInstanceUid(),
        row.patientId(),
        PersonName.display(row.patientName()),
        row.accessionNumber(),
        row.studyDateTime(),
        row.description(),
        row.source(),
        row.status(),
        row.statusDetail(),
        row.progressPercent(),
        row.priority(),
        row.receivedAt(),
        row.updatedAt(),
        row.findings(),
        row.highestMalignancy(),
        row.signed());
  }
}
