package org.hilum.model.volume;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds where another crop of the same CT lies, by a slice that both show. Their grey values differ
 * by a factor and an offset only, since each slice was normalised by itself; so the same slice
 * correlates to nearly 1, and the next one, even of a thin-sliced CT, does not.
 */
public final class CropMatcher {

  /** The same slice correlates by 0.9994 and more, neighbouring slices by 0.994 at most. */
  private static final double SAME = 0.998;

  /** Crops further apart hardly show anything of each other's middle. */
  private static final double FARTHEST = 0.6;

  /** Sides of the blocks that are averaged, coarse to fine. */
  private static final int[] BLOCKS = {8, 4, 1};

  /** The least correlation worth looking at more closely, for all blocks but the finest. */
  private static final double[] WORTHWHILE = {0.5, 0.8};

  private static final int COARSE_PLACES = 3;

  /**
   * Where the other crop lies: its pixel (x, y) of slice z is pixel (x + columns, y + rows) of
   * slice z + slices here.
   */
  public record Offset(int columns, int rows, int slices) {

    /** Where this crop lies as the other one sees it. */
    public Offset reversed() {
      return new Offset(-columns, -rows, -slices);
    }
  }

  /**
   * Two crops of one CT.
   *
   * @param offset how the second lies to the first
   */
  public record Pair(int first, int second, Offset offset) {}

  /** A shift in blocks, and how well the crops correlate there. */
  private record Place(int columns, int rows, double correlation) {

    static final Place NONE = new Place(0, 0, Double.NEGATIVE_INFINITY);
  }

  private final int side;

  /** Slices by blocks. */
  private final List<List<float[]>> levels = new ArrayList<>();

  private final int count;

  /**
   * @param slices of {@code side} x {@code side} grey values
   */
  public CropMatcher(List<byte[]> slices, int side) {
    this.side = side;
    this.count = slices.size();
    for (int block : BLOCKS) {
      levels.add(slices.stream().map(slice -> averaged(slice, block)).toList());
    }
  }

  private float[] averaged(byte[] slice, int block) {
    int blocks = side / block;
    float[] mean = new float[blocks * blocks];
    for (int row = 0; row < blocks * block; row++) {
      for (int column = 0; column < blocks * block; column++) {
        mean[row / block * blocks + column / block] +=
            (slice[row * side + column] & 0xff) / (float) (block * block);
      }
    }
    return mean;
  }

  /** Those of a CT's crops that show a slice in common, by their indices. */
  public static List<Pair> pairs(List<CropMatcher> crops) {
    int count = crops.size();
    return IntStream.range(0, count * count)
        .filter(pair -> pair / count < pair % count)
        .parallel()
        .mapToObj(pair -> pair(crops, pair / count, pair % count))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Pair> pair(List<CropMatcher> crops, int first, int second) {
    return crops.get(first).find(crops.get(second)).map(at -> new Pair(first, second, at));
  }

  /** Where another crop lies; empty if they show no slice in common or differ in size. */
  public Optional<Offset> find(CropMatcher other) {
    if (other.side != side) {
      return Optional.empty();
    }
    for (int slice = 0; slice < count; slice++) {
      for (int theirs = 0; theirs < other.count; theirs++) {
        Place place = sameSlice(other, slice, theirs);
        if (place.correlation() >= SAME) {
          return Optional.of(new Offset(place.columns(), place.rows(), slice - theirs));
        }
      }
    }
    return Optional.empty();
  }

  private Place sameSlice(CropMatcher other, int slice, int theirs) {
    int reach = (int) (FARTHEST * side / BLOCKS[0]);
    List<Place> places = places(other, 0, slice, theirs, new Place(0, 0, 0), reach);
    places.sort(Comparator.comparingDouble(Place::correlation).reversed());
    Place best = Place.NONE;
    for (Place coarse : places.subList(0, Math.min(COARSE_PLACES, places.size()))) {
      Place place = coarse;
      for (int level = 1; level < BLOCKS.length; level++) {
        if (!(place.correlation() >= WORTHWHILE[level - 1])) {
          place = Place.NONE;
          break;
        }
        int finer = BLOCKS[level - 1] / BLOCKS[level];
        Place from = new Place(finer * place.columns(), finer * place.rows(), 0);
        place =
            places(other, level, slice, theirs, from, finer).stream()
                .max(Comparator.comparingDouble(Place::correlation))
                .orElse(Place.NONE);
      }
      if (place.correlation() > best.correlation()) {
        best = place;
      }
    }
    return best;
  }

  private List<Place> places(
      CropMatcher other, int level, int slice, int theirs, Place about, int reach) {
    int blocks = side / BLOCKS[level];
    float[] a = levels.get(level).get(slice);
    float[] b = other.levels.get(level).get(theirs);
    List<Place> places = new ArrayList<>();
    for (int rows = about.rows() - reach; rows <= about.rows() + reach; rows++) {
      for (int columns = about.columns() - reach; columns <= about.columns() + reach; columns++) {
        places.add(new Place(columns, rows, correlation(a, b, blocks, columns, rows)));
      }
    }
    return places;
  }

  /** Pearson's, over the pixels in common; 0 where one of them is constant there. */
  private static double correlation(float[] a, float[] b, int side, int columns, int rows) {
    int left = Math.max(0, columns);
    int right = Math.min(side, side + columns);
    int top = Math.max(0, rows);
    int bottom = Math.min(side, side + rows);
    double n = Math.max(0, right - left) * (double) Math.max(0, bottom - top);
    double sumA = 0;
    double sumB = 0;
    double squaresA = 0;
    double squaresB = 0;
    double products = 0;
    for (int row = top; row < bottom; row++) {
      int i = row * side + left;
      int j = (row - rows) * side + left - columns;
      for (int column = left; column < right; column++, i++, j++) {
        double x = a[i];
        double y = b[j];
        sumA += x;
        sumB += y;
        squaresA += x * x;
        squaresB += y * y;
        products += x * y;
      }
    }
    double spread = (n * squaresA - sumA * sumA) * (n * squaresB - sumB * sumB);
    return spread > 0 ? (n * products - sumA * sumB) / Math.sqrt(spread) : 0;
  }
}
