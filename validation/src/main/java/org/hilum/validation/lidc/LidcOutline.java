package org.hilum.validation.lidc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reader drew on one image. The outline runs through the first pixels outside the nodule.
 *
 * @param sopInstanceUid the image; null where the file leaves it out, as some early ones do
 * @param zMm the image's position as the readers' workstation gave it
 * @param inclusion false where the outline encloses something that is not the nodule
 */
public record LidcOutline(
    @Nullable String sopInstanceUid, double zMm, boolean inclusion, List<LidcPixel> edge) {

  public LidcOutline {
    edge = List.copyOf(edge);
    if (edge.isEmpty()) {
      throw new IllegalArgumentException("an outline has at least one pixel");
    }
  }
}
