package org.hilum.report.guideline;

import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleAttributes.Texture;
import org.hilum.model.NoduleFinding;
import org.jspecify.annotations.Nullable;

/**
 * What the rules ask of a nodule; null where nobody knows.
 *
 * @param size of the whole nodule
 * @param solidPart size of the solid part of a part-solid nodule, by the same method
 * @param upperLobe a lobe, which a third of the lung's height is not
 * @param benignPattern benign calcification or fat
 * @param suspiciousFeatures what makes a radiologist call a category 3 or 4 nodule 4X
 */
public record RatedNodule(
    int id,
    Form form,
    Texture texture,
    double longAxisMm,
    NoduleSize size,
    @Nullable NoduleSize solidPart,
    @Nullable Boolean spiculated,
    @Nullable Boolean upperLobe,
    @Nullable Boolean benignPattern,
    @Nullable Boolean suspiciousFeatures,
    Change change) {

  /** What kind of nodule Lung-RADS sees. */
  public enum Form {
    PARENCHYMAL,
    /** Smooth, oval, lentiform or triangular, at the pleura. */
    JUXTAPLEURAL,
    SUBSEGMENTAL_AIRWAY,
    /** In a segmental or more proximal airway. */
    PROXIMAL_AIRWAY,
    /** A thick-walled or multilocular cyst. */
    ATYPICAL_CYST
  }

  /** A rating this high says that spiculation is there (LIDC: 1 none to 5 marked). */
  private static final double SPICULATED_FROM = 4;

  /** A rating below this says that it is not. */
  private static final double NOT_SPICULATED_BELOW = 2;

  /** LIDC rates absent calcification 6. */
  private static final double NOT_CALCIFIED_FROM = 5.5;

  /**
   * What a finding of the model tells. It tells nothing of lobes, of solid parts, of what
   * calcification is like, or of earlier examinations, and a middling rating tells nothing either.
   */
  public static RatedNodule of(NoduleFinding finding) {
    return of(finding, Change.of(Change.Kind.NOT_COMPARED));
  }

  /** The same, with what a comparison with an earlier examination tells. */
  public static RatedNodule of(NoduleFinding finding, Change change) {
    NoduleAttributes attributes = finding.attributes();
    Boolean spiculated = null;
    if (attributes.spiculation() >= SPICULATED_FROM) {
      spiculated = true;
    } else if (attributes.spiculation() < NOT_SPICULATED_BELOW) {
      spiculated = false;
    }
    return new RatedNodule(
        finding.id(),
        Form.PARENCHYMAL,
        attributes.textureClass(),
        finding.longAxisMm(),
        NoduleSize.ofAxes(finding.longAxisMm(), finding.shortAxisMm()),
        null,
        spiculated,
        null,
        attributes.calcification() >= NOT_CALCIFIED_FROM ? false : null,
        null,
        change);
  }
}
