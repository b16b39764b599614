package org.hilum.report.guideline;

import org.hilum.model.history.Sex;

/**
 * The Brock (PanCan) model 2b, full with spiculation: PMC6717521, table 2. The variants 1a, 1b and
 * 2a are left out: no second source confirms their numbers.
 */
public final class Brock {

  /** (4/10)^-0.5: the diameter's term is centred there, not the diameter. */
  private static final double CENTER_OF_SIZE = 1.58113883;

  private Brock() {}

  /**
   * The risk of a nodule by its long axis.
   *
   * @param count how many nodules there are
   */
  public static CancerRisk risk(Patient patient, RatedNodule nodule, int count) {
    Integer ageYears = patient.ageYears();
    if (ageYears == null) {
      return new CancerRisk.Unknown(nodule.id(), CancerRisk.Reason.AGE_NOT_KNOWN);
    }
    if (!(nodule.longAxisMm() > 0)) {
      return new CancerRisk.Unknown(nodule.id(), CancerRisk.Reason.SIZE_OUT_OF_RANGE);
    }
    Unknowns x = new Unknowns(-6.7892);
    x.add(0.0287 * (ageYears - 62));
    x.add(-5.3854 * (Math.pow(nodule.longAxisMm() / 10, -0.5) - CENTER_OF_SIZE));
    x.add(
        switch (nodule.texture()) {
          case SOLID -> 0;
          case PART_SOLID -> 0.3770;
          case NON_SOLID -> -0.1276;
        });
    x.add(-0.0824 * (count - 4));
    x.add(0.6011, patient.sex() == null ? null : patient.sex() == Sex.FEMALE, MissingFact.SEX);
    x.add(0.2961, patient.familyHistoryOfLungCancer(), MissingFact.FAMILY_HISTORY);
    x.add(0.2953, patient.emphysema(), MissingFact.EMPHYSEMA);
    x.add(0.6581, nodule.upperLobe(), MissingFact.LOBE);
    x.add(0.7729, nodule.spiculated(), MissingFact.SPICULATION);
    return x.risk(nodule.id());
  }
}
