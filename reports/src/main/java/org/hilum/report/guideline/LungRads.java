package org.hilum.report.guideline;

import static org.hilum.report.guideline.Change.Kind.BASELINE;
import static org.hilum.report.guideline.Change.Kind.DECREASED;
import static org.hilum.report.guideline.Change.Kind.GROWING;
import static org.hilum.report.guideline.Change.Kind.GROWN_IN_UNKNOWN_TIME;
import static org.hilum.report.guideline.Change.Kind.NEW;
import static org.hilum.report.guideline.Change.Kind.NOT_COMPARED;
import static org.hilum.report.guideline.Change.Kind.PROVEN_BENIGN;
import static org.hilum.report.guideline.Change.Kind.SLOWLY_GROWING;
import static org.hilum.report.guideline.Change.Kind.STABLE;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hilum.model.NoduleAttributes.Texture;
import org.hilum.report.guideline.NoduleSize.Limit;
import org.jspecify.annotations.Nullable;

/**
 * Lung-RADS v2022 for screening examinations. Sources: RadElement RDES267; CHEST 2024;165:738. The
 * ACR's own document was not at hand; the row on cysts with a growing cystic part, which rests on
 * memory alone, is left out.
 */
public final class LungRads {

  /** The categories, least suspicious first. */
  public enum Category {
    C0("0"),
    C1("1"),
    C2("2"),
    C3("3"),
    C4A("4A"),
    C4B("4B"),
    C4X("4X");

    private final String label;

    Category(String label) {
      this.label = label;
    }

    /** As written: {@code 4A}. */
    public String label() {
      return label;
    }
  }

  /**
   * The category of a nodule: between two, which are the same where everything needed is known.
   *
   * @param ruleId of the rule that gave the higher one
   */
  public record NoduleCategory(
      int noduleId, Category low, Category high, String ruleId, Set<MissingFact> missing) {}

  /**
   * The category of the examination, that of its most suspicious nodule.
   *
   * @param ruleId of the rule that gave the higher one
   * @param modifierS null where nobody looked for other findings
   * @param nodules in the order they came
   */
  public record Result(
      Category low,
      Category high,
      String ruleId,
      @Nullable Boolean modifierS,
      List<NoduleCategory> nodules,
      Set<MissingFact> missing) {}

  private static final Limit MM4 = new Limit(4, 34);
  private static final Limit MM6 = new Limit(6, 113);
  private static final Limit MM8 = new Limit(8, 268);
  private static final Limit MM10 = new Limit(10, 524);
  private static final Limit MM15 = new Limit(15, 1767);
  private static final Limit MM30 = new Limit(30, 14137);

  /** From a size on, up to but without another; null for no limit. */
  private record Range(@Nullable Limit from, @Nullable Limit to) {

    static final Range ANY = new Range(null, null);

    boolean contains(NoduleSize size) {
      return (from == null || !size.isBelow(from)) && (to == null || size.isBelow(to));
    }

    /** Whether some part of a nodule of this size can have a size in the range. */
    boolean canHoldPartOf(NoduleSize whole) {
      return from == null || !whole.isBelow(from);
    }
  }

  private record Row(
      String ruleId,
      Texture texture,
      Set<Change.Kind> changes,
      Range total,
      Range solidPart,
      Category category) {}

  private static final Set<Change.Kind> FIRST =
      EnumSet.of(BASELINE, NOT_COMPARED, STABLE, DECREASED);

  /**
   * Each nodule that is not of a special form meets exactly one row, or several by a solid part.
   */
  private static final List<Row> TABLE =
      List.of(
          solid("solid.baseline.lt6", FIRST, null, MM6, Category.C2),
          solid("solid.baseline.6to8", FIRST, MM6, MM8, Category.C3),
          solid("solid.baseline.8to15", FIRST, MM8, MM15, Category.C4A),
          solid("solid.baseline.ge15", FIRST, MM15, null, Category.C4B),
          solid("solid.new.lt4", EnumSet.of(NEW), null, MM4, Category.C2),
          solid("solid.new.4to6", EnumSet.of(NEW), MM4, MM6, Category.C3),
          solid("solid.new.6to8", EnumSet.of(NEW), MM6, MM8, Category.C4A),
          solid("solid.new.ge8", EnumSet.of(NEW), MM8, null, Category.C4B),
          solid("solid.growing.lt8", EnumSet.of(GROWING), null, MM8, Category.C4A),
          solid("solid.growing.ge8", EnumSet.of(GROWING), MM8, null, Category.C4B),
          solid("solid.slow", EnumSet.of(SLOWLY_GROWING), null, null, Category.C4B),
          part("part.baseline.lt6", FIRST, new Range(null, MM6), Range.ANY, Category.C2),
          part("part.baseline.solidLt6", FIRST, from(MM6), new Range(null, MM6), Category.C3),
          part("part.baseline.solid6to8", FIRST, from(MM6), new Range(MM6, MM8), Category.C4A),
          part("part.baseline.solidGe8", FIRST, from(MM6), from(MM8), Category.C4B),
          part("part.new.lt6", EnumSet.of(NEW), new Range(null, MM6), Range.ANY, Category.C3),
          part("part.new.solidLt4", EnumSet.of(NEW), from(MM6), new Range(null, MM4), Category.C4A),
          part("part.new.solidGe4", EnumSet.of(NEW), from(MM6), from(MM4), Category.C4B),
          part(
              "part.growing.solidLt4",
              EnumSet.of(GROWING),
              Range.ANY,
              new Range(null, MM4),
              Category.C4A),
          part("part.growing.solidGe4", EnumSet.of(GROWING), Range.ANY, from(MM4), Category.C4B),
          part("part.slow", EnumSet.of(SLOWLY_GROWING), Range.ANY, Range.ANY, Category.C4B),
          nonSolid(
              "nonsolid.lt30",
              EnumSet.of(BASELINE, NOT_COMPARED, NEW, STABLE, DECREASED, GROWING, SLOWLY_GROWING),
              new Range(null, MM30),
              Category.C2),
          nonSolid(
              "nonsolid.ge30", EnumSet.of(BASELINE, NOT_COMPARED, NEW), from(MM30), Category.C3),
          nonSolid(
              "nonsolid.ge30.stable",
              EnumSet.of(STABLE, DECREASED, SLOWLY_GROWING),
              from(MM30),
              Category.C2),
          nonSolid("nonsolid.ge30.growing", EnumSet.of(GROWING), from(MM30), Category.C3));

  private LungRads() {}

  private static Range from(Limit limit) {
    return new Range(limit, null);
  }

  private static Row solid(
      String ruleId,
      Set<Change.Kind> changes,
      @Nullable Limit from,
      @Nullable Limit to,
      Category category) {
    return new Row(ruleId, Texture.SOLID, changes, new Range(from, to), Range.ANY, category);
  }

  private static Row part(
      String ruleId, Set<Change.Kind> changes, Range total, Range solidPart, Category category) {
    return new Row(ruleId, Texture.PART_SOLID, changes, total, solidPart, category);
  }

  private static Row nonSolid(
      String ruleId, Set<Change.Kind> changes, Range total, Category category) {
    return new Row(ruleId, Texture.NON_SOLID, changes, total, Range.ANY, category);
  }

  /** The category of an examination. */
  public static Result assess(Examination examination, List<RatedNodule> nodules) {
    List<NoduleCategory> categories = nodules.stream().map(LungRads::categorize).toList();
    Set<MissingFact> missing = EnumSet.noneOf(MissingFact.class);
    if (examination.screening() == null) {
      missing.add(MissingFact.PURPOSE_OF_EXAMINATION);
    }
    if (examination.significantOtherFinding() == null) {
      missing.add(MissingFact.OTHER_FINDINGS);
    }
    String incomplete =
        switch (examination.state()) {
          case EVALUABLE -> null;
          case PRIOR_BEING_LOCATED -> "incomplete.prior";
          case LUNGS_NOT_EVALUABLE -> "incomplete.lungs";
          case SUGGESTS_INFLAMMATION -> "incomplete.inflammation";
        };
    if (incomplete != null) {
      return new Result(
          Category.C0,
          Category.C0,
          incomplete,
          examination.significantOtherFinding(),
          categories,
          missing);
    }
    categories.forEach(category -> missing.addAll(category.missing()));
    NoduleCategory highest =
        categories.stream()
            .max(Comparator.comparing(NoduleCategory::high).thenComparing(NoduleCategory::low))
            .orElse(null);
    Category low =
        categories.stream()
            .map(NoduleCategory::low)
            .max(Comparator.naturalOrder())
            .orElse(Category.C1);
    return new Result(
        low,
        highest == null ? Category.C1 : highest.high(),
        highest == null ? "none" : highest.ruleId(),
        examination.significantOtherFinding(),
        categories,
        missing);
  }

  /** The category of one nodule. */
  public static NoduleCategory categorize(RatedNodule nodule) {
    Set<MissingFact> missing = EnumSet.noneOf(MissingFact.class);
    if (Boolean.TRUE.equals(nodule.benignPattern())) {
      return new NoduleCategory(nodule.id(), Category.C1, Category.C1, "benign", missing);
    }
    if (nodule.change().kind() == PROVEN_BENIGN) {
      return new NoduleCategory(nodule.id(), Category.C2, Category.C2, "provenBenign", missing);
    }
    if (nodule.change().kind() == NOT_COMPARED) {
      missing.add(MissingFact.PRIOR_EXAMINATION);
    }
    List<Row> rows = rowsFor(nodule, missing);
    Row highest = rows.stream().max(Comparator.comparing(Row::category)).orElseThrow();
    Category low = rows.stream().map(Row::category).min(Comparator.naturalOrder()).orElseThrow();
    Category high = highest.category();
    String ruleId = highest.ruleId();
    if (nodule.change().kind() == STABLE || nodule.change().kind() == DECREASED) {
      StepDown stepped = stepDown(nodule, low, high, missing);
      low = stepped.low();
      high = stepped.high();
      ruleId = stepped.ruleId() == null ? ruleId : stepped.ruleId();
    }
    if (nodule.change().kind() == GROWN_IN_UNKNOWN_TIME && low != high) {
      missing.add(MissingFact.TIME_SINCE_PRIOR);
    }
    if (nodule.benignPattern() == null) {
      missing.add(MissingFact.CALCIFICATION_PATTERN);
      low = Category.C1;
    }
    if (high.compareTo(Category.C3) >= 0) {
      if (nodule.suspiciousFeatures() == null) {
        missing.add(MissingFact.SUSPICIOUS_FEATURES);
      } else if (nodule.suspiciousFeatures()) {
        ruleId = "suspicious";
        low = low.compareTo(Category.C3) >= 0 ? Category.C4X : low;
        high = Category.C4X;
      }
    }
    return new NoduleCategory(nodule.id(), low, high, ruleId, missing);
  }

  private static List<Row> rowsFor(RatedNodule nodule, Set<MissingFact> missing) {
    Row special = specialForm(nodule);
    if (special != null) {
      return List.of(special);
    }
    Set<Change.Kind> kinds = EnumSet.of(nodule.change().kind());
    if (nodule.change().kind() == GROWN_IN_UNKNOWN_TIME) {
      kinds = EnumSet.of(GROWING, SLOWLY_GROWING);
    }
    Set<Change.Kind> possibleKinds = kinds;
    List<Row> bySize =
        TABLE.stream()
            .filter(row -> row.texture() == nodule.texture())
            .filter(row -> row.changes().stream().anyMatch(possibleKinds::contains))
            .filter(row -> row.total().contains(nodule.size()))
            .toList();
    NoduleSize solidPart = nodule.solidPart();
    if (solidPart != null) {
      return bySize.stream().filter(row -> row.solidPart().contains(solidPart)).toList();
    }
    List<Row> possible =
        bySize.stream().filter(row -> row.solidPart().canHoldPartOf(nodule.size())).toList();
    if (possible.size() > 1) {
      missing.add(MissingFact.SOLID_COMPONENT);
    }
    return possible;
  }

  private static @Nullable Row specialForm(RatedNodule nodule) {
    boolean lasts = nodule.change().kind() == STABLE || nodule.change().isGrowth();
    return switch (nodule.form()) {
      case PARENCHYMAL -> null;
      case JUXTAPLEURAL ->
          nodule.texture() == Texture.SOLID
                  && nodule.size().isBelow(MM10)
                  && !nodule.change().isGrowth()
              ? special("juxtapleural", Category.C2)
              : null;
      case SUBSEGMENTAL_AIRWAY -> special("airway.subsegmental", Category.C2);
      case PROXIMAL_AIRWAY ->
          lasts
              ? special("airway.persistent", Category.C4B)
              : special("airway.proximal", Category.C4A);
      case ATYPICAL_CYST ->
          nodule.change().isGrowth()
              ? special("cyst.growing", Category.C4B)
              : special("cyst.atypical", Category.C4A);
    };
  }

  private static Row special(String ruleId, Category category) {
    return new Row(
        ruleId, Texture.SOLID, EnumSet.noneOf(Change.Kind.class), Range.ANY, Range.ANY, category);
  }

  private record StepDown(Category low, Category high, @Nullable String ruleId) {}

  /**
   * A nodule that stayed as it was for long enough goes down a category: 4A to 3 after 3 months, 3
   * to 2 after 6. Any other keeps the category it had. Where that is known within a range only,
   * what becomes of either end counts.
   */
  private static StepDown stepDown(
      RatedNodule nodule, Category low, Category high, Set<MissingFact> missing) {
    if (specialForm(nodule) != null || nodule.texture() == Texture.NON_SOLID) {
      return new StepDown(low, high, null);
    }
    Category priorLow = nodule.change().priorLow();
    Category priorHigh = nodule.change().priorHigh();
    if (priorLow == null || priorHigh == null) {
      missing.add(MissingFact.PRIOR_CATEGORY);
      return new StepDown(Category.C2, high, null);
    }
    Integer months = nodule.change().monthsSincePrior();
    StepDown ofLow = stepDown(priorLow, months, low, high, missing);
    StepDown ofHigh = stepDown(priorHigh, months, low, high, missing);
    Category lower = ofLow.low().compareTo(ofHigh.low()) <= 0 ? ofLow.low() : ofHigh.low();
    StepDown higher = ofLow.high().compareTo(ofHigh.high()) > 0 ? ofLow : ofHigh;
    if (priorLow != priorHigh && lower != higher.high()) {
      missing.add(MissingFact.PRIOR_CATEGORY);
    }
    return new StepDown(lower, higher.high(), higher.ruleId());
  }

  /** What becomes of one category that the nodule had. */
  private static StepDown stepDown(
      Category prior,
      @Nullable Integer months,
      Category low,
      Category high,
      Set<MissingFact> missing) {
    if (prior == Category.C0 || prior == Category.C1) {
      return new StepDown(low, high, null);
    }
    if (prior != Category.C3 && prior != Category.C4A) {
      return new StepDown(prior, prior, "stable.kept");
    }
    int needed = prior == Category.C3 ? 6 : 3;
    Category below = prior == Category.C3 ? Category.C2 : Category.C3;
    if (months == null) {
      missing.add(MissingFact.TIME_SINCE_PRIOR);
      return new StepDown(below, prior, "stable.kept");
    }
    return months >= needed
        ? new StepDown(below, below, "stable.stepDown")
        : new StepDown(prior, prior, "stable.kept");
  }
}
