package org.hilum.db;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.transaction.annotation.Transactional;

/** The studies, and the worklist over them. */
public interface StudyRepository extends JpaRepository<Study, Long> {

  Optional<Study> findByStudyInstanceUid(String studyInstanceUid);

  /**
   * The same row, locked until the transaction ends: who decides, who signs and an analysis that
   * ends at the same time wait for each other. What is read of the study after it is up to date.
   */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select s from Study s where s.studyInstanceUid = :studyInstanceUid")
  Optional<Study> lock(String studyInstanceUid);

  List<Study> findByStatusInOrderByReceivedAt(Collection<StudyStatus> statuses);

  /**
   * Studies with this patient id that were made before a moment, the newest first; those whose
   * images do not say when are left out.
   *
   * @param before in the scanner's own time
   * @param limit no more than these
   */
  @Query(
      """
      select s from Study s
      where s.patientId = :patientId
        and s.studyInstanceUid <> :notThis
        and s.studyDateTime < :before
      order by s.studyDateTime desc, s.id desc
      """)
  List<Study> findEarlier(String patientId, String notThis, LocalDateTime before, Limit limit);

  /**
   * A page of the worklist, newest first; two statements, whatever the page's size.
   *
   * @param statuses only these; empty for all
   * @param signed only those whose newest analysis has a signed report, or has none; null for both
   * @param text somewhere in the patient's name or id, the accession number, the description or the
   *     StudyInstanceUID, in any case; empty for all
   * @param page its sorting is ignored
   */
  default Page<WorklistRow> worklist(
      Collection<StudyStatus> statuses, @Nullable Boolean signed, String text, Pageable page) {
    return worklistByPattern(
        statuses.isEmpty() ? EnumSet.allOf(StudyStatus.class) : statuses,
        signed,
        likePattern(text),
        PageRequest.of(page.getPageNumber(), page.getPageSize()));
  }

  private static String likePattern(String text) {
    String literal =
        StorableText.of(text.strip())
            .toLowerCase(Locale.ROOT)
            .replace("\\", "\\\\")
            .replace("%", "\\%")
            .replace("_", "\\_");
    return "%" + literal + "%";
  }

  /** The studies that {@link #worklist} asks for. */
  String ASKED_FOR =
      """
      from Study s
      where s.status in :statuses
        and (:pattern = '%%'
          or lower(coalesce(s.patientName, '')) like :pattern escape '\\'
          or lower(coalesce(s.patientId, '')) like :pattern escape '\\'
          or lower(coalesce(s.accessionNumber, '')) like :pattern escape '\\'
          or lower(coalesce(s.description, '')) like :pattern escape '\\'
          or s.studyInstanceUid like :pattern escape '\\')
        and (:signed is null or s.signed = :signed)
      """;

  /**
   * What is committed by now: the same text until something is written, whatever it is. Read it
   * before what it is to stand for.
   *
   * @see <a href="https://www.postgresql.org/docs/17/functions-info.html">pg_current_snapshot</a>
   */
  @Query(value = "select cast(pg_current_snapshot() as text)", nativeQuery = true)
  String snapshot();

  /** The query behind {@link #worklist}, which is the one to call. */
  @Query(
      value =
          """
          select new org.hilum.db.WorklistRow(
            s.studyInstanceUid, s.patientId, s.patientName, s.accessionNumber, s.studyDateTime,
            s.description, s.source, s.status, s.statusDetail, s.progressPercent, s.priority,
            s.receivedInstances, s.expectedInstances, s.receivedAt, s.updatedAt,
            (select count(f) from Finding f where f.analysis.id =
              (select a.id from Analysis a where a.study = s order by a.startedAt desc, a.id desc
               limit 1)),
            (select max(f.malignancyProbability) from Finding f where f.analysis.id =
              (select a.id from Analysis a where a.study = s order by a.startedAt desc, a.id desc
               limit 1)),
            s.signed)
          """
              + ASKED_FOR
              + "order by s.receivedAt desc, s.id desc",
      countQuery = "select count(s) " + ASKED_FOR)
  Page<WorklistRow> worklistByPattern(
      Collection<StudyStatus> statuses, @Nullable Boolean signed, String pattern, Pageable page);

  /**
   * Notes how far a study has come, without a conflict with whoever changes the study meanwhile.
   *
   * @param percent 0 to 100
   * @param detail one line: what is being done
   * @return how many studies were noted: 0 or 1
   */
  @Modifying
  @Transactional
  @Query(
      """
      update Study s
      set s.progressPercent = :percent, s.statusDetail = :detail, s.updatedAt = :now
      where s.studyInstanceUid = :studyInstanceUid
      """)
  int noteProgress(String studyInstanceUid, int percent, String detail, Instant now);
}
