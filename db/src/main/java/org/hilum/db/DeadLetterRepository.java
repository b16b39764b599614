package org.hilum.db;

import java.util.List;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;

/** The dead letters. */
public interface DeadLetterRepository extends JpaRepository<DeadLetter, Long> {

  /** Those that nobody resolved yet, newest first. */
  Page<DeadLetter> findByResolvedAtIsNullOrderByCreatedAtDescIdDesc(Pageable page);

  List<DeadLetter> findByStudyInstanceUidAndResolvedAtIsNullOrderByCreatedAtDescIdDesc(
      String studyInstanceUid);

  long countByResolvedAtIsNull();
}
