package org.hilum.db;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/** The analyses, with their findings. */
public interface AnalysisRepository extends JpaRepository<Analysis, Long> {

  /** The condition that {@code a} is the newest analysis of a study. */
  String IS_NEWEST =
      """
      a.id =
        (select b.id from Analysis b where b.study.studyInstanceUid = :studyInstanceUid
         order by b.startedAt desc, b.id desc limit 1)
      """;

  /** The one analysis of this content by this model version, if it was ever started. */
  @Query(
      """
      select a from Analysis a
      where a.study.studyInstanceUid = :studyInstanceUid
        and a.contentHash = :contentHash
        and a.modelVersion = :modelVersion
      """)
  Optional<Analysis> findOne(String studyInstanceUid, String contentHash, String modelVersion);

  /** The newest analysis of a study, with its study and its findings, in one statement. */
  @Query(
      """
      select a from Analysis a
        join fetch a.study
        left join fetch a.findings
      where
      """
          + IS_NEWEST)
  Optional<Analysis> findNewest(String studyInstanceUid);

  /** The ended analyses of a series, with their findings, the newest first. */
  @Query(
      """
      select distinct a from Analysis a left join fetch a.findings
      where a.seriesInstanceUid = :seriesInstanceUid and a.status = 'ANALYSED'
      order by a.startedAt desc
      """)
  List<Analysis> findOfSeries(String seriesInstanceUid);

  /** Analyses that were never ended: at a start, those that a killed process left behind. */
  @Query("select a from Analysis a join fetch a.study where a.status = 'RUNNING'")
  List<Analysis> findRunning();
}
