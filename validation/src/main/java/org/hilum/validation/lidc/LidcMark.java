package org.hilum.validation.lidc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One reader's mark on one finding. */
public sealed interface LidcMark {

  /** The name the reader's workstation gave it; unique within one reading only. */
  String id();

  /**
   * A nodule of at least 3 mm, outlined on each image it shows in.
   *
   * @param ratings null where the file holds none
   */
  record Nodule(String id, @Nullable LidcRatings ratings, List<LidcOutline> outlines)
      implements LidcMark {
    public Nodule {
      outlines = List.copyOf(outlines);
    }
  }

  /** A nodule under 3 mm, marked by its centre of mass alone. */
  record SmallNodule(String id, @Nullable String sopInstanceUid, double zMm, LidcPixel pixel)
      implements LidcMark {}

  /** Something of at least 3 mm that looks like a nodule and, to this reader, is none. */
  record NonNodule(String id, @Nullable String sopInstanceUid, double zMm, LidcPixel pixel)
      implements LidcMark {}
}
