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

  boolean existsByStudyInstanceUid(String studyInstanceUid);

  Optional<Delivery> findByCommitmentUid(String commitmentUid);

  /** Queued ones: at a start, those that may be in no queue any more. */
  @Query("select d.id from Delivery d where d.state = 'QUEUED' order by d.id")
  List<Long> findQueuedIds();
}
