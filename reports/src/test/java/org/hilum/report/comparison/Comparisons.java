package org.hilum.report.comparison;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.hilum.model.ModelInfo;
import org.hilum.model.NoduleAttributes;
import org.hilum.model.NoduleFinding;
import org.hilum.model.register.NoduleMatch;
import org.hilum.model.register.NoduleMatch.State;
import org.hilum.model.register.RegistrationQuality;
import org.hilum.model.register.RigidTransform;
import org.hilum.model.volume.PatientPoint;
import org.hilum.report.Inputs;
import org.jspecify.annotations.Nullable;

/** Comparisons for the tests. */
public final class Comparisons {

  public static final LocalDate NOW = LocalDate.of(2026, 2, 28);

  private static final NoduleAttributes SOLID = new NoduleAttributes(5, 1, 1, 4, 4, 6, 4);

  private Comparisons() {}

  /** A solid, smooth nodule without calcification. */
  public static NoduleFinding nodule(int id, double longAxisMm, double shortAxisMm) {
    return Inputs.nodule(id, longAxisMm, shortAxisMm, SOLID);
  }

  public static NoduleMatch matched(NoduleFinding current, NoduleFinding prior) {
    return match(State.MATCHED, current, prior);
  }

  public static NoduleMatch match(
      State state, @Nullable NoduleFinding current, @Nullable NoduleFinding prior) {
    return new NoduleMatch(
        state,
        current,
        prior,
        new PatientPoint(1, 2, 3),
        state == State.MATCHED ? 0.5 : Double.NaN,
        true,
        false);
  }

  public static Comparison.Made made(
      @Nullable LocalDate priorDate, @Nullable LocalDate currentDate, NoduleMatch... matches) {
    return made(Inputs.MODEL, 0.95, priorDate, currentDate, matches);
  }

  public static Comparison.Made made(
      ModelInfo priorModel,
      double agreement,
      @Nullable LocalDate priorDate,
      @Nullable LocalDate currentDate,
      NoduleMatch... matches) {
    return Comparison.of(
        PriorExamination.analysed("1.2.9", "1.2.9.1", priorDate, priorModel, Inputs.MODEL),
        currentDate,
        new RegistrationQuality(0.97, 1, agreement, 2.4, 80),
        RigidTransform.translation(1, 2, 3),
        List.of(matches),
        Map.of());
  }
}
