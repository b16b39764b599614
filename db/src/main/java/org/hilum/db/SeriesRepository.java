package org.hilum.db;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/** The series of the studies. */
public interface SeriesRepository extends JpaRepository<Series, Long> {

  @Query(
      """
      select r from Series r
      where r.study.studyInstanceUid = :studyInstanceUid
      order by r.chosen desc, r.number, r.seriesInstanceUid
      """)
  List<Series> findOfStudy(String studyInstanceUid);

  @Query(
      """
      select r from Series r
      where r.study.studyInstanceUid = :studyInstanceUid
        and r.seriesInstanceUid = :seriesInstanceUid
      """)
  Optional<Series> findOfStudy(String studyInstanceUid, String seriesInstanceUid);
}
