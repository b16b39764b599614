package org.hilum.db;

/**
 * One reason for or against a series.
 *
 * @param rule the rule's id, for example {@code "thinnest-slice"}
 * @param verdict what the rule said, for example {@code "PREFERRED"}
 * @param text the same for a reader, one line
 */
public record SeriesReason(String rule, String verdict, String text) {

  public SeriesReason {
    text = StorableText.of(text);
  }
}
