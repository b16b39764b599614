package org.hilum.db;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The report versions. They can be added and read, nothing else. */
public interface ReportVersionRepository extends Repository<ReportVersion, Long> {

  ReportVersion save(ReportVersion version);

  Optional<ReportVersion> findById(Long id);

  /** The newest version in each language of one analysis, in one statement. */
  @Query(
      """
      select r from ReportVersion r
      where r.analysis = :analysis
        and r.versionNumber =
          (select max(n.versionNumber) from ReportVersion n
           where n.analysis = r.analysis and n.language = r.language)
      order by r.language
      """)
  List<ReportVersion> findNewest(Analysis analysis);

  /** The newest signed version in each language over all analyses of a study. */
  @Query(
      """
      select r from ReportVersion r
      where r.analysis.study.studyInstanceUid = :studyInstanceUid
        and r.status <> 'DRAFT'
        and r.versionNumber =
          (select max(n.versionNumber) from ReportVersion n
           where n.analysis.study = r.analysis.study
             and n.language = r.language
             and n.status <> 'DRAFT')
      order by r.language
      """)
  List<ReportVersion> findNewestSigned(String studyInstanceUid);

  /** With its analysis and findings, in one statement. */
  @Query(
      """
      select r from ReportVersion r
        join fetch r.analysis a
        join fetch a.study
        left join fetch a.findings
      where r.id = :id
      """)
  Optional<ReportVersion> findWithFindings(long id);

  /** Every version of every language, newest first. */
  @Query(
      """
      select r from ReportVersion r where r.analysis = :analysis
      order by r.language, r.versionNumber desc
      """)
  List<ReportVersion> findAll(Analysis analysis);

  /**
   * The number of the next version. It is counted over all analyses of the study, since whoever
   * gets reports of it knows nothing of analyses; the database refuses one that another took first
   * for the same analysis.
   */
  @Query(
      """
      select coalesce(max(r.versionNumber), 0) + 1 from ReportVersion r, Analysis a
      where a = :analysis and r.analysis.study = a.study and r.language = :language
      """)
  int nextVersionNumber(Analysis analysis, String language);
}
