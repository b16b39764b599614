package org.hilum.pacs.net;

import java.util.List;

/** The service-object classes and transfer syntaxes spoken here. */
final class SopClasses {

  static final String VERIFICATION = "1.2.840.10008.1.1";
  static final String STUDY_ROOT_FIND = "1.2.840.10008.5.1.4.1.2.2.1";
  static final String STUDY_ROOT_MOVE = "1.2.840.10008.5.1.4.1.2.2.2";
  static final String STUDY_ROOT_GET = "1.2.840.10008.5.1.4.1.2.2.3";
  static final String STORAGE_COMMITMENT = "1.2.840.10008.1.20.1";
  static final String STORAGE_COMMITMENT_INSTANCE = "1.2.840.10008.1.20.1.1";
  static final String CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2";

  static final String IMPLICIT_VR = "1.2.840.10008.1.2";
  static final String EXPLICIT_VR = "1.2.840.10008.1.2.1";

  /** Taken from any sender: what cannot be decoded here can still be stored and passed on. */
  static final List<String> TRANSFER_SYNTAXES =
      List.of(
          EXPLICIT_VR,
          IMPLICIT_VR,
          "1.2.840.10008.1.2.4.70",
          "1.2.840.10008.1.2.4.57",
          "1.2.840.10008.1.2.4.90",
          "1.2.840.10008.1.2.4.91",
          "1.2.840.10008.1.2.5",
          "1.2.840.10008.1.2.4.80",
          "1.2.840.10008.1.2.4.81",
          "1.2.840.10008.1.2.4.50",
          "1.2.840.10008.1.2.4.51",
          "1.2.840.10008.1.2.4.201",
          "1.2.840.10008.1.2.4.202",
          "1.2.840.10008.1.2.4.203",
          "1.2.840.10008.1.2.1.99",
          "1.2.840.10008.1.2.2");

  /** What a chest CT study holds besides CT images. A C-GET must name each class beforehand. */
  static final List<String> OTHER_STORAGE =
      List.of(
          "1.2.840.10008.5.1.4.1.1.2.1", // Enhanced CT Image
          "1.2.840.10008.5.1.4.1.1.2.2", // Legacy Converted Enhanced CT Image
          "1.2.840.10008.5.1.4.1.1.7", // Secondary Capture Image
          "1.2.840.10008.5.1.4.1.1.7.2", // Multi-frame Grayscale Byte Secondary Capture
          "1.2.840.10008.5.1.4.1.1.7.3", // Multi-frame Grayscale Word Secondary Capture
          "1.2.840.10008.5.1.4.1.1.7.4", // Multi-frame True Color Secondary Capture
          "1.2.840.10008.5.1.4.1.1.11.1", // Grayscale Softcopy Presentation State
          "1.2.840.10008.5.1.4.1.1.66", // Raw Data
          "1.2.840.10008.5.1.4.1.1.66.1", // Spatial Registration
          "1.2.840.10008.5.1.4.1.1.66.4", // Segmentation
          "1.2.840.10008.5.1.4.1.1.88.11", // Basic Text SR
          "1.2.840.10008.5.1.4.1.1.88.22", // Enhanced SR
          "1.2.840.10008.5.1.4.1.1.88.33", // Comprehensive SR
          "1.2.840.10008.5.1.4.1.1.88.34", // Comprehensive 3D SR
          "1.2.840.10008.5.1.4.1.1.88.59", // Key Object Selection
          "1.2.840.10008.5.1.4.1.1.88.65", // Chest CAD SR
          "1.2.840.10008.5.1.4.1.1.88.67", // X-Ray Radiation Dose SR
          "1.2.840.10008.5.1.4.1.1.104.1", // Encapsulated PDF
          "1.2.840.10008.5.1.4.1.1.128", // Positron Emission Tomography Image
          "1.2.840.10008.5.1.4.1.1.4"); // MR Image

  private static final String STORAGE_ROOT = "1.2.840.10008.5.1.4.1.1.";
  private static final String DICOM_ROOT = "1.2.840.10008.";

  private SopClasses() {}

  /** Whether instances of the class are stored; vendors' own classes are taken for such. */
  static boolean isStorage(String sopClassUid) {
    return sopClassUid.startsWith(STORAGE_ROOT) || !sopClassUid.startsWith(DICOM_ROOT);
  }
}
