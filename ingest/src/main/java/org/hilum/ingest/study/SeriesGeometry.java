package org.hilum.ingest.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.hilum.model.RefusalCode;
import org.hilum.model.volume.PatientPoint;
import org.hilum.model.volume.VolumeGrid;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.DicomInstance.Orientation;
import org.hilum.pacs.DicomInstance.PixelSpacing;
import org.hilum.pacs.DicomInstance.Vector;

/**
 * Where the slices of an axial series lie, checked: sorted from foot to head, evenly spaced, none
 * twice, none missing, stacked straight.
 *
 * @param slices foot to head; slice i of the grid is instance i
 * @param alongRow the patient axis, signed, along which the stored column index grows
 * @param alongColumn the patient axis, signed, along which the stored row index grows
 */
public record SeriesGeometry(
    List<DicomInstance> slices, VolumeGrid grid, Axis alongRow, Axis alongColumn) {

  /** Fewer slices than this are no chest. */
  private static final int MIN_SLICES = 20;

  /** Two gaps that differ by more than this share of the usual one are not the same gap. */
  private static final double SPACING_TOLERANCE = 0.05;

  /**
   * Positions in headers may be rounded to 0.1 mm; a little more, for what binary fractions add.
   */
  private static final double POSITION_TOLERANCE_MM = 0.101;

  public SeriesGeometry {
    slices = List.copyOf(slices);
  }

  /** A patient axis and the direction along it. */
  public record Axis(boolean leftRight, boolean positive) {

    private int along(int index, int length) {
      return positive ? index : length - 1 - index;
    }
  }

  /** The stored pixel, row by row, behind a column and row of the grid. */
  public int storedPixel(int column, int row) {
    boolean upright = alongRow.leftRight();
    int storedColumns = upright ? grid.columns() : grid.rows();
    int storedRows = upright ? grid.rows() : grid.columns();
    int storedColumn = alongRow.along(upright ? column : row, storedColumns);
    int storedRow = alongColumn.along(upright ? row : column, storedRows);
    return storedRow * storedColumns + storedColumn;
  }

  /** Whether the stored pixels are those of the grid, in the same order. */
  boolean isStoredAsGrid() {
    return alongRow.leftRight() && alongRow.positive() && alongColumn.positive();
  }

  /**
   * @throws SeriesRefusedException if the series is not one straight, even, complete axial stack
   */
  public static SeriesGeometry of(CtSeries series) throws SeriesRefusedException {
    requireImages(series);
    requireSameFrame(series);
    Orientation orientation = Objects.requireNonNull(series.first().image().orientation());
    requireAxial(series, orientation);

    Axis alongRow = axisOf(orientation.alongRow());
    Axis alongColumn = axisOf(orientation.alongColumn());
    List<DicomInstance> slices = new ArrayList<>(series.instances());
    slices.sort(Comparator.comparingDouble(SeriesGeometry::z));
    double spacingMm = requireEven(series, slices);
    requireStraight(series, slices);

    return new SeriesGeometry(
        slices, gridOf(slices, alongRow, alongColumn, spacingMm), alongRow, alongColumn);
  }

  private static void requireImages(CtSeries series) throws SeriesRefusedException {
    if (!"CT".equals(series.modality())) {
      throw refused(series, RefusalCode.NOT_CT, "is %s, not CT".formatted(series.modality()));
    }
    if (series.instances().size() < MIN_SLICES) {
      throw refused(
          series,
          RefusalCode.TOO_FEW_SLICES,
          "has %d slices, a chest CT has at least %d; send the whole series"
              .formatted(series.instances().size(), MIN_SLICES));
    }
    for (DicomInstance instance : series.instances()) {
      if (instance.image().position() == null
          || instance.image().orientation() == null
          || instance.image().pixelSpacing() == null) {
        throw refused(
            series,
            RefusalCode.NOT_AXIAL,
            "instance %s lacks position, orientation or pixel spacing; export it with its geometry"
                .formatted(instance.sopInstanceUid()));
      }
    }
  }

  private static void requireSameFrame(CtSeries series) throws SeriesRefusedException {
    DicomInstance first = series.first();
    for (DicomInstance instance : series.instances()) {
      if (!SeriesStack.sameForm(instance, first)) {
        throw refused(
            series,
            RefusalCode.UNEVEN_SPACING,
            "slices %s and %s differ in size, pixel spacing or orientation; send them as two series"
                .formatted(name(first), name(instance)));
      }
    }
  }

  private static void requireAxial(CtSeries series, Orientation orientation)
      throws SeriesRefusedException {
    double limit = Math.cos(Math.toRadians(CtSeries.AXIAL_TOLERANCE_DEGREES));
    boolean axial =
        Math.abs(orientation.normal().z()) >= limit
            && largestComponent(orientation.alongRow()) >= limit
            && largestComponent(orientation.alongColumn()) >= limit;
    if (!axial) {
      throw refused(
          series,
          RefusalCode.NOT_AXIAL,
          "is oblique or not axial (normal leans %.1f degrees, at most %.1f); send an axial reconstruction"
              .formatted(series.obliquityDegrees().orElse(90.0), CtSeries.AXIAL_TOLERANCE_DEGREES));
    }
  }

  /** The usual gap; every other gap must equal it. */
  private static double requireEven(CtSeries series, List<DicomInstance> slices)
      throws SeriesRefusedException {
    double[] gaps = new double[slices.size() - 1];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = z(slices.get(i + 1)) - z(slices.get(i));
    }
    double[] sorted = gaps.clone();
    Arrays.sort(sorted);
    double usual = sorted[sorted.length / 2];
    double tolerance = Math.max(POSITION_TOLERANCE_MM, SPACING_TOLERANCE * usual);
    for (int i = 0; i < gaps.length; i++) {
      if (gaps[i] < SeriesStack.SAME_PLACE_MM) {
        throw refused(
            series,
            RefusalCode.UNEVEN_SPACING,
            "slices %s and %s lie at the same place (z = %.1f mm); send each position once"
                .formatted(name(slices.get(i)), name(slices.get(i + 1)), z(slices.get(i))));
      }
      if (Math.abs(gaps[i] - usual) > tolerance) {
        double missing = gaps[i] / usual - 1;
        boolean whole = missing > 0.5 && Math.abs(missing - Math.rint(missing)) * usual < tolerance;
        throw refused(
            series,
            whole ? RefusalCode.MISSING_SLICES : RefusalCode.UNEVEN_SPACING,
            "slices %s and %s are %.2f mm apart, the rest %.2f mm%s; re-send the series or exclude it"
                .formatted(
                    name(slices.get(i)),
                    name(slices.get(i + 1)),
                    gaps[i],
                    usual,
                    whole ? " (%d missing)".formatted(Math.round(missing)) : ""));
      }
    }
    return (z(slices.get(slices.size() - 1)) - z(slices.get(0))) / gaps.length;
  }

  /** A tilted gantry shifts each slice against the one below, however straight its orientation. */
  private static void requireStraight(CtSeries series, List<DicomInstance> slices)
      throws SeriesRefusedException {
    Vector first = position(slices.get(0));
    for (DicomInstance slice : slices) {
      Vector at = position(slice);
      double shift = Math.hypot(at.x() - first.x(), at.y() - first.y());
      double leanLimit = Math.tan(Math.toRadians(CtSeries.AXIAL_TOLERANCE_DEGREES));
      if (shift > Math.max(1, leanLimit * Math.abs(at.z() - first.z()))) {
        throw refused(
            series,
            RefusalCode.NOT_AXIAL,
            "slice %s is shifted %.1f mm against slice %s: a tilted gantry; send a series reconstructed without tilt"
                .formatted(name(slice), shift, name(slices.get(0))));
      }
    }
  }

  private static VolumeGrid gridOf(
      List<DicomInstance> slices, Axis alongRow, Axis alongColumn, double spacingMm) {
    DicomInstance.Image image = slices.get(0).image();
    PixelSpacing spacing = Objects.requireNonNull(image.pixelSpacing());
    boolean upright = alongRow.leftRight();
    int columns = upright ? image.columns() : image.rows();
    int rows = upright ? image.rows() : image.columns();
    double columnSpacing = upright ? spacing.betweenColumnsMm() : spacing.betweenRowsMm();
    double rowSpacing = upright ? spacing.betweenRowsMm() : spacing.betweenColumnsMm();
    boolean columnsGrowLeft = upright ? alongRow.positive() : alongColumn.positive();
    boolean rowsGrowBack = upright ? alongColumn.positive() : alongRow.positive();
    Vector at = position(slices.get(0));
    double x = columnsGrowLeft ? at.x() : at.x() - (columns - 1) * columnSpacing;
    double y = rowsGrowBack ? at.y() : at.y() - (rows - 1) * rowSpacing;
    return new VolumeGrid(
        columns,
        rows,
        slices.size(),
        columnSpacing,
        rowSpacing,
        spacingMm,
        new PatientPoint(x, y, at.z()));
  }

  private static Axis axisOf(Vector direction) {
    boolean leftRight = Math.abs(direction.x()) >= Math.abs(direction.y());
    return new Axis(leftRight, (leftRight ? direction.x() : direction.y()) > 0);
  }

  private static double largestComponent(Vector direction) {
    return Math.max(Math.abs(direction.x()), Math.abs(direction.y()));
  }

  private static Vector position(DicomInstance instance) {
    return Objects.requireNonNull(instance.image().position());
  }

  private static double z(DicomInstance instance) {
    return position(instance).z();
  }

  /** What a slice is called: its number, or else its UID. */
  static String name(DicomInstance instance) {
    Integer number = instance.image().instanceNumber();
    return number == null ? instance.sopInstanceUid() : String.valueOf(number);
  }

  private static SeriesRefusedException refused(CtSeries series, RefusalCode code, String what) {
    return new SeriesRefusedException(code, "Series " + series.instanceUid(), what);
  }
}
