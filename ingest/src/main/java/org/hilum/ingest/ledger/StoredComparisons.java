package org.hilum.ingest.ledger;

import java.time.LocalDate;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hilum.db.StoredComparison;
import org.hilum.model.LungPlace;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleFinding;
import org.hilum.model.register.NoduleMatch;
import org.hilum.model.register.RegistrationQuality;
import org.hilum.model.register.RigidTransform;
import org.hilum.model.volume.NoduleMask;
import org.hilum.model.volume.PatientPoint;
import org.hilum.report.comparison.Comparison;
import org.hilum.report.comparison.NoduleComparison;
import org.hilum.report.comparison.PriorExamination;
import org.hilum.report.comparison.SizeChange;
import org.hilum.report.guideline.Change;
import org.hilum.report.guideline.LungRads;
import org.jspecify.annotations.Nullable;

/** Comparisons as the database keeps them. */
public final class StoredComparisons {

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
        name(nodule.change().priorHigh()),
        name(nodule.change().priorLow()),
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
        place == null ? null : place.zone().name(),
        finding.familiar());
  }

  private static List<Double> point(PatientPoint point) {
    return List.of(point.xMm(), point.yMm(), point.zMm());
  }

  private static @Nullable String name(LungRads.@Nullable Category category) {
    return category == null ? null : category.name();
  }

  private static @Nullable String text(@Nullable LocalDate date) {
    return Objects.toString(date, null);
  }

  /**
   * A stored comparison as it was made, for the findings that are left: what it said of others is
   * left out. Of the earlier findings it keeps what a report says of them.
   */
  public static Comparison comparison(
      @Nullable StoredComparison stored, List<NoduleFinding> findings) {
    if (stored == null) {
      return Comparison.notMade(Comparison.Reason.NOT_ASKED_FOR);
    }
    PriorExamination prior = examination(stored.prior());
    if (stored.reason() != null) {
      return new Comparison.NotMade(
          Comparison.Reason.valueOf(stored.reason()),
          prior,
          Objects.requireNonNullElse(stored.detail(), ""));
    }
    StoredComparison.Registration registration =
        Objects.requireNonNull(stored.registration(), "registration");
    List<Double> t = registration.currentToPrior();
    return new Comparison.Made(
        Objects.requireNonNull(prior, "prior"),
        date(stored.currentDate()),
        new RegistrationQuality(
            registration.lungOverlap(),
            registration.coveredShare(),
            registration.detailCorrelation(),
            registration.localShiftMm(),
            registration.places()),
        new RigidTransform(
            t.get(0), t.get(1), t.get(2), t.get(4), t.get(5), t.get(6), t.get(8), t.get(9),
            t.get(10), t.get(3), t.get(7), t.get(11)),
        stored.nodules().stream().flatMap(nodule -> compared(nodule, findings).stream()).toList(),
        stored.passedOver().stream()
            .map(
                other ->
                    new Comparison.NotMade(
                        Comparison.Reason.valueOf(other.reason()),
                        PriorExamination.unused(null, date(other.date())),
                        ""))
            .toList());
  }

  private static @Nullable PriorExamination examination(StoredComparison.@Nullable Prior prior) {
    if (prior == null) {
      return null;
    }
    ModelInfo model =
        prior.modelName() == null || prior.modelVersion() == null || prior.modelPrecision() == null
            ? null
            : new ModelInfo(prior.modelName(), prior.modelVersion(), prior.modelPrecision());
    return new PriorExamination(
        prior.studyInstanceUid(),
        prior.seriesInstanceUid(),
        date(prior.date()),
        model,
        prior.sameModel());
  }

  /** Empty for a finding that is no longer among those of the analysis. */
  private static Optional<NoduleComparison> compared(
      StoredComparison.Nodule nodule, List<NoduleFinding> findings) {
    NoduleFinding current =
        findings.stream()
            .filter(finding -> Objects.equals(finding.id(), nodule.number()))
            .findFirst()
            .orElse(null);
    if (nodule.number() != null && current == null) {
      return Optional.empty();
    }
    Change.Kind kind = Change.Kind.valueOf(nodule.change());
    NoduleMatch match =
        new NoduleMatch(
            NoduleMatch.State.valueOf(nodule.state()),
            current,
            nodule.priorFinding() == null ? null : earlier(nodule.priorFinding()),
            point(nodule.otherPlaceMm()),
            Objects.requireNonNullElse(nodule.distanceMm(), Double.NaN),
            nodule.trusted(),
            nodule.ambiguous());
    return Optional.of(
        new NoduleComparison(
            match,
            nodule.meanDiameterChangeMm() == null
                ? null
                : new SizeChange(
                    nodule.meanDiameterChangeMm(),
                    nodule.volumeChange(),
                    nodule.stableVolume(),
                    nodule.doublingDays(),
                    kind),
            change(nodule)));
  }

  private static NoduleFinding earlier(StoredComparison.PriorFinding finding) {
    return new NoduleFinding(
        finding.number(),
        point(finding.centerMm()),
        finding.longAxisMm(),
        finding.shortAxisMm(),
        finding.volumeMm3(),
        Double.NaN,
        Double.NaN,
        new NoduleFinding.Interval(Double.NaN, Double.NaN),
        StoredRecords.attributes(finding.attributes()),
        finding.side() == null || finding.zone() == null
            ? null
            : new LungPlace(
                LungPlace.Side.valueOf(finding.side()), LungPlace.Zone.valueOf(finding.zone())),
        List.of(),
        new NoduleFinding.ModalityShare(Double.NaN, Double.NaN),
        new NoduleMask(0, 0, 0, 1, 1, 1, new BitSet()),
        !Boolean.FALSE.equals(finding.familiar()));
  }

  private static PatientPoint point(List<Double> mm) {
    return new PatientPoint(mm.get(0), mm.get(1), mm.get(2));
  }

  private static @Nullable LocalDate date(@Nullable String text) {
    return text == null ? null : LocalDate.parse(text);
  }

  private static Change change(StoredComparison.Nodule nodule) {
    String high = nodule.priorCategory();
    String low = nodule.priorCategoryLow() == null ? high : nodule.priorCategoryLow();
    return new Change(
        Change.Kind.valueOf(nodule.change()),
        low == null ? null : LungRads.Category.valueOf(low),
        high == null ? null : LungRads.Category.valueOf(high),
        nodule.monthsSincePrior());
  }

  /** How the findings of a stored analysis had changed, by their numbers. */
  static Map<Integer, Change> changes(@Nullable StoredComparison comparison) {
    Map<Integer, Change> changes = new HashMap<>();
    if (comparison != null) {
      for (StoredComparison.Nodule nodule : comparison.nodules()) {
        if (nodule.number() != null) {
          changes.put(nodule.number(), change(nodule));
        }
      }
    }
    return changes;
  }
}
