package org.hilum.db;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A series of a study, and why it was chosen for analysis or not. */
@Entity
@Table(name = "series")
public class Series {

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "series_seq")
  @SequenceGenerator(name = "series_seq", sequenceName = "series_seq")
  private @Nullable Long id;

  @Version private int version;

  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(name = "study_id")
  private Study study;

  private String seriesInstanceUid;
  private String modality;
  private @Nullable Integer number;
  private @Nullable String description;
  private @Nullable String kernel;
  private @Nullable Double sliceThicknessMm;
  private int instances;
  private @Nullable Double coveredMm;
  private boolean chosen;

  @JdbcTypeCode(SqlTypes.JSON)
  private List<SeriesReason> decision = List.of();

  /** For Hibernate. */
  @SuppressWarnings("NullAway.Init")
  protected Series() {}

  public Series(Study study, String seriesInstanceUid, String modality) {
    this.study = requireNonNull(study, "study");
    this.seriesInstanceUid = requireNonNull(seriesInstanceUid, "seriesInstanceUid");
    this.modality = StorableText.of(modality);
  }

  /**
   * What the images say of the series.
   *
   * @param coveredMm from the first slice's centre to the last one's
   */
  public void describe(
      @Nullable Integer number,
      @Nullable String description,
      @Nullable String kernel,
      @Nullable Double sliceThicknessMm,
      int instances,
      @Nullable Double coveredMm) {
    this.number = number;
    this.description = StorableText.ofNullable(description);
    this.kernel = StorableText.ofNullable(kernel);
    this.sliceThicknessMm = sliceThicknessMm;
    this.instances = instances;
    this.coveredMm = coveredMm;
  }

  /** Whether this is the series to analyse, and every rule's say in it. */
  public void decide(boolean chosen, List<SeriesReason> decision) {
    this.chosen = chosen;
    this.decision = List.copyOf(decision);
  }

  public @Nullable Long getId() {
    return id;
  }

  public Study getStudy() {
    return study;
  }

  public String getSeriesInstanceUid() {
    return seriesInstanceUid;
  }

  public String getModality() {
    return modality;
  }

  public @Nullable Integer getNumber() {
    return number;
  }

  public @Nullable String getDescription() {
    return description;
  }

  public @Nullable String getKernel() {
    return kernel;
  }

  public @Nullable Double getSliceThicknessMm() {
    return sliceThicknessMm;
  }

  public int getInstances() {
    return instances;
  }

  public @Nullable Double getCoveredMm() {
    return coveredMm;
  }

  public boolean isChosen() {
    return chosen;
  }

  public List<SeriesReason> getDecision() {
    return decision;
  }
}
