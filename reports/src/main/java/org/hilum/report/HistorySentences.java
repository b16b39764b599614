package org.hilum.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.history.Factor;
import org.hilum.model.history.HistoryText;
import org.jspecify.annotations.Nullable;

/** The indication: what was said of the patient, what was understood, and what nobody said. */
final class HistorySentences {

  private final Messages messages;
  private final List<String> known = new ArrayList<>();
  private final List<String> denied = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();

  private HistorySentences(Messages messages) {
    this.messages = messages;
  }

  static List<String> of(ClinicalHistory history, Messages messages) {
    return new HistorySentences(messages).write(history);
  }

  private List<String> write(ClinicalHistory history) {
    if (history.isEmpty()) {
      return List.of(messages.text("indication.none"));
    }
    List<String> paragraphs = new ArrayList<>();
    for (HistoryText text : history.texts()) {
      paragraphs.add(
          messages.text(
              "indication.text",
              Map.of("text", PlainText.of(text.text()), "source", PlainText.of(text.source()))));
    }
    add("age", history.ageYears() == null ? null : history.ageYears().value());
    addChoice("sex", history.sex());
    addChoice("smoking", history.smoking());
    add(
        "packYears",
        history.packYears() == null ? null : Figures.short2(history.packYears().value()));
    addAnswer("extrathoracicCancer", history.extrathoracicCancer());
    addAnswer("lungCancer", history.lungCancer());
    addAnswer("family", history.familyHistoryOfLungCancer());
    addAnswer("emphysema", history.emphysema());
    // What is denied comes last: after "no lung cancer in the family" an "and emphysema" misleads.
    known.addAll(denied);
    if (!known.isEmpty()) {
      paragraphs.add(messages.text("indication.known", Map.of("facts", messages.list(known))));
    }
    if (!unknown.isEmpty()) {
      paragraphs.add(messages.text("indication.unknown", Map.of("facts", messages.list(unknown))));
    }
    return paragraphs;
  }

  private void add(String name, @Nullable Object value) {
    if (value == null) {
      unknown.add(messages.text("factor." + name));
    } else {
      known.add(messages.text("factor." + name + ".value", Map.of("value", value)));
    }
  }

  private void addChoice(String name, @Nullable Factor<? extends Enum<?>> factor) {
    if (factor == null) {
      unknown.add(messages.text("factor." + name));
    } else {
      known.add(
          messages.text("factor." + name + "." + factor.value().name().toLowerCase(Locale.ROOT)));
    }
  }

  private void addAnswer(String name, @Nullable Factor<Boolean> factor) {
    if (factor == null) {
      unknown.add(messages.text("factor." + name));
    } else if (factor.value()) {
      known.add(messages.text("factor." + name + ".yes"));
    } else {
      denied.add(messages.text("factor." + name + ".no"));
    }
  }
}
