package org.hilum.report;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reports after a radiologist's signature: the same sections under another banner. */
public final class SignedReports {

  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm z", Locale.ROOT);

  private SignedReports() {}

  /**
   * A report with the reviewed text, signed.
   *
   * @param draft whose language and header it keeps
   * @param sections as they were signed
   * @param at in the department's time zone
   */
  public static Report signed(
      Report draft, List<Section> sections, String signer, ZonedDateTime at) {
    Messages messages = Messages.in(draft.language());
    return new Report(
        draft.language(),
        messages.text("title.signed"),
        messages.text(
            "banner.signed", Map.of("signer", PlainText.of(signer), "time", MINUTES.format(at))),
        draft.header(),
        sections);
  }

  /** A draft with a reader's text in place of the model's; it stays a draft. */
  public static Report edited(Report draft, List<Section> sections) {
    Messages messages = Messages.in(draft.language());
    return new Report(
        draft.language(), draft.title(), messages.text("banner.edited"), draft.header(), sections);
  }

  /**
   * The sections with one addition more, which says whose it is.
   *
   * @param zone in which the time is written
   */
  public static List<Section> withAddendum(
      Language language,
      List<Section> sections,
      List<String> paragraphs,
      String signer,
      java.time.Instant at,
      ZoneId zone) {
    Messages messages = Messages.in(language);
    List<Section> all = new ArrayList<>(sections);
    all.add(
        new Section(
            SectionKind.ADDENDUM,
            messages.text(
                "section.addendum",
                Map.of("signer", PlainText.of(signer), "time", MINUTES.format(at.atZone(zone)))),
            paragraphs));
    return all;
  }
}
