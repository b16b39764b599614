package org.hilum.pacs.annotation;

import java.util.Set;

/**
 * The codes that objects in circulation use, {@code scheme:value}: SNOMED CT as SCT, and as SRT or
 * SNM3 in older objects; DICOM's own; RadLex; and those of the published LIDC-IDRI objects (Fedorov
 * A et al., Med Phys 2020;47:5953).
 */
final class FindingCodes {

  static final Set<String> NODULE =
      Set.of(
          "SCT:27925004",
          "SCT:786838002",
          "SRT:M-03010",
          "SNM3:M-03010",
          "SCT:4147007",
          "SRT:M-03000",
          "SNM3:M-03000",
          "RADLEX:RID3875",
          "RadLex:RID3875",
          // A neoplasm, of any kind and primary: what cancers are segmented as.
          "SCT:108369006",
          "SCT:86049000",
          "SRT:M-80003");

  /** Segmented property categories: anatomical structure, tissue, body substance. */
  static final Set<String> ANATOMY =
      Set.of(
          "SCT:123037004",
          "SRT:T-D0050",
          "SCT:85756007",
          "SRT:T-D0080",
          "SCT:91723000",
          "SCT:91720002",
          "SRT:T-D0070");

  static final Set<String> IMAGING_MEASUREMENTS = Set.of("DCM:126010");
  static final Set<String> MEASUREMENT_GROUP = Set.of("DCM:125007");
  static final Set<String> TRACKING_ID = Set.of("DCM:112039");
  static final Set<String> TRACKING_UID = Set.of("DCM:112040");
  static final Set<String> FINDING = Set.of("DCM:121071");
  static final Set<String> REFERENCED_SEGMENT = Set.of("DCM:121191", "DCM:121214");
  static final Set<String> SOURCE_SERIES = Set.of("DCM:121232");
  static final Set<String> VOLUME = Set.of("SCT:118565006", "SRT:G-D705");

  /** Diameter, and long axis where there is nothing else. */
  static final Set<String> DIAMETER = Set.of("SCT:81827009", "SRT:M-02550");

  static final Set<String> LONG_AXIS = Set.of("SCT:103339001", "SRT:G-A185");
  static final Set<String> SHORT_AXIS = Set.of("SCT:103340004", "SRT:G-A186");
  static final Set<String> MALIGNANCY = Set.of("RADLEX:RID36042", "RadLex:RID36042");
  static final Set<String> TEXTURE = Set.of("NCIt:C41144", "RADLEX:RID5972", "RadLex:RID5972");

  private FindingCodes() {}
}
