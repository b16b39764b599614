package org.hilum.ingest.ledger;

import static java.util.function.Predicate.not;

import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hilum.db.Analysis;
import org.hilum.db.AnalysisRepository;
import org.hilum.db.AnalysisStatus;
import org.hilum.db.Series;
import org.hilum.db.SeriesReason;
import org.hilum.db.SeriesRepository;
import org.hilum.db.Study;
import org.hilum.db.StudyPriority;
import org.hilum.db.StudyRepository;
import org.hilum.db.StudyStatus;
import org.hilum.ingest.study.CtSeries;
import org.hilum.ingest.study.SeriesDecision;
import org.hilum.ingest.study.StudyContents;
import org.hilum.model.ModelInfo;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.net.StudyMatch;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Where every study stands. Each method is one transaction, in which a {@link StudyMoved} is
 * published for those who listen after its commit.
 */
public class StudyLedger {

  static final Set<StudyStatus> ENDED =
      Set.of(StudyStatus.READY, StudyStatus.REFUSED, StudyStatus.FAILED);

  private static final String PUSHED_BY = "pushed by ";

  private final StudyRepository studies;
  private final SeriesRepository series;
  private final AnalysisRepository analyses;
  private final TransactionTemplate transaction;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  public StudyLedger(
      StudyRepository studies,
      SeriesRepository series,
      AnalysisRepository analyses,
      TransactionTemplate transaction,
      ApplicationEventPublisher events,
      Clock clock) {
    this.studies = studies;
    this.series = series;
    this.analyses = analyses;
    this.transaction = transaction;
    this.events = events;
    this.clock = clock;
  }

  /** What a poll makes of a study that a PACS holds. */
  public enum Sighting {
    /** New, or its number of instances changed since the last poll: still arriving there. */
    GROWING,
    /** The number of instances did not change since the last poll: it can be fetched. */
    SETTLED,
    /** Fetched already, or on its way. */
    KNOWN
  }

  /**
   * A PACS reports a study: of several that hold it, once a round, the one with the most of it.
   *
   * @param instances how many the PACS says it has
   */
  public Sighting sighted(StudyMatch match, String pacs, int instances) {
    return inTransaction(
        () -> {
          Optional<Study> known = studies.findByStudyInstanceUid(match.studyInstanceUid());
          if (known.isEmpty()) {
            Study study =
                new Study(
                    match.studyInstanceUid(), pacs, StudyPriority.ROUTINE, "", clock.instant());
            describe(study, match);
            wait(study, pacs, instances);
            return Sighting.GROWING;
          }
          Study study = known.get();
          boolean changed = !Objects.equals(study.getExpectedInstances(), instances);
          if (study.getStatus() == StudyStatus.WAITING) {
            if (changed) {
              wait(study, pacs, instances);
            }
            return changed ? Sighting.GROWING : Sighting.SETTLED;
          }
          boolean more = instances > study.getReceivedInstances();
          if (ENDED.contains(study.getStatus()) && changed && more) {
            wait(study, pacs, instances);
            return Sighting.GROWING;
          }
          return Sighting.KNOWN;
        });
  }

  /** Whether work on the study ended while fewer instances of it were here. */
  public boolean judgedWithLess(String studyUid, int instances) {
    return studies
        .findByStudyInstanceUid(studyUid)
        .filter(study -> ENDED.contains(study.getStatus()))
        .filter(study -> study.getReceivedInstances() < instances)
        .isPresent();
  }

  private void wait(Study study, String pacs, int instances) {
    study.countInstances(study.getReceivedInstances(), instances, clock.instant());
    move(
        study,
        StudyStatus.WAITING,
        "%d instances on %s; fetched as soon as their number no longer changes"
            .formatted(instances, pacs));
  }

  /** A peer sends us instances of a study that we did not ask for. */
  public void arriving(DicomInstance instance, String callingAe, int received) {
    inTransaction(
        () -> {
          Study study =
              studies
                  .findByStudyInstanceUid(instance.studyInstanceUid())
                  .orElseGet(
                      () ->
                          new Study(
                              instance.studyInstanceUid(),
                              PUSHED_BY + callingAe,
                              StudyPriority.ROUTINE,
                              "",
                              clock.instant()));
          describe(study, instance);
          study.countInstances(received, null, clock.instant());
          move(
              study,
              StudyStatus.WAITING,
              "arriving from %s, %d instances so far".formatted(callingAe, received));
          return study;
        });
  }

  /**
   * The study is about to be fetched.
   *
   * @param expected how many instances the PACS says it has; null where it does not say
   */
  public void retrieving(String studyUid, String pacs, @Nullable Integer expected) {
    change(
        studyUid,
        pacs,
        study -> {
          study.countInstances(study.getReceivedInstances(), expected, clock.instant());
          move(study, StudyStatus.RETRIEVING, "from " + pacs);
        });
  }

  /** All instances of the study are here. */
  public void received(String studyUid, String source, int received, @Nullable Integer expected) {
    change(
        studyUid,
        source,
        study -> {
          study.countInstances(received, expected, clock.instant());
          move(study, StudyStatus.RECEIVED, received + " instances received");
        });
  }

  /**
   * The study's instances were read and its series chosen.
   *
   * @return whether this content still has to be judged by this model
   */
  public boolean assembled(StudyContents contents, String contentHash, ModelInfo model) {
    return inTransaction(
        () -> {
          Study study = require(contents.studyInstanceUid());
          describe(study, contents.first());
          if (!contentHash.equals(study.getContentHash())) {
            study.forgetAnalysisStarts();
          }
          study.setContentHash(contentHash);
          study.chooseSeries(contents.chosen().map(CtSeries::instanceUid).orElse(null));
          // One series of a study is chosen: the old one must be let go before the new one is held.
          contents.decisions().stream()
              .filter(not(SeriesDecision::chosen))
              .forEach(decision -> store(study, decision));
          series.flush();
          contents.decisions().stream()
              .filter(SeriesDecision::chosen)
              .forEach(decision -> store(study, decision));
          Optional<Analysis> earlier =
              analyses.findOne(contents.studyInstanceUid(), contentHash, model.version());
          if (earlier.map(Analysis::getStatus).filter(AnalysisStatus::isJudged).isPresent()) {
            boolean refused = earlier.get().getStatus() == AnalysisStatus.REFUSED;
            move(
                study,
                refused ? StudyStatus.REFUSED : StudyStatus.READY,
                refused
                    ? Objects.toString(earlier.get().getMessage(), "")
                    : "the same images were judged before by this model");
            return false;
          }
          move(study, StudyStatus.QUEUED, "waits for the model");
          return true;
        });
  }

  private void store(Study study, SeriesDecision decision) {
    CtSeries found = decision.series();
    Series row =
        series
            .findOfStudy(study.getStudyInstanceUid(), found.instanceUid())
            .orElseGet(
                () ->
                    new Series(study, found.instanceUid(), Objects.toString(found.modality(), "")));
    row.describe(
        found.number(),
        found.description(),
        found.kernel(),
        found.sliceThicknessMm(),
        found.instances().size(),
        found.coveredMm());
    row.decide(
        decision.chosen(),
        decision.reasons().stream()
            .map(reason -> new SeriesReason(reason.rule(), reason.verdict().name(), reason.text()))
            .toList());
    series.save(row);
  }

  /**
   * The model is about to read the study.
   *
   * @return the hash of the content that was assembled; files that come from now on are of another
   */
  public String analysing(String studyUid) {
    return inTransaction(
        () -> {
          Study study = require(studyUid);
          study.startAnalysis();
          move(study, StudyStatus.ANALYSING, "starting");
          return Objects.requireNonNull(study.getContentHash());
        });
  }

  /** How often the process died while it analysed the study; while none analyses it. */
  public int crashes(String studyUid) {
    return require(studyUid).getAnalysisStarts();
  }

  /** How far the present step has come. Cheap: it never conflicts with another change. */
  public void progress(String studyUid, StudyStatus status, String detail, int percent) {
    studies.noteProgress(studyUid, percent, detail, clock.instant());
    events.publishEvent(new StudyMoved(studyUid, status, detail, percent));
  }

  /** A step failed and will be tried again. */
  public void retrying(String studyUid, String reason) {
    inTransaction(
        () -> {
          studies
              .findByStudyInstanceUid(studyUid)
              .ifPresent(
                  study -> {
                    study.forgetAnalysisStarts();
                    move(study, study.getStatus(), reason);
                  });
          return studyUid;
        });
  }

  public void failed(String studyUid, String reason) {
    change(
        studyUid,
        "unknown",
        study -> {
          study.forgetAnalysisStarts();
          move(study, StudyStatus.FAILED, reason);
        });
  }

  /**
   * The study goes back to the queue whose work failed, unless it has come on by another way.
   *
   * @return whether it had failed until now
   */
  public boolean waitingAgain(String studyUid, String reason) {
    return inTransaction(
        () -> {
          Optional<Study> failed =
              studies
                  .findByStudyInstanceUid(studyUid)
                  .filter(study -> study.getStatus() == StudyStatus.FAILED);
          failed.ifPresent(study -> move(study, StudyStatus.WAITING, reason));
          return failed.isPresent();
        });
  }

  /** What is known of a study, as a PACS would tell it. */
  public Optional<StudyMatch> described(String studyUid) {
    return studies
        .findByStudyInstanceUid(studyUid)
        .map(
            study -> {
              LocalDateTime when = study.getStudyDateTime();
              return new StudyMatch(
                  studyUid,
                  study.getPatientId(),
                  study.getPatientName(),
                  when == null ? null : when.toLocalDate(),
                  when == null ? null : when.toLocalTime(),
                  study.getDescription(),
                  study.getAccessionNumber(),
                  List.of(),
                  study.getReceivedInstances());
            });
  }

  public Optional<StudyStatus> status(String studyUid) {
    return studies.findByStudyInstanceUid(studyUid).map(Study::getStatus);
  }

  /** Studies that peers were pushing when an earlier run of Hilum ended. */
  public List<String> pushedAndWaiting() {
    return studies.findByStatusInOrderByReceivedAt(EnumSet.of(StudyStatus.WAITING)).stream()
        .filter(study -> study.getSource().startsWith(PUSHED_BY))
        .map(Study::getStudyInstanceUid)
        .toList();
  }

  /** Studies that are here whole, but perhaps in no queue. */
  public List<String> received() {
    return studies.findByStatusInOrderByReceivedAt(EnumSet.of(StudyStatus.RECEIVED)).stream()
        .map(Study::getStudyInstanceUid)
        .toList();
  }

  private void change(String studyUid, String source, Consumer<Study> whatToDo) {
    inTransaction(
        () -> {
          Study study =
              studies
                  .findByStudyInstanceUid(studyUid)
                  .orElseGet(
                      () ->
                          new Study(studyUid, source, StudyPriority.ROUTINE, "", clock.instant()));
          whatToDo.accept(study);
          return study;
        });
  }

  private Study require(String studyUid) {
    return studies
        .findByStudyInstanceUid(studyUid)
        .orElseThrow(() -> new IllegalStateException("study " + studyUid + " is not known"));
  }

  private void move(Study study, StudyStatus status, String detail) {
    study.moveTo(status, detail, clock.instant());
    studies.save(study);
    events.publishEvent(
        new StudyMoved(study.getStudyInstanceUid(), status, detail, study.getProgressPercent()));
  }

  private <T> T inTransaction(Supplier<T> work) {
    return Objects.requireNonNull(transaction.execute(status -> work.get()));
  }

  private static void describe(Study study, StudyMatch match) {
    study.describePatient(match.patientId(), match.patientName(), null, null);
    study.describeExamination(
        match.accessionNumber(), dateTime(match.date(), match.time()), match.description());
  }

  private static void describe(Study study, DicomInstance instance) {
    study.describePatient(
        instance.patient().id(),
        instance.patient().name(),
        instance.patient().sex(),
        instance.patient().birthDate());
    study.setIssuerOfPatientId(instance.patient().issuerOfId());
    study.describeExamination(
        instance.study().accessionNumber(),
        dateTime(instance.study().date(), instance.study().time()),
        instance.study().description());
  }

  private static @Nullable LocalDateTime dateTime(
      @Nullable LocalDate date, @Nullable LocalTime time) {
    return date == null ? null : date.atTime(time == null ? LocalTime.MIDNIGHT : time);
  }
}
