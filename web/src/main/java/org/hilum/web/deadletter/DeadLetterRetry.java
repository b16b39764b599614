package org.hilum.web.deadletter;

/** Sends a dead letter through its route again. */
@FunctionalInterface
public interface DeadLetterRetry {

  /**
   * Sends it again; whether it goes through this time shows later.
   *
   * @param id of an open dead letter
   * @throws IllegalArgumentException if there is no open one with this id
   */
  void retry(long id);
}
