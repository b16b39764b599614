package org.hilum.db;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * One run of one model version over one content of a study: the database refuses a second one of
 * the same three.
 */
@Entity
@Table(name = "analysis")
public class Analysis {

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "analysis_seq")
  @SequenceGenerator(name = "analysis_seq", sequenceName = "analysis_seq")
  private @Nullable Long id;

  @Version private int version;

  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(name = "study_id")
  private Study study;

  private @Nullable String seriesInstanceUid;
  private String contentHash;
  private String modelName;
  private String modelVersion;
  private String modelPrecision;

  @Enumerated(EnumType.STRING)
  private AnalysisStatus status;

  private @Nullable String refusalCode;
  private @Nullable String message;
  private Instant startedAt;
  private @Nullable Instant finishedAt;

  @JdbcTypeCode(SqlTypes.JSON)
  private List<StepTiming> timingsMs = List.of();

  @JdbcTypeCode(SqlTypes.JSON)
  private StoredHistory history;

  @JdbcTypeCode(SqlTypes.JSON)
  private @Nullable StoredComparison comparison;

  @JdbcTypeCode(SqlTypes.JSON)
  private @Nullable List<String> judgedSlices;

  @OneToMany(mappedBy = "analysis", cascade = CascadeType.ALL, orphanRemoval = true)
  @OrderBy("number")
  private List<Finding> findings = new ArrayList<>();

  /** For Hibernate. */
  @SuppressWarnings("NullAway.Init")
  protected Analysis() {}

  /**
   * An analysis that starts now.
   *
   * @param seriesInstanceUid the series that is looked at; null where none was fit
   * @param contentHash of the study, SHA-256 in lower-case hex
   */
  public Analysis(
      Study study,
      @Nullable String seriesInstanceUid,
      String contentHash,
      String modelName,
      String modelVersion,
      String modelPrecision,
      StoredHistory history,
      Instant now) {
    this.study = requireNonNull(study, "study");
    this.seriesInstanceUid = seriesInstanceUid;
    this.contentHash = requireNonNull(contentHash, "contentHash");
    this.modelName = requireNonNull(modelName, "modelName");
    this.modelVersion = requireNonNull(modelVersion, "modelVersion");
    this.modelPrecision = requireNonNull(modelPrecision, "modelPrecision");
    this.history = requireNonNull(history, "history");
    this.status = AnalysisStatus.RUNNING;
    this.startedAt = requireNonNull(now, "now");
  }

  /**
   * Starts again after it failed, or after the process that ran it died.
   *
   * @param seriesInstanceUid the series that is looked at now; null where none was fit
   * @param modelPrecision of the process that runs it now
   */
  public void restart(
      @Nullable String seriesInstanceUid,
      String modelPrecision,
      StoredHistory history,
      Instant now) {
    if (status.isJudged()) {
      throw new IllegalStateException(
          "analysis %s of study %s has ended as %s and is not run again"
              .formatted(id, study.getStudyInstanceUid(), status));
    }
    this.seriesInstanceUid = seriesInstanceUid;
    this.modelPrecision = requireNonNull(modelPrecision, "modelPrecision");
    this.history = requireNonNull(history, "history");
    this.status = AnalysisStatus.RUNNING;
    this.refusalCode = null;
    this.message = null;
    this.comparison = null;
    this.startedAt = requireNonNull(now, "now");
    this.finishedAt = null;
  }

  /** What the study says against an earlier one, or why nothing was compared. */
  public void compare(StoredComparison comparison) {
    this.comparison = requireNonNull(comparison, "comparison");
  }

  /**
   * The study was judged; the findings are those added with {@link #addFinding}.
   *
   * @param slices SOP Instance UIDs of the series' instances that were looked at
   */
  public void succeed(List<StepTiming> timingsMs, List<String> slices, Instant now) {
    end(AnalysisStatus.ANALYSED, null, null, now);
    this.judgedSlices = List.copyOf(slices);
    this.timingsMs = List.copyOf(timingsMs);
  }

  /**
   * The model would not judge the study.
   *
   * @param code stable, searched for
   * @param message one line: what, where, what to do
   */
  public void refuse(String code, String message, Instant now) {
    end(AnalysisStatus.REFUSED, requireNonNull(code, "code"), message, now);
  }

  /**
   * The model or a part around it broke.
   *
   * @param message one line: what, where, what to do
   */
  public void fail(String message, Instant now) {
    end(AnalysisStatus.FAILED, null, message, now);
  }

  private void end(
      AnalysisStatus status, @Nullable String code, @Nullable String message, Instant now) {
    this.status = status;
    this.refusalCode = code;
    this.message = StorableText.ofNullable(message);
    this.finishedAt = requireNonNull(now, "now");
  }

  /** Adds a finding, which is stored with the analysis. */
  public void addFinding(Finding finding) {
    finding.belongTo(this);
    findings.add(finding);
  }

  public @Nullable Long getId() {
    return id;
  }

  public Study getStudy() {
    return study;
  }

  public @Nullable String getSeriesInstanceUid() {
    return seriesInstanceUid;
  }

  public String getContentHash() {
    return contentHash;
  }

  public String getModelName() {
    return modelName;
  }

  public String getModelVersion() {
    return modelVersion;
  }

  public String getModelPrecision() {
    return modelPrecision;
  }

  public AnalysisStatus getStatus() {
    return status;
  }

  public @Nullable String getRefusalCode() {
    return refusalCode;
  }

  public @Nullable String getMessage() {
    return message;
  }

  public Instant getStartedAt() {
    return startedAt;
  }

  public @Nullable Instant getFinishedAt() {
    return finishedAt;
  }

  public List<StepTiming> getTimingsMs() {
    return timingsMs;
  }

  public StoredHistory getHistory() {
    return history;
  }

  /** Null for an analysis of a version of Hilum that did not compare, or that has not ended. */
  public @Nullable StoredComparison getComparison() {
    return comparison;
  }

  /**
   * SOP Instance UIDs of the instances that were looked at; null for an analysis that did not
   * succeed, or of a version of Hilum that did not keep them.
   */
  public @Nullable List<String> getJudgedSlices() {
    return judgedSlices;
  }

  /** By number, most suspicious first. */
  public List<Finding> getFindings() {
    return Collections.unmodifiableList(findings);
  }
}
