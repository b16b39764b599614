package org.hilum.db;

/** How far a report version has come. */
public enum ReportStatus {
  /** Written by the model or a reader; nobody has signed it. */
  DRAFT,
  /** Signed: it can only be followed by addenda. */
  SIGNED,
  /** A signed addition to a signed report. */
  ADDENDUM
}
