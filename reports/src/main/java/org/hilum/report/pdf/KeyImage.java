package org.hilum.report.pdf;

import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.hilum.report.Messages;
import org.jspecify.annotations.Nullable;

/**
 * An image with a nodule's mark drawn in.
 *
 * @param noduleId the {@link org.hilum.model.NoduleFinding#id()}
 * @param seriesNumber (0020,0011)
 * @param imageNumber (0020,0013)
 * @param png the picture as a PNG file
 * @throws IllegalArgumentException if the bytes are no PNG file
 */
public record KeyImage(
    int noduleId, @Nullable Integer seriesNumber, @Nullable Integer imageNumber, byte[] png) {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  public KeyImage {
    if (png.length <= SIGNATURE.length
        || !Arrays.equals(SIGNATURE, 0, SIGNATURE.length, png, 0, SIGNATURE.length)) {
      throw new IllegalArgumentException(
          "the key image of nodule %d is no PNG file".formatted(noduleId));
    }
    png = png.clone();
  }

  /** For the template: the whole picture as an address. */
  public String address() {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }

  String caption(Messages messages) {
    return messages.text(
        "keyImages.caption",
        Map.of("id", noduleId, "where", messages.where(seriesNumber, imageNumber)));
  }
}
