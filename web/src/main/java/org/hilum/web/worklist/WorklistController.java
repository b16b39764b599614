package org.hilum.web.worklist;

import org.hilum.db.DeadLetterRepository;
import org.hilum.db.StudyRepository;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;

/** The page one comes to first. */
@Controller
final class WorklistController {

  private final StudyRepository studies;
  private final DeadLetterRepository deadLetters;

  WorklistController(StudyRepository studies, DeadLetterRepository deadLetters) {
    this.studies = studies;
    this.deadLetters = deadLetters;
  }

  @GetMapping("/")
  String page(@ModelAttribute("query") WorklistQuery query, Model model) {
    model.addAttribute("filters", StatusFilter.values());
    model.addAttribute("openDeadLetters", deadLetters.countByResolvedAtIsNull());
    return rows(query, model, "worklist/list");
  }

  /** The table's body alone, for the page to refresh itself. */
  @GetMapping("/worklist/rows")
  String rows(@ModelAttribute("query") WorklistQuery query, Model model) {
    return rows(query, model, "worklist/list :: rows");
  }

  private String rows(WorklistQuery query, Model model, String view) {
    model.addAttribute("studies", query.askOf(studies));
    return view;
  }
}
