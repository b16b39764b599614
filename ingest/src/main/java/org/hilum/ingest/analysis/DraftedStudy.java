package org.hilum.ingest.analysis;

import java.util.List;

/** A judged study with its draft reports, one a language. */
public record DraftedStudy(JudgedStudy judged, List<DraftedReport> drafts) {

  public DraftedStudy {
    drafts = List.copyOf(drafts);
  }
}
