package org.hilum.db;

/** How final a report version is. */
public enum ReportStatus {
  /** Written by the model or a user, signed by nobody. */
  DRAFT
}
