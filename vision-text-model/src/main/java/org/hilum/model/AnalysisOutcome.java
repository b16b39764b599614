package org.hilum.model;

import java.util.List;
import java.util.Map;
import org.hilum.model.assess.Embedding;

/** What came of an analysis: findings, or a refusal. */
public sealed interface AnalysisOutcome {

  /**
   * The volume was judged.
   *
   * @param nodules most suspicious first; empty where none was found
   * @param embeddings by the nodules' ids, for {@link org.hilum.model.assess.NoduleSearch}; empty
   *     where they were not kept
   * @param timingsMs milliseconds spent in each step, in the order they ran
   */
  record Analysed(
      List<NoduleFinding> nodules, Map<Integer, Embedding> embeddings, Map<String, Long> timingsMs)
      implements AnalysisOutcome {
    public Analysed {
      nodules = List.copyOf(nodules);
      embeddings = Map.copyOf(embeddings);
    }

    /** Findings whose embeddings were not kept. */
    public Analysed(List<NoduleFinding> nodules, Map<String, Long> timingsMs) {
      this(nodules, Map.of(), timingsMs);
    }
  }

  /**
   * The volume was not judged.
   *
   * @param message one line: what, where, what to do
   */
  record Refused(RefusalCode code, String message) implements AnalysisOutcome {}
}
