package org.hilum.model.history;

public enum SmokingStatus {
  NEVER,
  FORMER,
  CURRENT,
  /** Has smoked; whether still so is not said. */
  EVER;

  public boolean hasSmoked() {
    return this != NEVER;
  }
}
