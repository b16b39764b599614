package org.hilum.model.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import org.hilum.model.history.Mentions.Mention;
import org.hilum.model.history.Scope.Kind;
import org.hilum.model.history.Scope.Subject;
import org.hilum.model.history.TextRules.Span;
import org.jspecify.annotations.Nullable;

/**
 * Reads whether the patient smokes or smoked, and how much. An explicit status ("former smoker",
 * "从不 吸烟", an amount) outweighs the bare word "smoker", and that outweighs a mention of the habit.
 * Where never and ever are stated with equal weight, the later statement stands; an amount counts
 * as said last in its text, since "never smoked" beside "20 pack-years" speaks of something else.
 */
final class SmokingReader {

  private static final int EXPLICIT = 3;
  private static final int BARE = 2;
  private static final int MENTIONED = 1;

  /** "Quit 10 years ago" speaks of smoking where smoking was spoken of so shortly before. */
  private static final int QUIT_REACH = 100;

  /** How far the years may stand from the cigarettes a day. */
  private static final int AMOUNT_REACH = 80;

  private static final double CIGARETTES_PER_PACK = 20;
  private static final double MOST_PACK_YEARS = 300;
  private static final double MOST_PACKS_PER_DAY = 10;
  private static final double MOST_YEARS = 90;

  private static final Map<String, Double> NUMBER_WORDS =
      Map.ofEntries(
          Map.entry("half", 0.5),
          Map.entry("half a", 0.5),
          Map.entry("1/2", 0.5),
          Map.entry("半", 0.5),
          Map.entry("a", 1.0),
          Map.entry("one", 1.0),
          Map.entry("一", 1.0),
          Map.entry("one and a half", 1.5),
          Map.entry("two", 2.0),
          Map.entry("两", 2.0),
          Map.entry("二", 2.0),
          Map.entry("three", 3.0),
          Map.entry("三", 3.0));

  private final TextRules rules;
  private final List<Candidate<SmokingStatus>> never = new ArrayList<>();
  private final List<Candidate<SmokingStatus>> smoked = new ArrayList<>();
  private final List<Candidate<Double>> packYears = new ArrayList<>();
  private boolean neverIsLater;

  SmokingReader(TextRules rules) {
    this.rules = rules;
  }

  void read(ReadableText readable, Scope scope) {
    String text = rules.strikeOut("smoking.mask", readable.text());
    List<Mention> mentions =
        Mentions.find(
            rules,
            text,
            "smoking.notNow",
            "smoking.never",
            "smoking.current",
            "smoking.former",
            "smoking.quit",
            "smoking.person",
            "smoking.habit",
            "packYears");
    for (int i = 0; i < mentions.size(); i++) {
      Span span = mentions.get(i).span();
      if (scope.subject(span, false) == Subject.PATIENT && !scope.doubted(span)) {
        boolean spokenOf = i > 0 && span.start() - mentions.get(i - 1).span().end() <= QUIT_REACH;
        readStatus(mentions.get(i), spokenOf, readable, scope);
      }
    }
    readAmounts(readable, rules.strikeOut("amounts.mask", text), scope);
  }

  private void readStatus(
      Mention mention, boolean smokingSpokenOf, ReadableText readable, Scope scope) {
    Span span = mention.span();
    switch (mention.section()) {
      case "smoking.never" -> addNever(readable, span);
      case "smoking.current" -> {
        if (!scope.denied(span, Kind.PERSON)) {
          addSmoked(SmokingStatus.CURRENT, EXPLICIT, readable, span);
        }
      }
      case "smoking.former" -> {
        if (!scope.denied(span, Kind.PERSON)) {
          addSmoked(SmokingStatus.FORMER, EXPLICIT, readable, span);
        }
      }
      case "smoking.quit" -> {
        if (smokingSpokenOf && !scope.denied(span, Kind.PERSON)) {
          addSmoked(SmokingStatus.FORMER, EXPLICIT, readable, span);
        }
      }
      case "smoking.person" -> {
        if (scope.denied(span, Kind.PERSON)) {
          addNever(readable, span);
        } else {
          addSmoked(SmokingStatus.CURRENT, BARE, readable, span);
        }
      }
      case "smoking.habit" -> {
        if (scope.denied(span, Kind.THING)) {
          addNever(readable, span);
        } else {
          addSmoked(SmokingStatus.EVER, MENTIONED, readable, span);
        }
      }
      default -> {
        // Not smoking now may mean never or no longer. Amounts are read for themselves.
      }
    }
  }

  private void addNever(ReadableText readable, Span span) {
    never.add(new Candidate<>(readable.factor(SmokingStatus.NEVER, span), EXPLICIT));
    neverIsLater = true;
  }

  private void addSmoked(SmokingStatus status, int weight, ReadableText readable, Span span) {
    smoked.add(new Candidate<>(readable.factor(status, span), weight));
    if (weight >= EXPLICIT) {
      neverIsLater = false;
    }
  }

  // ---- amounts ----

  private record Amount(double value, Span span) {}

  private void readAmounts(ReadableText readable, String text, Scope scope) {
    for (Amount amount : amounts("packYears", text, scope)) {
      addPackYears(amount.value, readable, amount.span);
    }
    for (Amount amount : amounts("smokingIndex", text, scope)) {
      addPackYears(amount.value / CIGARETTES_PER_PACK, readable, amount.span);
    }
    List<Amount> packsPerDay = new ArrayList<>(amounts("packsPerDay", text, scope));
    for (Amount amount : amounts("cigarettesPerDay", text, scope)) {
      packsPerDay.add(new Amount(amount.value / CIGARETTES_PER_PACK, amount.span));
    }
    List<Amount> years = amounts("yearsSmoked", text, scope);
    for (Amount rate : packsPerDay) {
      if (!(rate.value > 0 && rate.value <= MOST_PACKS_PER_DAY)) {
        continue;
      }
      addSmoked(SmokingStatus.EVER, EXPLICIT, readable, rate.span);
      for (Amount time : years) {
        int gap =
            Math.max(rate.span.start() - time.span.end(), time.span.start() - rate.span.end());
        if (gap <= AMOUNT_REACH && time.value <= MOST_YEARS) {
          Span both =
              new Span(
                  Math.min(rate.span.start(), time.span.start()),
                  Math.max(rate.span.end(), time.span.end()));
          addPackYears(rate.value * time.value, readable, both);
        }
      }
    }
    for (Amount time : years) {
      if (time.value > 0 && time.value <= MOST_YEARS) {
        addSmoked(SmokingStatus.EVER, EXPLICIT, readable, time.span);
      }
    }
  }

  private void addPackYears(double value, ReadableText readable, Span span) {
    if (value > 0 && value <= MOST_PACK_YEARS) {
      packYears.add(new Candidate<>(readable.factor(value, span), EXPLICIT));
      addSmoked(SmokingStatus.EVER, EXPLICIT, readable, span);
    }
  }

  /** The numbers a section finds that speak of the patient; a range counts by its middle. */
  private List<Amount> amounts(String section, String text, Scope scope) {
    List<Amount> amounts = new ArrayList<>();
    int readTo = 0;
    for (MatchResult match : rules.matches(section, text)) {
      Span span = new Span(match.start(), match.end());
      if (span.start() < readTo || scope.subject(span, false) != Subject.PATIENT) {
        continue;
      }
      readTo = span.end();
      double value = number(match.group(1));
      String to = match.groupCount() > 1 ? match.group(2) : null;
      amounts.add(new Amount(to == null ? value : (value + number(to)) / 2, span));
    }
    return amounts;
  }

  private static double number(String text) {
    Double word = NUMBER_WORDS.get(text);
    return word == null ? Double.parseDouble(text) : word;
  }

  // ---- results ----

  @Nullable Factor<SmokingStatus> status() {
    Factor<SmokingStatus> denial = Candidate.best(never);
    boolean explicit = smoked.stream().anyMatch(c -> c.weight() == EXPLICIT);
    if (denial != null && (!explicit || neverIsLater)) {
      return denial;
    }
    List<Candidate<SmokingStatus>> telling =
        smoked.stream().filter(c -> c.factor().value() != SmokingStatus.EVER).toList();
    return Candidate.best(telling.isEmpty() ? smoked : telling);
  }

  /** Null also where the patient never smoked in the end. */
  @Nullable Factor<Double> packYears() {
    Factor<SmokingStatus> status = status();
    return status == null || !status.value().hasSmoked() ? null : Candidate.best(packYears);
  }
}
