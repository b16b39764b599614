package org.hilum.ingest.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.DicomInstance.Orientation;
import org.hilum.pacs.DicomInstance.Vector;
import org.jspecify.annotations.Nullable;

/**
 * The instances of one series, and what a rule may ask about them.
 *
 * @param instances at least one
 * @param leftOut why an image of the series is none of these; one line each
 */
public record CtSeries(List<DicomInstance> instances, List<String> leftOut) {

  /** A slice whose normal leans further than this from the body's axis is not axial. */
  static final double AXIAL_TOLERANCE_DEGREES = 2.0;

  public CtSeries {
    instances = List.copyOf(instances);
    leftOut = List.copyOf(leftOut);
    if (instances.isEmpty()) {
      throw new IllegalArgumentException("a series has at least one instance");
    }
  }

  /** A series of exactly these instances. */
  public CtSeries(List<DicomInstance> instances) {
    this(instances, List.of());
  }

  /**
   * A series as it arrived, without a few images that are no slices of its stack: localizers,
   * slices that were sent twice.
   */
  public static CtSeries of(List<DicomInstance> arrived) {
    SeriesStack stack = SeriesStack.of(arrived);
    return new CtSeries(stack.slices(), stack.leftOut());
  }

  /** Groups a study's instances by series, in the order of their series numbers. */
  public static List<CtSeries> group(List<DicomInstance> instances) {
    Map<String, List<DicomInstance>> bySeries = new LinkedHashMap<>();
    for (DicomInstance instance : instances) {
      bySeries
          .computeIfAbsent(instance.seriesInstanceUid(), uid -> new ArrayList<>())
          .add(instance);
    }
    return bySeries.values().stream()
        .map(CtSeries::of)
        .sorted(
            Comparator.comparing(
                    CtSeries::number, Comparator.nullsLast(Comparator.<Integer>naturalOrder()))
                .thenComparing(CtSeries::instanceUid))
        .toList();
  }

  public DicomInstance first() {
    return instances.get(0);
  }

  public String instanceUid() {
    return first().seriesInstanceUid();
  }

  public @Nullable Integer number() {
    return first().series().number();
  }

  public @Nullable String modality() {
    return first().series().modality();
  }

  public @Nullable String description() {
    return first().series().description();
  }

  public @Nullable String kernel() {
    return first().image().convolutionKernel();
  }

  public @Nullable Double sliceThicknessMm() {
    return first().image().sliceThicknessMm();
  }

  /** Every value of Image Type that occurs in the series, in upper case. */
  public Set<String> imageTypes() {
    Set<String> types = new HashSet<>();
    for (DicomInstance instance : instances) {
      instance.image().type().forEach(type -> types.add(type.toUpperCase(Locale.ROOT)));
    }
    return types;
  }

  /** The angle between the slices' normal and the body's long axis, where the header says. */
  public Optional<Double> obliquityDegrees() {
    Orientation orientation = first().image().orientation();
    if (orientation == null) {
      return Optional.empty();
    }
    double cosine = Math.min(1, Math.abs(orientation.normal().z()));
    return Optional.of(Math.toDegrees(Math.acos(cosine)));
  }

  /** The length along the slices' normal from the first to the last slice centre, in mm. */
  public double coveredMm() {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (DicomInstance instance : instances) {
      Vector position = instance.image().position();
      Orientation orientation = instance.image().orientation();
      if (position == null || orientation == null) {
        continue;
      }
      double along = position.dot(orientation.normal());
      low = Math.min(low, along);
      high = Math.max(high, along);
    }
    return high > low ? high - low : 0;
  }

  /** How far apart the slices' centres are on average, in mm; 0 where the headers do not say. */
  public double pitchMm() {
    return instances.size() < 2 ? 0 : coveredMm() / (instances.size() - 1);
  }
}
