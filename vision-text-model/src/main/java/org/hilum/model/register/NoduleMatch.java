package org.hilum.model.register;

import org.hilum.model.NoduleFinding;
import org.hilum.model.volume.PatientPoint;
import org.jspecify.annotations.Nullable;

/**
 * One nodule of the two examinations, or of one of them.
 *
 * @param current null where only the prior examination has it
 * @param prior null where only the current examination has it
 * @param otherPlace where {@code current} lies in the prior examination, as the registration says;
 *     where there is no {@code current}, where {@code prior} lies in the current one
 * @param distanceMm between {@code otherPlace} and the other nodule's centre; NaN without a pair
 * @param trusted whether the surroundings were found again, so that the place holds within a few
 *     millimetres; otherwise it is what the rigid transform alone says
 * @param ambiguous whether another nodule lies almost as near, so that the pair may be mistaken
 */
public record NoduleMatch(
    State state,
    @Nullable NoduleFinding current,
    @Nullable NoduleFinding prior,
    PatientPoint otherPlace,
    double distanceMm,
    boolean trusted,
    boolean ambiguous) {

  public NoduleMatch {
    boolean fits =
        switch (state) {
          case MATCHED -> current != null && prior != null;
          case NEW, PRESENT_BEFORE, NOT_COVERED_BEFORE -> current != null && prior == null;
          case RESOLVED, PRESENT_NOW, NOT_COVERED_NOW -> current == null && prior != null;
        };
    if (!fits) {
      throw new IllegalArgumentException(
          "a match that is %s with current %s and prior %s".formatted(state, current, prior));
    }
  }

  /** What became of a nodule. A state is stable: it is stored and has a text. */
  public enum State {
    /** Both examinations have it. */
    MATCHED,
    /** The prior images show lung without it at its place. */
    NEW,
    /** The model did not report it then, but the prior images show like tissue at its place. */
    PRESENT_BEFORE,
    /** The prior examination does not show its place in the lungs. */
    NOT_COVERED_BEFORE,
    /** The current images show lung without it at its place. */
    RESOLVED,
    /** The model does not report it now, but the current images show like tissue at its place. */
    PRESENT_NOW,
    /** The current examination does not show its place in the lungs. */
    NOT_COVERED_NOW
  }
}
