package org.hilum.pacs.results;

import static java.util.Objects.requireNonNull;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.io.ImageOutputStream;
import org.hilum.pacs.DicomUids;

/** One object, ready to be stored: Explicit VR Little Endian, UTF-8 texts. */
public final class DicomObject {

  private final Attributes dataset;

  DicomObject(Attributes dataset) {
    this.dataset = requireNonNull(dataset, "dataset");
  }

  public InstanceReference reference() {
    return new InstanceReference(
        uid(Tag.StudyInstanceUID),
        uid(Tag.SeriesInstanceUID),
        uid(Tag.SOPClassUID),
        uid(Tag.SOPInstanceUID));
  }

  private String uid(int tag) {
    return requireNonNull(dataset.getString(tag), () -> "no " + Tag.toString(tag));
  }

  /**
   * Writes a DICOM file; it appears whole or not at all.
   *
   * @throws IOException if the folder is missing or cannot be written; it names the file
   */
  public void writeTo(Path file) throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + ".part");
    String syntax = DicomUids.EXPLICIT_VR_LITTLE_ENDIAN;
    try {
      try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(partial), 1 << 16);
          ImageOutputStream out = new ImageOutputStream(stream, syntax)) {
        out.writeDataset(dataset.createFileMetaInformation(syntax), dataset);
      }
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      // A full disk names no file.
      throw new IOException(file + " cannot be written: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(partial);
    }
  }
}
