package org.hilum.report.guideline;

import org.jspecify.annotations.Nullable;

/**
 * The Mayo Clinic model (Swensen). For nodules of 4 to 30 mm in patients without lung cancer before
 * and without another cancer within 5 years. The constant is -6.8272; PMC6717521 prints -6.872,
 * most likely a misprint.
 */
public final class Mayo {

  private static final double MINIMUM_MM = 4;
  private static final double MAXIMUM_MM = 30;
  private static final int CANCER_FREE_YEARS = 5;

  private Mayo() {}

  /** The risk of a nodule by its long axis. */
  public static CancerRisk risk(Patient patient, RatedNodule nodule) {
    Integer ageYears = patient.ageYears();
    if (ageYears == null) {
      return new CancerRisk.Unknown(nodule.id(), CancerRisk.Reason.AGE_NOT_KNOWN);
    }
    if (nodule.longAxisMm() < MINIMUM_MM || nodule.longAxisMm() > MAXIMUM_MM) {
      return new CancerRisk.Unknown(nodule.id(), CancerRisk.Reason.SIZE_OUT_OF_RANGE);
    }
    if (Boolean.TRUE.equals(patient.lungCancer())) {
      return new CancerRisk.Unknown(nodule.id(), CancerRisk.Reason.LUNG_CANCER_BEFORE);
    }
    Boolean cancer = patient.extrathoracicCancer();
    Integer years = patient.yearsSinceCancer();
    if (Boolean.TRUE.equals(cancer) && years != null && years <= CANCER_FREE_YEARS) {
      return new CancerRisk.Unknown(nodule.id(), CancerRisk.Reason.CANCER_WITHIN_5_YEARS);
    }
    Unknowns x = new Unknowns(-6.8272);
    if (patient.lungCancer() == null) {
      x.miss(MissingFact.CANCER_HISTORY);
    }
    x.add(0.0391 * ageYears);
    x.add(0.1274 * nodule.longAxisMm());
    x.add(0.7917, patient.everSmoked(), MissingFact.SMOKING);
    x.add(1.3388, cancerLongAgo(cancer, years), missingOfCancer(cancer));
    x.add(1.0407, nodule.spiculated(), MissingFact.SPICULATION);
    x.add(0.7838, nodule.upperLobe(), MissingFact.LOBE);
    return x.risk(nodule.id());
  }

  /** A cancer of unknown date may be too recent for the model, or count in it. */
  private static @Nullable Boolean cancerLongAgo(
      @Nullable Boolean cancer, @Nullable Integer years) {
    return Boolean.TRUE.equals(cancer) && years == null ? null : cancer;
  }

  private static MissingFact missingOfCancer(@Nullable Boolean cancer) {
    return cancer == null ? MissingFact.CANCER_HISTORY : MissingFact.TIME_SINCE_CANCER;
  }
}
