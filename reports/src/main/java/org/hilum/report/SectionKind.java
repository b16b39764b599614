package org.hilum.report;

/** The sections of a report, in their order. */
public enum SectionKind {
  INDICATION,
  COMPARISON,
  TECHNIQUE,
  FINDINGS,
  IMPRESSION,
  RECOMMENDATION,
  LIMITS,
  /** What a radiologist added after the signature; a draft has none. */
  ADDENDUM
}
