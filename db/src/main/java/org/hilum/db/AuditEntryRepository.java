package org.hilum.db;

import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.repository.Repository;

/** The audit trail. Entries can be added and read, nothing else. */
public interface AuditEntryRepository extends Repository<AuditEntry, Long> {

  AuditEntry save(AuditEntry entry);

  Page<AuditEntry> findAllByOrderByOccurredAtDescIdDesc(Pageable page);

  Page<AuditEntry> findByStudyInstanceUidOrderByOccurredAtDescIdDesc(
      String studyInstanceUid, Pageable page);
}
