package org.hilum.report.comparison;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hilum.model.NoduleAttributes.Texture;
import org.hilum.model.NoduleFinding;
import org.hilum.model.register.NoduleMatch;
import org.hilum.model.register.RegistrationQuality;
import org.hilum.model.register.RigidTransform;
import org.hilum.report.guideline.Change;
import org.hilum.report.guideline.LungRads;
import org.hilum.report.guideline.RatedNodule;
import org.jspecify.annotations.Nullable;

/** An examination against an earlier one, or why there is no comparison. */
public sealed interface Comparison {

  /** Why nothing was compared. A reason is stable: it is stored and has a text. */
  enum Reason {
    /** Nobody asked for a comparison. */
    NOT_ASKED_FOR,
    /** No earlier CT of the patient is known. */
    NO_PRIOR,
    /** The images name no patient id, so that no earlier examination can be looked for. */
    NO_PATIENT_ID,
    /** The images name no date, so that what is earlier is not known. */
    NO_DATE,
    /** An examination with the same patient id names another patient, birth date or issuer. */
    PATIENT_CONFLICT,
    /** The earlier examination is not analysed, or not yet. */
    PRIOR_NOT_ANALYSED,
    /** The model refused to judge the earlier examination. */
    PRIOR_REFUSED,
    /** The images of the earlier examination are no longer here. */
    PRIOR_IMAGES_GONE,
    /** The images of the earlier examination cannot be read. */
    PRIOR_UNREADABLE,
    /** The examination given as the earlier one is not earlier. */
    PRIOR_NOT_EARLIER,
    /** The model refused to judge the current examination. */
    CURRENT_REFUSED,
    /** No whole lungs in the current images. */
    CURRENT_LUNGS,
    /** No whole lungs in the earlier images. */
    PRIOR_LUNGS,
    /** The earlier images reach too little of the lungs. */
    LITTLE_OVERLAP,
    /** The two examinations could not be brought together. */
    NO_AGREEMENT,
    /** The comparison itself broke. */
    FAILED
  }

  /**
   * Nothing was compared.
   *
   * @param prior the earlier examination that was not used; null where there is none
   * @param detail one line for the log and the page, in English; may be empty
   */
  record NotMade(Reason reason, @Nullable PriorExamination prior, String detail)
      implements Comparison {

    public NotMade {
      requireNonNull(reason, "reason");
      requireNonNull(detail, "detail");
    }
  }

  /**
   * The two were compared.
   *
   * @param currentDate of the current study; null where its images do not say
   * @param transform from the current examination to the prior one, millimetres, LPS
   * @param nodules the current ones in their order, then those that only the prior examination has
   * @param passedOver more recent examinations that could not be used, and why
   */
  record Made(
      PriorExamination prior,
      @Nullable LocalDate currentDate,
      RegistrationQuality quality,
      RigidTransform transform,
      List<NoduleComparison> nodules,
      List<NotMade> passedOver)
      implements Comparison {

    public Made {
      requireNonNull(prior, "prior");
      requireNonNull(quality, "quality");
      requireNonNull(transform, "transform");
      nodules = List.copyOf(nodules);
      passedOver = List.copyOf(passedOver);
    }

    /** The same, with what was passed over on the way to it. */
    public Made withPassedOver(List<NotMade> passedOver) {
      return new Made(prior, currentDate, quality, transform, nodules, passedOver);
    }

    /** Empty where a date is missing or both are the same. */
    public Optional<TimeBetween> time() {
      return TimeBetween.of(prior.date(), currentDate);
    }
  }

  static Comparison notMade(Reason reason) {
    return new NotMade(reason, null, "");
  }

  /**
   * Draws from matched nodules what sizes and dates support.
   *
   * @param priorChanges how the nodules of the prior examination had changed by then, by their ids;
   *     where one is missing, nothing is known of that
   */
  static Made of(
      PriorExamination prior,
      @Nullable LocalDate currentDate,
      RegistrationQuality quality,
      RigidTransform transform,
      List<NoduleMatch> matches,
      Map<Integer, Change> priorChanges) {
    Optional<TimeBetween> time = TimeBetween.of(prior.date(), currentDate);
    List<NoduleComparison> nodules = new ArrayList<>();
    for (NoduleMatch match : matches) {
      NoduleFinding earlier = match.prior();
      NoduleFinding later = match.current();
      if (earlier != null && later != null) {
        SizeChange size = SizeChange.of(earlier, later, prior.date(), currentDate);
        LungRads.NoduleCategory category = priorCategory(earlier, later, priorChanges);
        nodules.add(
            new NoduleComparison(
                match,
                size,
                new Change(
                    size.kind(),
                    category == null ? null : category.low(),
                    category == null ? null : category.high(),
                    time.map(TimeBetween::fullMonths).orElse(null))));
      } else {
        Change.Kind kind =
            match.state() == NoduleMatch.State.NEW ? Change.Kind.NEW : Change.Kind.NOT_COMPARED;
        nodules.add(new NoduleComparison(match, null, Change.of(kind)));
      }
    }
    return new Made(prior, currentDate, quality, transform, nodules, List.of());
  }

  /**
   * Null where ground glass has become solid: its category is not one that a solid nodule of that
   * size could keep.
   */
  private static LungRads.@Nullable NoduleCategory priorCategory(
      NoduleFinding earlier, NoduleFinding later, Map<Integer, Change> priorChanges) {
    if (earlier.attributes().textureClass() == Texture.NON_SOLID
        && later.attributes().textureClass() != Texture.NON_SOLID) {
      return null;
    }
    Change change = priorChanges.getOrDefault(earlier.id(), Change.of(Change.Kind.NOT_COMPARED));
    return LungRads.categorize(RatedNodule.of(earlier, change));
  }

  /** What the guidelines are told of a nodule of the current examination. */
  default Change changeOf(NoduleFinding finding) {
    if (this instanceof Made made) {
      for (NoduleComparison nodule : made.nodules()) {
        NoduleFinding current = nodule.match().current();
        if (current != null && current.id() == finding.id()) {
          return nodule.change();
        }
      }
    }
    return Change.of(Change.Kind.NOT_COMPARED);
  }
}
