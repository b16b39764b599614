package org.hilum.report.exchange;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.hilum.model.AnalysisOutcome.Analysed;
import org.hilum.model.NoduleFinding;
import org.hilum.report.Language;
import org.hilum.report.Messages;
import org.hilum.report.Report;
import org.hilum.report.ReportInput;
import org.hilum.report.Section;
import org.jspecify.annotations.Nullable;

/**
 * One version of one report, in one language, as other systems get it.
 *
 * @param input what it was made from; its findings are those that the report tells
 * @param identity the same for every version of the same report in this language, for example the
 *     study's UID and the language
 * @param version from 1; a higher one replaces a lower
 * @param issuedAt when this version was made or signed
 * @param withdrawn the numbers of the nodules that another version told and this one does not
 * @param pdf the printed report; null where there is none
 */
public record ReportDocument(
    ReportInput input,
    Report report,
    String identity,
    int version,
    Standing standing,
    Instant issuedAt,
    SortedSet<Integer> withdrawn,
    byte @Nullable [] pdf) {

  public ReportDocument {
    requireNonNull(input, "input");
    requireNonNull(report, "report");
    requireNonNull(identity, "identity");
    requireNonNull(standing, "standing");
    requireNonNull(issuedAt, "issuedAt");
    if (identity.isBlank() || version < 1) {
      throw new IllegalArgumentException(
          "a report needs an identity and a version from 1, got \"%s\", %d"
              .formatted(identity, version));
    }
    withdrawn = Collections.unmodifiableSortedSet(new TreeSet<>(withdrawn));
    pdf = pdf == null ? null : pdf.clone();
  }

  /** Without a printed report; nothing is withdrawn. */
  public ReportDocument(
      ReportInput input,
      Report report,
      String identity,
      int version,
      Standing standing,
      Instant issuedAt) {
    this(input, report, identity, version, standing, issuedAt, new TreeSet<>(), null);
  }

  /** The same with its printed report. */
  public ReportDocument withPdf(byte[] printed) {
    return new ReportDocument(
        input, report, identity, version, standing, issuedAt, withdrawn, printed);
  }

  /**
   * The same, withdrawing what it does not tell itself.
   *
   * @param told the numbers of the nodules that any version told
   */
  public ReportDocument withdrawing(Collection<Integer> told) {
    SortedSet<Integer> others = new TreeSet<>(told);
    nodules().forEach(nodule -> others.remove(nodule.id()));
    return new ReportDocument(input, report, identity, version, standing, issuedAt, others, pdf);
  }

  /** A draft, known by the study and the language. */
  public static ReportDocument draft(ReportInput input, Report report, byte @Nullable [] pdf) {
    return new ReportDocument(
        input,
        report,
        "%s/%s".formatted(input.study().studyInstanceUid(), report.language().tag()),
        1,
        Standing.draft(),
        input.analysedAt(),
        new TreeSet<>(),
        pdf);
  }

  List<NoduleFinding> nodules() {
    return input.outcome() instanceof Analysed analysed ? analysed.nodules() : List.of();
  }

  Language language() {
    return report.language();
  }

  Messages messages() {
    return Messages.in(report.language());
  }

  /** A UUID that is always the same for the same part of the same report. */
  UUID uuid(String part) {
    return UUID.nameUUIDFromBytes(
        "org.hilum/%s/%s".formatted(identity, part).getBytes(StandardCharsets.UTF_8));
  }

  /** A paragraph's lines, each without control characters, empty ones left out. */
  static List<String> lines(String paragraph) {
    return paragraph.lines().map(ReportDocument::clean).filter(line -> !line.isEmpty()).toList();
  }

  /** All lines of a section. */
  static List<String> lines(Section section) {
    return section.paragraphs().stream().flatMap(each -> lines(each).stream()).toList();
  }

  /** Without what no message can carry: control characters, halves of a pair, non-characters. */
  static String clean(String text) {
    return text.codePoints()
        .filter(c -> !(c >= 0xD800 && c <= 0xDFFF) && (c & 0xFFFE) != 0xFFFE)
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString()
        .strip();
  }
}
