package org.hilum.model.crops;

import java.util.Locale;

/** The readers' ratings that the assessor learns, with the name of their column. */
public enum Rating {
  TEXTURE(5),
  SPICULATION(5),
  LOBULATION(5),
  MARGIN(5),
  SPHERICITY(5),
  CALCIFICATION(6),
  SUBTLETY(5),
  MALIGNANCY(5);

  private final int highest;

  Rating(int highest) {
    this.highest = highest;
  }

  /** The highest rating on LIDC's scale; the lowest is always 1. */
  public int highest() {
    return highest;
  }

  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }
}
