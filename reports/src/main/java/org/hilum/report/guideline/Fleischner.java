package org.hilum.report.guideline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hilum.model.NoduleAttributes.Texture;
import org.hilum.report.guideline.NoduleSize.Limit;
import org.jspecify.annotations.Nullable;

/**
 * The Fleischner Society's guideline of 2017 for nodules found by chance (doi
 * 10.1148/radiol.2017161659). It is not for screening, not under 35 years, and not with a known
 * cancer or a suppressed immune system: those are refused by name.
 *
 * <p>A solid nodule beside a subsolid one takes the row of several solid nodules, because the table
 * counts nodules and has no row for mixed ones; over 8 mm that is CT at 3 to 6 months, where a
 * single one would have 3 months, PET/CT or biopsy considered.
 */
public final class Fleischner {

  /** What came of it. */
  public sealed interface Result {

    /** The guideline is not for this patient or examination; the reason has a text. */
    record NotApplicable(Exclusion exclusion) implements Result {}

    /**
     * What it advises.
     *
     * @param missing what would have to be known for the advice to be sure
     */
    record Applicable(List<Advice> advice, Set<MissingFact> missing) implements Result {}
  }

  /** Why the guideline does not apply. */
  public enum Exclusion {
    NO_NODULE,
    SCREENING,
    UNDER_35_YEARS,
    KNOWN_CANCER,
    IMMUNOSUPPRESSION
  }

  /**
   * The advice for one group of nodules.
   *
   * @param ruleId of the row
   * @param noduleId the nodule that decides
   * @param lowRisk what to do at low risk of cancer
   * @param highRisk what to do at high risk, often the same
   */
  public record Advice(String ruleId, int noduleId, FollowUp lowRisk, FollowUp highRisk) {}

  /** What to do; each has a text. */
  public enum FollowUp {
    NONE,
    OPTIONAL_12_MONTHS,
    AT_6_TO_12_CONSIDER_18_TO_24,
    AT_6_TO_12_THEN_18_TO_24,
    CONSIDER_3_MONTHS_PET_OR_BIOPSY,
    AT_3_TO_6_CONSIDER_18_TO_24,
    AT_3_TO_6_THEN_18_TO_24,
    NON_SOLID_6_TO_12_THEN_EVERY_2_YEARS,
    PART_SOLID_3_TO_6_THEN_YEARLY,
    PART_SOLID_PET_BIOPSY_OR_RESECTION,
    PART_SOLID_BY_SOLID_PART,
    SUBSOLID_3_TO_6_CONSIDER_2_AND_4_YEARS,
    SUBSOLID_3_TO_6_BY_MOST_SUSPICIOUS
  }

  private static final int MINIMUM_AGE_YEARS = 35;
  private static final Limit MM6 = new Limit(6, 100);
  private static final Limit MM8 = new Limit(8, 250);

  /** From 6 mm on a solid part asks for more than a CT. */
  private static final Limit SOLID_PART = new Limit(6, 100);

  private Fleischner() {}

  /** The guideline's advice, or why there is none. */
  public static Result assess(Patient patient, Examination examination, List<RatedNodule> nodules) {
    Exclusion exclusion = exclusion(patient, examination, nodules);
    if (exclusion != null) {
      return new Result.NotApplicable(exclusion);
    }
    Set<MissingFact> missing = EnumSet.noneOf(MissingFact.class);
    addIf(missing, examination.screening() == null, MissingFact.PURPOSE_OF_EXAMINATION);
    addIf(missing, patient.ageYears() == null, MissingFact.AGE);
    addIf(
        missing,
        patient.extrathoracicCancer() == null || patient.lungCancer() == null,
        MissingFact.CANCER_HISTORY);
    addIf(missing, patient.immunosuppressed() == null, MissingFact.IMMUNE_STATUS);
    boolean several = nodules.size() > 1;
    List<Advice> advice = new ArrayList<>();
    List<RatedNodule> subsolid =
        nodules.stream().filter(nodule -> nodule.texture() != Texture.SOLID).toList();
    if (subsolid.size() > 1) {
      advice.add(severalSubsolid(largest(subsolid)));
    } else if (subsolid.size() == 1) {
      advice.add(oneSubsolid(subsolid.get(0), missing));
    }
    List<RatedNodule> solid =
        nodules.stream().filter(nodule -> nodule.texture() == Texture.SOLID).toList();
    if (!solid.isEmpty()) {
      advice.add(solid(largest(solid), several));
    }
    addIf(
        missing,
        advice.stream().anyMatch(each -> each.lowRisk() != each.highRisk()),
        MissingFact.CANCER_RISK);
    return new Result.Applicable(advice, missing);
  }

  private static @Nullable Exclusion exclusion(
      Patient patient, Examination examination, List<RatedNodule> nodules) {
    if (nodules.isEmpty()) {
      return Exclusion.NO_NODULE;
    }
    if (Boolean.TRUE.equals(examination.screening())) {
      return Exclusion.SCREENING;
    }
    if (patient.ageYears() != null && patient.ageYears() < MINIMUM_AGE_YEARS) {
      return Exclusion.UNDER_35_YEARS;
    }
    if (Boolean.TRUE.equals(patient.extrathoracicCancer())
        || Boolean.TRUE.equals(patient.lungCancer())) {
      return Exclusion.KNOWN_CANCER;
    }
    return Boolean.TRUE.equals(patient.immunosuppressed()) ? Exclusion.IMMUNOSUPPRESSION : null;
  }

  private static void addIf(Set<MissingFact> missing, boolean condition, MissingFact fact) {
    if (condition) {
      missing.add(fact);
    }
  }

  private static RatedNodule largest(List<RatedNodule> nodules) {
    return nodules.stream().max(Comparator.comparing(RatedNodule::size)).orElseThrow();
  }

  private static Advice solid(RatedNodule nodule, boolean several) {
    String group = several ? "solid.multiple." : "solid.single.";
    if (nodule.size().isBelow(MM6)) {
      return new Advice(group + "lt6", nodule.id(), FollowUp.NONE, FollowUp.OPTIONAL_12_MONTHS);
    }
    String band = nodule.size().isAbove(MM8) ? "gt8" : "6to8";
    if (several) {
      return new Advice(
          group + band,
          nodule.id(),
          FollowUp.AT_3_TO_6_CONSIDER_18_TO_24,
          FollowUp.AT_3_TO_6_THEN_18_TO_24);
    }
    return band.equals("gt8")
        ? new Advice(
            group + band,
            nodule.id(),
            FollowUp.CONSIDER_3_MONTHS_PET_OR_BIOPSY,
            FollowUp.CONSIDER_3_MONTHS_PET_OR_BIOPSY)
        : new Advice(
            group + band,
            nodule.id(),
            FollowUp.AT_6_TO_12_CONSIDER_18_TO_24,
            FollowUp.AT_6_TO_12_THEN_18_TO_24);
  }

  private static Advice oneSubsolid(RatedNodule nodule, Set<MissingFact> missing) {
    if (nodule.texture() == Texture.NON_SOLID) {
      return nodule.size().isBelow(MM6)
          ? same("nonsolid.single.lt6", nodule, FollowUp.NONE)
          : same("nonsolid.single.ge6", nodule, FollowUp.NON_SOLID_6_TO_12_THEN_EVERY_2_YEARS);
    }
    boolean growing = nodule.change().isGrowth();
    if (nodule.size().isBelow(MM6) && !growing) {
      return same("part.single.lt6", nodule, FollowUp.NONE);
    }
    NoduleSize solidPart = nodule.solidPart();
    if (growing || (solidPart != null && !solidPart.isBelow(SOLID_PART))) {
      return same("part.single.solidGe6", nodule, FollowUp.PART_SOLID_PET_BIOPSY_OR_RESECTION);
    }
    if (solidPart == null) {
      missing.add(MissingFact.SOLID_COMPONENT);
      return same("part.single.ge6", nodule, FollowUp.PART_SOLID_BY_SOLID_PART);
    }
    return same("part.single.ge6", nodule, FollowUp.PART_SOLID_3_TO_6_THEN_YEARLY);
  }

  private static Advice severalSubsolid(RatedNodule largest) {
    return largest.size().isBelow(MM6)
        ? same("subsolid.multiple.lt6", largest, FollowUp.SUBSOLID_3_TO_6_CONSIDER_2_AND_4_YEARS)
        : same("subsolid.multiple.ge6", largest, FollowUp.SUBSOLID_3_TO_6_BY_MOST_SUSPICIOUS);
  }

  private static Advice same(String ruleId, RatedNodule nodule, FollowUp followUp) {
    return new Advice(ruleId, nodule.id(), followUp, followUp);
  }
}
