package org.hilum.db;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A message that could not be processed, kept with its reason until somebody retries it. */
@Entity
@Table(name = "dead_letter")
public class DeadLetter {

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "dead_letter_seq")
  @SequenceGenerator(name = "dead_letter_seq", sequenceName = "dead_letter_seq")
  private @Nullable Long id;

  @Version private int version;

  private String route;
  private @Nullable String studyInstanceUid;
  private @Nullable String body;

  @JdbcTypeCode(SqlTypes.JSON)
  private Map<String, String> headers;

  private String reason;
  private String stackTrace;
  private int attempts;
  private Instant createdAt;
  private @Nullable Instant retriedAt;
  private @Nullable Instant resolvedAt;

  /** For Hibernate. */
  @SuppressWarnings("NullAway.Init")
  protected DeadLetter() {}

  /**
   * @param route the id of the route that gave up, where a retry starts again
   * @param body the message, as text
   * @param reason one line: what, where, what to do
   */
  public DeadLetter(
      String route,
      @Nullable String studyInstanceUid,
      @Nullable String body,
      Map<String, String> headers,
      String reason,
      String stackTrace,
      Instant now) {
    this.route = requireNonNull(route, "route");
    this.studyInstanceUid = StorableText.ofNullable(studyInstanceUid);
    this.body = StorableText.ofNullable(body);
    this.headers = StorableText.ofEntries(headers);
    this.reason = StorableText.of(reason);
    this.stackTrace = StorableText.of(stackTrace);
    this.attempts = 1;
    this.createdAt = requireNonNull(now, "now");
  }

  /** Somebody sent it again. */
  public void retry(Instant now) {
    this.retriedAt = requireNonNull(now, "now");
  }

  /** A retry failed too: the same letter is open again, with the newer reason. */
  public void failAgain(String reason, String stackTrace) {
    this.reason = StorableText.of(reason);
    this.stackTrace = StorableText.of(stackTrace);
    this.attempts++;
    this.resolvedAt = null;
  }

  /** A retry went through, or somebody decided that nothing is left to do. */
  public void resolve(Instant now) {
    this.resolvedAt = requireNonNull(now, "now");
  }

  public @Nullable Long getId() {
    return id;
  }

  public String getRoute() {
    return route;
  }

  public @Nullable String getStudyInstanceUid() {
    return studyInstanceUid;
  }

  public @Nullable String getBody() {
    return body;
  }

  public Map<String, String> getHeaders() {
    return headers;
  }

  public String getReason() {
    return reason;
  }

  public String getStackTrace() {
    return stackTrace;
  }

  /** How often it was tried, the first time included. */
  public int getAttempts() {
    return attempts;
  }

  public Instant getCreatedAt() {
    return createdAt;
  }

  public @Nullable Instant getRetriedAt() {
    return retriedAt;
  }

  /** Null while it is open. */
  public @Nullable Instant getResolvedAt() {
    return resolvedAt;
  }
}
