package org.hilum.web.worklist;

import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.util.List;
import org.hilum.db.DeadLetterRepository;
import org.hilum.db.StudyRepository;
import org.hilum.ingest.pacs.PacsNodes;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;

/** The page one comes to first. */
@Controller
final class WorklistController {

  private final StudyRepository studies;
  private final DeadLetterRepository deadLetters;
  private final ObjectProvider<PacsNodes> pacs;
  private final Clock clock;

  /**
   * @param pacs absent on a node that does not fetch studies itself
   */
  WorklistController(
      StudyRepository studies,
      DeadLetterRepository deadLetters,
      ObjectProvider<PacsNodes> pacs,
      Clock clock) {
    this.studies = studies;
    this.deadLetters = deadLetters;
    this.pacs = pacs;
    this.clock = clock;
  }

  @GetMapping("/")
  String page(@ModelAttribute("query") WorklistQuery query, Model model, HttpSession session) {
    model.addAttribute("filters", StatusFilter.values());
    model.addAttribute("openDeadLetters", deadLetters.countByResolvedAtIsNull());
    model.addAttribute("silentPacs", silentPacs());
    model.addAttribute("zone", clock.getZone());
    model.addAttribute("sessionSeconds", session.getMaxInactiveInterval());
    return rows(query, model, "worklist/list");
  }

  private List<PacsNodes.State> silentPacs() {
    return pacs.stream()
        .flatMap(nodes -> nodes.states().stream())
        .filter(state -> state.problem() != null)
        .toList();
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
