package org.hilum.model;

/**
 * Where in the lungs a finding lies. The zone is a third of its lung's height, which is what can be
 * measured without the fissures; it is not a lobe.
 */
public record LungPlace(Side side, Zone zone) {

  public enum Side {
    LEFT,
    RIGHT
  }

  public enum Zone {
    UPPER,
    MIDDLE,
    LOWER
  }
}
