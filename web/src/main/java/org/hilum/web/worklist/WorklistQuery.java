package org.hilum.web.worklist;

import java.util.Objects;
import org.hilum.db.StudyRepository;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;

/**
 * Which part of the worklist to show, as the address says it.
 *
 * @param q somewhere in the patient's name or id, the accession number or the description
 * @param page from 1
 */
record WorklistQuery(@Nullable String q, @Nullable StatusFilter show, @Nullable Integer page) {

  private static final int PAGE_SIZE = 50;
  private static final int LONGEST_TEXT = 200;
  private static final int LAST_PAGE = 1_000_000;

  public String text() {
    String text = Objects.requireNonNullElse(q, "").strip();
    return text.substring(0, Math.min(text.length(), LONGEST_TEXT));
  }

  public StatusFilter filter() {
    return Objects.requireNonNullElse(show, StatusFilter.ALL);
  }

  public int number() {
    return Math.min(Math.max(Objects.requireNonNullElse(page, 1), 1), LAST_PAGE);
  }

  Page<WorklistLine> askOf(StudyRepository studies) {
    return studies
        .worklist(
            filter().statuses(), filter().signed(), text(), PageRequest.of(number() - 1, PAGE_SIZE))
        .map(WorklistLine::of);
  }
}
