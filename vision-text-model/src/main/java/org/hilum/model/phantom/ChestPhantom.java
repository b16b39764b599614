package org.hilum.model.phantom;

import java.util.List;
import org.hilum.model.volume.CtVolume;

/** A digital chest phantom: the volume, and the truth about its nodules. */
public final class ChestPhantom {

  private final PhantomSpec spec;
  private final CtVolume volume;
  private final List<NoduleTruth> truth;

  private ChestPhantom(PhantomSpec spec, CtVolume volume, List<NoduleTruth> truth) {
    this.spec = spec;
    this.volume = volume;
    this.truth = List.copyOf(truth);
  }

  /**
   * Makes the phantom, on all cores. The same specification always gives the same voxels.
   *
   * @throws IllegalArgumentException if a nodule does not lie wholly within the lungs and the
   *     volume, or two nodules touch; the message names it and a place nearby that would do
   */
  public static ChestPhantom generate(PhantomSpec spec) {
    throw new UnsupportedOperationException("the drawing follows: " + spec);
  }

  /** Four nodules of different kinds in the standard phantom's lungs. */
  public static List<PhantomNodule> defaultNodules() {
    return NoduleNotation.parse(
        "-78,-20,62,8,solid; 88,5,8,12,part-solid,lobulated;"
            + "-82,42,-48,18,solid,spiculated; 72,-25,70,10,ground-glass");
  }

  public PhantomSpec spec() {
    return spec;
  }

  public CtVolume volume() {
    return volume;
  }

  /** The nodules in the order of the specification. */
  public List<NoduleTruth> truth() {
    return truth;
  }
}
