package org.hilum.pacs.net;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.aoju.bus.image.Status;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.io.ImageOutputStream;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.ImageException;
import org.aoju.bus.image.metric.PDVInputStream;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.aoju.bus.image.metric.service.BasicCStoreSCP;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomFormatException;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.DicomUids;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes instances (C-STORE) into a folder. An instance is written aside, read back, compared with
 * what the sender announced, and only then moved to its place.
 */
final class StoreService extends BasicCStoreSCP {

  private static final Logger LOG = LoggerFactory.getLogger(StoreService.class);
  private static final String ASIDE = ".incoming";
  private static final int BUFFER_BYTES = 1 << 17;

  private final DicomFiles files = new DicomFiles();
  private final @Nullable Target everywhere;
  private final Map<Association, Target> targets = new ConcurrentHashMap<>();

  /** Where instances go, and who hears of them. */
  record Target(InstanceFolder folder, InstanceListener listener) {}

  /** Takes what is sent on any association to one place. */
  StoreService(InstanceFolder folder, InstanceListener listener) throws IOException {
    super("*");
    prepare(folder);
    this.everywhere = new Target(folder, listener);
  }

  /** Takes only what is sent on associations that {@link #redirect} names. */
  StoreService() {
    super("*");
    this.everywhere = null;
  }

  /**
   * Creates the folder, and removes what an interrupted run left half-written. What is younger than
   * a day may be another receiver's that is still at it.
   */
  static void prepare(InstanceFolder folder) throws IOException {
    Path aside = folder.root().resolve(ASIDE);
    Files.createDirectories(aside);
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    try (DirectoryStream<Path> partial = Files.newDirectoryStream(aside, "*.part")) {
      for (Path file : partial) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(yesterday)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  @Override
  protected void store(
      Association association,
      Presentation context,
      Attributes request,
      PDVInputStream data,
      Attributes response)
      throws IOException {
    Target own = targets.get(association);
    Target target = own == null ? everywhere : own;
    if (target == null) {
      throw refusal(association, Status.ProcessingFailure, "nothing was asked for", null);
    }
    String sopClassUid = request.getString(Tag.AffectedSOPClassUID);
    String sopInstanceUid = request.getString(Tag.AffectedSOPInstanceUID);
    if (!DicomUids.isValid(sopInstanceUid) || !DicomUids.isValid(sopClassUid)) {
      throw refusal(association, Status.InvalidObjectInstance, "its UIDs are not valid", null);
    }
    requireSpace(association, target.folder());
    Path aside = target.folder().root().resolve(ASIDE).resolve(UUID.randomUUID() + ".part");
    try {
      write(association, context, sopClassUid, sopInstanceUid, data, aside);
      DicomInstance received = read(association, aside);
      if (!received.sopInstanceUid().equals(sopInstanceUid)
          || !received.sopClassUid().equals(sopClassUid)) {
        throw refusal(
            association,
            Status.DataSetDoesNotMatchSOPClassError,
            "the data set is not the instance announced",
            null);
      }
      Path place = target.folder().fileOf(received);
      move(association, aside, place);
      tell(association, target.listener(), received, place);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private static void requireSpace(Association association, InstanceFolder folder)
      throws IOException {
    long free = Files.getFileStore(folder.root()).getUsableSpace();
    if (free < folder.minFreeBytes()) {
      throw refusal(
          association,
          Status.OutOfResources,
          "only %d MB are free, %d MB are to stay so"
              .formatted(free >> 20, folder.minFreeBytes() >> 20),
          null);
    }
  }

  private static void write(
      Association association,
      Presentation context,
      String sopClassUid,
      String sopInstanceUid,
      PDVInputStream data,
      Path aside)
      throws IOException {
    String syntax = context.getTransferSyntax();
    Attributes meta = association.createFileMetaInformation(sopInstanceUid, sopClassUid, syntax);
    try (OutputStream file = new DiskOutput(Files.newOutputStream(aside));
        OutputStream buffered = new BufferedOutputStream(file, BUFFER_BYTES)) {
      // File meta information is in explicit VR whatever the data set is in; the data set itself
      // passes through byte by byte.
      ImageOutputStream out = new ImageOutputStream(buffered, SopClasses.EXPLICIT_VR);
      out.writeFileMetaInformation(meta);
      data.copyTo(buffered);
    } catch (DiskException e) {
      throw refusal(
          association, Status.OutOfResources, "it cannot be written: " + e.getMessage(), e);
    }
  }

  private DicomInstance read(Association association, Path aside) throws ImageException {
    try {
      return files.readHeader(aside);
    } catch (DicomFormatException e) {
      throw refusal(association, Status.CannotUnderstand, e.problem(), e);
    }
  }

  private static void move(Association association, Path aside, Path place) throws ImageException {
    try {
      Files.createDirectories(place.getParent());
      Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw refusal(association, Status.OutOfResources, "it cannot be put in its place: " + e, e);
    }
  }

  private static void tell(
      Association association, InstanceListener listener, DicomInstance received, Path place)
      throws ImageException {
    DicomInstance placed =
        new DicomInstance(
            place,
            received.transferSyntaxUid(),
            received.sopClassUid(),
            received.sopInstanceUid(),
            received.patient(),
            received.study(),
            received.series(),
            received.image());
    try {
      listener.received(placed, Peer.printable(association.getRemoteAET()));
    } catch (RuntimeException e) {
      throw refusal(
          association,
          Status.ProcessingFailure,
          "it could not be registered: " + e.getMessage(),
          e);
    }
  }

  /** The comment goes to the sender (LO, 64 characters), the whole reason to the log. */
  private static ImageException refusal(
      Association association, int status, String reason, @Nullable Throwable cause) {
    LOG.warn("{}: an instance is refused with status {}: {}", association, hex(status), reason);
    ImageException refusal = new ImageException(status, shortened(reason));
    if (cause != null) {
      refusal.initCause(cause);
    }
    return refusal;
  }

  private static String hex(int status) {
    return "%04XH".formatted(status);
  }

  private static String shortened(String reason) {
    String ascii = reason.replaceAll("[^\\x20-\\x7e]", "?").replace('\\', '/');
    return ascii.length() <= 64 ? ascii : ascii.substring(0, 64);
  }

  /** Sends what arrives on one association elsewhere, until {@link #forget}. */
  void redirect(Association association, Target target) {
    targets.put(association, target);
  }

  void forget(Association association) {
    targets.remove(association);
  }

  /** A full disk must be told from a broken network: only the first lets the association go on. */
  private static final class DiskException extends IOException {
    private static final long serialVersionUID = 1L;

    DiskException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private static final class DiskOutput extends FilterOutputStream {

    DiskOutput(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw new DiskException(e);
      }
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }
  }
}
