package org.hilum.validation.studies;

import java.util.List;
import org.hilum.model.NoduleFinding;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.report.guideline.Brock;
import org.hilum.report.guideline.CancerRisk;
import org.hilum.report.guideline.Examination;
import org.hilum.report.guideline.LungRads;
import org.hilum.report.guideline.Mayo;
import org.hilum.report.guideline.Patient;
import org.hilum.report.guideline.RatedNodule;

/**
 * What the guidelines say of a finding and the study's history. A fact that nobody told counts as
 * absent, and a patient of unknown age as 62 years old, the age that Brock is centred on: then the
 * risk models rank by the image alone.
 *
 * @param brock {@code NaN} where the model gives none, likewise {@code mayo}
 */
record GuidelineScores(double brock, double mayo, LungRads.Category lungRads) {

  private static final int CENTER_AGE_YEARS = 62;

  /**
   * @param count how many nodules the patient has
   */
  static GuidelineScores of(NoduleFinding finding, ClinicalHistory history, int count) {
    RatedNodule nodule = RatedNodule.of(finding);
    Patient patient = ofSomeAge(Patient.of(history));
    return new GuidelineScores(
        low(Brock.risk(patient, nodule, Math.max(1, count))),
        low(Mayo.risk(patient, nodule)),
        LungRads.assess(Examination.ofUnknownPurpose(), List.of(nodule)).high());
  }

  private static Patient ofSomeAge(Patient patient) {
    return patient.ageYears() != null
        ? patient
        : new Patient(
            CENTER_AGE_YEARS,
            patient.sex(),
            patient.everSmoked(),
            patient.extrathoracicCancer(),
            patient.yearsSinceCancer(),
            patient.lungCancer(),
            patient.familyHistoryOfLungCancer(),
            patient.emphysema(),
            patient.immunosuppressed());
  }

  private static double low(CancerRisk risk) {
    return risk instanceof CancerRisk.Known known ? known.low() : Double.NaN;
  }
}
