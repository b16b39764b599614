package org.hilum.db;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.Column;
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
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * One nodule of an analysis. Positions are patient millimetres (DICOM LPS), axes are millimetres.
 */
@Entity
@Table(name = "finding")
public class Finding {

  /** Which lung. */
  public enum Side {
    LEFT,
    RIGHT
  }

  /** Which third of the lung's height. */
  public enum Zone {
    UPPER,
    MIDDLE,
    LOWER
  }

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "finding_seq")
  @SequenceGenerator(name = "finding_seq", sequenceName = "finding_seq")
  private @Nullable Long id;

  @Version private int version;

  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(name = "analysis_id")
  private @Nullable Analysis analysis;

  private int number;

  @Column(name = "center_x_mm")
  private double centerXMm;

  @Column(name = "center_y_mm")
  private double centerYMm;

  @Column(name = "center_z_mm")
  private double centerZMm;

  private double longAxisMm;
  private double shortAxisMm;
  private double volumeMm3;
  private double noduleProbability;
  private double malignancyProbability;
  private double malignancyLow;
  private double malignancyHigh;

  @JdbcTypeCode(SqlTypes.JSON)
  private StoredAttributes attributes;

  @Enumerated(EnumType.STRING)
  private @Nullable Side side;

  @Enumerated(EnumType.STRING)
  private @Nullable Zone zone;

  @JdbcTypeCode(SqlTypes.JSON)
  private List<StoredExpert> experts = List.of();

  private double visionShare;
  private double textShare;
  private boolean familiar = true;

  @JdbcTypeCode(SqlTypes.JSON)
  private @Nullable MaskBox maskBox;

  private byte @Nullable [] maskBits;

  private @Nullable String trackingUid;

  @Enumerated(EnumType.STRING)
  private @Nullable FindingDecision decision;

  private @Nullable String decidedBy;
  private @Nullable Instant decidedAt;

  /** For Hibernate. */
  @SuppressWarnings("NullAway.Init")
  protected Finding() {}

  /**
   * @param number from 1, most suspicious first
   */
  public Finding(int number, StoredAttributes attributes) {
    this.number = number;
    this.attributes = requireNonNull(attributes, "attributes");
  }

  public void setCenterMm(double xMm, double yMm, double zMm) {
    this.centerXMm = xMm;
    this.centerYMm = yMm;
    this.centerZMm = zMm;
  }

  public void setSize(double longAxisMm, double shortAxisMm, double volumeMm3) {
    this.longAxisMm = longAxisMm;
    this.shortAxisMm = shortAxisMm;
    this.volumeMm3 = volumeMm3;
  }

  /**
   * Probabilities from 0 to 1.
   *
   * @param low of the 95 % interval of the malignancy, likewise high
   */
  public void setProbabilities(double nodule, double malignancy, double low, double high) {
    this.noduleProbability = nodule;
    this.malignancyProbability = malignancy;
    this.malignancyLow = low;
    this.malignancyHigh = high;
  }

  public void setPlace(Side side, Zone zone) {
    this.side = requireNonNull(side, "side");
    this.zone = requireNonNull(zone, "zone");
  }

  /** Which experts judged, and how much each modality moved the estimate (the two sum to 1). */
  public void setJudgement(List<StoredExpert> experts, double visionShare, double textShare) {
    this.experts = List.copyOf(experts);
    this.visionShare = visionShare;
    this.textShare = textShare;
  }

  /** Whether the model learnt from anything like it; true unless it is said not to have. */
  public void setFamiliar(boolean familiar) {
    this.familiar = familiar;
  }

  /** Stores the mask: a bit a voxel of the box, column fastest, then row, then slice. */
  public void setMask(MaskBox box, BitSet bits) {
    this.maskBox = requireNonNull(box, "box");
    this.maskBits = DeflatedBits.deflate(bits);
  }

  /** The UID by which other systems know the nodule, in this analysis and later ones. */
  public void setTrackingUid(String trackingUid) {
    this.trackingUid = requireNonNull(trackingUid, "trackingUid");
  }

  /** A radiologist accepts or rejects it; a later decision replaces an earlier one. */
  public void decide(FindingDecision decision, String by, Instant now) {
    this.decision = requireNonNull(decision, "decision");
    this.decidedBy = requireNonNull(by, "by");
    this.decidedAt = requireNonNull(now, "now");
  }

  void belongTo(Analysis analysis) {
    this.analysis = analysis;
  }

  public @Nullable Long getId() {
    return id;
  }

  /** Null only before the finding is added to its analysis. */
  public @Nullable Analysis getAnalysis() {
    return analysis;
  }

  /** Null for findings of before tracking began. */
  public @Nullable String getTrackingUid() {
    return trackingUid;
  }

  /** Null until somebody decided. */
  public @Nullable FindingDecision getDecision() {
    return decision;
  }

  public boolean isRejected() {
    return decision == FindingDecision.REJECTED;
  }

  public @Nullable String getDecidedBy() {
    return decidedBy;
  }

  public int getNumber() {
    return number;
  }

  public double getCenterXMm() {
    return centerXMm;
  }

  public double getCenterYMm() {
    return centerYMm;
  }

  public double getCenterZMm() {
    return centerZMm;
  }

  public double getLongAxisMm() {
    return longAxisMm;
  }

  public double getShortAxisMm() {
    return shortAxisMm;
  }

  public double getVolumeMm3() {
    return volumeMm3;
  }

  public double getNoduleProbability() {
    return noduleProbability;
  }

  public double getMalignancyProbability() {
    return malignancyProbability;
  }

  public double getMalignancyLow() {
    return malignancyLow;
  }

  public double getMalignancyHigh() {
    return malignancyHigh;
  }

  public StoredAttributes getAttributes() {
    return attributes;
  }

  public @Nullable Side getSide() {
    return side;
  }

  public @Nullable Zone getZone() {
    return zone;
  }

  public List<StoredExpert> getExperts() {
    return experts;
  }

  public double getVisionShare() {
    return visionShare;
  }

  public double getTextShare() {
    return textShare;
  }

  /** Findings of before this was told count as familiar. */
  public boolean isFamiliar() {
    return familiar;
  }

  /** Null where no mask was stored. */
  public @Nullable MaskBox getMaskBox() {
    return maskBox;
  }

  /**
   * The voxels of the box that belong to the finding, column fastest, then row, then slice; null
   * where no mask was stored.
   */
  public @Nullable BitSet readMask() {
    return maskBox == null || maskBits == null
        ? null
        : DeflatedBits.inflate(
            maskBits, (long) maskBox.columns() * maskBox.rows() * maskBox.slices());
  }
}
