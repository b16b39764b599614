package org.hilum.pacs;

import java.nio.file.Path;
import java.util.Set;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.hilum.pacs.toolkit.DicomReader;
import org.hilum.pacs.toolkit.Values;
import org.jspecify.annotations.Nullable;

/**
 * How the pixels of a frame are stored (PS3.3 C.7.6.3), checked to be something that can be
 * decoded.
 */
record PixelLayout(
    int rows,
    int columns,
    int bitsAllocated,
    int bitsStored,
    int highBit,
    boolean signed,
    String photometricInterpretation) {

  private static final int MAX_SIDE = 16_384;

  /** A file of these that ends between two attributes would otherwise pass for complete. */
  private static final Set<String> IMAGE_CLASSES =
      Set.of(
          "1.2.840.10008.5.1.4.1.1.1", // Computed Radiography
          "1.2.840.10008.5.1.4.1.1.1.1", // Digital X-Ray
          DicomUids.CT_IMAGE_STORAGE,
          "1.2.840.10008.5.1.4.1.1.2.1", // Enhanced CT
          "1.2.840.10008.5.1.4.1.1.2.2", // Legacy Converted Enhanced CT
          "1.2.840.10008.5.1.4.1.1.4", // MR
          "1.2.840.10008.5.1.4.1.1.7", // Secondary Capture
          "1.2.840.10008.5.1.4.1.1.66.4", // Segmentation
          "1.2.840.10008.5.1.4.1.1.128"); // Positron Emission Tomography

  int pixels() {
    return rows * columns;
  }

  int bytes() {
    return pixels() * (bitsAllocated / 8);
  }

  /**
   * @throws DicomFormatException for colour, several frames, or sizes and depths that do not add up
   */
  static PixelLayout of(DicomReader.Header header) throws DicomFormatException {
    Path file = header.file();
    Attributes dataset = header.dataset();
    int samples = integer(dataset, Tag.SamplesPerPixel, 1);
    int frames = integer(dataset, Tag.NumberOfFrames, 1);
    String photometric = Values.text(dataset, Tag.PhotometricInterpretation);
    String interpretation = photometric == null ? "MONOCHROME2" : photometric;
    if (samples != 1 || !interpretation.startsWith("MONOCHROME")) {
      throw unsupported(file, "a colour image (%s)".formatted(interpretation));
    }
    if (frames > 1) {
      throw unsupported(file, "an image of %d frames".formatted(frames));
    }
    PixelLayout layout = read(dataset, interpretation);
    layout.requireSound(file);
    return layout;
  }

  private static PixelLayout read(Attributes dataset, String interpretation) {
    int allocated = integer(dataset, Tag.BitsAllocated, 0);
    int stored = integer(dataset, Tag.BitsStored, allocated);
    return new PixelLayout(
        integer(dataset, Tag.Rows, 0),
        integer(dataset, Tag.Columns, 0),
        allocated,
        stored,
        integer(dataset, Tag.HighBit, stored - 1),
        integer(dataset, Tag.PixelRepresentation, 0) == 1,
        interpretation);
  }

  private void requireSound(Path file) throws DicomFormatException {
    if (rows < 1 || columns < 1 || rows > MAX_SIDE || columns > MAX_SIDE) {
      throw DicomReader.malformed(
          file, "its image is %d columns by %d rows".formatted(columns, rows), null);
    }
    if (bitsAllocated != 8 && bitsAllocated != 16) {
      throw unsupported(file, "an image of %d bits allocated a pixel".formatted(bitsAllocated));
    }
    if (bitsStored < 1
        || bitsStored > bitsAllocated
        || highBit < bitsStored - 1
        || highBit >= bitsAllocated) {
      throw DicomReader.malformed(
          file,
          "Bits Stored %d and High Bit %d do not fit into %d Bits Allocated"
              .formatted(bitsStored, highBit, bitsAllocated),
          null);
    }
  }

  /**
   * Checks that a file whose header describes an image also holds one, and enough of it where that
   * shows without decoding.
   */
  static void requireComplete(DicomReader.Header header) throws DicomFormatException {
    Attributes dataset = header.dataset();
    long rows = integer(dataset, Tag.Rows, 0);
    long columns = integer(dataset, Tag.Columns, 0);
    long bits = integer(dataset, Tag.BitsAllocated, 0);
    DicomReader.PixelElement pixels = header.pixels();
    String sopClass = Values.text(dataset, Tag.SOPClassUID);
    boolean isImage = sopClass != null && IMAGE_CLASSES.contains(sopClass);
    if (rows < 1 || columns < 1 || bits < 1) {
      if (isImage) {
        throw DicomReader.truncated(
            header.file(), "it is an image by its class, but nothing describes or holds one", null);
      }
      return;
    }
    if (pixels == null) {
      boolean otherPixels =
          dataset.contains(Tag.FloatPixelData)
              || dataset.contains(Tag.DoubleFloatPixelData)
              || dataset.contains(Tag.PixelDataProviderURL);
      if (otherPixels) {
        return;
      }
      throw DicomReader.truncated(
          header.file(), "its header describes an image, but no pixel data follow", null);
    }
    if (pixels.bytes() < 0) {
      requireFragments(header.file(), pixels);
      return;
    }
    @Nullable String photometric = Values.text(dataset, Tag.PhotometricInterpretation);
    if (photometric != null && photometric.startsWith("MONOCHROME")) {
      long frames = Math.max(1, integer(dataset, Tag.NumberOfFrames, 1));
      long expected = (rows * columns * frames * bits + 7) / 8;
      if (pixels.bytes() < expected) {
        throw DicomReader.malformed(
            header.file(),
            "its image needs %d bytes of pixel data, but only %d are there"
                .formatted(expected, pixels.bytes()),
            null);
      }
    }
  }

  private static void requireFragments(Path file, DicomReader.PixelElement pixels)
      throws DicomFormatException {
    if (pixels.fragments().size() < 2) {
      throw DicomReader.malformed(file, "its compressed pixel data are empty", null);
    }
  }

  static DicomFormatException unsupported(Path file, String what) {
    return new DicomFormatException(
        file,
        DicomFormatException.Kind.UNSUPPORTED,
        "holds " + what,
        "Hilum reads single-frame monochrome images of 8 or 16 bits; leave it out",
        null);
  }

  private static int integer(Attributes dataset, int tag, int otherwise) {
    Integer value = Values.integer(dataset, tag);
    return value == null ? otherwise : value;
  }
}
