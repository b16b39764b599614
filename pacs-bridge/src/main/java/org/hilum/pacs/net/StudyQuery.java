package org.hilum.pacs.net;

import java.time.LocalDate;
import org.hilum.pacs.DicomUids;
import org.jspecify.annotations.Nullable;

/**
 * Which studies to look for. What is {@code null} does not narrow the search; the dates are
 * inclusive.
 *
 * @param modality of at least one series, for example CT
 */
public record StudyQuery(
    @Nullable LocalDate fromDate,
    @Nullable LocalDate toDate,
    @Nullable String modality,
    @Nullable String accessionNumber,
    @Nullable String studyInstanceUid,
    @Nullable String patientId) {

  public StudyQuery {
    if (studyInstanceUid != null && !DicomUids.isValid(studyInstanceUid)) {
      throw new IllegalArgumentException("\"%s\" is no UID".formatted(studyInstanceUid));
    }
    if (fromDate != null && toDate != null && fromDate.isAfter(toDate)) {
      throw new IllegalArgumentException(
          "the date window starts on %s, after its end on %s".formatted(fromDate, toDate));
    }
  }

  /** CT studies of a date window. */
  public static StudyQuery ctBetween(@Nullable LocalDate fromDate, @Nullable LocalDate toDate) {
    return new StudyQuery(fromDate, toDate, "CT", null, null, null);
  }

  /** One study, by its UID. */
  public static StudyQuery ofStudy(String studyInstanceUid) {
    return new StudyQuery(null, null, null, null, studyInstanceUid, null);
  }
}
