package org.hilum.validation.report;

import java.util.List;

/**
 * The figures of a part of the cases.
 *
 * @param by what the parts differ in, for example {@code size}
 * @param group which part, for example {@code 6 to 8 mm}
 * @param cases how many it holds
 */
public record Subgroup(String by, String group, int cases, List<Figure> figures) {

  /** With fewer cases than this an interval spans most of what is possible. */
  public static final int ENOUGH_CASES = 20;

  public Subgroup {
    figures = List.copyOf(figures);
  }

  /** Empty where there are enough cases to say something. */
  public String warning() {
    return cases < ENOUGH_CASES ? "only %d cases: too few to say anything".formatted(cases) : "";
  }
}
