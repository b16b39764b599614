package org.hilum.validation.nodules;

import org.hilum.report.guideline.Brock;
import org.hilum.report.guideline.CancerRisk;
import org.hilum.report.guideline.Change;
import org.hilum.report.guideline.Mayo;
import org.hilum.report.guideline.NoduleSize;
import org.hilum.report.guideline.Patient;
import org.hilum.report.guideline.RatedNodule;

/**
 * What simpler methods say of the same nodules. The slices come without histories, so the risk
 * models see the image's terms alone: a patient of 62 years (the age that Brock is centred on), and
 * every fact that nobody knows counted as absent. Texture and spiculation are the model's own.
 */
final class Baselines {

  private static final int CENTER_AGE_YEARS = 62;
  private static final Patient PATIENT =
      new Patient(CENTER_AGE_YEARS, null, null, null, null, null, null, null, null);

  private Baselines() {}

  /** The readers' diameter: of a sphere of the volume they drew; NaN where unknown. */
  static double diameterMm(NoduleCase nodule) {
    return nodule.row().diameterMm();
  }

  /** Brock 2b; NaN where it gives none. */
  static double brock(NoduleCase nodule) {
    return lower(Brock.risk(PATIENT, rated(nodule), 1));
  }

  /** Mayo; NaN outside 4 to 30 mm. */
  static double mayo(NoduleCase nodule) {
    return lower(Mayo.risk(PATIENT, rated(nodule)));
  }

  private static double lower(CancerRisk risk) {
    return risk instanceof CancerRisk.Known known ? known.low() : Double.NaN;
  }

  private static RatedNodule rated(NoduleCase nodule) {
    double diameterMm = nodule.row().diameterMm();
    return new RatedNodule(
        1,
        RatedNodule.Form.PARENCHYMAL,
        nodule.prediction().attributes().textureClass(),
        diameterMm,
        NoduleSize.ofMeanDiameter(Double.isNaN(diameterMm) ? 0 : diameterMm),
        null,
        nodule.prediction().attributes().spiculation() >= 4,
        null,
        null,
        null,
        Change.of(Change.Kind.NOT_COMPARED));
  }
}
