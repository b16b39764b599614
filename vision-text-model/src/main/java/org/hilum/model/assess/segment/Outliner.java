package org.hilum.model.assess.segment;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hilum.model.crops.CropStack;
import org.hilum.model.detect.Candidate;
import org.hilum.model.volume.VolumeGrid;

/**
 * Outlines the structure at a seed: first on the seed's own slice, twice, so that the second time
 * the window lies on the structure's centre; then slice by slice up and down for as long as the
 * outlines overlap. Last, the end slices are seen once more, without their neighbours beyond.
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

  /** What the segmenter says of so many windows is in memory at once, up to 1.1 MB each. */
  private static final int SEEDS_AT_ONCE = 64;

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

    /**
     * Where the detector marked a crop.
     *
     * @param grid the stack's, in which the candidate lies
     */
    public static Seed of(CropStack stack, VolumeGrid grid, Candidate candidate) {
      return new Seed(
          stack,
          (int) Math.round(grid.sliceOf(candidate.center())),
          grid.columnOf(candidate.center()),
          grid.rowOf(candidate.center()),
          candidate.diameterMm());
    }

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
    List<Outline> outlines = new ArrayList<>(seeds.size());
    for (int from = 0; from < seeds.size(); from += SEEDS_AT_ONCE) {
      outlines.addAll(
          outlineTogether(seeds.subList(from, Math.min(seeds.size(), from + SEEDS_AT_ONCE))));
    }
    return outlines;
  }

  private List<Outline> outlineTogether(List<Seed> seeds) {
    List<Walk> walks = seeds.stream().map(Walk::new).toList();
    step(walks.stream().map(w -> new Step(w, w.seed.slice(), null)).toList());
    step(
        walks.stream()
            .filter(w -> !w.slices.isEmpty())
            .map(w -> new Step(w, w.seed.slice(), w.slice(w.seed.slice()).mask()))
            .toList());
    for (int direction : new int[] {1, -1}) {
      List<Step> open = next(walks, direction);
      while (!open.isEmpty()) {
        step(open);
        open = next(open.stream().map(Step::walk).filter(w -> w.going).toList(), direction);
      }
      walks.forEach(w -> w.going = true);
    }
    seeEndsWithoutNeighbours(walks);
    return walks.stream().map(Walk::outline).toList();
  }

  private static List<Step> next(List<Walk> walks, int direction) {
    List<Step> steps = new ArrayList<>();
    for (Walk walk : walks) {
      if (walk.slices.isEmpty()) {
        continue;
      }
      int last = direction > 0 ? walk.slices.lastKey() : walk.slices.firstKey();
      int slice = last + direction;
      if (slice >= 0 && slice < walk.seed.stack().count() && walk.mayGrow()) {
        steps.add(new Step(walk, slice, walk.slice(last).mask()));
      }
    }
    return steps;
  }

  /** Outlines one slice of each walk. */
  private void step(List<Step> steps) {
    List<SeenWindow> seen = look(steps.stream().map(Step::window).toList());
    for (int i = 0; i < seen.size(); i++) {
      steps.get(i).take(seen.get(i));
    }
  }

  /**
   * What lies above and below a nodule nobody knows in the archive that is learnt from, so what is
   * said of its appearance must not depend on that: where the end slices were seen with a neighbour
   * beyond, they are seen once more without.
   */
  private void seeEndsWithoutNeighbours(List<Walk> walks) {
    List<End> ends = walks.stream().flatMap(Walk::ends).toList();
    List<SeenWindow> seen = look(ends.stream().map(End::window).toList());
    for (int i = 0; i < seen.size(); i++) {
      ends.get(i).take(seen.get(i));
    }
  }

  /** In the same order. */
  private List<SeenWindow> look(List<SegmenterWindow> windows) {
    SeenWindow[] seen = new SeenWindow[windows.size()];
    for (int side : new int[] {SegmenterWindow.SMALL, SegmenterWindow.LARGE}) {
      int[] these =
          IntStream.range(0, seen.length).filter(i -> windows.get(i).side() == side).toArray();
      List<SeenWindow> answers =
          segmenter.look(Arrays.stream(these).mapToObj(windows::get).toList());
      for (int i = 0; i < these.length; i++) {
        seen[these[i]] = answers.get(i);
      }
    }
    return Arrays.asList(seen);
  }

  /** One structure on its way through the slices. */
  private static final class Walk {
    private final Seed seed;
    private final int side;
    private final TreeMap<Integer, Outline.Slice> slices = new TreeMap<>();
    private boolean going = true;

    Walk(Seed seed) {
      this.seed = seed;
      this.side =
          seed.expectedDiameterMm() > SMALL_WINDOW_MM * seed.stack().pixelSpacingMm() / 0.7
              ? SegmenterWindow.LARGE
              : SegmenterWindow.SMALL;
    }

    Outline.Slice slice(int slice) {
      return requireNonNull(slices.get(slice));
    }

    /** Those that were seen with a neighbour which does not belong to the structure. */
    Stream<End> ends() {
      if (slices.isEmpty()) {
        return Stream.of();
      }
      int first = slices.firstKey();
      int last = slices.lastKey();
      return IntStream.of(first, last)
          .distinct()
          .filter(i -> i == first && i > 0 || i == last && i < seed.stack().count() - 1)
          .mapToObj(i -> new End(this, i));
    }

    boolean mayGrow() {
      double across = 2 * Math.sqrt(largestArea() / Math.PI) * seed.stack().pixelSpacingMm();
      double widest = Math.max(seed.expectedDiameterMm(), across);
      return slices.size() * seed.stack().sliceSpacingMm() < TALLEST * widest + 2;
    }

    int largestArea() {
      return slices.values().stream().mapToInt(s -> s.mask().cardinality()).max().orElse(0);
    }

    /** Whether a slice shows that it went through a {@link Neck}; if so, it is back there. */
    boolean retreats(int slice) {
      NavigableMap<Integer, Outline.Slice> way =
          slice > seed.slice()
              ? slices.tailMap(seed.slice(), true)
              : slices.headMap(seed.slice(), true).descendingMap();
      int[] areas = way.values().stream().mapToInt(s -> s.mask().cardinality()).toArray();
      int beyond = areas.length - 1 - Neck.lastBefore(areas);
      for (int i = 0; i < beyond; i++) {
        slices.remove(way.lastKey());
      }
      return beyond > 0;
    }

    Outline outline() {
      return slices.isEmpty()
          ? new Outline(seed.slice(), List.of())
          : Outline.of(slices.firstKey(), slices.values());
    }
  }

  private record End(Walk walk, int slice) {

    SegmenterWindow window() {
      return walk.slice(slice).window().within(walk.slices.firstKey(), walk.slices.size());
    }

    void take(SeenWindow seen) {
      walk.slices.put(slice, Outline.Slice.of(walk.slice(slice).mask(), seen));
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

    void take(SeenWindow seen) {
      SegmenterWindow window = seen.window();
      BitSet mask = new BitSet(SIDE * SIDE);
      for (int y = 0; y < window.side(); y++) {
        for (int x = 0; x < window.side(); x++) {
          int pixel = window.stackPixel(x, y);
          if (pixel >= 0 && seen.probabilities()[y * window.side() + x] >= THRESHOLD) {
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
        walk.slices.put(slice, Outline.Slice.of(region, seen));
        walk.going = !walk.retreats(slice);
      } else {
        walk.going = false;
      }
    }
  }
}
