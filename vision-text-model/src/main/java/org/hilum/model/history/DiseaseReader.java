package org.hilum.model.history;

import java.util.ArrayList;
import java.util.List;
import org.hilum.model.history.Mentions.Mention;
import org.hilum.model.history.Scope.Kind;
import org.hilum.model.history.Scope.Subject;
import org.hilum.model.history.TextRules.Span;
import org.jspecify.annotations.Nullable;

/** Reads cancers of the patient and the family, and emphysema. */
final class DiseaseReader {

  /** What names its cancer outweighs what speaks of cancer in general. */
  private static final int NAMED = 2;

  private static final int GENERAL = 1;

  private final TextRules rules;
  private final List<Candidate<Boolean>> extrathoracicCancer = new ArrayList<>();
  private final List<Candidate<Boolean>> lungCancer = new ArrayList<>();
  private final List<Candidate<Boolean>> familyHistoryOfLungCancer = new ArrayList<>();
  private final List<Candidate<Boolean>> emphysema = new ArrayList<>();

  DiseaseReader(TextRules rules) {
    this.rules = rules;
  }

  void read(ReadableText readable, Scope scope) {
    String text = rules.strikeOut("cancer.neither", readable.text());
    for (Mention mention :
        Mentions.find(rules, text, "cancer.lung", "cancer.elsewhere", "cancer.any")) {
      readCancer(mention, readable, scope);
    }
    readFamilyHeadings(readable, scope);
    String withoutOtherEmphysema = rules.strikeOut("emphysema.elsewhere", readable.text());
    for (Span span : rules.find("emphysema", withoutOtherEmphysema)) {
      readEmphysema(span, readable, scope);
    }
  }

  private void readCancer(Mention mention, ReadableText readable, Scope scope) {
    Span span = mention.span();
    if (scope.doubted(span) || scope.notFound(span)) {
      return;
    }
    boolean denied = scope.denied(span, Kind.THING);
    Subject subject = scope.subject(span, true);
    boolean ofPatient = subject == Subject.PATIENT || subject == Subject.BOTH;
    boolean ofFamily = subject == Subject.FAMILY || subject == Subject.BOTH;
    Factor<Boolean> factor = readable.factor(!denied, span);
    switch (mention.section()) {
      case "cancer.lung" -> {
        if (ofPatient) {
          lungCancer.add(new Candidate<>(factor, NAMED));
        }
        if (ofFamily) {
          familyHistoryOfLungCancer.add(new Candidate<>(factor, NAMED));
        }
      }
      case "cancer.elsewhere" -> {
        // Denying one kind says nothing about the others.
        if (ofPatient && !denied) {
          extrathoracicCancer.add(new Candidate<>(factor, NAMED));
        }
      }
      default -> {
        // A cancer of no named kind may be either; only its denial tells something.
        if (ofPatient && denied) {
          extrathoracicCancer.add(new Candidate<>(factor, GENERAL));
          lungCancer.add(new Candidate<>(factor, GENERAL));
        }
        if (ofFamily && denied) {
          familyHistoryOfLungCancer.add(new Candidate<>(factor, GENERAL));
        }
      }
    }
  }

  /** "No family history", "家族史:无特殊": nothing in the family, lung cancer included. */
  private void readFamilyHeadings(ReadableText readable, Scope scope) {
    String text = readable.text();
    for (Span heading : rules.find("family.header", text)) {
      int clauseEnd = readable.clauseEnd(heading.end() - 1);
      boolean nothing = rules.matchesAt("family.none", text, heading.end(), clauseEnd);
      boolean goesOn = !text.substring(heading.end(), clauseEnd).isBlank();
      if (nothing || (!goesOn && scope.denied(heading, Kind.THING))) {
        familyHistoryOfLungCancer.add(new Candidate<>(readable.factor(false, heading), GENERAL));
      }
    }
  }

  private void readEmphysema(Span span, ReadableText readable, Scope scope) {
    if (scope.subject(span, true) != Subject.PATIENT || scope.doubted(span)) {
      return;
    }
    boolean absent = scope.notFound(span) || scope.denied(span, Kind.THING);
    emphysema.add(new Candidate<>(readable.factor(!absent, span), NAMED));
  }

  @Nullable Factor<Boolean> extrathoracicCancer() {
    return Candidate.best(extrathoracicCancer);
  }

  @Nullable Factor<Boolean> lungCancer() {
    return Candidate.best(lungCancer);
  }

  @Nullable Factor<Boolean> familyHistoryOfLungCancer() {
    return Candidate.best(familyHistoryOfLungCancer);
  }

  @Nullable Factor<Boolean> emphysema() {
    return Candidate.best(emphysema);
  }
}
