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
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * A report as it stood once. Append-only: a correction is the next version, and the database
 * refuses to change or delete one.
 */
@Entity
@Immutable
@Table(name = "report_version")
public class ReportVersion {

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "report_version_seq")
  @SequenceGenerator(name = "report_version_seq", sequenceName = "report_version_seq")
  private @Nullable Long id;

  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(name = "analysis_id")
  private Analysis analysis;

  private String language;
  private int versionNumber;

  @Enumerated(EnumType.STRING)
  private ReportStatus status;

  private String title;

  @JdbcTypeCode(SqlTypes.JSON)
  private List<StoredSection> sections;

  private String html;
  private String author;
  private Instant createdAt;

  @ManyToOne(fetch = FetchType.LAZY)
  @JoinColumn(name = "amends_id")
  private @Nullable ReportVersion amends;

  @JdbcTypeCode(SqlTypes.JSON)
  private List<Integer> toldFindings;

  /** For Hibernate. */
  @SuppressWarnings("NullAway.Init")
  protected ReportVersion() {}

  /**
   * A draft.
   *
   * @param language {@code zh-CN} or {@code en}
   * @param versionNumber from {@link ReportVersionRepository#nextVersionNumber}
   * @param toldFindings the numbers of the findings that the text is about
   * @param html the whole page as shown
   * @param author {@code "model NAME VERSION"} or a user's name
   */
  public ReportVersion(
      Analysis analysis,
      String language,
      int versionNumber,
      List<Integer> toldFindings,
      String title,
      List<StoredSection> sections,
      String html,
      String author,
      Instant now) {
    this(
        analysis,
        language,
        versionNumber,
        ReportStatus.DRAFT,
        null,
        toldFindings,
        title,
        sections,
        html,
        author,
        now);
  }

  private ReportVersion(
      Analysis analysis,
      String language,
      int versionNumber,
      ReportStatus status,
      @Nullable ReportVersion amends,
      List<Integer> toldFindings,
      String title,
      List<StoredSection> sections,
      String html,
      String author,
      Instant now) {
    this.analysis = requireNonNull(analysis, "analysis");
    this.language = requireNonNull(language, "language");
    this.versionNumber = versionNumber;
    this.status = status;
    this.amends = amends;
    this.toldFindings = List.copyOf(toldFindings);
    this.title = StorableText.of(title);
    this.sections = List.copyOf(sections);
    this.html = StorableText.of(html);
    this.author = StorableText.of(author);
    this.createdAt = requireNonNull(now, "now");
  }

  /**
   * The version that signs a draft: the same text, and whose word it is.
   *
   * @param title of a report, no longer of a draft
   * @param html the whole page as shown, which names the signer
   * @param signer the user's name
   */
  public static ReportVersion signed(
      ReportVersion draft,
      int versionNumber,
      String title,
      String html,
      String signer,
      Instant now) {
    return new ReportVersion(
        draft.analysis,
        draft.language,
        versionNumber,
        ReportStatus.SIGNED,
        null,
        draft.toldFindings,
        title,
        draft.sections,
        html,
        signer,
        now);
  }

  /**
   * A signed addition to a signed report, or to an earlier addition.
   *
   * @param sections those of what it amends and the addition
   */
  public static ReportVersion addendum(
      ReportVersion amended,
      int versionNumber,
      List<StoredSection> sections,
      String html,
      String signer,
      Instant now) {
    return new ReportVersion(
        amended.analysis,
        amended.language,
        versionNumber,
        ReportStatus.ADDENDUM,
        amended,
        amended.toldFindings,
        amended.title,
        sections,
        html,
        signer,
        now);
  }

  public boolean isSigned() {
    return status != ReportStatus.DRAFT;
  }

  /**
   * Whether no reader has touched the text. A user's name holds no space, a model's author does.
   */
  public boolean isWrittenByModel() {
    return author.startsWith("model ");
  }

  /** What an addendum adds to; null for everything else. */
  public @Nullable ReportVersion getAmends() {
    return amends;
  }

  public @Nullable Long getId() {
    return id;
  }

  public Analysis getAnalysis() {
    return analysis;
  }

  public String getLanguage() {
    return language;
  }

  public int getVersionNumber() {
    return versionNumber;
  }

  public ReportStatus getStatus() {
    return status;
  }

  public String getTitle() {
    return title;
  }

  /** The numbers of the findings that the text is about: those that were not rejected then. */
  public List<Integer> getToldFindings() {
    return toldFindings;
  }

  public List<StoredSection> getSections() {
    return sections;
  }

  public String getHtml() {
    return html;
  }

  public String getAuthor() {
    return author;
  }

  public Instant getCreatedAt() {
    return createdAt;
  }
}
