package org.hilum.model.crops;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.hilum.model.FileTrouble;

/** The slices of the labelled nodules, {@code nodules.zip}; read one nodule at a time. */
public final class NoduleArchive implements AutoCloseable {

  private static final double USUAL_PIXEL_SPACING_MM = 0.69;
  private static final double USUAL_SLICE_SPACING_MM = 2.5;
  private static final long LARGEST_PNG = 1 << 20;

  private final Path file;
  private final ZipFile zip;

  private NoduleArchive(Path file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  /**
   * @throws NoduleDataException if it is not a readable zip
   */
  public static NoduleArchive open(Path file) {
    try {
      return new NoduleArchive(file, new ZipFile(file.toFile()));
    } catch (IOException e) {
      throw new NoduleDataException(
          "Slices " + file + " cannot be opened: " + FileTrouble.inWords(e), e);
    }
  }

  /**
   * A nodule's slices as they are stored, of {@link CropStack#SIDE} squared pixels each.
   *
   * @param images grey values, each slice min-max normalised
   * @param masks bit k is set where reader k drew the nodule
   */
  public record Slices(List<byte[]> images, List<byte[]> masks) {

    public Slices {
      images = List.copyOf(images);
      masks = List.copyOf(masks);
    }
  }

  /**
   * @throws NoduleDataException if a slice is missing or is no 8-bit grey PNG of the right size
   */
  public Slices slices(NoduleRow row) {
    List<byte[]> images = new ArrayList<>();
    List<byte[]> masks = new ArrayList<>();
    for (int slice = 0; slice < row.slices(); slice++) {
      images.add(pixels("%s/image-%03d.png".formatted(row.key(), slice)));
      masks.add(pixels("%s/mask-%03d.png".formatted(row.key(), slice)));
    }
    return new Slices(images, masks);
  }

  /**
   * @throws NoduleDataException as {@link #slices}
   */
  public LidcNodule read(NoduleRow row) {
    Slices slices = slices(row);
    CropStack stack =
        CropStack.ofGrey(
            slices.images(),
            orElse(row.pixelSpacingMm(), USUAL_PIXEL_SPACING_MM),
            orElse(row.sliceSpacingMm(), USUAL_SLICE_SPACING_MM));
    return new LidcNodule(row, stack, slices.masks());
  }

  /** Differs where any file of the archive differs, by name or checksum. */
  public int fingerprint() {
    return zip.stream()
        .sorted(Comparator.comparing(ZipEntry::getName))
        .mapToInt(entry -> 31 * entry.getName().hashCode() + Long.hashCode(entry.getCrc()))
        .reduce(0, (all, one) -> 31 * all + one);
  }

  private byte[] pixels(String name) {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new NoduleDataException("Slices " + file + " lack " + name);
    }
    if (entry.getSize() > LARGEST_PNG) {
      throw new NoduleDataException(
          "Slices %s: %s claims %d bytes".formatted(file, name, entry.getSize()));
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] png = in.readNBytes((int) LARGEST_PNG);
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
      if (image == null
          || image.getType() != BufferedImage.TYPE_BYTE_GRAY
          || image.getWidth() != CropStack.SIDE
          || image.getHeight() != CropStack.SIDE) {
        throw new NoduleDataException(
            "Slices %s: %s is no 8-bit grey PNG of %d x %d"
                .formatted(file, name, CropStack.SIDE, CropStack.SIDE));
      }
      return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    } catch (IOException e) {
      throw new NoduleDataException(
          "Slices %s: %s cannot be read: %s".formatted(file, name, FileTrouble.inWords(e)), e);
    }
  }

  private static double orElse(double value, double otherwise) {
    return Double.isNaN(value) ? otherwise : value;
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw new NoduleDataException(
          "Slices " + file + " cannot be closed: " + FileTrouble.inWords(e), e);
    }
  }
}
