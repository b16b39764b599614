package org.hilum.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hilum.model.NoduleFinding;

/** A nodule in words: place, size, looks, and what the model makes of it. */
final class FindingSentences {

  private final Messages messages;
  private final ReportInput input;

  FindingSentences(Messages messages, ReportInput input) {
    this.messages = messages;
    this.input = input;
  }

  /** One paragraph with all that is reported of the nodule. */
  String describe(NoduleFinding finding) {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        messages.text(
            "finding.what",
            Map.of(
                "id", finding.id(),
                "texture", texture(finding),
                "place", messages.place(finding.place()),
                "where", where(finding))));
    sentences.add(
        messages.text(
            "finding.size",
            Map.of(
                "long", Figures.oneDecimal(finding.longAxisMm()),
                "short", Figures.oneDecimal(finding.shortAxisMm()),
                "volume", Figures.whole(finding.volumeMm3()))));
    sentences.add(messages.text("finding.looks", Map.of("looks", messages.list(looks(finding)))));
    sentences.add(malignancy(finding));
    addWarning(sentences, finding);
    sentences.add(
        messages.text(
            "finding.score", Map.of("score", Figures.short2(finding.noduleProbability()))));
    return join(sentences);
  }

  /** The nodule in a line of the impression. */
  String summarize(NoduleFinding finding) {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        messages.text(
            "impression.nodule",
            Map.of(
                "id", finding.id(),
                "texture", texture(finding),
                "place", messages.place(finding.place()),
                "long", Figures.oneDecimal(finding.longAxisMm()),
                "short", Figures.oneDecimal(finding.shortAxisMm()),
                "probability", Figures.percent(finding.malignancyProbability()),
                "low", Figures.percent(finding.malignancyInterval().low()),
                "high", Figures.percent(finding.malignancyInterval().high()))));
    addWarning(sentences, finding);
    return join(sentences);
  }

  private void addWarning(List<String> sentences, NoduleFinding finding) {
    if (!finding.familiar()) {
      sentences.add(messages.text("finding.unfamiliar"));
    }
  }

  private String join(List<String> sentences) {
    return String.join(messages.text("sentence.separator"), sentences);
  }

  private String malignancy(NoduleFinding finding) {
    return messages.text(
        input.history().isEmpty() ? "finding.malignancy.imagesOnly" : "finding.malignancy",
        Map.of(
            "probability", Figures.percent(finding.malignancyProbability()),
            "low", Figures.percent(finding.malignancyInterval().low()),
            "high", Figures.percent(finding.malignancyInterval().high()),
            "vision", Figures.percent(finding.modality().vision()),
            "text", Figures.percent(finding.modality().text())));
  }

  private String texture(NoduleFinding finding) {
    return messages.text("texture." + key(finding.attributes().textureClass()));
  }

  private String where(NoduleFinding finding) {
    FindingLocation location = input.locationOf(finding).orElse(null);
    return location == null ? "" : messages.where(location.seriesNumber(), location.imageNumber());
  }

  private List<String> looks(NoduleFinding finding) {
    NoduleLooks looks = NoduleLooks.of(finding.attributes());
    return List.of(
        graded("margin", looks.margin()),
        graded("spiculation", looks.spiculation()),
        graded("lobulation", looks.lobulation()),
        graded("sphericity", looks.sphericity()),
        messages.text(
            looks.calcified() ? "looks.calcification.possible" : "looks.calcification.none"));
  }

  private String graded(String name, NoduleLooks.Grade grade) {
    return messages.text("looks." + name + "." + key(grade));
  }

  private static String key(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
