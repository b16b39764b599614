package org.hilum.pacs;

import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferShort;
import java.awt.image.DataBufferUShort;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.aoju.bus.image.galaxy.data.VR;
import org.hilum.pacs.toolkit.DicomReader;
import org.hilum.pacs.toolkit.Toolkit;

/**
 * Decodes pixel data of the supported transfer syntaxes to the stored words: one {@code short} a
 * pixel, with whatever the bits outside Bits Stored hold.
 */
final class FrameCodecs {

  private static final String JPEG_READERS = "com.twelvemonkeys.";
  private static final String JPEG_2000_READERS = "com.github.jaiimageio.";

  private static final Map<String, String> UNSUPPORTED_NAMES =
      Map.ofEntries(
          Map.entry("1.2.840.10008.1.2.4.50", "JPEG Baseline"),
          Map.entry("1.2.840.10008.1.2.4.51", "JPEG Extended"),
          Map.entry("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless"),
          Map.entry("1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless"),
          Map.entry("1.2.840.10008.1.2.4.92", "JPEG 2000 Part 2 Lossless"),
          Map.entry("1.2.840.10008.1.2.4.93", "JPEG 2000 Part 2"),
          Map.entry("1.2.840.10008.1.2.4.94", "JPIP Referenced"),
          Map.entry("1.2.840.10008.1.2.4.95", "JPIP Referenced Deflate"),
          Map.entry("1.2.840.10008.1.2.4.100", "MPEG2"),
          Map.entry("1.2.840.10008.1.2.4.102", "MPEG-4"),
          Map.entry("1.2.840.10008.1.2.4.201", "HTJ2K Lossless"),
          Map.entry("1.2.840.10008.1.2.4.202", "HTJ2K Lossless RPCL"),
          Map.entry("1.2.840.10008.1.2.4.203", "HTJ2K"));

  static {
    // The class loader that ImageIO looked through first may not have been the application's.
    ImageIO.scanForPlugins();
    Toolkit.removeOpenCvReaders();
  }

  private FrameCodecs() {}

  static short[] decode(
      DicomReader.Header header, DicomReader.PixelElement pixels, PixelLayout layout)
      throws DicomFormatException {
    Path file = header.file();
    String syntax = header.transferSyntaxUid();
    try {
      return switch (syntax) {
        case "1.2.840.10008.1.2", "1.2.840.10008.1.2.1" ->
            words(readNative(file, pixels, layout), layout, ByteOrder.LITTLE_ENDIAN, pixels.vr());
        case "1.2.840.10008.1.2.2" ->
            words(readNative(file, pixels, layout), layout, ByteOrder.BIG_ENDIAN, pixels.vr());
        case "1.2.840.10008.1.2.1.99" ->
            words(
                DicomReader.readDeflatedPixels(file, layout.bytes()),
                layout,
                ByteOrder.LITTLE_ENDIAN,
                pixels.vr());
        case "1.2.840.10008.1.2.5" -> RunLength.decode(file, readFragments(file, pixels), layout);
        case "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70" -> {
          byte[] stream = readFragments(file, pixels);
          CodestreamHeader.jpegLossless(file, stream).requireFits(file, layout);
          yield read(file, stream, "JPEG", JPEG_READERS, layout);
        }
        case "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91" -> {
          byte[] stream = readFragments(file, pixels);
          CodestreamHeader.jpeg2000(file, stream).requireFits(file, layout);
          yield read(file, stream, "jpeg 2000", JPEG_2000_READERS, layout);
        }
        default -> throw unsupported(file, syntax);
      };
    } catch (DicomFormatException e) {
      throw e;
    } catch (IOException e) {
      throw DicomReader.unreadable(file, e);
    }
  }

  private static DicomFormatException unsupported(Path file, String syntax) {
    String name = UNSUPPORTED_NAMES.get(syntax);
    return new DicomFormatException(
        file,
        DicomFormatException.Kind.UNSUPPORTED,
        "its pixels are encoded as %s (transfer syntax %s)"
            .formatted(name == null ? "something unknown" : name, syntax),
        "have the PACS send it uncompressed, as RLE, JPEG Lossless or JPEG 2000",
        null);
  }

  private static byte[] readNative(Path file, DicomReader.PixelElement pixels, PixelLayout layout)
      throws IOException {
    if (pixels.bytes() < layout.bytes()) {
      throw DicomReader.malformed(
          file,
          "its image needs %d bytes of pixel data, but only %d are there"
              .formatted(layout.bytes(), pixels.bytes()),
          null);
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      return readFully(file, channel, pixels.inFile(), layout.bytes());
    }
  }

  /** All fragments but the first, the offset table: together they are the one frame. */
  private static byte[] readFragments(Path file, DicomReader.PixelElement pixels)
      throws IOException {
    List<DicomReader.Fragment> fragments = pixels.fragments();
    if (fragments.size() < 2) {
      throw DicomReader.malformed(file, "its pixel data should be compressed but are not", null);
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      if (fragments.size() == 2) {
        DicomReader.Fragment only = fragments.get(1);
        return readFully(file, channel, only.offset(), only.bytes());
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (DicomReader.Fragment fragment : fragments.subList(1, fragments.size())) {
        all.writeBytes(readFully(file, channel, fragment.offset(), fragment.bytes()));
      }
      return all.toByteArray();
    }
  }

  private static byte[] readFully(Path file, SeekableByteChannel channel, long offset, int bytes)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    channel.position(offset);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw DicomReader.truncated(
            file,
            "truncated: %d bytes of its pixels are missing".formatted(buffer.remaining()),
            null);
      }
    }
    return buffer.array();
  }

  private static short[] words(byte[] bytes, PixelLayout layout, ByteOrder order, VR vr) {
    short[] words = new short[layout.pixels()];
    if (layout.bitsAllocated() == 16) {
      ByteBuffer.wrap(bytes).order(order).asShortBuffer().get(words);
      return words;
    }
    // Pixels of 8 bits in OW are pairs in a word, so big endian stores them crosswise (PS3.5
    // 8.1.1).
    boolean crossed = order == ByteOrder.BIG_ENDIAN && vr == VR.OW;
    for (int i = 0; i < words.length; i++) {
      int at = crossed ? Math.min(i ^ 1, bytes.length - 1) : i;
      words[i] = (short) (bytes[at] & 0xff);
    }
    return words;
  }

  private static short[] read(
      Path file, byte[] stream, String format, String readers, PixelLayout layout)
      throws DicomFormatException {
    ImageReader reader = null;
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(stream))) {
      reader = reader(format, readers);
      reader.setInput(in, true, true);
      Raster raster =
          reader.canReadRaster() ? reader.readRaster(0, null) : reader.read(0).getRaster();
      if (raster.getWidth() != layout.columns()
          || raster.getHeight() != layout.rows()
          || raster.getNumBands() != 1) {
        throw DicomReader.malformed(
            file,
            "its compressed image is %d by %d of %d samples, its header says %d by %d"
                .formatted(
                    raster.getWidth(),
                    raster.getHeight(),
                    raster.getNumBands(),
                    layout.columns(),
                    layout.rows()),
            null);
      }
      return words(raster);
    } catch (DicomFormatException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw DicomReader.malformed(file, "its compressed image is damaged: " + e, e);
    } finally {
      if (reader != null) {
        reader.dispose();
      }
    }
  }

  /**
   * Asks the registry and not {@link ImageIO}, which would also instantiate the toolkit's own
   * readers, and those need OpenCV.
   */
  private static ImageReader reader(String format, String readers) throws IOException {
    Iterator<ImageReaderSpi> providers =
        IIORegistry.getDefaultInstance()
            .getServiceProviders(
                ImageReaderSpi.class,
                provider ->
                    provider.getClass().getName().startsWith(readers)
                        && Arrays.asList(((ImageReaderSpi) provider).getFormatNames())
                            .contains(format),
                true);
    if (!providers.hasNext()) {
      throw new IllegalStateException(
          "the %s reader of %s is not on the class path; build Hilum again"
              .formatted(format, readers));
    }
    return providers.next().createReaderInstance();
  }

  private static short[] words(Raster raster) {
    DataBuffer buffer = raster.getDataBuffer();
    int pixels = raster.getWidth() * raster.getHeight();
    if (buffer instanceof DataBufferUShort unsigned && unsigned.getData().length == pixels) {
      return unsigned.getData();
    }
    if (buffer instanceof DataBufferShort signed && signed.getData().length == pixels) {
      return signed.getData();
    }
    short[] words = new short[pixels];
    if (buffer instanceof DataBufferByte bytes && bytes.getData().length == pixels) {
      for (int i = 0; i < pixels; i++) {
        words[i] = (short) (bytes.getData()[i] & 0xff);
      }
      return words;
    }
    int[] samples = raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, (int[]) null);
    for (int i = 0; i < pixels; i++) {
      words[i] = (short) samples[i];
    }
    return words;
  }
}
