package org.hilum.model.assess.segment;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hilum.model.crops.CropStack;

/**
 * Outlines the structure at a seed: first on the seed's own slice, twice, so that the second time
 * the window lies on the structure's centre; then slice by slice up and down for as long as the
 * outlines overlap.
 */
public final class Outliner {

  private static final int SIDE = CropStack.SIDE;

  /** A neighbouring slice with less than this share of the largest area is noise. */
  private static final double LEAST_AREA_SHARE = 0.06;

  /** A nodule is hardly taller than this many times its width; a vessel is. */
  private static final double TALLEST = 1.6;

  /**
   * Probability from which a pixel belongs to the structure. On held train patients 0.6 gave the
   * best Dice of 0.4, 0.5 and 0.6, and volumes nearest to the readers'.
   */
  private static final float THRESHOLD = 0.6f;

  private static final double SMALL_WINDOW_MM = 26;
  private static final double REACH_PIXELS = 8;

  private final SliceSegmenter segmenter;

  /**
   * Where to begin.
   *
   * @param column in pixels of the stack
   */
  public record Seed(
      CropStack stack, int slice, double column, double row, double expectedDiameterMm) {

    public Seed at(double otherColumn) {
      return new Seed(stack, slice, otherColumn, row, expectedDiameterMm);
    }
  }

  /** For crops around a nodule: the middle of the middle slice, whatever its size. */
  public static Seed middleOf(CropStack stack) {
    double middle = SIDE / 2.0;
    double heightMm = stack.count() * stack.sliceSpacingMm();
    return new Seed(stack, stack.count() / 2, middle, middle, heightMm);
  }

  public Outliner(SliceSegmenter segmenter) {
    this.segmenter = segmenter;
  }

  /** One outline a seed; empty where nothing stands out at the seed. */
  public List<Outline> outline(List<Seed> seeds) {
    List<Walk> walks = seeds.stream().map(Walk::new).toList();
    step(walks.stream().map(w -> new Step(w, w.seed.slice(), null)).toList());
    step(
        walks.stream()
            .filter(w -> !w.masks.isEmpty())
            .map(w -> new Step(w, w.seed.slice(), w.masks.get(w.seed.slice())))
            .toList());
    for (int direction : new int[] {1, -1}) {
      List<Step> open = next(walks, direction);
      while (!open.isEmpty()) {
        step(open);
        open = next(open.stream().map(Step::walk).filter(w -> w.going).toList(), direction);
      }
      walks.forEach(w -> w.going = true);
    }
    return walks.stream().map(Walk::outline).toList();
  }

  private static List<Step> next(List<Walk> walks, int direction) {
    List<Step> steps = new ArrayList<>();
    for (Walk walk : walks) {
      if (walk.masks.isEmpty()) {
        continue;
      }
      int last = direction > 0 ? walk.masks.lastKey() : walk.masks.firstKey();
      int slice = last + direction;
      if (slice >= 0 && slice < walk.seed.stack().count() && walk.mayGrow()) {
        steps.add(new Step(walk, slice, walk.masks.get(last)));
      }
    }
    return steps;
  }

  /** Outlines one slice of each walk, windows of one size together. */
  private void step(List<Step> steps) {
    Map<Integer, List<Step>> bySide =
        steps.stream()
            .collect(Collectors.groupingBy(s -> s.walk.side, TreeMap::new, Collectors.toList()));
    for (List<Step> group : bySide.values()) {
      List<SegmenterWindow> windows = group.stream().map(Step::window).toList();
      List<float[]> probabilities = segmenter.probabilities(windows);
      for (int i = 0; i < group.size(); i++) {
        group.get(i).take(windows.get(i), probabilities.get(i));
      }
    }
  }

  /** One structure on its way through the slices. */
  private static final class Walk {
    private final Seed seed;
    private final int side;
    private final TreeMap<Integer, BitSet> masks = new TreeMap<>();
    private boolean going = true;

    Walk(Seed seed) {
      this.seed = seed;
      this.side =
          seed.expectedDiameterMm() > SMALL_WINDOW_MM * seed.stack().pixelSpacingMm() / 0.7
              ? SegmenterWindow.LARGE
              : SegmenterWindow.SMALL;
    }

    boolean mayGrow() {
      double widest = seed.expectedDiameterMm();
      for (BitSet mask : masks.values()) {
        double across = 2 * Math.sqrt(mask.cardinality() / Math.PI) * seed.stack().pixelSpacingMm();
        widest = Math.max(widest, across);
      }
      return masks.size() * seed.stack().sliceSpacingMm() < TALLEST * widest + 2;
    }

    int largestArea() {
      return masks.values().stream()
          .map(BitSet::cardinality)
          .max(Comparator.naturalOrder())
          .orElse(0);
    }

    Outline outline() {
      return masks.isEmpty()
          ? new Outline(seed.slice(), List.of())
          : new Outline(masks.firstKey(), List.copyOf(masks.values()));
    }
  }

  /**
   * @param before the mask that leads to this slice; none for the seed
   */
  private record Step(Walk walk, int slice, @org.jspecify.annotations.Nullable BitSet before) {

    SegmenterWindow window() {
      double column = walk.seed.column();
      double row = walk.seed.row();
      if (before != null) {
        double[] centre = Regions.centre(before, SIDE);
        column = centre[0];
        row = centre[1];
      }
      return new SegmenterWindow(
          walk.seed.stack(), slice, (int) Math.round(column), (int) Math.round(row), walk.side);
    }

    void take(SegmenterWindow window, float[] probability) {
      BitSet mask = new BitSet(SIDE * SIDE);
      for (int y = 0; y < window.side(); y++) {
        for (int x = 0; x < window.side(); x++) {
          int pixel = window.stackPixel(x, y);
          if (pixel >= 0 && probability[y * window.side() + x] >= THRESHOLD) {
            mask.set(pixel);
          }
        }
      }
      int start = Regions.nearest(mask, window.column(), window.row(), SIDE, REACH_PIXELS);
      BitSet region = start < 0 ? new BitSet() : Regions.regionOf(mask, start, SIDE);
      boolean onSeed = slice == walk.seed.slice();
      boolean connected = before == null || onSeed || region.intersects(before);
      boolean enough = onSeed || region.cardinality() >= LEAST_AREA_SHARE * walk.largestArea();
      if (!region.isEmpty() && connected && enough) {
        walk.masks.put(slice, region);
      } else {
        walk.going = false;
      }
    }
  }
}
