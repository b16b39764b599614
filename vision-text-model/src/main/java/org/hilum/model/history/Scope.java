package org.hilum.model.history;

import java.util.ArrayList;
import java.util.List;
import org.hilum.model.history.TextRules.Span;
import org.jspecify.annotations.Nullable;

/**
 * Tells for a mention in a text whether it is denied, doubted, and whom it is about. Built on the
 * idea of NegEx and ConText (Chapman 2001, Harkema 2009): cue words with a direction and a reach,
 * and words that end it.
 */
final class Scope {

  /** How far a cue reaches in characters. */
  private static final int REACH = 60;

  /** A denial this near is meant for the mention even where a quantity follows. */
  private static final int ADJACENT = 3;

  private static final int REACH_TO_PERSON = 14;

  /** Items of a denied list; a bound on the work, too. */
  private static final int LONGEST_LIST = 15;

  enum Subject {
    PATIENT,
    FAMILY,
    /** The patient and the family at once. */
    BOTH,
    /** Somebody without shared blood: a spouse, a colleague. */
    OTHER
  }

  /**
   * How a mention takes a denial. "No cough, smoker" denies no smoker, "no cough, fever or smoking"
   * does deny smoking.
   */
  enum Kind {
    THING,
    PERSON
  }

  private final TextRules rules;
  private final ReadableText readable;
  private final String text;
  private final List<Span> near;
  private final List<Span> list;
  private final List<Span> ofFindings;
  private final List<Span> stops;
  private final List<Span> affirmations;
  private final List<Span> doubts;
  private final List<Span> doubtLists;
  private final List<Span> doubtStops;
  private final List<Span> bloodKin;
  private final List<Span> otherKin;
  private final List<Span> patients;
  private final List<Span> deaths;
  private final List<Span> familyHistories;
  private final List<Span> andPersonal;

  Scope(ReadableText readable, TextRules rules) {
    this.rules = rules;
    this.readable = readable;
    this.text = readable.text();
    doubts = rules.find("uncertain.before", text);
    doubtLists = rules.find("uncertain.list", text);
    doubtStops = rules.find("doubt.stop", text);
    List<Span> pseudo = new ArrayList<>(rules.find("negation.pseudo", text));
    pseudo.addAll(rules.find("negation.doubtful", text));
    near = without(rules.find("negation.near", text), pseudo);
    list = without(rules.find("negation.list", text), pseudo);
    ofFindings = rules.find("negation.ofFindings", text);
    stops = rules.find("scope.stop", text);
    affirmations = rules.find("affirmation", text);
    bloodKin = rules.find("kin.blood", text);
    otherKin = rules.find("kin.other", text);
    patients = rules.find("patient", text);
    deaths = rules.find("death", text);
    familyHistories = rules.find("family.history", text);
    andPersonal = rules.find("family.andPersonal", text);
  }

  private static List<Span> without(List<Span> spans, List<Span> covers) {
    return spans.stream().filter(span -> covers.stream().noneMatch(span::overlaps)).toList();
  }

  // ---- denial ----

  boolean denied(Span mention, Kind kind) {
    return rules.matchesAt(
            "negation.after", text, mention.end(), readable.clauseEnd(mention.end() - 1))
        || deniedWithinClause(mention, kind)
        || (kind == Kind.THING && deniedAcrossClauses(mention));
  }

  /** Denied only as something an image or a test would show. */
  boolean notFound(Span mention) {
    return reachedBy(ofFindings, mention, REACH);
  }

  private boolean deniedWithinClause(Span mention, Kind kind) {
    int reach = kind == Kind.PERSON ? REACH_TO_PERSON : REACH;
    if (quantityFollows(mention)) {
      reach = ADJACENT;
    }
    for (List<Span> cues : List.of(near, list)) {
      for (Span cue : cues) {
        if (reaches(cue, mention, reach)
            && !(kind == Kind.PERSON
                && text.substring(cue.end(), mention.start()).contains(" and"))) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean quantityFollows(Span mention) {
    int end = Math.min(mention.end() + 8, readable.clauseEnd(mention.end() - 1));
    for (int i = mention.end(); i < end; i++) {
      if (Character.isDigit(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean reachedBy(List<Span> cues, Span mention, int reach) {
    return cues.stream().anyMatch(cue -> reaches(cue, mention, reach));
  }

  /**
   * Whether a cue stands before a mention in its clause, with nothing between that ends its reach.
   */
  private boolean reaches(Span cue, Span mention, int reach) {
    return cue.end() <= mention.start()
        && mention.start() - cue.end() <= reach
        && readable.sameClause(cue.start(), mention.start())
        && noneBetween(stops, cue.end(), mention.start());
  }

  private static boolean noneBetween(List<Span> spans, int from, int to) {
    return spans.stream().noneMatch(span -> span.start() >= from && span.end() <= to);
  }

  /**
   * "Denies fever, cough, tobacco"; and "no fever, cough or tobacco", where an "or" closes the
   * list.
   */
  private boolean deniedAcrossClauses(Span mention) {
    int clause = readable.clauseStart(mention.start());
    if (!plain(clause, mention)) {
      return false;
    }
    boolean closed = joinsList(clause, mention.start()) || laterItemJoins(mention);
    for (int items = 0;
        items < LONGEST_LIST && clause > 0 && readable.sameSentence(clause - 1, mention.start());
        items++) {
      int previous = readable.clauseStart(clause - 1);
      int end = clause;
      if (cueIn(list, previous, end)) {
        return true;
      }
      if (cueIn(near, previous, end)) {
        return closed;
      }
      if (!plain(previous, null)) {
        return false;
      }
      clause = previous;
    }
    return false;
  }

  private boolean cueIn(List<Span> cues, int from, int to) {
    return cues.stream()
        .anyMatch(
            cue -> cue.start() >= from && cue.end() <= to && noneBetween(stops, cue.end(), to));
  }

  /** Whether a clause only names something, and states nothing of its own. */
  private boolean plain(int clauseStart, @Nullable Span mention) {
    int end = readable.clauseEnd(clauseStart);
    for (List<Span> own : List.of(affirmations, stops, bloodKin, otherKin)) {
      for (Span span : own) {
        boolean partOfMention = mention != null && mention.overlaps(span);
        if (span.start() >= clauseStart && span.end() <= end && !partOfMention) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean joinsList(int from, int to) {
    String between = " " + text.substring(from, to) + " ";
    return between.contains(" or ")
        || between.contains(" nor ")
        || between.contains("及")
        || between.contains("或")
        || between.contains("和");
  }

  private boolean laterItemJoins(Span mention) {
    int end = readable.sentenceEnd(mention.end() - 1);
    int next = readable.clauseEnd(mention.end() - 1);
    return next < end && joinsList(mention.end(), Math.min(end, mention.end() + REACH));
  }

  // ---- doubt ----

  boolean doubted(Span mention) {
    int clauseEnd = readable.clauseEnd(mention.end() - 1);
    if (rules.matchesAt("cancer.past", text, mention.end(), clauseEnd)) {
      return false;
    }
    if (rules.matchesAt("uncertain.after", text, mention.end(), clauseEnd)) {
      return true;
    }
    for (Span doubt : doubts) {
      if (reaches(doubt, mention, REACH) && noneBetween(doubtStops, doubt.end(), mention.start())) {
        return true;
      }
    }
    return doubtedAcrossClauses(mention);
  }

  private boolean doubtedAcrossClauses(Span mention) {
    int clause = readable.clauseStart(mention.start());
    boolean first = mention.start() - clause <= ADJACENT + 1;
    if (!first || clause == 0 || !plain(clause, mention)) {
      return false;
    }
    int previous = readable.clauseStart(clause - 1);
    int from = previous;
    int to = clause;
    return readable.sameSentence(previous, mention.start())
        && doubtLists.stream()
            .anyMatch(
                cue ->
                    cue.start() >= from
                        && cue.end() <= to
                        && noneBetween(doubtStops, cue.end(), to));
  }

  // ---- subject ----

  /**
   * @param headed whether a heading "family history:" speaks of all that follows it in its sentence
   */
  Subject subject(Span mention, boolean headed) {
    int clauseEnd = readable.clauseEnd(mention.end() - 1);
    if (lastBefore(andPersonal, mention) >= 0) {
      return Subject.BOTH;
    }
    if (rules.matchesAt("kin.behind", text, mention.end(), clauseEnd)
        || rules.matchesAt("family.behind", text, mention.end(), clauseEnd)) {
      return Subject.FAMILY;
    }
    int patient = lastBefore(patients, mention);
    int blood = Math.max(lastBefore(bloodKin, mention), lastBefore(familyHistories, mention));
    int other = lastBefore(otherKin, mention);
    if (Math.max(blood, other) > patient) {
      return blood > other ? Subject.FAMILY : Subject.OTHER;
    }
    if (patient >= 0) {
      return Subject.PATIENT;
    }
    if (deaths.stream().anyMatch(d -> readable.sameClause(d.start(), mention.start()))
        || speaksOfKinBefore(mention)) {
      return Subject.FAMILY;
    }
    return headed && underFamilyHeading(mention) ? Subject.FAMILY : Subject.PATIENT;
  }

  private int lastBefore(List<Span> spans, Span mention) {
    int last = -1;
    for (Span span : spans) {
      if (span.end() <= mention.start() && readable.sameClause(span.start(), mention.start())) {
        last = Math.max(last, span.start());
      }
    }
    return last;
  }

  /** "His father, who smoked, ..." */
  private boolean speaksOfKinBefore(Span mention) {
    int clause = readable.clauseStart(mention.start());
    return text.substring(clause).stripLeading().startsWith("who ")
        && bloodKin.stream()
            .anyMatch(
                kin -> kin.end() <= clause && readable.sameSentence(kin.start(), mention.start()));
  }

  private boolean underFamilyHeading(Span mention) {
    for (Span heading : familyHistories) {
      boolean colon = text.startsWith(":", heading.end()) || text.startsWith(" :", heading.end());
      if (colon
          && heading.end() <= mention.start()
          && readable.sameSentence(heading.start(), mention.start())
          && noneBetween(patients, heading.end(), mention.start())) {
        return true;
      }
    }
    return false;
  }
}
