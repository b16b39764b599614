package org.hilum.ingest.ledger;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hilum.db.StoredComparison;
import org.hilum.model.LungPlace;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleFinding;
import org.hilum.model.register.RegistrationQuality;
import org.hilum.model.register.RigidTransform;
import org.hilum.model.volume.PatientPoint;
import org.hilum.report.comparison.Comparison;
import org.hilum.report.comparison.NoduleComparison;
import org.hilum.report.comparison.PriorExamination;
import org.hilum.report.comparison.SizeChange;
import org.hilum.report.guideline.Change;
import org.hilum.report.guideline.LungRads;
import org.jspecify.annotations.Nullable;

/** Comparisons as the database keeps them. */
final class StoredComparisons {

  private StoredComparisons() {}

  static StoredComparison of(Comparison comparison) {
    if (comparison instanceof Comparison.NotMade notMade) {
      return new StoredComparison(
          notMade.reason().name(),
          notMade.detail().isEmpty() ? null : notMade.detail(),
          prior(notMade.prior()),
          null,
          null,
          List.of(),
          List.of());
    }
    Comparison.Made made = (Comparison.Made) comparison;
    return new StoredComparison(
        null,
        null,
        prior(made.prior()),
        text(made.currentDate()),
        registration(made.transform(), made.quality()),
        made.passedOver().stream()
            .map(
                other ->
                    new StoredComparison.PassedOver(
                        other.prior() == null ? null : text(other.prior().date()),
                        other.reason().name()))
            .toList(),
        made.nodules().stream().map(StoredComparisons::nodule).toList());
  }

  private static StoredComparison.@Nullable Prior prior(@Nullable PriorExamination prior) {
    if (prior == null) {
      return null;
    }
    ModelInfo model = prior.model();
    return new StoredComparison.Prior(
        prior.studyInstanceUid(),
        prior.seriesInstanceUid(),
        text(prior.date()),
        model == null ? null : model.name(),
        model == null ? null : model.version(),
        model == null ? null : model.precision(),
        prior.sameModel());
  }

  private static StoredComparison.Registration registration(
      RigidTransform t, RegistrationQuality quality) {
    return new StoredComparison.Registration(
        List.of(
            t.rxx(), t.rxy(), t.rxz(), t.tx(), t.ryx(), t.ryy(), t.ryz(), t.ty(), t.rzx(), t.rzy(),
            t.rzz(), t.tz()),
        quality.lungOverlap(),
        quality.coveredShare(),
        quality.detailCorrelation(),
        quality.localShiftMm(),
        quality.places());
  }

  private static StoredComparison.Nodule nodule(NoduleComparison nodule) {
    NoduleFinding current = nodule.match().current();
    NoduleFinding prior = nodule.match().prior();
    SizeChange size = nodule.size();
    LungRads.Category category = nodule.change().priorCategory();
    return new StoredComparison.Nodule(
        nodule.match().state().name(),
        current == null ? null : current.id(),
        prior == null ? null : finding(prior),
        point(nodule.match().otherPlace()),
        size == null ? null : nodule.match().distanceMm(),
        nodule.match().trusted(),
        nodule.match().ambiguous(),
        size == null ? null : size.meanDiameterChangeMm(),
        size == null ? null : size.volumeChange(),
        size == null ? null : size.stableVolume(),
        size == null ? null : size.doublingDays(),
        nodule.change().kind().name(),
        category == null ? null : category.name(),
        nodule.change().monthsSincePrior());
  }

  private static StoredComparison.PriorFinding finding(NoduleFinding finding) {
    LungPlace place = finding.place();
    return new StoredComparison.PriorFinding(
        finding.id(),
        point(finding.center()),
        finding.longAxisMm(),
        finding.shortAxisMm(),
        finding.volumeMm3(),
        StoredRecords.attributes(finding.attributes()),
        place == null ? null : place.side().name(),
        place == null ? null : place.zone().name());
  }

  private static List<Double> point(PatientPoint point) {
    return List.of(point.xMm(), point.yMm(), point.zMm());
  }

  private static @Nullable String text(@Nullable LocalDate date) {
    return Objects.toString(date, null);
  }

  /** How the findings of a stored analysis had changed, by their numbers. */
  static Map<Integer, Change> changes(@Nullable StoredComparison comparison) {
    Map<Integer, Change> changes = new HashMap<>();
    if (comparison != null) {
      for (StoredComparison.Nodule nodule : comparison.nodules()) {
        if (nodule.number() != null) {
          changes.put(
              nodule.number(),
              new Change(
                  Change.Kind.valueOf(nodule.change()),
                  nodule.priorCategory() == null
                      ? null
                      : LungRads.Category.valueOf(nodule.priorCategory()),
                  nodule.monthsSincePrior()));
        }
      }
    }
    return changes;
  }
}
