package org.hilum.pacs.net;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.DicomUids;

/**
 * The folder into which received instances go, as {@code STUDY/SERIES/INSTANCE.dcm} named by their
 * UIDs. A file appears there whole or not at all.
 *
 * @param root created when missing
 * @param minFreeBytes below this much free space nothing more is taken
 */
public record InstanceFolder(Path root, long minFreeBytes) {

  /** Enough to end what was begun and to leave the machine working. */
  public static final long DEFAULT_MIN_FREE_BYTES = 512L << 20;

  public InstanceFolder {
    requireNonNull(root, "root");
    if (minFreeBytes < 0) {
      throw new IllegalArgumentException(
          "the free space to keep must not be negative, but is " + minFreeBytes);
    }
  }

  /** Keeps {@link #DEFAULT_MIN_FREE_BYTES} free. */
  public InstanceFolder(Path root) {
    this(root, DEFAULT_MIN_FREE_BYTES);
  }

  /**
   * Where a study's instances are. The folder need not exist.
   *
   * @throws IllegalArgumentException if the text is no UID, and could lead out of the folder
   */
  public Path studyFolder(String studyInstanceUid) {
    if (!DicomUids.isValid(studyInstanceUid)) {
      throw new IllegalArgumentException("\"%s\" is no UID".formatted(studyInstanceUid));
    }
    return root.resolve(studyInstanceUid);
  }

  /** Where an instance belongs; a header that was read holds valid UIDs only. */
  Path fileOf(DicomInstance instance) {
    return studyFolder(instance.studyInstanceUid())
        .resolve(instance.seriesInstanceUid())
        .resolve(instance.sopInstanceUid() + ".dcm");
  }
}
