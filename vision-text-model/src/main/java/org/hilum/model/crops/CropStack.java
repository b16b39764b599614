package org.hilum.model.crops;

import java.util.ArrayList;
import java.util.List;
import org.hilum.model.volume.CropMatcher;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.HuEstimate;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;

/**
 * Square crops around a nodule or a candidate, slice by slice towards the head, at the resolution
 * of the scan, 8 bits a pixel. Of crops of the labelled archive, which are min-max normalised a
 * slice, the HU are estimated; of those of a whole CT they are known.
 */
public final class CropStack {

  /** Pixels a side. */
  public static final int SIDE = 128;

  /** No tissue is denser: so that metal does not coarsen what 8 bits make of the rest. */
  private static final double HIGHEST_HU = 2000;

  private final List<byte[]> slices;
  private final List<HuEstimate.Scale> scales;
  private final double pixelSpacingMm;
  private final double sliceSpacingMm;

  private CropStack(
      List<byte[]> slices,
      List<HuEstimate.Scale> scales,
      double pixelSpacingMm,
      double sliceSpacingMm) {
    this.slices = List.copyOf(slices);
    this.scales = scales;
    this.pixelSpacingMm = pixelSpacingMm;
    this.sliceSpacingMm = sliceSpacingMm;
  }

  /**
   * A crop whose HU are lost.
   *
   * @param slices one or more, each {@value #SIDE} x {@value #SIDE} grey values, row by row,
   *     min-max normalised
   * @throws IllegalArgumentException if there is no slice, or one of another size
   */
  public static CropStack ofGrey(
      List<byte[]> slices, double pixelSpacingMm, double sliceSpacingMm) {
    requireSize(slices.stream().mapToInt(slice -> slice.length).toArray());
    return new CropStack(slices, HuEstimate.of(slices), pixelSpacingMm, sliceSpacingMm);
  }

  /**
   * A crop in HU; what is denser than {@value #HIGHEST_HU} counts as that.
   *
   * @param slices one or more, each {@value #SIDE} x {@value #SIDE} HU, row by row
   * @throws IllegalArgumentException if there is no slice, or one of another size
   */
  public static CropStack ofHu(List<short[]> slices, double pixelSpacingMm, double sliceSpacingMm) {
    requireSize(slices.stream().mapToInt(slice -> slice.length).toArray());
    List<HuEstimate.Scale> scales = new ArrayList<>();
    List<byte[]> grey = new ArrayList<>();
    for (short[] slice : slices) {
      double highest = HuEstimate.AIR_HU;
      for (short hu : slice) {
        highest = Math.max(highest, Math.min(hu, HIGHEST_HU));
      }
      double step = (highest - HuEstimate.AIR_HU) / 255;
      scales.add(HuEstimate.Scale.from(step));
      byte[] levels = new byte[slice.length];
      for (int i = 0; i < levels.length && step > 0; i++) {
        double above = Math.min(slice[i], highest) - HuEstimate.AIR_HU;
        levels[i] = (byte) Math.round(Math.max(0, above) / step);
      }
      grey.add(levels);
    }
    return new CropStack(grey, scales, pixelSpacingMm, sliceSpacingMm);
  }

  private static void requireSize(int[] pixels) {
    if (pixels.length == 0) {
      throw new IllegalArgumentException("a stack needs at least one slice");
    }
    for (int count : pixels) {
      if (count != SIDE * SIDE) {
        throw new IllegalArgumentException(
            "a slice has %d pixels, needed are %d".formatted(count, SIDE * SIDE));
      }
    }
  }

  public int count() {
    return slices.size();
  }

  public double pixelSpacingMm() {
    return pixelSpacingMm;
  }

  public double sliceSpacingMm() {
    return sliceSpacingMm;
  }

  /** HU, estimated or known; beyond the crop's edge, the edge's value. */
  public float hu(int column, int row, int slice) {
    int c = Math.min(Math.max(column, 0), SIDE - 1);
    int r = Math.min(Math.max(row, 0), SIDE - 1);
    return scales.get(slice).hu(slices.get(slice)[r * SIDE + c] & 0xff);
  }

  /** Some consecutive slices. */
  public CropStack part(int firstSlice, int count) {
    int end = firstSlice + count;
    return new CropStack(
        slices.subList(firstSlice, end),
        scales.subList(firstSlice, end),
        pixelSpacingMm,
        sliceSpacingMm);
  }

  /** As a small CT, the first voxel's centre at 0, 0, 0. */
  public CtVolume volume() {
    return held(0, 0);
  }

  /** Finds other crops of the same CT. */
  CropMatcher matcher() {
    return new CropMatcher(slices, SIDE);
  }

  /** Its voxels, the first one's centre at 0, 0 and a height. */
  public VolumeGrid grid(double lowestZMm) {
    return new VolumeGrid(
        SIDE,
        SIDE,
        count(),
        pixelSpacingMm,
        pixelSpacingMm,
        sliceSpacingMm,
        new PatientPoint(0, 0, lowestZMm));
  }

  /**
   * The voxels of {@link #grid} as a small CT, and so far beyond them on all sides the edge's
   * values.
   */
  public CtVolume held(double lowestZMm, double beyondMm) {
    int beside = (int) Math.ceil(beyondMm / pixelSpacingMm);
    int above = (int) Math.ceil(beyondMm / sliceSpacingMm);
    VolumeGrid held =
        new VolumeGrid(
            SIDE + 2 * beside,
            SIDE + 2 * beside,
            count() + 2 * above,
            pixelSpacingMm,
            pixelSpacingMm,
            sliceSpacingMm,
            grid(lowestZMm).toPatient(-beside, -beside, -above));
    short[] hu = new short[held.voxelCount()];
    for (int slice = 0; slice < held.slices(); slice++) {
      int from = Math.max(0, Math.min(count() - 1, slice - above));
      for (int row = 0; row < held.rows(); row++) {
        for (int column = 0; column < held.columns(); column++) {
          hu[held.index(column, row, slice)] =
              (short) Math.round(hu(column - beside, row - beside, from));
        }
      }
    }
    return new CtVolume(held, hu);
  }
}
