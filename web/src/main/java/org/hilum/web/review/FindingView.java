package org.hilum.web.review;

import java.util.List;
import org.hilum.db.Finding;
import org.hilum.db.Finding.Side;
import org.hilum.db.Finding.Zone;
import org.hilum.db.FindingDecision;
import org.hilum.db.StoredAttributes;
import org.hilum.db.StoredExpert;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleAttributes.Texture;
import org.hilum.report.Percent;
import org.jspecify.annotations.Nullable;

/** A finding as the review page lists and draws it. Lengths in mm, probabilities from 0 to 1. */
public record FindingView(
    int number,
    double xMm,
    double yMm,
    double zMm,
    double longAxisMm,
    double shortAxisMm,
    double volumeMm3,
    double noduleProbability,
    double malignancy,
    double malignancyLow,
    double malignancyHigh,
    Texture texture,
    StoredAttributes attributes,
    @Nullable Side side,
    @Nullable Zone zone,
    List<StoredExpert> experts,
    double visionShare,
    double textShare,
    boolean familiar,
    @Nullable FindingDecision decision) {

  static FindingView of(Finding finding) {
    StoredAttributes a = finding.getAttributes();
    return new FindingView(
        finding.getNumber(),
        finding.getCenterXMm(),
        finding.getCenterYMm(),
        finding.getCenterZMm(),
        finding.getLongAxisMm(),
        finding.getShortAxisMm(),
        finding.getVolumeMm3(),
        finding.getNoduleProbability(),
        finding.getMalignancyProbability(),
        finding.getMalignancyLow(),
        finding.getMalignancyHigh(),
        new NoduleAttributes(
                a.texture(),
                a.spiculation(),
                a.lobulation(),
                a.margin(),
                a.sphericity(),
                a.calcification(),
                a.subtlety())
            .textureClass(),
        a,
        finding.getSide(),
        finding.getZone(),
        finding.getExperts(),
        finding.getVisionShare(),
        finding.getTextShare(),
        finding.isFamiliar(),
        finding.getDecision());
  }

  public String malignancyPercent() {
    return Percent.whole(malignancy);
  }

  public String malignancyLowPercent() {
    return Percent.whole(malignancyLow);
  }

  public String malignancyHighPercent() {
    return Percent.whole(malignancyHigh);
  }

  /** What the viewer needs to draw it. */
  Mark mark() {
    return new Mark(number, List.of(xMm, yMm, zMm), longAxisMm);
  }

  /**
   * @param center patient millimetres, LPS
   */
  record Mark(int id, List<Double> center, double longAxisMm) {}
}
