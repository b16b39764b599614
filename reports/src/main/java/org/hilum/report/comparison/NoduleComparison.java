package org.hilum.report.comparison;

import static java.util.Objects.requireNonNull;

import org.hilum.model.register.NoduleMatch;
import org.hilum.report.guideline.Change;
import org.jspecify.annotations.Nullable;

/**
 * A nodule of one or both examinations.
 *
 * @param size null unless both have it
 * @param change what the guidelines are told of it
 */
public record NoduleComparison(NoduleMatch match, @Nullable SizeChange size, Change change) {

  public NoduleComparison {
    requireNonNull(match, "match");
    requireNonNull(change, "change");
    if ((match.state() == NoduleMatch.State.MATCHED) != (size != null)) {
      throw new IllegalArgumentException(
          "a nodule that is %s with the change of size %s".formatted(match.state(), size));
    }
  }
}
