package org.hilum.model.register;

/**
 * How well two examinations came together.
 *
 * @param lungOverlap Dice overlap of the lungs after the rigid transform, where both examinations
 *     reach, 0 to 1
 * @param coveredShare of the current lungs that the prior examination reaches, 0 to 1
 * @param detailCorrelation median correlation of places all over the lungs with what the prior
 *     examination shows there, each after its own small shift; vessels agree only in one and the
 *     same patient
 * @param localShiftMm 90th percentile of those small shifts: what breathing and posture moved
 *     against the rigid transform
 * @param places how many places were compared
 */
public record RegistrationQuality(
    double lungOverlap,
    double coveredShare,
    double detailCorrelation,
    double localShiftMm,
    int places) {}
