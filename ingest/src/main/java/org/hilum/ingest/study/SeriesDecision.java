package org.hilum.ingest.study;

import java.util.List;
import org.hilum.model.RefusalCode;
import org.jspecify.annotations.Nullable;

/**
 * Why a series was chosen, or was not.
 *
 * @param chosen true for at most one series of a study
 * @param refusal what the study is refused for if no series fits; null where this one does
 */
public record SeriesDecision(
    CtSeries series, boolean chosen, List<Reason> reasons, @Nullable RefusalCode refusal) {

  public SeriesDecision {
    reasons = List.copyOf(reasons);
  }

  /** What a rule made of a series. */
  public enum Verdict {
    EXCLUDED,
    FITS,
    PREFERRED,
    NOT_PREFERRED
  }

  /**
   * @param rule the rule's id in {@code series-rules.json}, or {@code geometry}
   */
  public record Reason(String rule, Verdict verdict, String text) {}
}
