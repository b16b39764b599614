package org.hilum.db;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** One version of a report on its way to one target. There is one a version and target. */
@Entity
@Table(name = "delivery")
public class Delivery {

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "delivery_seq")
  @SequenceGenerator(name = "delivery_seq", sequenceName = "delivery_seq")
  private @Nullable Long id;

  @Version private int version;

  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(name = "report_version_id")
  private ReportVersion report;

  private String studyInstanceUid;
  private String target;

  @Enumerated(EnumType.STRING)
  private DeliveryState state;

  private @Nullable String reason;
  private int attempts;
  private Instant queuedAt;
  private @Nullable Instant sentAt;
  private @Nullable Long tookMs;
  private @Nullable String commitmentUid;
  private @Nullable Instant committedAt;

  @JdbcTypeCode(SqlTypes.JSON)
  private List<DeliveredInstance> instances = List.of();

  /** For Hibernate. */
  @SuppressWarnings("NullAway.Init")
  protected Delivery() {}

  /**
   * @param target as it is configured
   */
  public Delivery(ReportVersion report, String studyInstanceUid, String target, Instant now) {
    this.report = requireNonNull(report, "report");
    this.studyInstanceUid = requireNonNull(studyInstanceUid, "studyInstanceUid");
    this.target = requireNonNull(target, "target");
    this.state = DeliveryState.QUEUED;
    this.queuedAt = requireNonNull(now, "now");
  }

  /** An attempt failed; another will follow. */
  public void failedOnce(String reason) {
    this.attempts++;
    this.reason = StorableText.of(reason);
  }

  /** The last attempt failed. */
  public void giveUp(String reason) {
    this.attempts++;
    this.state = DeliveryState.FAILED;
    this.reason = StorableText.of(reason);
  }

  /** It goes to the queue again. */
  public void queueAgain() {
    this.state = DeliveryState.QUEUED;
  }

  /**
   * The target took it.
   *
   * @param took how long the attempt that succeeded lasted
   * @param commitmentUid of the request for storage commitment; null where none is made
   */
  public void sent(
      List<DeliveredInstance> instances,
      Duration took,
      @Nullable String commitmentUid,
      Instant now) {
    this.attempts++;
    this.state = DeliveryState.SENT;
    this.reason = null;
    this.instances = List.copyOf(instances);
    this.tookMs = took.toMillis();
    this.commitmentUid = commitmentUid;
    this.sentAt = requireNonNull(now, "now");
  }

  /** The target has a newer version, and is not told of this one. */
  public void supersede() {
    this.state = DeliveryState.SUPERSEDED;
    this.reason = null;
  }

  /** The target vouches for it. */
  public void committed(Instant now) {
    this.state = DeliveryState.COMMITTED;
    this.committedAt = requireNonNull(now, "now");
  }

  /** The target took it, but does not vouch for it. */
  public void notCommitted(String reason) {
    this.reason = StorableText.of(reason);
  }

  public @Nullable Long getId() {
    return id;
  }

  public ReportVersion getReport() {
    return report;
  }

  public String getStudyInstanceUid() {
    return studyInstanceUid;
  }

  public String getTarget() {
    return target;
  }

  public DeliveryState getState() {
    return state;
  }

  /**
   * Why the last attempt failed, or why the target does not vouch for it; null where all is well.
   */
  public @Nullable String getReason() {
    return reason;
  }

  public int getAttempts() {
    return attempts;
  }

  public Instant getQueuedAt() {
    return queuedAt;
  }

  public @Nullable Instant getSentAt() {
    return sentAt;
  }

  public @Nullable Long getTookMs() {
    return tookMs;
  }

  public @Nullable Instant getCommittedAt() {
    return committedAt;
  }

  public List<DeliveredInstance> getInstances() {
    return instances;
  }
}
