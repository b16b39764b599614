package org.hilum.model;

/** Why a study is not judged. A code is stable: it is stored, shown and searched for. */
public enum RefusalCode {
  NOT_CT,
  NOT_CHEST,
  NOT_AXIAL,
  /** Localizers, reformats, derived and secondary images. */
  NOT_ORIGINAL,
  MISSING_SLICES,
  UNEVEN_SPACING,
  TOO_FEW_SLICES,
  LUNGS_NOT_FOUND,
  LUNGS_CUT_OFF,
  INVALID_VALUES,
  OUT_OF_DISTRIBUTION
}
