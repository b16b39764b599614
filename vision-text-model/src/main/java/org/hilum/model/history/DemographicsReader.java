package org.hilum.model.history;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import org.hilum.model.history.Mentions.Mention;
import org.hilum.model.history.Scope.Subject;
import org.hilum.model.history.TextRules.Span;
import org.jspecify.annotations.Nullable;

/** Reads the patient's age and sex where a text tells them. */
final class DemographicsReader {

  private static final int OLDEST = 120;

  private final TextRules rules;
  private final List<Candidate<Integer>> ages = new ArrayList<>();
  private final List<Candidate<Sex>> sexes = new ArrayList<>();

  DemographicsReader(TextRules rules) {
    this.rules = rules;
  }

  void read(ReadableText readable, Scope scope) {
    String text = readable.text();
    List<Span> otherTimes = rules.find("age.notNow", text);
    for (MatchResult match : rules.matches("age", text)) {
      Span span = new Span(match.start(), match.end());
      int years = Integer.parseInt(match.group(1));
      boolean ofPatientNow =
          otherTimes.stream().noneMatch(other -> other.end() == span.start())
              && !rules.matchesAt(
                  "age.ofThings", text, span.end(), readable.clauseEnd(span.end() - 1))
              && scope.subject(span, false) == Subject.PATIENT;
      if (ofPatientNow && years <= OLDEST) {
        ages.add(new Candidate<>(readable.factor(years, span), 1));
      }
    }
    for (Mention mention : Mentions.find(rules, text, "sex.female", "sex.male")) {
      if (scope.subject(mention.span(), false) == Subject.PATIENT) {
        Sex sex = mention.section().equals("sex.female") ? Sex.FEMALE : Sex.MALE;
        sexes.add(new Candidate<>(readable.factor(sex, mention.span()), 1));
      }
    }
  }

  @Nullable Factor<Integer> ageYears() {
    return Candidate.best(ages);
  }

  @Nullable Factor<Sex> sex() {
    return Candidate.best(sexes);
  }
}
