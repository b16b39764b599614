package org.hilum.pacs.net;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A study that a PACS holds. What the PACS left out is {@code null}.
 *
 * @param modalities of its series; empty where the PACS does not say
 * @param numberOfInstances Number of Study Related Instances (0020,1208)
 */
public record StudyMatch(
    String studyInstanceUid,
    @Nullable String patientId,
    @Nullable String patientName,
    @Nullable LocalDate date,
    @Nullable LocalTime time,
    @Nullable String description,
    @Nullable String accessionNumber,
    List<String> modalities,
    @Nullable Integer numberOfInstances) {

  public StudyMatch {
    requireNonNull(studyInstanceUid, "studyInstanceUid");
    modalities = List.copyOf(modalities);
  }
}
