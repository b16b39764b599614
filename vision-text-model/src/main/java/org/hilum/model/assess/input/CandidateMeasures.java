package org.hilum.model.assess.input;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.BitSet;
import org.hilum.model.assess.segment.Outline;
import org.hilum.model.crops.CropStack;
import org.hilum.model.detect.NoduleDetector;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.PatientPoint;

/**
 * A candidate in {@value #COUNT} numbers: its size, shape and density ({@link ShapeMeasures}), what
 * the detector's network makes of it ({@link NoduleDetector#features}, logarithms), and what the
 * segmenter's does ({@link Outline#appearance}, logarithms). Both see the outline's slices only,
 * the first and the last held outwards, since more of a nodule is not known in the archive that is
 * learnt from. Safe for use by several threads.
 */
public final class CandidateMeasures {

  /** Where the detector's numbers begin. */
  static final int FROM_DETECTOR = ShapeMeasures.COUNT;

  /** Where the segmenter's begin. */
  static final int FROM_SEGMENTER = FROM_DETECTOR + NoduleDetector.FEATURES;

  public static final int COUNT = FROM_SEGMENTER + Outline.APPEARANCE;

  private static final int SIDE = CropStack.SIDE;

  private final NoduleDetector detector;

  /**
   * @param detector stays the caller's to close
   */
  public CandidateMeasures(NoduleDetector detector) {
    this.detector = requireNonNull(detector, "detector");
  }

  /** Of an empty outline zeros, but for the spacing. */
  public float[] of(Outline outline, CropStack stack) {
    float[] measures = Arrays.copyOf(ShapeMeasures.of(outline, stack), COUNT);
    if (outline.isEmpty()) {
      return measures;
    }
    CtVolume slices = stack.part(outline.firstSlice(), outline.masks().size()).volume();
    double radiusMm = Math.exp(measures[ShapeMeasures.LOG_LONG_AXIS]) / 2;
    put(detector.features(slices, middle(outline, slices), radiusMm), measures, FROM_DETECTOR);
    put(outline.appearance(), measures, FROM_SEGMENTER);
    return measures;
  }

  private static void put(float[] features, float[] measures, int from) {
    for (int i = 0; i < features.length; i++) {
      measures[from + i] = (float) Math.log1p(features[i]);
    }
  }

  /** In the middle of its height, and of its largest slice. */
  private static PatientPoint middle(Outline outline, CtVolume slices) {
    BitSet mask = outline.masks().get(outline.largest());
    double column = mask.stream().mapToDouble(p -> p % SIDE).average().orElseThrow();
    double row = mask.stream().mapToDouble(p -> p / SIDE).average().orElseThrow();
    return slices.grid().toPatient(column, row, (outline.masks().size() - 1) / 2.0);
  }
}
