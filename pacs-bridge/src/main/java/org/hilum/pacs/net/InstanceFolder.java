package org.hilum.pacs.net;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * The folder into which received instances go, as {@code STUDY/SERIES/INSTANCE.dcm} named by their
 * UIDs. A file appears there whole or not at all.
 *
 * @param root created when missing
 * @param minFreeBytes below this much free space nothing more is taken
 */
public record InstanceFolder(Path root, long minFreeBytes) {

  public InstanceFolder {
    requireNonNull(root, "root");
  }

  /** Where a study's instances are. The folder need not exist. */
  public Path studyFolder(String studyInstanceUid) {
    throw new UnsupportedOperationException();
  }
}
