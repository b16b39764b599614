package org.hilum.pacs.net;

import org.hilum.pacs.DicomInstance;

/** Hears of each instance once it is stored. Called by several threads at once. */
@FunctionalInterface
public interface InstanceListener {

  /**
   * Called after the file is in its place and before the sender is told so. An exception here makes
   * the sender be told of a failure, so that it sends the instance again; the file stays.
   *
   * @param callingAe the AE title that sent it
   */
  void received(DicomInstance instance, String callingAe);
}
