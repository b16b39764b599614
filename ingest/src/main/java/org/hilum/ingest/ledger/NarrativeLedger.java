package org.hilum.ingest.ledger;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.hilum.db.AuditEntry;
import org.hilum.db.AuditEntryRepository;
import org.hilum.ingest.analysis.NarrativeLog;
import org.hilum.report.Language;
import org.hilum.report.narrative.Narrative;
import org.jspecify.annotations.Nullable;

/** Writes into the audit trail what became of each report that was to be reworded. */
public final class NarrativeLedger implements NarrativeLog {

  private static final int LONGEST_DETAIL = 500;

  private final AuditEntryRepository entries;
  private final Clock clock;

  public NarrativeLedger(AuditEntryRepository entries, Clock clock) {
    this.entries = entries;
    this.clock = clock;
  }

  @Override
  public void note(@Nullable String studyUid, Language language, Narrative narrative) {
    Map<String, String> detail = new HashMap<>();
    detail.put("language", language.tag());
    String action = "narrative.reworded";
    if (narrative instanceof Narrative.Kept kept) {
      action = "narrative.kept";
      detail.put("reason", kept.reason().name());
      String text = kept.detail();
      detail.put("detail", text.substring(0, Math.min(LONGEST_DETAIL, text.length())));
    }
    entries.save(new AuditEntry(clock.instant(), "hilum", action, studyUid, detail));
  }
}
