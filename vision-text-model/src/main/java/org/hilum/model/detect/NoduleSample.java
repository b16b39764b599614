package org.hilum.model.detect;

/**
 * A nodule to be pasted, on a cube-like grid of 1 mm with the nodule's centre in its middle.
 *
 * @param hu its values and those of its surroundings
 * @param maskPercent how many of the readers count each voxel as nodule, 0 to 100
 * @param outsideTenthMm distance to the nodule in tenths of a millimetre, 0 inside, at most 127
 * @param diameterMm of the sphere of the same volume
 * @param thinSlices whether it may be turned in three dimensions without showing its slices
 * @param wallAngle direction in the axial plane, in radians, in which the nodule touches a wall;
 *     NaN where it touches none
 */
@SuppressWarnings("ArrayRecordComponent")
record NoduleSample(
    int columns,
    int rows,
    int slices,
    short[] hu,
    byte[] maskPercent,
    byte[] outsideTenthMm,
    double diameterMm,
    double wallAngle,
    boolean thinSlices) {

  int index(int column, int row, int slice) {
    return (slice * rows + row) * columns + column;
  }
}
