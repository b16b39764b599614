package org.hilum.model.detect;

/**
 * One window to learn from.
 *
 * @param image the input, 0 to 1, {@code size³} voxels of about 1 mm
 * @param targets heat map, weight, log diameter and soft mask, each {@code (size/2)³}
 */
@SuppressWarnings("ArrayRecordComponent")
record TrainingCase(float[] image, float[] targets) {}
