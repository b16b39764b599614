package org.hilum.web.review;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.hilum.db.StoredComparison;
import org.jspecify.annotations.Nullable;

/**
 * The comparison with an earlier study as the review page shows it.
 *
 * @param reason why there is none; null where there is one
 * @param priorDate as in {@code 2026-01-15}
 * @param days between the two; null where that is not known or on one day
 * @param modelVersion that found the earlier nodules
 */
public record ComparisonView(
    @Nullable String reason,
    @Nullable String detail,
    @Nullable String priorStudyUid,
    @Nullable String priorSeriesUid,
    @Nullable String priorDate,
    @Nullable Long days,
    boolean sameModel,
    @Nullable String modelVersion,
    double lungOverlap,
    double agreement,
    double localShiftMm,
    List<StoredComparison.PassedOver> passedOver,
    List<Row> rows,
    List<Double> currentToPrior,
    List<PriorMark> priorMarks,
    List<Link> links) {

  /** Below this agreement of the vessels the reader is told to look closer. */
  private static final double WEAK_AGREEMENT = 0.8;

  /** A size, millimetres. */
  public record Size(double longAxisMm, double shortAxisMm, double volumeMm3) {}

  /**
   * One nodule.
   *
   * @param number of the finding; null where only the earlier study has it
   */
  public record Row(
      String state,
      @Nullable Integer number,
      @Nullable Integer priorNumber,
      @Nullable Size then,
      @Nullable Size now,
      @Nullable Double meanDiameterChangeMm,
      @Nullable Double volumeChange,
      @Nullable Double doublingDays,
      String change,
      boolean ambiguous,
      boolean uncertain) {

    /** The key of what became of it: a pair's change of size, or else its state. */
    public String label() {
      return state.equals("MATCHED") ? change : state;
    }

    /** How it is coloured. */
    public String tone() {
      return switch (label()) {
        case "GROWING", "SLOWLY_GROWING", "GROWN_IN_UNKNOWN_TIME", "NEW" -> "failed";
        case "STABLE", "DECREASED", "RESOLVED" -> "ready";
        default -> "waiting";
      };
    }

    public String signedMm() {
      return signed(Objects.requireNonNull(meanDiameterChangeMm), 1);
    }

    public String signedPercent() {
      return signed(Objects.requireNonNull(volumeChange) * 100, 0);
    }

    private static String signed(double value, int decimals) {
      String text = String.format(Locale.ROOT, "%+." + decimals + "f", value);
      return text.replace('-', '\u2212');
    }
  }

  /**
   * Where a finding lies in the earlier study.
   *
   * @param priorId the finding there that it is; null where there is none
   */
  record Link(int id, List<Double> center, @Nullable Integer priorId, List<Double> place) {}

  /** A finding of the earlier study, as the viewer draws it. */
  record PriorMark(int id, List<Double> center, double longAxisMm) {}

  /** What the viewer needs to show the earlier study beside the current one. */
  record Beside(
      String study,
      String series,
      List<Double> currentToPrior,
      List<PriorMark> findings,
      List<Link> links) {}

  static ComparisonView of(StoredComparison stored, List<FindingView> findings) {
    StoredComparison.Prior prior = stored.prior();
    StoredComparison.Registration registration = stored.registration();
    return new ComparisonView(
        stored.reason(),
        stored.detail(),
        prior == null ? null : prior.studyInstanceUid(),
        prior == null ? null : prior.seriesInstanceUid(),
        prior == null ? null : prior.date(),
        days(prior == null ? null : prior.date(), stored.currentDate()),
        prior != null && prior.sameModel(),
        prior == null ? null : prior.modelVersion(),
        registration == null ? 0 : registration.lungOverlap(),
        registration == null ? 0 : registration.detailCorrelation(),
        registration == null ? 0 : registration.localShiftMm(),
        stored.passedOver(),
        stored.nodules().stream().map(nodule -> row(nodule, findings)).toList(),
        registration == null ? List.of() : registration.currentToPrior(),
        stored.nodules().stream()
            .map(StoredComparison.Nodule::priorFinding)
            .filter(Objects::nonNull)
            .map(f -> new PriorMark(f.number(), f.centerMm(), f.longAxisMm()))
            .toList(),
        stored.nodules().stream()
            .filter(nodule -> nodule.number() != null)
            .flatMap(nodule -> link(nodule, findings).stream())
            .toList());
  }

  private static @Nullable Long days(@Nullable String prior, @Nullable String current) {
    if (prior == null || current == null) {
      return null;
    }
    long days = ChronoUnit.DAYS.between(LocalDate.parse(prior), LocalDate.parse(current));
    return days > 0 ? days : null;
  }

  private static Row row(StoredComparison.Nodule nodule, List<FindingView> findings) {
    StoredComparison.PriorFinding prior = nodule.priorFinding();
    return new Row(
        nodule.state(),
        nodule.number(),
        prior == null ? null : prior.number(),
        prior == null ? null : new Size(prior.longAxisMm(), prior.shortAxisMm(), prior.volumeMm3()),
        findings.stream()
            .filter(finding -> Objects.equals(finding.number(), nodule.number()))
            .map(f -> new Size(f.longAxisMm(), f.shortAxisMm(), f.volumeMm3()))
            .findFirst()
            .orElse(null),
        nodule.meanDiameterChangeMm(),
        nodule.volumeChange(),
        nodule.doublingDays(),
        nodule.change(),
        nodule.ambiguous(),
        !nodule.trusted());
  }

  private static Optional<Link> link(StoredComparison.Nodule nodule, List<FindingView> findings) {
    StoredComparison.PriorFinding prior = nodule.priorFinding();
    return findings.stream()
        .filter(finding -> Objects.equals(finding.number(), nodule.number()))
        .findFirst()
        .map(
            finding ->
                new Link(
                    finding.number(),
                    List.of(finding.xMm(), finding.yMm(), finding.zMm()),
                    prior == null ? null : prior.number(),
                    nodule.otherPlaceMm()));
  }

  public boolean made() {
    return reason == null;
  }

  public boolean weak() {
    return made() && agreement < WEAK_AGREEMENT;
  }

  /** For the viewer; null where there is nothing to show beside. */
  @Nullable Beside beside() {
    if (priorStudyUid == null || priorSeriesUid == null || currentToPrior.isEmpty()) {
      return null;
    }
    return new Beside(priorStudyUid, priorSeriesUid, currentToPrior, priorMarks, links);
  }
}
