package org.hilum.web.review;

import java.util.Locale;
import org.hilum.db.StoredHistory;

/**
 * A fact about the patient, ready to be shown.
 *
 * @param name the factor's own, for one without a message
 * @param nameKey the message key of its name
 * @param valueKey the message key of its value, where the value is a word and not a number
 * @param value the value itself
 * @param source where it was read
 * @param evidence the words it rests on
 */
public record HistoryFactor(
    String name, String nameKey, String valueKey, String value, String source, String evidence) {

  static HistoryFactor of(StoredHistory.Factor factor) {
    return new HistoryFactor(
        factor.name(),
        "history.factor." + factor.name(),
        "history.value." + factor.value().toLowerCase(Locale.ROOT),
        factor.value(),
        factor.source(),
        factor.evidence());
  }
}
