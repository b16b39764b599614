package org.hilum.web.review;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hilum.db.ReportVersion;
import org.hilum.pacs.DicomUids;
import org.hilum.web.dicomweb.SeriesWarmer;
import org.hilum.web.security.AuditTrail;
import org.hilum.web.security.HilumUser;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.json.JsonMapper;

/** The page on which a radiologist reviews one study. */
@Controller
@RequestMapping("/studies/{study}")
final class ReviewController {

  /** A report is shown as it was stored, so it is trusted with nothing but its own styles. */
  private static final String REPORT_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:;"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

  private static final Logger LOG = LoggerFactory.getLogger(ReviewController.class);

  private final ReviewPages pages;
  private final ReportPrints prints;
  private final SeriesWarmer warmer;
  private final AuditTrail audit;
  private final JsonMapper mapper;

  ReviewController(
      ReviewPages pages,
      ReportPrints prints,
      SeriesWarmer warmer,
      AuditTrail audit,
      JsonMapper mapper) {
    this.pages = pages;
    this.prints = prints;
    this.warmer = warmer;
    this.audit = audit;
    this.mapper = mapper;
  }

  @GetMapping
  String page(
      @PathVariable String study,
      @RequestParam(required = false) @Nullable String series,
      @AuthenticationPrincipal HilumUser user,
      Model model) {
    requireUid(study);
    ReviewPage page =
        pages
            .of(study, series)
            .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    audit.note(user.getUsername(), "study.opened", study, Map.of());
    if (page.shownSeries() != null) {
      warmer.warm(study, page.shownSeries().getSeriesInstanceUid());
    }
    List<FindingView.Mark> marks = page.drawnFindings().stream().map(FindingView::mark).toList();
    model.addAttribute("page", page);
    model.addAttribute("marks", mapper.writeValueAsString(marks));
    model.addAttribute("prior", beside(page));
    return "review/study";
  }

  /** What the viewer needs to show the earlier study; empty where it is not shown. */
  private String beside(ReviewPage page) {
    ComparisonView comparison = page.comparison();
    return comparison == null || !page.priorShown()
        ? ""
        : mapper.writeValueAsString(comparison.beside());
  }

  @GetMapping("/report/{language}")
  ResponseEntity<byte[]> report(
      @PathVariable String study,
      @PathVariable String language,
      @RequestParam(defaultValue = "false") boolean signed,
      @AuthenticationPrincipal HilumUser user) {
    ReportVersion version = version(study, language, signed);
    audit.note(user.getUsername(), "report.opened", study, detail(version));
    return ResponseEntity.ok()
        .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
        .cacheControl(CacheControl.noStore())
        .header("Content-Security-Policy", REPORT_POLICY)
        .body(version.getHtml().getBytes(StandardCharsets.UTF_8));
  }

  /** The report as PDF/A, for those who may see it as a page. */
  @GetMapping("/report/{language}/pdf")
  ResponseEntity<byte[]> pdf(
      @PathVariable String study,
      @PathVariable String language,
      @RequestParam(defaultValue = "false") boolean signed,
      @AuthenticationPrincipal HilumUser user) {
    ReportVersion version = version(study, language, signed);
    byte[] pdf;
    try {
      pdf = prints.print(Objects.requireNonNull(version.getId()));
    } catch (IOException e) {
      LOG.warn("the report of study {} cannot be printed: {}", study, e.getMessage());
      throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, e.getMessage(), e);
    }
    audit.note(user.getUsername(), "report.printed", study, detail(version));
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_PDF)
        .cacheControl(CacheControl.noStore())
        .header("Content-Disposition", "inline; filename=\"report-%s.pdf\"".formatted(language))
        .body(pdf);
  }

  private static Map<String, String> detail(ReportVersion version) {
    return Map.of(
        "language", version.getLanguage(), "version", Integer.toString(version.getVersionNumber()));
  }

  private ReportVersion version(String study, String language, boolean signed) {
    requireUid(study);
    return pages
        .report(study, language, signed)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }

  private static void requireUid(String uid) {
    if (!DicomUids.isValid(uid)) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
    }
  }
}
