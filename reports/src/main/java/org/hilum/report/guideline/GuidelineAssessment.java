package org.hilum.report.guideline;

import java.util.List;

/**
 * What the guidelines say of an examination. Lung-RADS is for screening and Fleischner for chance
 * findings: where the purpose is not known, both are given, and which holds is for the reader.
 *
 * @param brock a risk a nodule, in their order; likewise {@code mayo}
 */
public record GuidelineAssessment(
    LungRads.Result lungRads,
    Fleischner.Result fleischner,
    List<CancerRisk> brock,
    List<CancerRisk> mayo) {

  /** Changes whenever a rule does; stored with whatever rests on the rules. */
  public static final String VERSION = "4";

  public GuidelineAssessment {
    brock = List.copyOf(brock);
    mayo = List.copyOf(mayo);
  }

  /** Applies every guideline. */
  public static GuidelineAssessment of(
      Patient patient, Examination examination, List<RatedNodule> nodules) {
    return new GuidelineAssessment(
        LungRads.assess(examination, nodules),
        Fleischner.assess(patient, examination, nodules),
        nodules.stream().map(nodule -> Brock.risk(patient, nodule, nodules.size())).toList(),
        nodules.stream().map(nodule -> Mayo.risk(patient, nodule)).toList());
  }
}
