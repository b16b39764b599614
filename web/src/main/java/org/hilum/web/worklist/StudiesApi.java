package org.hilum.web.worklist;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import org.hilum.db.Study;
import org.hilum.db.StudyPriority;
import org.hilum.db.StudyRepository;
import org.hilum.db.StudyStatus;
import org.hilum.db.WorklistRow;
import org.hilum.pacs.DicomUids;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Page;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The worklist as JSON, which the pages ask every two seconds. */
@RestController
@RequestMapping("/api/studies")
final class StudiesApi {

  private final StudyRepository studies;

  StudiesApi(StudyRepository studies) {
    this.studies = studies;
  }

  @GetMapping
  ResponseEntity<StudyPage> list(WorklistQuery query) {
    Page<WorklistRow> rows = query.askOf(studies);
    return fresh(
        new StudyPage(
            rows.getTotalElements(), rows.getContent().stream().map(StudyLine::of).toList()));
  }

  @GetMapping("/{study}")
  ResponseEntity<StudyState> one(@PathVariable String study) {
    if (!DicomUids.isValid(study)) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
    }
    return studies
        .findByStudyInstanceUid(study)
        .map(found -> fresh(StudyState.of(found)))
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }

  private static <T> ResponseEntity<T> fresh(T body) {
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(body);
  }

  /**
   * @param total of all pages
   */
  record StudyPage(long total, List<StudyLine> studies) {}

  /** A line of the worklist. Times are ISO 8601; the study's own has no zone, as in DICOM. */
  record StudyLine(
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
      @Nullable Double highestMalignancy) {

    static StudyLine of(WorklistRow row) {
      return new StudyLine(
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
          row.highestMalignancy());
    }
  }

  /** How far one study has come. */
  record StudyState(
      String studyInstanceUid,
      StudyStatus status,
      String statusDetail,
      int progressPercent,
      int receivedInstances,
      @Nullable Integer expectedInstances,
      Instant updatedAt) {

    static StudyState of(Study study) {
      return new StudyState(
          study.getStudyInstanceUid(),
          study.getStatus(),
          study.getStatusDetail(),
          study.getProgressPercent(),
          study.getReceivedInstances(),
          study.getExpectedInstances(),
          study.getUpdatedAt());
    }
  }
}
