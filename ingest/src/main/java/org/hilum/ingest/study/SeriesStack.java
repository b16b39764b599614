package org.hilum.ingest.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.DicomInstance.Orientation;
import org.hilum.pacs.DicomInstance.PixelSpacing;
import org.hilum.pacs.DicomInstance.Vector;
import org.jspecify.annotations.Nullable;

/**
 * The slices of a series, apart from the few images that scanners and archives put between them: a
 * localizer or a dose page under the series' UID, a slice sent twice under two UIDs. More than a
 * few are no accident: then nothing is left out, and {@link SeriesGeometry} refuses the series.
 *
 * @param slices in the order given
 * @param leftOut the others, each named with the reason
 */
record SeriesStack(List<DicomInstance> slices, List<String> leftOut) {

  /** At most this share of a series may be left out. */
  private static final double MOST_LEFT_OUT = 0.05;

  /** Slices nearer than this lie at the same place. */
  static final double SAME_PLACE_MM = 0.01;

  /** Pixel spacings that differ by less than this share were written with other digits. */
  private static final double PIXEL_SPACING_TOLERANCE = 1e-4;

  /** The cosine of directions that are the same but for rounding. */
  private static final double SAME_DIRECTION = 0.9999;

  private static final Comparator<DicomInstance> BY_NUMBER =
      Comparator.comparing(
              (DicomInstance instance) -> instance.image().instanceNumber(),
              Comparator.nullsLast(Comparator.<Integer>naturalOrder()))
          .thenComparing(DicomInstance::sopInstanceUid);

  static SeriesStack of(List<DicomInstance> instances) {
    SeriesStack whole = new SeriesStack(List.copyOf(instances), List.of());
    double most = MOST_LEFT_OUT * instances.size();
    DicomInstance usual = usual(instances);
    if (usual == null) {
      return whole;
    }
    SeriesStack alike = whole.withoutOtherForms(usual);
    if (alike.leftOut.size() > most) {
      return whole;
    }
    SeriesStack stack = alike.withoutRepeated(usual);
    return stack.leftOut.size() > most ? whole : stack;
  }

  /** Whether two images could be slices of one stack: same size, pixel spacing and orientation. */
  static boolean sameForm(DicomInstance a, DicomInstance b) {
    return a.image().rows() == b.image().rows()
        && a.image().columns() == b.image().columns()
        && alike(a.image().pixelSpacing(), b.image().pixelSpacing())
        && parallel(a.image().orientation(), b.image().orientation());
  }

  /**
   * A slice of the form that more than half have, by Boyer and Moore's majority vote; where there
   * is none, null or any slice.
   */
  private static @Nullable DicomInstance usual(List<DicomInstance> instances) {
    DicomInstance usual = null;
    int votes = 0;
    for (DicomInstance instance : instances) {
      if (votes == 0) {
        usual = instance;
      }
      votes += fits(instance, Objects.requireNonNull(usual)) ? 1 : -1;
    }
    return usual != null && fits(usual, usual) ? usual : null;
  }

  private SeriesStack withoutOtherForms(DicomInstance usual) {
    List<DicomInstance> fitting = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (DicomInstance instance : slices) {
      if (fits(instance, usual)) {
        fitting.add(instance);
      } else {
        others.add(
            "image %s (%s)"
                .formatted(
                    SeriesGeometry.name(instance),
                    isLocalizer(instance)
                        ? "a localizer"
                        : "of another size, spacing or orientation"));
      }
    }
    return new SeriesStack(fitting, others);
  }

  /** Of slices at one place the one with the lowest number stays. */
  private SeriesStack withoutRepeated(DicomInstance usual) {
    Vector normal = Objects.requireNonNull(usual.image().orientation()).normal();
    List<DicomInstance> sorted = new ArrayList<>(slices);
    sorted.sort(Comparator.comparingDouble(slice -> along(slice, normal)));
    Set<DicomInstance> repeated = Collections.newSetFromMap(new IdentityHashMap<>());
    List<String> all = new ArrayList<>(leftOut);
    for (int start = 0, end; start < sorted.size(); start = end) {
      double place = along(sorted.get(start), normal);
      end = start + 1;
      while (end < sorted.size() && along(sorted.get(end), normal) - place < SAME_PLACE_MM) {
        end++;
      }
      List<DicomInstance> here = sorted.subList(start, end);
      DicomInstance kept = Collections.min(here, BY_NUMBER);
      for (DicomInstance slice : here) {
        if (slice != kept) {
          repeated.add(slice);
          all.add(
              "image %s (at the place of image %s)"
                  .formatted(SeriesGeometry.name(slice), SeriesGeometry.name(kept)));
        }
      }
    }
    return new SeriesStack(
        slices.stream().filter(slice -> !repeated.contains(slice)).toList(), all);
  }

  private static boolean fits(DicomInstance instance, DicomInstance usual) {
    return instance.image().position() != null
        && sameForm(instance, usual)
        && isLocalizer(instance) == isLocalizer(usual);
  }

  private static boolean isLocalizer(DicomInstance instance) {
    return instance.image().type().stream()
        .anyMatch(type -> type.toUpperCase(Locale.ROOT).equals("LOCALIZER"));
  }

  private static double along(DicomInstance slice, Vector normal) {
    return Objects.requireNonNull(slice.image().position()).dot(normal);
  }

  private static boolean alike(@Nullable PixelSpacing a, @Nullable PixelSpacing b) {
    return a != null
        && b != null
        && alike(a.betweenRowsMm(), b.betweenRowsMm())
        && alike(a.betweenColumnsMm(), b.betweenColumnsMm());
  }

  private static boolean alike(double a, double b) {
    return Math.abs(a - b) <= PIXEL_SPACING_TOLERANCE * Math.abs(a);
  }

  private static boolean parallel(@Nullable Orientation a, @Nullable Orientation b) {
    return a != null
        && b != null
        && a.alongRow().dot(b.alongRow()) > SAME_DIRECTION
        && a.alongColumn().dot(b.alongColumn()) > SAME_DIRECTION;
  }
}
