package org.hilum.validation.froc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.hilum.model.volume.PatientPoint;
import org.hilum.validation.ConfidenceInterval;
import org.hilum.validation.Detection;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblem;
import org.hilum.validation.ReferenceFinding;
import org.jspecify.annotations.Nullable;

/**
 * Scores detections by LUNA16's rules (Setio AAA et al., Med Image Anal 2017;42:1), as its script
 * {@code noduleCADEvaluationLUNA16.py} carries them out.
 *
 * <ul>
 *   <li>A mark hits a nodule where their squared distance is below the squared radius; 5 mm where
 *       the diameter is missing or negative. A mark on the border does not hit, and a diameter of 0
 *       cannot be hit.
 *   <li>Several marks on one nodule count once, by their highest score. One mark may hit several
 *       nodules, and finds each of them by its score.
 *   <li>A mark that hits no nodule but an excluded finding is ignored; one that hits both counts as
 *       a hit, whichever stands first.
 *   <li>Scans are those that were given: one without marks or nodules counts, marks and findings in
 *       others do not.
 *   <li>Marks of equal score make one step of the curve, as {@code sklearn.metrics.roc_curve} has
 *       it: between its two ends the curve is a straight line.
 *   <li>A nodule that no mark hits lowers the sensitivity that the curve can reach.
 *   <li>Sensitivity at a rate lies on the straight line between two points of the curve; where
 *       several points share a rate, the highest counts; beyond the last point the curve is level
 *       ({@code numpy.interp}).
 *   <li>A cap on marks keeps those above the score of the scan's next one, so that ties at the cap
 *       all fall.
 *   <li>The bootstrap draws as many whole scans as there are, with replacement, 1,000 times, makes
 *       a curve of each draw with the number of scans unchanged, and takes the values at the
 *       indices floor(0.025 n) and floor(0.975 n) of the sorted sensitivities.
 * </ul>
 *
 * <p>Where this differs from the script, and why:
 *
 * <ul>
 *   <li>The script's caller caps at 100 marks a scan; here the cap is a choice, because the rules
 *       as published know none.
 *   <li>The script samples the curve at 10,001 even steps, so that what is read off it at 1/4 lies
 *       up to 0.0004 false marks beside it; here the rates are exact.
 *   <li>Where there is no hit at all the script divides by zero; here sensitivity is 0. A resample
 *       without nodules, where it has no value, is left out here.
 *   <li>The script takes exact copies of a row as further marks; the table's reader names and drops
 *       them before they come here.
 *   <li>The script's random numbers are unseeded; here the seed makes intervals repeatable.
 * </ul>
 */
public final class FrocScorer {

  /** The rates of false positives a scan whose mean sensitivity is the CPM. */
  public static final List<Double> RATES = List.of(0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0);

  /** LUNA16's number of bootstrap resamples. */
  public static final int LUNA16_BOOTSTRAPS = 1000;

  /** Marks a scan that LUNA16's script keeps; for {@link #FrocScorer(int, long, Integer)}. */
  public static final int LUNA16_MAX_MARKS = 100;

  private static final double LAST_RATE = RATES.get(RATES.size() - 1);
  private static final double UNKNOWN_RADIUS_MM = 5;
  private static final double CONFIDENCE = 0.95;

  /** Where the band of the curve is drawn: the rates themselves, and points between them. */
  private static final double[] BAND_RATES = bandRates();

  private final int bootstraps;
  private final long seed;
  private final @Nullable Integer maxMarksPerScan;

  /** LUNA16's bootstrap with a fixed seed, and no cap on marks. */
  public FrocScorer() {
    this(LUNA16_BOOTSTRAPS, 1, null);
  }

  /**
   * @param bootstraps resamples; 0 for none
   * @param seed of the resampling: the same input and seed give the same intervals
   * @param maxMarksPerScan keep only the marks that score above the scan's next one after this
   *     many, as LUNA16's script does; null for all
   */
  public FrocScorer(int bootstraps, long seed, @Nullable Integer maxMarksPerScan) {
    if (bootstraps < 0 || (maxMarksPerScan != null && maxMarksPerScan < 1)) {
      throw new IllegalArgumentException(
          "bootstraps must not be negative and a cap on marks must be at least 1");
    }
    this.bootstraps = bootstraps;
    this.seed = seed;
    this.maxMarksPerScan = maxMarksPerScan;
  }

  /**
   * @param seriesInstanceUids the scans, each once; findings and marks in others are ignored
   * @throws IllegalArgumentException if there are no scans or one is named twice
   */
  public FrocResult score(
      Collection<String> seriesInstanceUids,
      Collection<ReferenceFinding> nodules,
      Collection<ReferenceFinding> excluded,
      Collection<Detection> detections) {
    return score(seriesInstanceUids, nodules, excluded, detections, RATES);
  }

  /**
   * The same with {@link FrocResult#rates()} at rates of one's own; the CPM stays at {@link
   * #RATES}.
   *
   * @param rates false positives a scan
   * @throws IllegalArgumentException if there are no scans or one is named twice
   */
  public FrocResult score(
      Collection<String> seriesInstanceUids,
      Collection<ReferenceFinding> nodules,
      Collection<ReferenceFinding> excluded,
      Collection<Detection> detections,
      List<Double> rates) {
    Matched matched = match(seriesInstanceUids, nodules, excluded, detections);
    Tally tally = matched.tally();
    Ranking ranking = Ranking.of(tally, matched.scans());
    FrocCurve curve = ranking.curve(ones(matched.scans()), Double.POSITIVE_INFINITY);
    Bootstrap bootstrap = bootstrap(ranking, rates);

    tally.outcomes.sort(
        Comparator.comparing((FrocResult.NoduleOutcome o) -> o.nodule().seriesInstanceUid())
            .thenComparingDouble(o -> o.nodule().center().zMm())
            .thenComparingDouble(o -> o.nodule().center().xMm()));
    tally.falseMarks.sort(
        Comparator.comparingDouble((Detection d) -> -d.score())
            .thenComparing(Detection::seriesInstanceUid)
            .thenComparingDouble(d -> d.center().zMm())
            .thenComparingDouble(d -> d.center().xMm()));
    long found = tally.outcomes.stream().filter(FrocResult.NoduleOutcome::found).count();
    FrocResult.Counts counts =
        new FrocResult.Counts(
            matched.scans(),
            tally.outcomes.size(),
            (int) found,
            matched.excludedFindings(),
            detections.size() - matched.outside(),
            tally.falseMarks.size(),
            tally.repeatedHits,
            tally.onExcluded,
            matched.outside(),
            tally.capped);
    return new FrocResult(
        curve,
        cpm(curve),
        bootstrap.cpm(),
        bootstrap.rates(curve),
        bootstrap.band(),
        counts,
        tally.outcomes,
        tally.falseMarks);
  }

  /**
   * Whether two systems differ on the same scans: both are scored on the same resamples of scans,
   * so that what makes a scan hard for both does not blur their difference.
   *
   * @throws IllegalArgumentException if there are no scans or one is named twice
   * @throws InputException if so few bootstraps were asked for that none holds a nodule
   */
  public FrocComparison compare(
      Collection<String> seriesInstanceUids,
      Collection<ReferenceFinding> nodules,
      Collection<ReferenceFinding> excluded,
      Collection<Detection> first,
      Collection<Detection> second) {
    Matched matched = match(seriesInstanceUids, nodules, excluded, first);
    int scans = matched.scans();
    Ranking a = Ranking.of(matched.tally(), scans);
    Ranking b = Ranking.of(match(seriesInstanceUids, nodules, excluded, second).tally(), scans);
    double firstCpm = cpm(a.curve(ones(scans), LAST_RATE));
    double secondCpm = cpm(b.curve(ones(scans), LAST_RATE));
    SplittableRandom random = new SplittableRandom(seed);
    double[] differences = new double[bootstraps];
    int used = 0;
    for (int sample = 0; sample < bootstraps; sample++) {
      int[] weights = resample(random, scans);
      if (a.nodules(weights) > 0) {
        differences[used++] = cpm(a.curve(weights, LAST_RATE)) - cpm(b.curve(weights, LAST_RATE));
      }
    }
    double[] kept = Arrays.copyOf(differences, used);
    ConfidenceInterval interval = Bootstrap.interval(kept);
    if (interval == null) {
      throw new InputException(
          new InputProblem(
              "--bootstraps " + bootstraps,
              0,
              "no resample of the scans holds a nodule; give more"));
    }
    long notAbove = Arrays.stream(kept).filter(d -> d <= 0).count();
    long notBelow = Arrays.stream(kept).filter(d -> d >= 0).count();
    // One is added to both counts so that a p of zero is never claimed.
    double p = Math.min(1, 2.0 * (Math.min(notAbove, notBelow) + 1) / (used + 1));
    return new FrocComparison(
        firstCpm,
        secondCpm,
        firstCpm - secondCpm,
        interval,
        p,
        scans,
        (int) a.nodules(ones(scans)));
  }

  /** Whether a mark hits a finding: LUNA16's first rule. */
  public static boolean hits(PatientPoint mark, ReferenceFinding finding) {
    double radiusMm = finding.hasDiameter() ? finding.diameterMm() / 2 : UNKNOWN_RADIUS_MM;
    double dx = mark.xMm() - finding.center().xMm();
    double dy = mark.yMm() - finding.center().yMm();
    double dz = mark.zMm() - finding.center().zMm();
    return dx * dx + dy * dy + dz * dz < radiusMm * radiusMm;
  }

  /** The mean sensitivity at {@link #RATES}. */
  public static double cpm(FrocCurve curve) {
    return RATES.stream().mapToDouble(curve::sensitivityAt).average().orElseThrow();
  }

  private record Matched(Tally tally, int scans, int excludedFindings, int outside) {}

  private Matched match(
      Collection<String> seriesInstanceUids,
      Collection<ReferenceFinding> nodules,
      Collection<ReferenceFinding> excluded,
      Collection<Detection> detections) {
    Map<String, Scan> scans = new LinkedHashMap<>();
    // Sorted, so that the order in which a caller names scans cannot move the bootstrap.
    for (String uid : seriesInstanceUids.stream().sorted().toList()) {
      if (scans.put(uid, new Scan(scans.size())) != null) {
        throw new IllegalArgumentException("series " + uid + " is named twice");
      }
    }
    if (scans.isEmpty()) {
      throw new IllegalArgumentException("there are no scans to score");
    }
    nodules.forEach(n -> scanOf(scans, n.seriesInstanceUid()).nodules.add(n));
    excluded.forEach(e -> scanOf(scans, e.seriesInstanceUid()).excluded.add(e));
    int outside = 0;
    for (Detection detection : detections) {
      Scan scan = scans.get(detection.seriesInstanceUid());
      if (scan == null) {
        outside++;
      } else {
        scan.marks.add(detection);
      }
    }
    Tally tally = new Tally();
    scans.values().forEach(scan -> scan.match(tally, maxMarksPerScan));
    int excludedFindings = scans.values().stream().mapToInt(scan -> scan.excluded.size()).sum();
    return new Matched(tally, scans.size(), excludedFindings, outside);
  }

  private static int[] resample(SplittableRandom random, int scans) {
    int[] weights = new int[scans];
    for (int i = 0; i < scans; i++) {
      weights[random.nextInt(scans)]++;
    }
    return weights;
  }

  private static Scan scanOf(Map<String, Scan> scans, String uid) {
    Scan scan = scans.get(uid);
    // A scan that is not scored: its findings go nowhere.
    return scan == null ? new Scan(-1) : scan;
  }

  private static int[] ones(int count) {
    int[] ones = new int[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static double[] bandRates() {
    int stepsPerDoubling = 8;
    int doublings = RATES.size() - 1;
    double[] rates = new double[doublings * stepsPerDoubling + 1];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = RATES.get(0) * Math.pow(2, (double) i / stepsPerDoubling);
    }
    return rates;
  }

  private Bootstrap bootstrap(Ranking ranking, List<Double> rates) {
    double lastRate = Math.max(LAST_RATE, Collections.max(rates));
    SplittableRandom random = new SplittableRandom(seed);
    double[][] atBandRates = new double[bootstraps][];
    double[][] atRates = new double[bootstraps][];
    double[] cpms = new double[bootstraps];
    int used = 0;
    for (int sample = 0; sample < bootstraps; sample++) {
      int[] weights = resample(random, ranking.scans);
      if (ranking.nodules(weights) == 0) {
        continue; // No nodule to find: sensitivity has no value there.
      }
      FrocCurve curve = ranking.curve(weights, lastRate);
      atBandRates[used] = Arrays.stream(BAND_RATES).map(curve::sensitivityAt).toArray();
      atRates[used] = rates.stream().mapToDouble(curve::sensitivityAt).toArray();
      cpms[used] = cpm(curve);
      used++;
    }
    return new Bootstrap(
        rates,
        Arrays.copyOf(atRates, used),
        Arrays.copyOf(atBandRates, used),
        Arrays.copyOf(cpms, used));
  }

  private record Bootstrap(
      List<Double> at, double[][] atRates, double[][] atBandRates, double[] cpms) {

    @Nullable ConfidenceInterval cpm() {
      return interval(cpms);
    }

    List<FrocResult.RateSensitivity> rates(FrocCurve curve) {
      List<FrocResult.RateSensitivity> rates = new ArrayList<>();
      for (int i = 0; i < at.size(); i++) {
        double[] samples = column(atRates, i);
        double mean = Arrays.stream(samples).average().orElse(Double.NaN);
        rates.add(
            new FrocResult.RateSensitivity(
                at.get(i),
                curve.sensitivityAt(at.get(i)),
                samples.length == 0 ? null : mean,
                interval(samples)));
      }
      return rates;
    }

    List<FrocResult.BandPoint> band() {
      List<FrocResult.BandPoint> band = new ArrayList<>();
      for (int i = 0; i < BAND_RATES.length; i++) {
        ConfidenceInterval interval = interval(column(atBandRates, i));
        if (interval != null) {
          band.add(new FrocResult.BandPoint(BAND_RATES[i], interval));
        }
      }
      return band;
    }

    private static double[] column(double[][] rows, int column) {
      return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
    }

    /** The percentiles as LUNA16's script picks them: index floor(p · n) of the sorted values. */
    private static @Nullable ConfidenceInterval interval(double[] samples) {
      if (samples.length == 0) {
        return null;
      }
      double[] sorted = samples.clone();
      Arrays.sort(sorted);
      double tail = (1 - CONFIDENCE) / 2;
      // Guards against 0.025 · 1000 coming out as 24.999….
      int low = (int) Math.floor(tail * sorted.length + 1e-9);
      int high = (int) Math.floor((1 - tail) * sorted.length + 1e-9);
      return new ConfidenceInterval(sorted[low], sorted[Math.min(high, sorted.length - 1)]);
    }
  }

  /** What the marks of all scans amount to. */
  private static final class Tally {
    final List<FrocResult.NoduleOutcome> outcomes = new ArrayList<>();
    final List<Detection> falseMarks = new ArrayList<>();
    final List<Entry> entries = new ArrayList<>();
    final Map<Integer, Integer> nodulesByScan = new HashMap<>();
    int repeatedHits;
    int onExcluded;
    int capped;
  }

  /** One step of the curve: a found nodule or a false mark. */
  private record Entry(double score, int scan, boolean nodule) {}

  private static final class Scan {
    final int index;
    final List<ReferenceFinding> nodules = new ArrayList<>();
    final List<ReferenceFinding> excluded = new ArrayList<>();
    List<Detection> marks = new ArrayList<>();

    Scan(int index) {
      this.index = index;
    }

    void match(Tally tally, @Nullable Integer maxMarks) {
      if (maxMarks != null && marks.size() > maxMarks) {
        double[] scores = marks.stream().mapToDouble(Detection::score).sorted().toArray();
        double bar = scores[scores.length - 1 - maxMarks];
        List<Detection> kept = marks.stream().filter(mark -> mark.score() > bar).toList();
        tally.capped += marks.size() - kept.size();
        marks = kept;
      }
      boolean[] onNodule = new boolean[marks.size()];
      for (ReferenceFinding nodule : nodules) {
        Double best = null;
        int hits = 0;
        for (int i = 0; i < onNodule.length; i++) {
          Detection mark = marks.get(i);
          if (hits(mark.center(), nodule)) {
            onNodule[i] = true;
            hits++;
            best = best == null ? mark.score() : Math.max(best, mark.score());
          }
        }
        tally.outcomes.add(new FrocResult.NoduleOutcome(nodule, best));
        tally.nodulesByScan.merge(index, 1, Integer::sum);
        tally.repeatedHits += Math.max(0, hits - 1);
        if (best != null) {
          tally.entries.add(new Entry(best, index, true));
        }
      }
      for (int i = 0; i < onNodule.length; i++) {
        Detection mark = marks.get(i);
        if (onNodule[i]) {
          continue;
        }
        if (excluded.stream().anyMatch(finding -> hits(mark.center(), finding))) {
          tally.onExcluded++;
        } else {
          tally.falseMarks.add(mark);
          tally.entries.add(new Entry(mark.score(), index, false));
        }
      }
    }
  }

  /** All steps by falling score, as arrays: a bootstrap walks them a thousand times. */
  private static final class Ranking {
    final int scans;
    private final double[] scores;
    private final int[] scanOf;
    private final boolean[] nodule;
    private final int[] nodulesOf;

    private Ranking(int scans, double[] scores, int[] scanOf, boolean[] nodule, int[] nodulesOf) {
      this.scans = scans;
      this.scores = scores;
      this.scanOf = scanOf;
      this.nodule = nodule;
      this.nodulesOf = nodulesOf;
    }

    static Ranking of(Tally tally, int scans) {
      List<Entry> entries = new ArrayList<>(tally.entries);
      entries.sort(Comparator.comparingDouble(entry -> -entry.score()));
      int size = entries.size();
      double[] scores = new double[size];
      int[] scanOf = new int[size];
      boolean[] nodule = new boolean[size];
      for (int i = 0; i < size; i++) {
        Entry entry = entries.get(i);
        scores[i] = entry.score();
        scanOf[i] = entry.scan();
        nodule[i] = entry.nodule();
      }
      int[] nodulesOf = new int[scans];
      tally.nodulesByScan.forEach((scan, count) -> nodulesOf[scan] = count);
      return new Ranking(scans, scores, scanOf, nodule, nodulesOf);
    }

    long nodules(int[] weights) {
      long total = 0;
      for (int scan = 0; scan < scans; scan++) {
        total += (long) weights[scan] * nodulesOf[scan];
      }
      return total;
    }

    /**
     * The curve where each scan counts as often as its weight says; weights sum to the scans.
     *
     * @param enoughRate the curve may end at its first point past this rate: the thousands of false
     *     marks beyond would only cost a bootstrap its time
     */
    FrocCurve curve(int[] weights, double enoughRate) {
      long total = Math.max(1, nodules(weights));
      double[] rates = new double[scores.length + 1];
      double[] sensitivity = new double[scores.length + 1];
      double[] thresholds = new double[scores.length + 1];
      thresholds[0] = Double.POSITIVE_INFINITY;
      int points = 1;
      long found = 0;
      long falseMarks = 0;
      for (int i = 0; i < scores.length && rates[points - 1] <= enoughRate; i++) {
        if (nodule[i]) {
          found += weights[scanOf[i]];
        } else {
          falseMarks += weights[scanOf[i]];
        }
        boolean lastOfItsScore = i + 1 == scores.length || scores[i + 1] != scores[i];
        if (lastOfItsScore) {
          rates[points] = (double) falseMarks / scans;
          sensitivity[points] = (double) found / total;
          thresholds[points] = scores[i];
          points++;
        }
      }
      return new FrocCurve(
          Arrays.copyOf(rates, points),
          Arrays.copyOf(sensitivity, points),
          Arrays.copyOf(thresholds, points));
    }
  }
}
