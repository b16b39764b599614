package org.hilum.report.comparison;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import org.hilum.model.ModelInfo;
import org.jspecify.annotations.Nullable;

/**
 * The earlier examination.
 *
 * @param studyInstanceUid null where its images name none
 * @param seriesInstanceUid of the series that was compared; null where none was
 * @param date of the study, (0008,0020); null where the images do not say
 * @param model that found its nodules; null where it was not analysed
 * @param sameModel whether that is the very model that found those of the current examination
 */
public record PriorExamination(
    @Nullable String studyInstanceUid,
    @Nullable String seriesInstanceUid,
    @Nullable LocalDate date,
    @Nullable ModelInfo model,
    boolean sameModel) {

  /** An earlier examination whose nodules are known. */
  public static PriorExamination analysed(
      @Nullable String studyInstanceUid,
      @Nullable String seriesInstanceUid,
      @Nullable LocalDate date,
      ModelInfo model,
      ModelInfo currentModel) {
    return new PriorExamination(
        studyInstanceUid,
        seriesInstanceUid,
        date,
        requireNonNull(model, "model"),
        model.name().equals(currentModel.name()) && model.version().equals(currentModel.version()));
  }

  /** An earlier examination that could not be used. */
  public static PriorExamination unused(
      @Nullable String studyInstanceUid, @Nullable LocalDate date) {
    return new PriorExamination(studyInstanceUid, null, date, null, false);
  }
}
