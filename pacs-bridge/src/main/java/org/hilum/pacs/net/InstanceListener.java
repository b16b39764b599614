package org.hilum.pacs.net;

import org.hilum.pacs.DicomInstance;

/** Hears of each instance once it is stored. Called by several threads at once. */
@FunctionalInterface
public interface InstanceListener {

  /**
   * Called after the file is in its place and before the sender is told so: an exception here
   * refuses the instance and removes its file.
   *
   * @param callingAe the AE title that sent it
   */
  void received(DicomInstance instance, String callingAe);
}
