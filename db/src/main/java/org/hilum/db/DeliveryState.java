package org.hilum.db;

/** How far a delivery has come. */
public enum DeliveryState {
  QUEUED,
  /** The target took all of it. */
  SENT,
  /** The target has vouched to keep it (storage commitment). */
  COMMITTED,
  /** Not sent: the target had got a newer version meanwhile. */
  SUPERSEDED,
  /** Given up after the last attempt; a dead letter says why. */
  FAILED
}
