package org.hilum.db;

/** The box of a finding's mask within the volume's grid, in voxels. */
public record MaskBox(
    int firstColumn, int firstRow, int firstSlice, int columns, int rows, int slices) {}
