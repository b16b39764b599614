package org.hilum.report.guideline;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sums the terms of a logistic model over what is known, and bounds it over what is not. */
final class Unknowns {

  private final Set<MissingFact> missing = EnumSet.noneOf(MissingFact.class);
  private double low;
  private double high;

  Unknowns(double constant) {
    low = constant;
    high = constant;
  }

  void add(double term) {
    low += term;
    high += term;
  }

  /** Adds a weight where the fact holds, and bounds the sum where nobody knows. */
  void add(double weight, @Nullable Boolean fact, MissingFact name) {
    if (fact == null) {
      missing.add(name);
      low += Math.min(0, weight);
      high += Math.max(0, weight);
    } else if (fact) {
      add(weight);
    }
  }

  /** Notes a fact that is not known and in which the model has no term. */
  void miss(MissingFact name) {
    missing.add(name);
  }

  CancerRisk risk(int noduleId) {
    return new CancerRisk.Known(noduleId, logistic(low), logistic(high), missing);
  }

  static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
