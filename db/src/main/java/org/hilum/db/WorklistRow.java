package org.hilum.db;

import java.time.Instant;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A line of the worklist.
 *
 * @param studyDateTime as the scanner wrote it, in its own time zone
 * @param findings how many nodules the newest analysis found; 0 while there is none
 * @param highestMalignancy the highest malignancy probability of these; null without findings
 * @param signed whether a report of the newest analysis is signed, in whichever language
 */
public record WorklistRow(
    String studyInstanceUid,
    @Nullable String patientId,
    @Nullable String patientName,
    @Nullable String accessionNumber,
    @Nullable LocalDateTime studyDateTime,
    @Nullable String description,
    String source,
    StudyStatus status,
    String statusDetail,
    int progressPercent,
    StudyPriority priority,
    int receivedInstances,
    @Nullable Integer expectedInstances,
    Instant receivedAt,
    Instant updatedAt,
    long findings,
    @Nullable Double highestMalignancy,
    boolean signed) {}
