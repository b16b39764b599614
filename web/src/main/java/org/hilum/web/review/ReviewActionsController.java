package org.hilum.web.review;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hilum.db.FindingDecision;
import org.hilum.ingest.review.ReviewConflictException;
import org.hilum.ingest.review.ReviewDesk;
import org.hilum.pacs.DicomUids;
import org.hilum.web.security.AuditTrail;
import org.hilum.web.security.HilumUser;
import org.hilum.web.security.Passwords;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * What a radiologist does on the review page. A conflict with how things stand is said on the page,
 * and what was typed stays in its form.
 */
@Controller
@RequestMapping("/studies/{study}")
final class ReviewActionsController {

  static final String PROBLEM = "problem";

  /** What was changed in the form of one language and could not be stored: by section. */
  static final String KEPT_TEXTS = "keptTexts";

  static final String KEPT_LANGUAGE = "keptLanguage";

  private static final String SECTION = "section.";

  /** Among the kept texts, in place of a section. */
  static final String ADDENDUM = "ADDENDUM";

  private final ReviewDesk desk;
  private final Passwords passwords;
  private final AuditTrail audit;
  private final MessageSource messages;

  ReviewActionsController(
      ReviewDesk desk, Passwords passwords, AuditTrail audit, MessageSource messages) {
    this.desk = desk;
    this.passwords = passwords;
    this.audit = audit;
    this.messages = messages;
  }

  /** One key, one decision: asked for by the page's script, which shows the answer in place. */
  @PostMapping("/findings/{number}/decision")
  ResponseEntity<String> decide(
      @PathVariable String study,
      @PathVariable int number,
      @RequestParam FindingDecision decision,
      @AuthenticationPrincipal HilumUser user,
      Locale locale) {
    requireUid(study);
    try {
      desk.decide(study, number, decision, user.getUsername());
    } catch (ReviewConflictException e) {
      return ResponseEntity.status(HttpStatus.CONFLICT)
          .body(messages.getMessage(key(e), null, locale));
    }
    audit.note(
        user.getUsername(),
        "finding.decided",
        study,
        Map.of("finding", Integer.toString(number), "decision", decision.name()));
    return ResponseEntity.noContent().build();
  }

  @PostMapping("/report/{language}/redraft")
  String redraft(
      @PathVariable String study,
      @PathVariable String language,
      @RequestParam long version,
      @AuthenticationPrincipal HilumUser user,
      RedirectAttributes redirect) {
    keep(redirect, language, Map.of());
    return act(
        study,
        user,
        "report.redrafted",
        Map.of("language", language),
        redirect,
        () -> desk.redraft(study, language, version, user.getUsername()));
  }

  @PostMapping("/report/{language}/edit")
  String edit(
      @PathVariable String study,
      @PathVariable String language,
      @RequestParam long version,
      @RequestParam List<Integer> kept,
      @RequestParam Map<String, String> form,
      @AuthenticationPrincipal HilumUser user,
      RedirectAttributes redirect) {
    Map<String, String> sections = new HashMap<>();
    form.forEach(
        (name, text) -> {
          if (name.startsWith(SECTION)) {
            sections.put(name.substring(SECTION.length()), text);
          }
        });
    Map<String, String> texts = desk.changed(version, sections);
    keep(redirect, language, texts);
    return act(
        study,
        user,
        "report.edited",
        Map.of("language", language),
        redirect,
        () -> desk.edit(study, language, version, kept, texts, user.getUsername()));
  }

  @PostMapping("/report/{language}/sign")
  String sign(
      @PathVariable String study,
      @PathVariable String language,
      @RequestParam long version,
      @RequestParam String password,
      @AuthenticationPrincipal HilumUser user,
      HttpServletRequest request,
      RedirectAttributes redirect) {
    requireUid(study);
    keep(redirect, language, Map.of());
    if (!passwords.confirm(user, password, request)) {
      return wrongPassword(study, redirect);
    }
    return act(
        study,
        user,
        "report.signed",
        Map.of("language", language, "draft", Long.toString(version)),
        redirect,
        () -> desk.sign(study, language, version, user.getUsername()));
  }

  @PostMapping("/report/{language}/addendum")
  String addend(
      @PathVariable String study,
      @PathVariable String language,
      @RequestParam long version,
      @RequestParam String text,
      @RequestParam String password,
      @AuthenticationPrincipal HilumUser user,
      HttpServletRequest request,
      RedirectAttributes redirect) {
    requireUid(study);
    keep(redirect, language, Map.of(ADDENDUM, text));
    if (!passwords.confirm(user, password, request)) {
      return wrongPassword(study, redirect);
    }
    return act(
        study,
        user,
        "report.amended",
        Map.of("language", language, "amends", Long.toString(version)),
        redirect,
        () -> desk.addend(study, language, version, text, user.getUsername()));
  }

  private String act(
      String study,
      HilumUser user,
      String action,
      Map<String, String> detail,
      RedirectAttributes redirect,
      Runnable change) {
    requireUid(study);
    try {
      change.run();
    } catch (ReviewConflictException e) {
      redirect.addFlashAttribute(PROBLEM, key(e));
      return back(study);
    }
    redirect.getFlashAttributes().keySet().removeIf(name -> name.startsWith("kept"));
    audit.note(user.getUsername(), action, study, detail);
    return back(study);
  }

  /** The language that the page shows, and the texts that stand in its form, if this fails. */
  private static void keep(
      RedirectAttributes redirect, String language, Map<String, String> texts) {
    redirect.addFlashAttribute(KEPT_LANGUAGE, language);
    redirect.addFlashAttribute(KEPT_TEXTS, new HashMap<>(texts));
  }

  private static String wrongPassword(String study, RedirectAttributes redirect) {
    redirect.addFlashAttribute(PROBLEM, "review.problem.PASSWORD");
    return back(study);
  }

  private static String back(String study) {
    return "redirect:/studies/" + study + "#report";
  }

  private static String key(ReviewConflictException e) {
    return "review.problem." + e.kind();
  }

  private static void requireUid(String uid) {
    if (!DicomUids.isValid(uid)) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
    }
  }
}
