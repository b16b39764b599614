package org.hilum.web.worklist;

import java.time.Instant;
import java.util.List;
import org.hilum.db.Study;
import org.hilum.db.StudyRepository;
import org.hilum.db.StudyStatus;
import org.hilum.pacs.DicomUids;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Page;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
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

  /** Where nothing was written since, one small statement says so, and the worklist is not read. */
  @GetMapping
  ResponseEntity<StudyPage> list(
      WorklistQuery query,
      @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String seen) {
    String now = "W/\"%s\"".formatted(studies.snapshot());
    if (now.equals(seen)) {
      return fresh(HttpStatus.NOT_MODIFIED).eTag(now).build();
    }
    Page<WorklistLine> lines = query.askOf(studies);
    return fresh(HttpStatus.OK)
        .eTag(now)
        .body(new StudyPage(lines.getTotalElements(), lines.getContent()));
  }

  @GetMapping("/{study}")
  ResponseEntity<StudyState> one(@PathVariable String study) {
    if (!DicomUids.isValid(study)) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
    }
    return studies
        .findByStudyInstanceUid(study)
        .map(found -> fresh(HttpStatus.OK).body(StudyState.of(found)))
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }

  private static ResponseEntity.BodyBuilder fresh(HttpStatus status) {
    return ResponseEntity.status(status).cacheControl(CacheControl.noStore());
  }

  /**
   * @param total of all pages
   */
  record StudyPage(long total, List<WorklistLine> studies) {}

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
