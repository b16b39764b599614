package org.hilum.pacs.toolkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.Fragments;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageInputStream;
import org.hilum.pacs.DicomFormatException;
import org.jspecify.annotations.Nullable;

/**
 * The boundary to the toolkit's parser. Whatever a file holds, what comes out is a parsed header or
 * a {@link DicomFormatException}: the parser itself answers hostile input with unchecked
 * exceptions, stack overflows and gigabyte allocations.
 */
public final class DicomReader {

  /** Real objects nest sequences about ten deep. */
  private static final int MAX_DEPTH = 64;

  /** Longer values are of no use in a header; they are skipped, not kept. */
  private static final int MAX_VALUE_BYTES = 1 << 20;

  /** Bounds the memory that a file of many small elements can claim. */
  private static final int MAX_ELEMENTS = 2_000_000;

  /** Bounds the work that a deflated file can cause before its pixels are reached. */
  private static final long MAX_HEADER_BYTES = 1L << 29;

  /** Bounds the memory that the values kept can claim; real headers hold tens of megabytes. */
  private static final long MAX_KEPT_BYTES = 1L << 27;

  private static final int MAX_FRAGMENTS = 100_000;

  private static final int PREAMBLE_BYTES = 132;

  static {
    Toolkit.configure();
  }

  private DicomReader() {}

  /**
   * Where the pixels are.
   *
   * @param vr OB or OW
   * @param bytes their length; -1 where they are in fragments
   * @param inFile where the value begins in the file, for transfer syntaxes that are not deflated
   */
  public record PixelElement(VR vr, long bytes, long inFile, List<Fragment> fragments) {}

  public record Fragment(long offset, int bytes) {}

  /**
   * @param dataset without pixels, and without values over a megabyte
   */
  public record Header(
      Path file, Attributes dataset, String transferSyntaxUid, @Nullable PixelElement pixels) {}

  /** Reads up to the pixels and checks that the file holds as many bytes of them as it says. */
  public static Header readHeader(Path file) throws DicomFormatException {
    return guarded(
        file,
        in -> {
          Attributes dataset = in.readDataset(-1, Tag.PixelData);
          CharacterSets.settle(dataset);
          boolean atPixels = in.tag() == Tag.PixelData;
          PixelElement pixels = atPixels ? locatePixels(file, in) : null;
          return new Header(file, dataset, in.getTransferSyntax(), pixels);
        });
  }

  /** The pixel value of a deflated file, which cannot be read at an offset of the file. */
  public static byte[] readDeflatedPixels(Path file, int expectedBytes)
      throws DicomFormatException {
    return guarded(
        file,
        in -> {
          in.readDataset(-1, Tag.PixelData);
          byte[] pixels = new byte[expectedBytes];
          in.readFully(pixels);
          return pixels;
        });
  }

  /**
   * Parses a data set that came over the network.
   *
   * @throws IOException if it cannot be parsed, for whatever reason
   */
  public static Attributes readDataset(byte[] bytes, String transferSyntaxUid) throws IOException {
    try (GuardedInput in = new GuardedInput(new ByteArrayInputStream(bytes), transferSyntaxUid)) {
      Attributes dataset = in.readDataset(-1, -1);
      CharacterSets.settle(dataset);
      return dataset;
    } catch (RuntimeException | StackOverflowError e) {
      throw new IOException("a data set that cannot be parsed: " + e, e);
    }
  }

  private interface Reading<T> {
    T read(GuardedInput in) throws IOException;
  }

  private static <T> T guarded(Path file, Reading<T> reading) throws DicomFormatException {
    if (!Files.isRegularFile(file)) {
      throw new DicomFormatException(
          file,
          DicomFormatException.Kind.UNREADABLE,
          Files.exists(file) ? "not a regular file" : "does not exist",
          "give the path of a DICOM file",
          null);
    }
    requireDicom(file);
    long position = 0;
    try (InputStream stream = Files.newInputStream(file);
        GuardedInput in = new GuardedInput(new BufferedInputStream(stream, 1 << 16))) {
      try {
        return reading.read(in);
      } finally {
        position = in.getPosition();
      }
    } catch (DicomFormatException e) {
      throw e;
    } catch (TooDeepException | StackOverflowError e) {
      throw new DicomFormatException(
          file,
          DicomFormatException.Kind.NESTED_TOO_DEEP,
          "sequences are nested more than %d deep".formatted(MAX_DEPTH),
          "no real object is built so; leave the file out",
          e);
    } catch (EOFException e) {
      throw truncated(file, "ends at byte %d, in the middle of its header".formatted(position), e);
    } catch (ZipException e) {
      throw malformed(file, "its deflated data are damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      throw e.getClass() == IOException.class && e.getMessage() != null && position > 0
          ? malformed(file, e.getMessage(), e)
          : unreadable(file, e);
    } catch (RuntimeException e) {
      throw malformed(
          file, "its data cannot be parsed near byte %d (%s)".formatted(position, e), e);
    }
  }

  /** Tells what is certainly no DICOM from what is a damaged DICOM file. */
  private static void requireDicom(Path file) throws DicomFormatException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(PREAMBLE_BYTES + 8);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    boolean hasPrefix =
        start.length >= PREAMBLE_BYTES
            && start[128] == 'D'
            && start[129] == 'I'
            && start[130] == 'C'
            && start[131] == 'M';
    if (hasPrefix && start.length < PREAMBLE_BYTES + 8) {
      throw truncated(file, "ends at byte %d, before any data".formatted(start.length), null);
    }
    if (!hasPrefix && !looksLikeBareDataset(start)) {
      throw new DicomFormatException(
          file,
          DicomFormatException.Kind.NOT_DICOM,
          start.length == 0 ? "the file is empty" : "not a DICOM file",
          "leave it out",
          null);
    }
  }

  /**
   * Old files hold a data set without preamble. They begin with group 0008 (or, with file meta
   * information, 0002), in little endian in every case known.
   */
  private static boolean looksLikeBareDataset(byte[] start) {
    return start.length >= 8 && (start[0] == 8 || start[0] == 2) && start[1] == 0 && start[3] == 0;
  }

  private static PixelElement locatePixels(Path file, GuardedInput in) throws IOException {
    long offset = in.getPosition();
    if (in.length() == -1) {
      return new PixelElement(in.vr(), -1, offset, locateFragments(file, offset));
    }
    long declared = in.length() & 0xffffffffL;
    if (in.getTransferSyntax().equals(UID.DeflatedExplicitVRLittleEndian)) {
      skipPixels(file, in, declared);
    } else {
      long missing = offset + declared - Files.size(file);
      if (missing > 0) {
        throw truncatedPixels(file, declared, missing);
      }
    }
    return new PixelElement(in.vr(), declared, offset, List.of());
  }

  private static void skipPixels(Path file, GuardedInput in, long declared) throws IOException {
    long start = in.getPosition();
    try {
      in.skipFully(declared);
    } catch (EOFException e) {
      throw truncatedPixels(file, declared, start + declared - in.getPosition());
    }
  }

  /** Walks the items of encapsulated pixel data (PS3.5 A.4) without reading them. */
  private static List<Fragment> locateFragments(Path file, long start) throws IOException {
    List<Fragment> fragments = new ArrayList<>();
    ByteBuffer header = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long size = channel.size();
      long position = start;
      while (true) {
        if (position + 8 > size) {
          throw truncated(
              file, "ends at byte %d, before its compressed pixel data do".formatted(size), null);
        }
        channel.position(position);
        header.clear();
        while (header.hasRemaining() && channel.read(header) >= 0) {}
        int group = header.getShort(0) & 0xffff;
        int element = header.getShort(2) & 0xffff;
        long length = header.getInt(4) & 0xffffffffL;
        if (group == 0xfffe && element == 0xe0dd) {
          return List.copyOf(fragments);
        }
        if (group != 0xfffe || element != 0xe000 || length > Integer.MAX_VALUE) {
          throw malformed(
              file,
              "its compressed pixel data are no sequence of fragments at byte " + position,
              null);
        }
        position += 8;
        if (position + length > size) {
          throw truncatedPixels(file, length, position + length - size);
        }
        if (fragments.size() == MAX_FRAGMENTS) {
          throw malformed(file, "its pixel data are in over " + MAX_FRAGMENTS + " fragments", null);
        }
        fragments.add(new Fragment(position, (int) length));
        position += length;
      }
    }
  }

  public static DicomFormatException truncated(
      Path file, String problem, @Nullable Throwable cause) {
    return new DicomFormatException(
        file, DicomFormatException.Kind.TRUNCATED, problem, "copy or send it again", cause);
  }

  private static DicomFormatException truncatedPixels(Path file, long declared, long missing) {
    return truncated(
        file,
        "truncated: the last %d of %d bytes of its pixel data are missing"
            .formatted(missing, declared),
        null);
  }

  public static DicomFormatException malformed(
      Path file, String problem, @Nullable Throwable cause) {
    return new DicomFormatException(
        file,
        DicomFormatException.Kind.MALFORMED,
        problem,
        "export or send it again; if that changes nothing, leave it out",
        cause);
  }

  public static DicomFormatException unreadable(Path file, IOException cause) {
    String problem = "cannot be read: " + cause.getMessage();
    if (cause instanceof NoSuchFileException) {
      problem = "does not exist";
    } else if (cause instanceof AccessDeniedException) {
      problem = "permission denied";
    }
    return new DicomFormatException(
        file,
        DicomFormatException.Kind.UNREADABLE,
        problem,
        "check the path and its permissions",
        cause);
  }

  private static final class TooDeepException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** The toolkit's parser with bounds on depth, value length and the number of elements. */
  private static final class GuardedInput extends ImageInputStream {

    private int elements;
    private long keptBytes;

    GuardedInput(InputStream in) throws IOException {
      super(in);
      setAllocateLimit(1 << 16);
    }

    GuardedInput(InputStream in, String transferSyntaxUid) throws IOException {
      super(in, transferSyntaxUid);
      setAllocateLimit(1 << 16);
    }

    /** Every element, item and delimiter passes here, expected or not. */
    @Override
    public void readHeader() throws IOException {
      super.readHeader();
      elements++;
      if (elements > MAX_ELEMENTS) {
        throw new IOException("its header has over " + MAX_ELEMENTS + " elements");
      }
      requireShort();
    }

    @Override
    public void readValue(ImageInputStream in, Attributes attributes) throws IOException {
      boolean nested = vr() == VR.SQ || length() == -1;
      if (nested || keeps()) {
        super.readValue(in, attributes);
      }
    }

    @Override
    public void readValue(ImageInputStream in, Sequence sequence) throws IOException {
      if (level() > MAX_DEPTH) {
        throw new TooDeepException();
      }
      super.readValue(in, sequence);
    }

    @Override
    public void readValue(ImageInputStream in, Fragments fragments) throws IOException {
      if (keeps()) {
        super.readValue(in, fragments);
      }
    }

    /** Whether the value is to be kept; if not, it has been skipped. */
    private boolean keeps() throws IOException {
      long bytes = length() & 0xffffffffL;
      if (bytes > MAX_VALUE_BYTES) {
        skipFully(Math.min(bytes, MAX_HEADER_BYTES + 1 - getPosition()));
        requireShort();
        return false;
      }
      keptBytes += bytes;
      if (keptBytes > MAX_KEPT_BYTES) {
        throw new IOException("its header holds over " + MAX_KEPT_BYTES + " bytes of values");
      }
      return true;
    }

    private void requireShort() throws IOException {
      if (getPosition() > MAX_HEADER_BYTES) {
        throw new IOException("its header is over " + MAX_HEADER_BYTES + " bytes long");
      }
    }
  }
}
