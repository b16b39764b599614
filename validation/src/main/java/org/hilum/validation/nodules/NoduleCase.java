package org.hilum.validation.nodules;

import java.util.List;
import org.hilum.model.crops.NoduleRow;
import org.hilum.validation.segmentation.SegmentationScore;

/**
 * One nodule, its labels and what the model made of it.
 *
 * @param vendor of the scanner; empty where unknown
 * @param segmentation against the readers' majority
 * @param readersDice mean Dice between pairs of readers; {@code NaN} where only one drew it
 * @param cropPng the slice in the middle, with both outlines
 */
@SuppressWarnings("ArrayRecordComponent")
record NoduleCase(
    NoduleRow row,
    String vendor,
    NodulePrediction prediction,
    SegmentationScore segmentation,
    double readersDice,
    byte[] cropPng) {

  /** The prediction without its mask, which would only fill the memory from here on. */
  NoduleCase withoutMask() {
    return new NoduleCase(
        row,
        vendor,
        new NodulePrediction(
            prediction.malignancyProbability(),
            prediction.attributes(),
            prediction.longAxisMm(),
            List.of(),
            prediction.withHistory()),
        segmentation,
        readersDice,
        cropPng);
  }
}
