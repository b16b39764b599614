package org.hilum.web.security;

import java.time.Clock;
import java.util.Map;
import org.hilum.db.AuditEntry;
import org.hilum.db.AuditEntryRepository;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Writes down who did what in the web pages. */
@Component
public class AuditTrail {

  private final AuditEntryRepository entries;
  private final Clock clock;

  AuditTrail(AuditEntryRepository entries, Clock clock) {
    this.entries = entries;
    this.clock = clock;
  }

  /**
   * Adds an entry, which nobody can change any more.
   *
   * @param action stable, for example {@code "study.opened"}
   * @param studyInstanceUid the study it was about, if any
   */
  @Transactional
  public void note(
      String actor, String action, @Nullable String studyInstanceUid, Map<String, String> detail) {
    entries.save(new AuditEntry(clock.instant(), actor, action, studyInstanceUid, detail));
  }
}
