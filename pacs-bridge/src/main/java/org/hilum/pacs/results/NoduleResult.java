package org.hilum.pacs.results;

import static java.util.Objects.requireNonNull;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hilum.pacs.DicomInstance.Vector;
import org.jspecify.annotations.Nullable;

/**
 * One nodule as the objects tell it.
 *
 * @param number as the report numbers it, from 1
 * @param trackingUid the same in every object, and in every analysis, that means this nodule
 * @param trackingId its name in words, for example {@code Hilum nodule 1}
 * @param center patient millimetres, LPS
 * @param side null where it could not be told
 * @param malignancy that readers would call it malignant, 0 to 1, with its 95 % interval; readers'
 *     opinion, not pathology
 * @param noduleProbability the score of its mark, 0 to 1; it orders marks and is no calibrated
 *     probability
 * @param evaluations what it looks like, concept and value
 * @param familiar whether the model learnt from anything like it; if not, malignancy and
 *     evaluations are guesses
 * @param keySlice index into {@link ResultSource#slices()} of the slice that shows it best
 * @param pixels for the slices on which it lies, by index into {@link ResultSource#slices()}, the
 *     pixels of the stored image that belong to it, row by row; empty where there is no outline
 */
public record NoduleResult(
    int number,
    String trackingUid,
    String trackingId,
    Vector center,
    double longAxisMm,
    double shortAxisMm,
    double volumeMm3,
    @Nullable Side side,
    Probability malignancy,
    double noduleProbability,
    List<Evaluation> evaluations,
    boolean familiar,
    int keySlice,
    SortedMap<Integer, BitSet> pixels) {

  public NoduleResult {
    requireNonNull(trackingUid, "trackingUid");
    requireNonNull(trackingId, "trackingId");
    requireNonNull(center, "center");
    requireNonNull(malignancy, "malignancy");
    evaluations = List.copyOf(evaluations);
    TreeMap<Integer, BitSet> copy = new TreeMap<>();
    for (Map.Entry<Integer, BitSet> slice : pixels.entrySet()) {
      if (!slice.getValue().isEmpty()) {
        copy.put(slice.getKey(), (BitSet) slice.getValue().clone());
      }
    }
    pixels = copy;
    double[] numbers = {
      center.x(), center.y(), center.z(), longAxisMm, shortAxisMm, volumeMm3, noduleProbability
    };
    for (double each : numbers) {
      if (!Double.isFinite(each)) {
        throw new IllegalArgumentException(
            "nodule %d holds a number that is none; it cannot be written".formatted(number));
      }
    }
  }

  public enum Side {
    LEFT,
    RIGHT
  }

  /** A probability with its 95 % interval, each from 0 to 1. */
  public record Probability(double value, double low, double high) {

    public Probability {
      if (!(value >= 0 && value <= 1 && low >= 0 && high <= 1 && low <= high)) {
        throw new IllegalArgumentException(
            "no probability with an interval: %s [%s, %s]".formatted(value, low, high));
      }
    }
  }

  public record Evaluation(Code concept, Code value) {}

  public boolean hasOutline() {
    return !pixels.isEmpty();
  }
}
