package org.hilum.db;

/** A DICOM instance that was sent. */
public record DeliveredInstance(
    String seriesInstanceUid, String sopClassUid, String sopInstanceUid) {}
