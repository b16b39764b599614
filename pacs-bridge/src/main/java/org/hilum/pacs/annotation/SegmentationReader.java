package org.hilum.pacs.annotation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomFormatException;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.DicomUids;
import org.hilum.pacs.toolkit.DicomReader;
import org.hilum.pacs.toolkit.Values;
import org.jspecify.annotations.Nullable;

/**
 * Reads Segmentation objects (PS3.3 A.51), binary or fractional (a voxel belongs to the segment
 * from half of the maximum on), uncompressed or deflated. A frame is in memory at a time.
 * Thread-safe.
 */
public final class SegmentationReader {

  /** Segmentation Storage. */
  public static final String SOP_CLASS_UID = "1.2.840.10008.5.1.4.1.1.66.4";

  private static final int MAX_SIDE = 16_384;
  private static final int MAX_FRAMES = 65_535;
  private static final int MAX_DEFLATED_BYTES = 1 << 28;

  private final DicomFiles files;

  public SegmentationReader(DicomFiles files) {
    this.files = files;
  }

  /**
   * @return the segments that have a voxel, by their number
   * @throws DicomFormatException if it is no complete Segmentation, or one whose frames have no
   *     place in the patient
   */
  public List<AnnotatedSegment> read(Path file) throws DicomFormatException {
    // Checks that the file is as long as its frames, before anything is allocated for them.
    DicomInstance instance = files.readHeader(file);
    if (!SOP_CLASS_UID.equals(instance.sopClassUid())) {
      throw unsupported(file, "an object of class %s".formatted(instance.sopClassUid()));
    }
    DicomReader.Header header = DicomReader.readHeader(file);
    DicomReader.PixelElement pixels = header.pixels();
    if (pixels == null) {
      throw DicomReader.truncated(file, "it holds no frames", null);
    }
    Layout layout = Layout.of(header);
    Map<Integer, Sum> sums = new TreeMap<>();
    try (Frames frames = Frames.open(header, pixels, layout)) {
      Sequence perFrame = header.dataset().getSequence(Tag.PerFrameFunctionalGroupsSequence);
      if (perFrame == null || perFrame.size() != layout.frames()) {
        throw DicomReader.malformed(
            file,
            "it has %d frames, but places for %d"
                .formatted(layout.frames(), perFrame == null ? 0 : perFrame.size()),
            null);
      }
      Attributes shared = header.dataset().getNestedDataset(Tag.SharedFunctionalGroupsSequence);
      for (int i = 0; i < layout.frames(); i++) {
        Frame frame = Frame.of(file, i, perFrame.get(i), shared);
        Sum sum = sums.computeIfAbsent(frame.segment(), number -> new Sum());
        frames.next(frame, sum);
      }
    } catch (DicomFormatException e) {
      throw e;
    } catch (IOException e) {
      throw DicomReader.unreadable(file, e);
    }
    return segments(instance, header.dataset(), sums);
  }

  private static List<AnnotatedSegment> segments(
      DicomInstance instance, Attributes dataset, Map<Integer, Sum> sums)
      throws DicomFormatException {
    Map<Integer, Attributes> described = new TreeMap<>();
    Sequence sequence = dataset.getSequence(Tag.SegmentSequence);
    if (sequence != null) {
      for (Attributes item : sequence) {
        Integer number = Values.integer(item, Tag.SegmentNumber);
        if (number != null) {
          described.put(number, item);
        }
      }
    }
    List<AnnotatedSegment> segments = new ArrayList<>();
    for (Map.Entry<Integer, Sum> entry : sums.entrySet()) {
      Sum sum = entry.getValue();
      Attributes item = described.get(entry.getKey());
      if (item == null) {
        throw DicomReader.malformed(
            instance.file(),
            "its frames belong to segment %d, which it does not describe".formatted(entry.getKey()),
            null);
      }
      if (sum.voxels > 0) {
        String label = Values.text(item, Tag.SegmentLabel);
        segments.add(
            new AnnotatedSegment(
                instance.sopInstanceUid(),
                entry.getKey(),
                sourceSeries(dataset),
                instance.series().frameOfReferenceUid(),
                Values.text(item, Tag.TrackingUID),
                label == null ? "" : label,
                Code.in(item, Tag.SegmentedPropertyCategoryCodeSequence),
                Code.in(item, Tag.SegmentedPropertyTypeCodeSequence),
                sum.center(),
                sum.volumeMm3()));
      }
    }
    return segments;
  }

  private static @Nullable String sourceSeries(Attributes dataset) {
    Attributes series = dataset.getNestedDataset(Tag.ReferencedSeriesSequence);
    String uid = series == null ? null : Values.text(series, Tag.SeriesInstanceUID);
    return DicomUids.isValid(uid) ? uid : null;
  }

  private static DicomFormatException unsupported(Path file, String what) {
    return new DicomFormatException(
        file,
        DicomFormatException.Kind.UNSUPPORTED,
        "holds " + what,
        "Hilum reads binary and fractional segmentations, uncompressed or deflated; leave it out",
        null);
  }

  /**
   * @param threshold the lowest stored value of a voxel that belongs to the segment
   */
  private record Layout(int rows, int columns, int frames, boolean binary, int threshold) {

    static Layout of(DicomReader.Header header) throws DicomFormatException {
      Path file = header.file();
      Attributes dataset = header.dataset();
      int rows = integer(dataset, Tag.Rows, 0);
      int columns = integer(dataset, Tag.Columns, 0);
      int frames = integer(dataset, Tag.NumberOfFrames, 1);
      if (rows < 1 || columns < 1 || rows > MAX_SIDE || columns > MAX_SIDE) {
        throw DicomReader.malformed(
            file, "its frames are %d by %d pixels".formatted(columns, rows), null);
      }
      if (frames < 1 || frames > MAX_FRAMES) {
        throw DicomReader.malformed(file, "it claims %d frames".formatted(frames), null);
      }
      String type = Values.text(dataset, Tag.SegmentationType);
      int bits = integer(dataset, Tag.BitsAllocated, 0);
      if ("BINARY".equals(type) && bits == 1) {
        return new Layout(rows, columns, frames, true, 1);
      }
      if ("FRACTIONAL".equals(type) && bits == 8) {
        int most = integer(dataset, Tag.MaximumFractionalValue, 255);
        return new Layout(rows, columns, frames, false, Math.max(1, (most + 1) / 2));
      }
      throw unsupported(file, "a segmentation of type %s in %d bits".formatted(type, bits));
    }

    private static int integer(Attributes dataset, int tag, int otherwise) {
      Integer value = Values.integer(dataset, tag);
      return value == null ? otherwise : value;
    }

    int pixels() {
      return rows * columns;
    }

    long bytes() {
      long all = (long) pixels() * frames;
      return binary ? (all + 7) / 8 : all;
    }
  }

  /** Where a frame lies, and to which segment it belongs. */
  private record Frame(
      int segment,
      DicomInstance.Vector position,
      DicomInstance.Vector columnStep,
      DicomInstance.Vector rowStep,
      double voxelMm3) {

    static Frame of(Path file, int index, Attributes own, @Nullable Attributes shared)
        throws DicomFormatException {
      Integer segment = null;
      Attributes identification = group(own, shared, Tag.SegmentIdentificationSequence);
      if (identification != null) {
        segment = Values.integer(identification, Tag.ReferencedSegmentNumber);
      }
      double[] position =
          numbers(group(own, shared, Tag.PlanePositionSequence), Tag.ImagePositionPatient, 3);
      double[] orientation =
          numbers(group(own, shared, Tag.PlaneOrientationSequence), Tag.ImageOrientationPatient, 6);
      Attributes measures = group(own, shared, Tag.PixelMeasuresSequence);
      double[] spacing = numbers(measures, Tag.PixelSpacing, 2);
      double[] thickness = numbers(measures, Tag.SpacingBetweenSlices, 1);
      if (thickness.length == 0) {
        thickness = numbers(measures, Tag.SliceThickness, 1);
      }
      if (segment == null
          || position.length == 0
          || orientation.length == 0
          || spacing.length == 0
          || thickness.length == 0) {
        throw DicomReader.malformed(
            file,
            "frame %d lacks its segment, position, orientation or size".formatted(index + 1),
            null);
      }
      double area = spacing[0] * spacing[1];
      if (!(spacing[0] > 0) || !(spacing[1] > 0) || thickness[0] == 0) {
        throw DicomReader.malformed(
            file, "the pixels of frame %d have no size".formatted(index + 1), null);
      }
      return new Frame(
          segment,
          new DicomInstance.Vector(position[0], position[1], position[2]),
          scaled(orientation, 0, spacing[1]),
          scaled(orientation, 3, spacing[0]),
          area * Math.abs(thickness[0]));
    }

    private static @Nullable Attributes group(
        Attributes own, @Nullable Attributes shared, int sequenceTag) {
      Attributes group = own.getNestedDataset(sequenceTag);
      return group == null && shared != null ? shared.getNestedDataset(sequenceTag) : group;
    }

    private static double[] numbers(@Nullable Attributes group, int tag, int count) {
      double[] values = group == null ? new double[0] : Values.decimals(group, tag);
      return values.length < count ? new double[0] : values;
    }

    private static DicomInstance.Vector scaled(double[] v, int from, double by) {
      return new DicomInstance.Vector(v[from] * by, v[from + 1] * by, v[from + 2] * by);
    }
  }

  /** The voxels of one segment so far. */
  private static final class Sum {
    private long voxels;
    private double volumeMm3;
    private double x;
    private double y;
    private double z;

    /**
     * @param columns the sum of the column indices of {@code count} voxels, likewise {@code rows}
     */
    void add(Frame frame, long count, double columns, double rows) {
      voxels += count;
      volumeMm3 += count * frame.voxelMm3();
      x +=
          count * frame.position().x()
              + columns * frame.columnStep().x()
              + rows * frame.rowStep().x();
      y +=
          count * frame.position().y()
              + columns * frame.columnStep().y()
              + rows * frame.rowStep().y();
      z +=
          count * frame.position().z()
              + columns * frame.columnStep().z()
              + rows * frame.rowStep().z();
    }

    DicomInstance.Vector center() {
      return new DicomInstance.Vector(x / voxels, y / voxels, z / voxels);
    }

    double volumeMm3() {
      return volumeMm3;
    }
  }

  /**
   * Reads frame after frame. Binary frames follow each other without a gap, bit by bit (PS3.5 8.2).
   */
  private static final class Frames implements AutoCloseable {
    private final Layout layout;
    private final @Nullable SeekableByteChannel channel;
    private final byte[] whole;
    private final long start;
    private long pixel;

    private Frames(Layout layout, @Nullable SeekableByteChannel channel, byte[] whole, long start) {
      this.layout = layout;
      this.channel = channel;
      this.whole = whole;
      this.start = start;
    }

    static Frames open(DicomReader.Header header, DicomReader.PixelElement pixels, Layout layout)
        throws IOException {
      String syntax = header.transferSyntaxUid();
      if (syntax.equals(UID.DeflatedExplicitVRLittleEndian)) {
        if (layout.bytes() > MAX_DEFLATED_BYTES) {
          throw unsupported(header.file(), "over %d bytes, deflated".formatted(MAX_DEFLATED_BYTES));
        }
        byte[] whole = DicomReader.readDeflatedPixels(header.file(), (int) layout.bytes());
        return new Frames(layout, null, whole, 0);
      }
      boolean plain =
          syntax.equals(UID.ExplicitVRLittleEndian) || syntax.equals(UID.ImplicitVRLittleEndian);
      if (!plain || pixels.bytes() < layout.bytes()) {
        throw unsupported(header.file(), "frames in transfer syntax " + syntax);
      }
      return new Frames(layout, Files.newByteChannel(header.file()), new byte[0], pixels.inFile());
    }

    void next(Frame frame, Sum sum) throws IOException {
      long firstByte = layout.binary() ? pixel / 8 : pixel;
      int firstBit = layout.binary() ? (int) (pixel % 8) : 0;
      int bytes = layout.binary() ? (firstBit + layout.pixels() + 7) / 8 : layout.pixels();
      byte[] data = bytes(firstByte, bytes);
      long count = 0;
      double columns = 0;
      double rows = 0;
      for (int i = 0; i < layout.pixels(); i++) {
        boolean inside;
        if (layout.binary()) {
          int bit = firstBit + i;
          if (bit % 8 == 0 && data[bit / 8] == 0) {
            // Eight empty pixels at once: most of a frame is empty.
            i += 7;
            continue;
          }
          inside = (data[bit / 8] >> (bit % 8) & 1) == 1;
        } else {
          inside = (data[i] & 0xff) >= layout.threshold();
        }
        if (inside) {
          count++;
          columns += i % layout.columns();
          rows += i / layout.columns();
        }
      }
      pixel += layout.pixels();
      sum.add(frame, count, columns, rows);
    }

    private byte[] bytes(long from, int count) throws IOException {
      byte[] bytes = new byte[count];
      if (channel == null) {
        System.arraycopy(whole, (int) from, bytes, 0, count);
        return bytes;
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      channel.position(start + from);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) {
          throw new IOException("the file became shorter while it was read");
        }
      }
      return bytes;
    }

    @Override
    public void close() throws IOException {
      if (channel != null) {
        channel.close();
      }
    }
  }
}
