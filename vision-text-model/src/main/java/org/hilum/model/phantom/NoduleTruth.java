package org.hilum.model.phantom;

/**
 * What a phantom's nodule measures, from the formulas that drew it and not from its voxels.
 *
 * @param volumeMm3 of the whole nodule, strands of spiculation included
 * @param solidVolumeMm3 of its solid part: the whole of a solid nodule, nothing of a ground-glass
 *     one
 */
public record NoduleTruth(PhantomNodule nodule, double volumeMm3, double solidVolumeMm3) {}
