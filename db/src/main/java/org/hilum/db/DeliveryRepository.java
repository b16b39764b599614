package org.hilum.db;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/** The deliveries of reports to other systems. */
public interface DeliveryRepository extends JpaRepository<Delivery, Long> {

  @Query("select d from Delivery d join fetch d.report r join fetch r.analysis where d.id = :id")
  Optional<Delivery> findWithReport(long id);

  @Query(
      """
      select d from Delivery d join fetch d.report
      where d.studyInstanceUid = :studyInstanceUid
      order by d.queuedAt desc, d.id desc
      """)
  List<Delivery> findOfStudy(String studyInstanceUid);

  @Query("select d from Delivery d where d.report = :report and d.target = :target")
  Optional<Delivery> findOne(ReportVersion report, String target);

  /**
   * Whether the target has got a newer version of the same study in the same language. A draft
   * never comes before what was signed.
   */
  @Query(
      """
      select count(newer) > 0
      from Delivery mine join mine.report report, Delivery newer join newer.report newerReport
      where mine.id = :id
        and newer.studyInstanceUid = mine.studyInstanceUid
        and newer.target = mine.target
        and newer.state in ('SENT', 'COMMITTED')
        and newerReport.language = report.language
        and newerReport.versionNumber > report.versionNumber
        and (report.status = 'DRAFT' or newerReport.status <> 'DRAFT')
      """)
  boolean isOvertaken(long id);

  /**
   * The versions of the same study in the same language that the same target got or is to get: that
   * of this delivery, and whatever the target may show before it.
   */
  @Query(
      """
      select otherReport
      from Delivery mine join mine.report report, Delivery other join other.report otherReport
      where mine.id = :id
        and other.studyInstanceUid = mine.studyInstanceUid
        and other.target = mine.target
        and otherReport.language = report.language
      """)
  List<ReportVersion> findVersionsForTarget(long id);

  /**
   * Waits until no other transaction, of this process or another, holds the same lock. It is let go
   * when the transaction ends, which the server does not end for being idle.
   *
   * @param key what the lock is about
   */
  @Query(
      value =
          """
          select set_config('idle_in_transaction_session_timeout', '0', true)
            || cast(pg_advisory_xact_lock(hashtextextended(:key, 0)) as text)
          """,
      nativeQuery = true)
  String lock(String key);

  Optional<Delivery> findByCommitmentUid(String commitmentUid);

  /** Those that wait to be sent, and those that were given up, which somebody may send again. */
  @Query("select d from Delivery d where d.state in ('QUEUED', 'FAILED') order by d.id")
  List<Delivery> findUnsent();
}
