package org.hilum.db;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/** A CT study that Hilum knows of, and how far it has come. One row a StudyInstanceUID. */
@Entity
@Table(name = "study")
public class Study {

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "study_seq")
  @SequenceGenerator(name = "study_seq", sequenceName = "study_seq")
  private @Nullable Long id;

  @Version private int version;

  private String studyInstanceUid;
  private @Nullable String patientId;
  private @Nullable String issuerOfPatientId;
  private @Nullable String patientName;
  private @Nullable String patientSex;
  private @Nullable LocalDate patientBirthDate;
  private @Nullable String accessionNumber;
  private @Nullable LocalDateTime studyDateTime;
  private @Nullable String description;
  private String source;

  @Enumerated(EnumType.STRING)
  private StudyStatus status;

  private String statusDetail;
  private int progressPercent;

  @Enumerated(EnumType.STRING)
  private StudyPriority priority;

  private @Nullable String contentHash;
  private @Nullable Integer expectedInstances;
  private int receivedInstances;
  private int analysisStarts;
  private Instant receivedAt;
  private Instant updatedAt;
  private @Nullable String chosenSeriesInstanceUid;

  /** Whether the newest analysis has a signed report: the database keeps it. */
  @Column(insertable = false, updatable = false)
  private boolean signed;

  /** For Hibernate. */
  @SuppressWarnings("NullAway.Init")
  protected Study() {}

  /**
   * A study just heard of, waiting.
   *
   * @param source where it comes from, for example {@code "PACS ARCHIVE"}, {@code "pushed by CT1"}
   *     or {@code "folder"}
   * @param statusDetail one line: why it waits
   */
  public Study(
      String studyInstanceUid,
      String source,
      StudyPriority priority,
      String statusDetail,
      Instant now) {
    this.studyInstanceUid = requireNonNull(studyInstanceUid, "studyInstanceUid");
    this.source = StorableText.of(source);
    this.priority = requireNonNull(priority, "priority");
    this.status = StudyStatus.WAITING;
    this.statusDetail = StorableText.of(statusDetail);
    this.receivedAt = requireNonNull(now, "now");
    this.updatedAt = now;
  }

  /**
   * What the images or the PACS say of the patient.
   *
   * @param sex as DICOM writes it: {@code M}, {@code F} or {@code O}
   */
  public void describePatient(
      @Nullable String patientId,
      @Nullable String patientName,
      @Nullable String sex,
      @Nullable LocalDate birthDate) {
    this.patientId = StorableText.ofNullable(patientId);
    this.patientName = StorableText.ofNullable(patientName);
    this.patientSex = StorableText.ofNullable(sex);
    this.patientBirthDate = birthDate;
  }

  /** Who gave the patient's id, (0010,0021); null where nobody says. */
  public void setIssuerOfPatientId(@Nullable String issuer) {
    this.issuerOfPatientId = StorableText.ofNullable(issuer);
  }

  /**
   * What the images or the PACS say of the examination.
   *
   * @param studyDateTime as the scanner wrote it, in its own time zone
   */
  public void describeExamination(
      @Nullable String accessionNumber,
      @Nullable LocalDateTime studyDateTime,
      @Nullable String description) {
    this.accessionNumber = StorableText.ofNullable(accessionNumber);
    this.studyDateTime = studyDateTime;
    this.description = StorableText.ofNullable(description);
  }

  /**
   * Moves the study on; its progress starts again from 0, or is 100 where nothing is left to do.
   *
   * @param detail one line: what it waits for, what is being done, or why it ended so
   */
  public void moveTo(StudyStatus status, String detail, Instant now) {
    this.status = requireNonNull(status, "status");
    this.statusDetail = StorableText.of(detail);
    this.progressPercent =
        switch (status) {
          case READY, REFUSED, FAILED -> 100;
          case WAITING, RETRIEVING, RECEIVED, QUEUED, ANALYSING -> 0;
        };
    this.updatedAt = requireNonNull(now, "now");
  }

  /**
   * How much of the study has arrived.
   *
   * @param expected by the PACS's own count; null where the PACS does not say
   */
  public void countInstances(int received, @Nullable Integer expected, Instant now) {
    this.receivedInstances = received;
    this.expectedInstances = expected;
    this.updatedAt = requireNonNull(now, "now");
  }

  /** An analysis begins. */
  public void startAnalysis() {
    this.analysisStarts++;
  }

  /** What began has ended, well or not. */
  public void forgetAnalysisStarts() {
    this.analysisStarts = 0;
  }

  /** Chooses the series to analyse; {@code null} where none is fit. */
  public void chooseSeries(@Nullable String seriesInstanceUid) {
    this.chosenSeriesInstanceUid = seriesInstanceUid;
  }

  /**
   * @param contentHash SHA-256 in lower-case hex over the sorted instances
   */
  public void setContentHash(String contentHash) {
    this.contentHash = requireNonNull(contentHash, "contentHash");
  }

  public void setPriority(StudyPriority priority) {
    this.priority = requireNonNull(priority, "priority");
  }

  public @Nullable Long getId() {
    return id;
  }

  public String getStudyInstanceUid() {
    return studyInstanceUid;
  }

  public @Nullable String getPatientId() {
    return patientId;
  }

  public @Nullable String getIssuerOfPatientId() {
    return issuerOfPatientId;
  }

  public @Nullable String getPatientName() {
    return patientName;
  }

  public @Nullable String getPatientSex() {
    return patientSex;
  }

  public @Nullable LocalDate getPatientBirthDate() {
    return patientBirthDate;
  }

  public @Nullable String getAccessionNumber() {
    return accessionNumber;
  }

  public @Nullable LocalDateTime getStudyDateTime() {
    return studyDateTime;
  }

  public @Nullable String getDescription() {
    return description;
  }

  public String getSource() {
    return source;
  }

  public StudyStatus getStatus() {
    return status;
  }

  public String getStatusDetail() {
    return statusDetail;
  }

  public int getProgressPercent() {
    return progressPercent;
  }

  public StudyPriority getPriority() {
    return priority;
  }

  public @Nullable String getContentHash() {
    return contentHash;
  }

  public @Nullable Integer getExpectedInstances() {
    return expectedInstances;
  }

  public int getReceivedInstances() {
    return receivedInstances;
  }

  /** How many analyses began and did not end, one that runs included. */
  public int getAnalysisStarts() {
    return analysisStarts;
  }

  public Instant getReceivedAt() {
    return receivedAt;
  }

  public Instant getUpdatedAt() {
    return updatedAt;
  }

  public @Nullable String getChosenSeriesInstanceUid() {
    return chosenSeriesInstanceUid;
  }
}
