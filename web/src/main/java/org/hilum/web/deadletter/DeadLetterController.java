package org.hilum.web.deadletter;

import java.util.Map;
import org.hilum.db.DeadLetter;
import org.hilum.db.DeadLetterRepository;
import org.hilum.web.security.AuditTrail;
import org.hilum.web.security.HilumUser;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** Shows administrators what could not be processed, and lets them send it again. */
@Controller
@RequestMapping("/dead-letters")
final class DeadLetterController {

  private static final Logger log = LoggerFactory.getLogger(DeadLetterController.class);
  private static final int PAGE_SIZE = 50;

  private final DeadLetterRepository letters;
  private final @Nullable DeadLetterRetry retry;
  private final AuditTrail audit;

  DeadLetterController(
      DeadLetterRepository letters, ObjectProvider<DeadLetterRetry> retry, AuditTrail audit) {
    this.letters = letters;
    this.retry = retry.getIfAvailable();
    this.audit = audit;
  }

  @GetMapping
  String list(@RequestParam(defaultValue = "1") int page, Model model) {
    Page<DeadLetter> found =
        letters.findByResolvedAtIsNullOrderByCreatedAtDescIdDesc(
            PageRequest.of(Math.max(page, 1) - 1, PAGE_SIZE));
    model.addAttribute("letters", found);
    model.addAttribute("canRetry", retry != null);
    return "deadletter/list";
  }

  @PostMapping("/{id}/retry")
  String retry(@PathVariable long id, @AuthenticationPrincipal HilumUser user) {
    if (retry == null) {
      throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE);
    }
    DeadLetter letter =
        letters
            .findById(id)
            .filter(found -> found.getResolvedAt() == null)
            .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    audit.note(
        user.getUsername(),
        "dead-letter.retried",
        letter.getStudyInstanceUid(),
        Map.of("deadLetter", Long.toString(id), "route", letter.getRoute()));
    try {
      retry.retry(id);
    } catch (RuntimeException e) {
      log.error("dead letter {} could not be sent again", id, e);
      return "redirect:/dead-letters?failed";
    }
    return "redirect:/dead-letters?retried";
  }
}
