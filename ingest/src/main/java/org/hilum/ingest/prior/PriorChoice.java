package org.hilum.ingest.prior;

import java.util.List;
import org.hilum.report.comparison.Comparison;

/** The earlier study to compare with, or why there is none. */
public sealed interface PriorChoice {

  /**
   * @param passedOver more recent studies that could not be used
   */
  record Found(PriorAnalysis prior, List<Comparison.NotMade> passedOver) implements PriorChoice {

    public Found {
      passedOver = List.copyOf(passedOver);
    }
  }

  record None(Comparison.NotMade why) implements PriorChoice {}
}
