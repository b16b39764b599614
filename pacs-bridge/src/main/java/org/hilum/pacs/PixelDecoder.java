package org.hilum.pacs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.hilum.pacs.toolkit.DicomReader;
import org.hilum.pacs.toolkit.Values;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the pixels of single-frame monochrome images of 8 or 16 bits: uncompressed in either byte
 * order, deflated, RLE, JPEG Lossless and JPEG 2000. Thread-safe.
 */
public final class PixelDecoder {

  /** The lowest value that {@link #hu} gives: air, to which padding is raised. */
  public static final short AIR_HU = -1024;

  /**
   * Within this of water lies what a CT is made for. A padding value there (0 beside stored
   * Hounsfield units) is a slip of whoever wrote the header: it would tear holes into the patient.
   */
  private static final int SOFT_TISSUE_HU = 500;

  /**
   * Decodes the image to Hounsfield units, row by row: rescaled, rounded to the nearest whole
   * number, padding (0028,0120), unless it stands for soft tissue, and everything below air raised
   * to {@link #AIR_HU}.
   *
   * @throws DicomFormatException if the file is damaged, or holds what Hilum does not read (colour,
   *     MONOCHROME1, several frames, another transfer syntax), which the message names
   */
  public short[] hu(Path file) throws DicomFormatException {
    Decoded decoded = decode(file);
    Attributes dataset = decoded.header().dataset();
    if (!decoded.layout().photometricInterpretation().equals("MONOCHROME2")) {
      throw PixelLayout.unsupported(
          file, "an image of " + decoded.layout().photometricInterpretation());
    }
    if (dataset.containsValue(Tag.ModalityLUTSequence)) {
      throw PixelLayout.unsupported(
          file, "pixels that only a Modality LUT (0028,3000) turns into a measure");
    }
    Padding padding = Padding.of(dataset, decoded.layout());
    return rescale(decoded.samples(), decoded.layout(), Rescale.of(decoded.header()), padding);
  }

  /**
   * Decodes the image to the stored values, uncompressed, as a browser's viewer takes them.
   *
   * @throws DicomFormatException as {@link #hu}
   */
  public PixelFrame frame(Path file) throws DicomFormatException {
    Decoded decoded = decode(file);
    PixelLayout layout = decoded.layout();
    byte[] bytes = new byte[layout.bytes()];
    if (layout.bitsAllocated() == 16) {
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().put(decoded.samples());
    } else {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) decoded.samples()[i];
      }
    }
    Rescale rescale = Rescale.of(decoded.header());
    return new PixelFrame(
        bytes,
        layout.rows(),
        layout.columns(),
        layout.bitsAllocated(),
        layout.bitsStored(),
        layout.signed(),
        layout.photometricInterpretation(),
        rescale.slope(),
        rescale.intercept());
  }

  /**
   * @param samples the stored values: sign-extended where signed, zero-extended where not
   */
  private record Decoded(DicomReader.Header header, PixelLayout layout, short[] samples) {}

  private static Decoded decode(Path file) throws DicomFormatException {
    DicomReader.Header header = DicomReader.readHeader(file);
    DicomReader.PixelElement pixels = header.pixels();
    if (pixels == null) {
      throw DicomReader.truncated(file, "it holds no pixel data", null);
    }
    PixelLayout layout = PixelLayout.of(header);
    short[] words = FrameCodecs.decode(header, pixels, layout);
    return new Decoded(header, layout, onlyStoredBits(words, layout));
  }

  /** Takes the stored bits out of their words, where older files keep overlays beside them. */
  private static short[] onlyStoredBits(short[] words, PixelLayout layout) {
    if (layout.bitsStored() == 16) {
      return words;
    }
    int right = layout.highBit() + 1 - layout.bitsStored();
    int unused = Integer.SIZE - layout.bitsStored();
    short[] samples = new short[words.length];
    for (int i = 0; i < words.length; i++) {
      int aligned = (words[i] & 0xffff) >>> right << unused;
      samples[i] = (short) (layout.signed() ? aligned >> unused : aligned >>> unused);
    }
    return samples;
  }

  /** By a table: a slice has several times more pixels than there are stored values. */
  private static short[] rescale(
      short[] samples, PixelLayout layout, Rescale rescale, @Nullable Padding padding) {
    short[] table = new short[1 << 16];
    for (int word = 0; word < table.length; word++) {
      int stored = layout.signed() ? (short) word : word;
      long value = Math.round(stored * rescale.slope() + rescale.intercept());
      boolean padded =
          padding != null && padding.covers(stored) && Math.abs(value) > SOFT_TISSUE_HU;
      table[word] = padded ? AIR_HU : (short) Math.max(AIR_HU, Math.min(Short.MAX_VALUE, value));
    }
    short[] hu = new short[samples.length];
    for (int i = 0; i < samples.length; i++) {
      hu[i] = table[samples[i] & 0xffff];
    }
    return hu;
  }

  /** Pixel Padding Value (0028,0120), with Pixel Padding Range Limit (0028,0121) where given. */
  private record Padding(int lowest, int highest) {

    static @Nullable Padding of(Attributes dataset, PixelLayout layout) {
      Integer value = Values.integer(dataset, Tag.PixelPaddingValue);
      if (value == null) {
        return null;
      }
      Integer limit = Values.integer(dataset, Tag.PixelPaddingRangeLimit);
      int first = sample(value, layout);
      int second = limit == null ? first : sample(limit, layout);
      return new Padding(Math.min(first, second), Math.max(first, second));
    }

    /** Both are often stored as US although the pixels are signed. */
    private static int sample(int value, PixelLayout layout) {
      return layout.signed() ? (short) value : value & 0xffff;
    }

    boolean covers(int stored) {
      return stored >= lowest && stored <= highest;
    }
  }
}
