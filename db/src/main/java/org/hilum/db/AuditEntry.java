package org.hilum.db;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** Who did what, and when. Append-only: the database refuses to change or delete one. */
@Entity
@Immutable
@Table(name = "audit_entry")
public class AuditEntry {

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "audit_entry_seq")
  @SequenceGenerator(name = "audit_entry_seq", sequenceName = "audit_entry_seq")
  private @Nullable Long id;

  private Instant occurredAt;
  private String actor;
  private String action;
  private @Nullable String studyInstanceUid;

  @JdbcTypeCode(SqlTypes.JSON)
  private Map<String, String> detail;

  /** For Hibernate. */
  @SuppressWarnings("NullAway.Init")
  protected AuditEntry() {}

  /**
   * @param actor a user's name, or the part of Hilum that acted
   * @param action stable, for example {@code "study.opened"}
   * @param detail whatever explains it
   */
  public AuditEntry(
      Instant occurredAt,
      String actor,
      String action,
      @Nullable String studyInstanceUid,
      Map<String, String> detail) {
    this.occurredAt = requireNonNull(occurredAt, "occurredAt");
    this.actor = StorableText.of(actor);
    this.action = requireNonNull(action, "action");
    this.studyInstanceUid = StorableText.ofNullable(studyInstanceUid);
    this.detail = StorableText.ofEntries(detail);
  }

  public @Nullable Long getId() {
    return id;
  }

  public Instant getOccurredAt() {
    return occurredAt;
  }

  public String getActor() {
    return actor;
  }

  public String getAction() {
    return action;
  }

  public @Nullable String getStudyInstanceUid() {
    return studyInstanceUid;
  }

  public Map<String, String> getDetail() {
    return detail;
  }
}
