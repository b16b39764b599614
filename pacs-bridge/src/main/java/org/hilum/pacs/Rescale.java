package org.hilum.pacs;

import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.hilum.pacs.toolkit.DicomReader;
import org.hilum.pacs.toolkit.Values;

/**
 * How stored values become Hounsfield units. Where an attribute is absent, slope 1 and intercept 0
 * stand for it; where it is there and cannot be meant, no value of the image can be relied on.
 */
record Rescale(double slope, double intercept) {

  /** Stored values are of 16 bits at most, and CT of some thousand HU. */
  private static final double LARGEST_SLOPE = 1_000;

  private static final double LARGEST_INTERCEPT = 100_000;

  /**
   * @throws DicomFormatException if the slope or the intercept is no number, or an absurd one
   */
  static Rescale of(DicomReader.Header header) throws DicomFormatException {
    double slope = number(header, Tag.RescaleSlope, "Rescale Slope (0028,1053)", 1, LARGEST_SLOPE);
    if (slope == 0) {
      throw DicomReader.malformed(
          header.file(),
          "its Rescale Slope (0028,1053) is \"0\", which makes all values alike",
          null);
    }
    return new Rescale(
        slope,
        number(
            header, Tag.RescaleIntercept, "Rescale Intercept (0028,1052)", 0, LARGEST_INTERCEPT));
  }

  private static double number(
      DicomReader.Header header, int tag, String name, double whereAbsent, double largest)
      throws DicomFormatException {
    Attributes dataset = header.dataset();
    if (!dataset.containsValue(tag)) {
      return whereAbsent;
    }
    Double value = Values.decimal(dataset, tag);
    if (value == null || Math.abs(value) > largest) {
      throw DicomReader.malformed(
          header.file(),
          "its %s is \"%s\", no number from %.0f to %.0f"
              .formatted(name, HeaderMapper.shortened(dataset.getString(tag)), -largest, largest),
          null);
    }
    return value;
  }
}
