package org.hilum.ingest.review;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hilum.db.Analysis;
import org.hilum.db.AnalysisRepository;
import org.hilum.db.AnalysisStatus;
import org.hilum.db.Finding;
import org.hilum.db.FindingDecision;
import org.hilum.db.ReportVersion;
import org.hilum.db.ReportVersionRepository;
import org.hilum.db.Study;
import org.hilum.db.StudyRepository;
import org.hilum.db.StudyStatus;
import org.hilum.ingest.analysis.JudgedStudy;
import org.hilum.ingest.analysis.StudyReporter;
import org.hilum.ingest.ledger.StoredReports;
import org.hilum.ingest.review.ReviewConflictException.Kind;
import org.hilum.ingest.writeback.Outbox;
import org.hilum.report.Language;
import org.hilum.report.Report;
import org.hilum.report.ReportDrafter;
import org.hilum.report.ReportHtmlRenderer;
import org.hilum.report.ReportInput;
import org.hilum.report.Section;
import org.hilum.report.SectionKind;
import org.hilum.report.SignedReports;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.orm.ObjectOptimisticLockingFailureException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The radiologist's side of a report. Every change names the version it was made on; what somebody
 * else changed meanwhile is never overwritten. Nothing is final without a signature, and nothing
 * signed is ever changed. Every text needs the images that were judged: without them it is refused.
 */
public class ReviewDesk {

  private static final Logger log = LoggerFactory.getLogger(ReviewDesk.class);

  /** Characters of one section; the page's fields take as many. */
  private static final int LONGEST_TEXT = 20_000;

  private final StudyRepository studies;
  private final AnalysisRepository analyses;
  private final ReportVersionRepository versions;
  private final StoredStudies stored;
  private final StudyReporter reporter;
  private final Outbox outbox;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final ReportHtmlRenderer renderer = new ReportHtmlRenderer();

  public ReviewDesk(
      StudyRepository studies,
      AnalysisRepository analyses,
      ReportVersionRepository versions,
      StoredStudies stored,
      StudyReporter reporter,
      Outbox outbox,
      TransactionTemplate transaction,
      Clock clock) {
    this.studies = studies;
    this.analyses = analyses;
    this.versions = versions;
    this.stored = stored;
    this.reporter = reporter;
    this.outbox = outbox;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Accepts or rejects a finding.
   *
   * @throws ReviewConflictException if a report is signed in any language, or the study not ready
   */
  public void decide(String studyUid, int number, FindingDecision decision, String user) {
    change(
        () -> {
          Analysis analysis = current(studyUid);
          requireUnsigned(analysis);
          Finding finding =
              analysis.getFindings().stream()
                  .filter(each -> each.getNumber() == number)
                  .findFirst()
                  .orElseThrow(() -> new ReviewConflictException(Kind.UNKNOWN));
          finding.decide(decision, user, clock.instant());
          return analyses.save(analysis);
        });
  }

  /**
   * Drafts the text in one language anew from the findings that are not rejected. The comparison
   * with an earlier study is the stored one: no images are registered again.
   *
   * @param baseVersionId of the version that was seen
   * @throws ReviewConflictException if a newer version exists, the report is signed, or the study
   *     not ready
   */
  public void redraft(String studyUid, String language, long baseVersionId, String user) {
    change(
        () -> {
          Analysis analysis = current(studyUid);
          requireUnsigned(analysis, language);
          newest(analysis, language, baseVersionId);
          JudgedStudy judged = read(analysis);
          Report report = reporter.draft(judged, Language.ofTag(language)).report();
          return versions.save(
              new ReportVersion(
                  analysis,
                  language,
                  versions.nextVersionNumber(analysis, language),
                  StoredStudies.kept(analysis),
                  report.title(),
                  StoredReports.sections(report),
                  renderer.render(report),
                  "model %s %s, for %s"
                      .formatted(judged.model().name(), judged.model().version(), user),
                  clock.instant()));
        });
  }

  /**
   * The texts that a reader changed: what stands as in the version that was edited is nobody's
   * change, and takes back nothing that somebody else changed meanwhile.
   *
   * @param baseVersionId of the version that was edited
   * @param texts as of {@link #edit}
   */
  public Map<String, String> changed(long baseVersionId, Map<String, String> texts) {
    Map<String, List<String>> before = new HashMap<>();
    versions.findById(baseVersionId).stream()
        .flatMap(base -> base.getSections().stream())
        .forEach(
            section -> before.put(section.kind(), lines(String.join("\n", section.paragraphs()))));
    return texts.entrySet().stream()
        .filter(text -> !lines(text.getValue()).equals(before.get(text.getKey())))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * Stores a reader's text as the next version, still a draft.
   *
   * @param baseVersionId of the version that was edited
   * @param shown numbers of the findings that the editor saw as not rejected
   * @param texts a section's text by its kind, paragraphs apart by line breaks; a kind that is not
   *     named stays as it was
   * @throws ReviewConflictException if a newer version exists, the report is signed, the text about
   *     the findings was changed while others than those shown are not rejected, or nothing is left
   *     of the text
   */
  public void edit(
      String studyUid,
      String language,
      long baseVersionId,
      Collection<Integer> shown,
      Map<String, String> texts,
      String user) {
    change(
        () -> {
          Analysis analysis = current(studyUid);
          requireUnsigned(analysis, language);
          ReportVersion base = newest(analysis, language, baseVersionId);
          List<Section> sections = new ArrayList<>();
          for (Section section : StoredReports.sections(base)) {
            String text = texts.get(section.kind().name());
            sections.add(
                text == null
                    ? section
                    : new Section(section.kind(), section.title(), paragraphs(text)));
          }
          if (sections.stream().allMatch(section -> section.paragraphs().isEmpty())) {
            throw new ReviewConflictException(Kind.EMPTY);
          }
          Report report = SignedReports.edited(draft(analysis, language), sections);
          return versions.save(
              new ReportVersion(
                  analysis,
                  language,
                  versions.nextVersionNumber(analysis, language),
                  told(analysis, base, sections, shown),
                  report.title(),
                  StoredReports.sections(report),
                  renderer.render(report),
                  user,
                  clock.instant()));
        });
  }

  /**
   * Signs the newest version in one language, and has it delivered. Who the user is must have been
   * checked just before.
   *
   * @param versionId of the version that the signer saw
   * @throws ReviewConflictException if that is not the newest version, a finding is undecided, or
   *     the text does not fit the decisions
   */
  public void sign(String studyUid, String language, long versionId, String user) {
    List<Long> deliveries =
        change(
            () -> {
              Analysis analysis = current(studyUid);
              requireUnsigned(analysis, language);
              ReportVersion draft = newest(analysis, language, versionId);
              if (analysis.getFindings().stream().anyMatch(f -> f.getDecision() == null)) {
                throw new ReviewConflictException(Kind.UNDECIDED);
              }
              if (!new HashSet<>(draft.getToldFindings())
                  .equals(new HashSet<>(StoredStudies.kept(analysis)))) {
                throw new ReviewConflictException(Kind.TEXT_OUTDATED);
              }
              Report report = signed(analysis, language, StoredReports.sections(draft), user);
              ReportVersion version =
                  versions.save(
                      ReportVersion.signed(
                          draft,
                          versions.nextVersionNumber(analysis, language),
                          report.title(),
                          renderer.render(report),
                          user,
                          clock.instant()));
              return outbox.put(version, studyUid);
            });
    outbox.send(studyUid, deliveries);
  }

  /**
   * Adds to a signed report; the addition is signed with it, and delivered.
   *
   * @param versionId of the signed report or addendum that was seen
   * @throws ReviewConflictException if that is not the newest version or not signed
   */
  public void addend(String studyUid, String language, long versionId, String text, String user) {
    List<Long> deliveries =
        change(
            () -> {
              Analysis analysis = current(studyUid);
              ReportVersion amended = newest(analysis, language, versionId);
              if (!amended.isSigned()) {
                throw new ReviewConflictException(Kind.NOT_SIGNED);
              }
              List<String> paragraphs = paragraphs(text);
              if (paragraphs.isEmpty()) {
                throw new ReviewConflictException(Kind.EMPTY);
              }
              List<Section> sections =
                  SignedReports.withAddendum(
                      Language.ofTag(language),
                      StoredReports.sections(amended),
                      paragraphs,
                      user,
                      clock.instant(),
                      clock.getZone());
              Report report = signed(analysis, language, sections, user);
              ReportVersion version =
                  versions.save(
                      ReportVersion.addendum(
                          amended,
                          versions.nextVersionNumber(analysis, language),
                          StoredReports.sections(report),
                          renderer.render(report),
                          user,
                          clock.instant()));
              return outbox.put(version, studyUid);
            });
    outbox.send(studyUid, deliveries);
  }

  private Report signed(Analysis analysis, String language, List<Section> sections, String user) {
    return SignedReports.signed(
        draft(analysis, language), sections, user, clock.instant().atZone(clock.getZone()));
  }

  /** Of which header, title and banner are wanted; so no text is reworded. */
  private Report draft(Analysis analysis, String language) {
    ReportInput input = StudyReporter.input(read(analysis));
    return new ReportDrafter().draft(input, Language.ofTag(language));
  }

  /**
   * Whose findings were left as they stood still tells what it told before; who wrote about them
   * wrote about those that were shown.
   */
  private static List<Integer> told(
      Analysis analysis, ReportVersion base, List<Section> sections, Collection<Integer> shown) {
    if (findings(sections).equals(findings(StoredReports.sections(base)))) {
      return base.getToldFindings();
    }
    List<Integer> kept = StoredStudies.kept(analysis);
    if (!new HashSet<>(kept).equals(new HashSet<>(shown))) {
      throw new ReviewConflictException(Kind.CHANGED_MEANWHILE);
    }
    return kept;
  }

  private static List<String> findings(List<Section> sections) {
    return sections.stream()
        .filter(section -> section.kind() == SectionKind.FINDINGS)
        .flatMap(section -> section.paragraphs().stream())
        .toList();
  }

  private JudgedStudy read(Analysis analysis) {
    try {
      return stored.read(analysis);
    } catch (IOException e) {
      log.warn(
          "study {}: the images of the report cannot be read: {}",
          analysis.getStudy().getStudyInstanceUid(),
          e.getMessage());
      throw new ReviewConflictException(Kind.IMAGES_GONE);
    }
  }

  private Analysis current(String studyUid) {
    studies.lock(studyUid);
    Analysis analysis =
        analyses
            .findNewest(studyUid)
            .orElseThrow(() -> new ReviewConflictException(Kind.NOT_READY));
    Study study = analysis.getStudy();
    if (analysis.getStatus() != AnalysisStatus.ANALYSED || study.getStatus() != StudyStatus.READY) {
      throw new ReviewConflictException(Kind.NOT_READY);
    }
    if (!Objects.equals(study.getContentHash(), analysis.getContentHash())) {
      throw new ReviewConflictException(Kind.ANALYSED_AGAIN);
    }
    return analysis;
  }

  /** Decisions may no longer change once a report is signed in any language. */
  private void requireUnsigned(Analysis analysis) {
    if (versions.findNewest(analysis).stream().anyMatch(ReportVersion::isSigned)) {
      throw new ReviewConflictException(Kind.ALREADY_SIGNED);
    }
  }

  /** The text in a language may change until it is signed itself. */
  private void requireUnsigned(Analysis analysis, String language) {
    if (versions.findNewest(analysis).stream()
        .anyMatch(version -> version.getLanguage().equals(language) && version.isSigned())) {
      throw new ReviewConflictException(Kind.ALREADY_SIGNED);
    }
  }

  private ReportVersion newest(Analysis analysis, String language, long expectedId) {
    ReportVersion newest =
        versions.findNewest(analysis).stream()
            .filter(version -> version.getLanguage().equals(language))
            .findFirst()
            .orElseThrow(() -> new ReviewConflictException(Kind.UNKNOWN));
    if (!Objects.equals(newest.getId(), expectedId)) {
      boolean ofThisAnalysis =
          versions.findById(expectedId).stream()
              .anyMatch(v -> Objects.equals(v.getAnalysis().getId(), analysis.getId()));
      throw new ReviewConflictException(
          ofThisAnalysis ? Kind.CHANGED_MEANWHILE : Kind.ANALYSED_AGAIN);
    }
    return newest;
  }

  private static List<String> paragraphs(String text) {
    if (text.length() > LONGEST_TEXT) {
      throw new ReviewConflictException(Kind.TOO_LONG);
    }
    return lines(text);
  }

  private static List<String> lines(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  private <T> T change(Supplier<T> change) {
    try {
      return Objects.requireNonNull(transaction.execute(status -> change.get()));
    } catch (ObjectOptimisticLockingFailureException | DataIntegrityViolationException e) {
      throw new ReviewConflictException(Kind.CHANGED_MEANWHILE);
    }
  }
}
