package org.hilum.report.guideline;

import org.hilum.model.NoduleAttributes.Texture;
import org.hilum.report.guideline.RatedNodule.Form;
import org.jspecify.annotations.Nullable;

/** Nodules for the tests: all that a rule may ask for is known, nothing about them is special. */
final class Nodules {

  private Nodules() {}

  static RatedNodule solid(double meanMm, Change.Kind change) {
    return of(Texture.SOLID, NoduleSize.ofMeanDiameter(meanMm), null, Change.of(change));
  }

  static RatedNodule nonSolid(double meanMm, Change.Kind change) {
    return of(Texture.NON_SOLID, NoduleSize.ofMeanDiameter(meanMm), null, Change.of(change));
  }

  static RatedNodule partSolid(double meanMm, @Nullable Double solidMm, Change.Kind change) {
    return of(
        Texture.PART_SOLID,
        NoduleSize.ofMeanDiameter(meanMm),
        solidMm == null ? null : NoduleSize.ofMeanDiameter(solidMm),
        Change.of(change));
  }

  static RatedNodule ofVolume(Texture texture, double mm3, Change.Kind change) {
    return of(texture, NoduleSize.ofVolume(mm3), null, Change.of(change));
  }

  static RatedNodule of(
      Texture texture, NoduleSize size, @Nullable NoduleSize solidPart, Change change) {
    return new RatedNodule(
        1,
        Form.PARENCHYMAL,
        texture,
        size.value().doubleValue(),
        size,
        solidPart,
        false,
        false,
        false,
        false,
        change);
  }

  static RatedNodule as(Form form, RatedNodule n) {
    return new RatedNodule(
        n.id(),
        form,
        n.texture(),
        n.longAxisMm(),
        n.size(),
        n.solidPart(),
        n.spiculated(),
        n.upperLobe(),
        n.benignPattern(),
        n.suspiciousFeatures(),
        n.change());
  }

  static RatedNodule withBenignPattern(@Nullable Boolean benign, RatedNodule n) {
    return new RatedNodule(
        n.id(),
        n.form(),
        n.texture(),
        n.longAxisMm(),
        n.size(),
        n.solidPart(),
        n.spiculated(),
        n.upperLobe(),
        benign,
        n.suspiciousFeatures(),
        n.change());
  }

  static RatedNodule withSuspiciousFeatures(@Nullable Boolean suspicious, RatedNodule n) {
    return new RatedNodule(
        n.id(),
        n.form(),
        n.texture(),
        n.longAxisMm(),
        n.size(),
        n.solidPart(),
        n.spiculated(),
        n.upperLobe(),
        n.benignPattern(),
        suspicious,
        n.change());
  }

  static RatedNodule withLooks(
      @Nullable Boolean spiculated, @Nullable Boolean upperLobe, RatedNodule n) {
    return new RatedNodule(
        n.id(),
        n.form(),
        n.texture(),
        n.longAxisMm(),
        n.size(),
        n.solidPart(),
        spiculated,
        upperLobe,
        n.benignPattern(),
        n.suspiciousFeatures(),
        n.change());
  }
}
