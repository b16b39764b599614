package org.hilum.report;

import java.time.LocalDateTime;
import org.hilum.model.history.Sex;
import org.jspecify.annotations.Nullable;

/**
 * What the DICOM headers say of the examination; whatever they do not say is {@code null}. The
 * texts are taken as they came: the report cleans and escapes them.
 *
 * @param patientName as DICOM writes it, for example {@code "Wang^Xiaodong=王^小东"}
 * @param studyDateTime in the scanner's own time zone
 * @param manufacturer of the scanner, likewise its model
 * @param kvp the tube's peak voltage, in kV
 * @param contrastAgent (0018,0010); null says nothing about whether any was given
 * @param seriesNumber of the series that was judged, likewise the other {@code series} values
 * @param sliceCount how many images of the series were judged
 */
public record StudyDescription(
    @Nullable String studyInstanceUid,
    @Nullable String seriesInstanceUid,
    @Nullable String patientName,
    @Nullable String patientId,
    @Nullable Sex sex,
    @Nullable Integer ageYears,
    @Nullable String accessionNumber,
    @Nullable LocalDateTime studyDateTime,
    @Nullable String description,
    @Nullable String manufacturer,
    @Nullable String scannerModel,
    @Nullable Double kvp,
    @Nullable String kernel,
    @Nullable Double sliceThicknessMm,
    @Nullable String contrastAgent,
    @Nullable Integer seriesNumber,
    @Nullable String seriesDescription,
    @Nullable Integer sliceCount) {}
