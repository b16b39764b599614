package org.hilum.validation.labels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.hilum.model.volume.PatientPoint;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomFormatException;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.annotation.AnnotatedSegment;
import org.hilum.pacs.annotation.MeasurementGroup;
import org.hilum.pacs.annotation.MeasurementReportReader;
import org.hilum.pacs.annotation.SegmentationReader;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblem;
import org.hilum.validation.InputProblems;
import org.hilum.validation.ReferenceFinding;
import org.hilum.validation.csv.Located;
import org.hilum.validation.lidc.LidcGeometry;
import org.hilum.validation.studies.SeriesFiles;
import org.jspecify.annotations.Nullable;

/**
 * Labels from DICOM Segmentations and measurement reports (TID 1500), in any layout, also among the
 * images. A report's group whose segment is at hand only adds its ratings to it; otherwise it is
 * placed by its coordinates. Drawings in several objects are one nodule where they share a tracking
 * UID, or the middle of one lies within the other's sphere; position and diameter (of a sphere of
 * the volume drawn, or else as measured) are the means.
 */
public final class DicomLabels {

  private static final int MAX_DEPTH = 32;

  private final SeriesFiles files;
  private final DicomFiles dicom;
  private final InputProblems problems;
  private final SegmentationReader segmentations;
  private final MeasurementReportReader reports = new MeasurementReportReader();
  private final Map<String, @Nullable String> framesOfReference = new HashMap<>();

  private DicomLabels(SeriesFiles files, DicomFiles dicom, InputProblems problems) {
    this.files = files;
    this.dicom = dicom;
    this.problems = problems;
    this.segmentations = new SegmentationReader(dicom);
  }

  /**
   * @param minReaders how many objects must show a nodule for it to be one to find; findings in
   *     fewer count neither way
   * @param problems objects that are damaged, speak of another series or frame of reference, or
   *     give no place
   * @throws InputException if the folder cannot be read or holds no such object
   */
  public static StudyLabels read(
      Path annotations,
      int minReaders,
      SeriesFiles files,
      DicomFiles dicom,
      InputProblems problems) {
    return new DicomLabels(files, dicom, problems).read(annotations, minReaders);
  }

  /** What one object shows in one place. */
  private static final class Drawing {
    final Path file;
    final String object;
    final String series;
    final PatientPoint center;
    final double diameterMm;
    final @Nullable String trackingUid;
    final List<Integer> malignancies = new ArrayList<>();
    final List<Integer> textures = new ArrayList<>();

    Drawing(
        Path file,
        String object,
        String series,
        PatientPoint center,
        double diameterMm,
        @Nullable String trackingUid) {
      this.file = file;
      this.object = object;
      this.series = series;
      this.center = center;
      this.diameterMm = diameterMm;
      this.trackingUid = trackingUid;
    }

    /** Adds what a report rates; several may rate one segment. */
    void rate(MeasurementGroup group) {
      Integer malignancy = group.malignancy();
      if (malignancy != null) {
        malignancies.add(malignancy);
      }
      Integer texture = group.texture();
      if (texture != null) {
        textures.add(texture);
      }
    }

    boolean showsTheSameAs(Drawing other) {
      if (!series.equals(other.series)) {
        return false;
      }
      if (trackingUid != null && trackingUid.equals(other.trackingUid)) {
        return true;
      }
      double apartMm = center.distanceMmTo(other.center);
      return !object.equals(other.object) && apartMm < Math.max(diameterMm, other.diameterMm) / 2;
    }
  }

  private StudyLabels read(Path annotations, int minReaders) {
    List<Path> segmentationFiles = new ArrayList<>();
    List<Path> reportFiles = new ArrayList<>();
    sort(annotations, segmentationFiles, reportFiles);
    if (segmentationFiles.isEmpty() && reportFiles.isEmpty()) {
      throw new InputException(
          new InputProblem(
              annotations.toString(), 0, "holds no DICOM Segmentation and no structured report"));
    }
    Set<String> series = new LinkedHashSet<>();
    Map<String, Drawing> segments = new LinkedHashMap<>();
    segmentationFiles.forEach(file -> readSegmentation(file, segments, series));
    List<Drawing> drawings = new ArrayList<>();
    reportFiles.forEach(file -> readReport(file, segments, drawings, series));
    drawings.addAll(0, segments.values());

    List<Located<ReferenceFinding>> nodules = new ArrayList<>();
    List<Located<ReferenceFinding>> excluded = new ArrayList<>();
    Map<ReferenceFinding, NoduleLabel> ratings = new HashMap<>();
    for (List<Drawing> cluster : clusters(drawings)) {
      ReferenceFinding finding = finding(cluster);
      long objects = cluster.stream().map(drawing -> drawing.object).distinct().count();
      if (objects >= minReaders) {
        nodules.add(new Located<>(finding, 0));
        ratings.put(finding, label(cluster));
      } else {
        excluded.add(new Located<>(finding, 0));
      }
    }
    return new StudyLabels(
        nodules,
        excluded,
        ratings,
        series,
        annotations,
        annotations,
        "the mean of what the reports rate, other than 3 of 5; above 3 counts as malignant. They"
            + " are opinions, not pathology");
  }

  private void sort(Path annotations, List<Path> segmentationFiles, List<Path> reportFiles) {
    try (Stream<Path> walk = Files.walk(annotations.toRealPath(), MAX_DEPTH)) {
      for (Path file : (Iterable<Path>) walk.filter(DicomLabels::isFile).sorted()::iterator) {
        try {
          String sopClass = dicom.readHeader(file).sopClassUid();
          if (sopClass.equals(SegmentationReader.SOP_CLASS_UID)) {
            segmentationFiles.add(file);
          } else if (MeasurementReportReader.reads(sopClass)) {
            reportFiles.add(file);
          }
        } catch (DicomFormatException e) {
          if (e.kind() != DicomFormatException.Kind.NOT_DICOM) {
            problems.add(file.toString(), 0, e.problem() + "; left out");
          }
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new InputException(new InputProblem(annotations.toString(), 0, "cannot be read"), e);
    }
  }

  private static boolean isFile(Path path) {
    return Files.isRegularFile(path) && !Files.isSymbolicLink(path);
  }

  private void readSegmentation(Path file, Map<String, Drawing> segments, Set<String> series) {
    List<AnnotatedSegment> read;
    try {
      read = segmentations.read(file);
    } catch (DicomFormatException e) {
      problems.add(file.toString(), 0, e.problem() + "; left out");
      return;
    }
    for (AnnotatedSegment segment : read) {
      String what = "segment %d".formatted(segment.number());
      if (segment.isAnatomy()) {
        continue;
      }
      if (!segment.isNodule()) {
        problems.add(
            file.toString(),
            0,
            "%s is '%s', not a nodule; left out".formatted(what, segment.label()));
        continue;
      }
      String of = segment.sourceSeriesInstanceUid();
      if (isOf(of, segment.frameOfReferenceUid(), file, what)) {
        String uid = Objects.requireNonNull(of);
        series.add(uid);
        segments.putIfAbsent(
            segment.sopInstanceUid() + "#" + segment.number(),
            new Drawing(
                file,
                segment.sopInstanceUid(),
                uid,
                point(segment.center()),
                segment.diameterMm(),
                segment.trackingUid()));
      }
    }
  }

  private void readReport(
      Path file, Map<String, Drawing> segments, List<Drawing> drawings, Set<String> series) {
    List<MeasurementGroup> groups;
    try {
      groups = reports.read(file);
    } catch (DicomFormatException e) {
      problems.add(file.toString(), 0, e.problem() + "; left out");
      return;
    }
    for (MeasurementGroup group : groups) {
      String what = "measurement group %d".formatted(group.number());
      Drawing segment = segments.get(group.segmentOf() + "#" + group.segmentNumber());
      if (segment != null) {
        segment.rate(group);
        continue;
      }
      if (!group.mayBeNodule()) {
        problems.add(file.toString(), 0, what + " is of no nodule; left out");
        continue;
      }
      String of = group.sourceSeriesInstanceUid();
      if (!isOf(of, group.frameOfReferenceUid(), file, what)) {
        continue;
      }
      String uid = Objects.requireNonNull(of);
      series.add(uid);
      PatientPoint center = place(group, uid);
      if (center == null) {
        problems.add(
            file.toString(),
            0,
            what + " gives no place, and its segment or image is not here; left out");
        continue;
      }
      group.problems().forEach(problem -> problems.add(file.toString(), 0, what + ": " + problem));
      Double diameterMm = group.diameterMm();
      Double volumeMm3 = group.volumeMm3();
      if (diameterMm == null && volumeMm3 != null) {
        diameterMm = Math.cbrt(6 * volumeMm3 / Math.PI);
      }
      Drawing drawing =
          new Drawing(
              file,
              file.toString(),
              uid,
              center,
              diameterMm == null ? -1 : diameterMm,
              group.trackingUid());
      drawing.rate(group);
      drawings.add(drawing);
    }
  }

  /** Whether an object speaks of a series that is here, in that series' frame of reference. */
  private boolean isOf(
      @Nullable String series, @Nullable String frameOfReference, Path file, String what) {
    if (series == null) {
      problems.add(file.toString(), 0, what + " does not say of which series it is; left out");
      return false;
    }
    if (!files.has(series)) {
      problems.add(
          file.toString(),
          0,
          "%s is of series %s, which is not under the data folder; left out"
              .formatted(what, series));
      return false;
    }
    String expected = framesOfReference.computeIfAbsent(series, this::frameOfReference);
    if (frameOfReference != null && expected != null && !frameOfReference.equals(expected)) {
      problems.add(
          file.toString(),
          0,
          "%s lies in another frame of reference (%s) than series %s; left out"
              .formatted(what, frameOfReference, series));
      return false;
    }
    return true;
  }

  private @Nullable String frameOfReference(String series) {
    try {
      return dicom.readHeader(files.files(series).get(0)).series().frameOfReferenceUid();
    } catch (DicomFormatException e) {
      // The series itself is refused, and named, when it is scored.
      return null;
    }
  }

  private @Nullable PatientPoint place(MeasurementGroup group, String series) {
    DicomInstance.Vector center = group.center();
    if (center != null) {
      return point(center);
    }
    MeasurementGroup.ImageRegion region = group.region();
    if (region == null) {
      return null;
    }
    try {
      return LidcGeometry.of(series, files.headers(series, dicom))
          .place(region.sopInstanceUid(), region.column(), region.row());
    } catch (DicomFormatException | IllegalArgumentException e) {
      return null;
    }
  }

  private static PatientPoint point(DicomInstance.Vector v) {
    return new PatientPoint(v.x(), v.y(), v.z());
  }

  /** Single linkage. */
  private static List<List<Drawing>> clusters(List<Drawing> drawings) {
    List<List<Drawing>> clusters = new ArrayList<>();
    for (Drawing drawing : drawings) {
      List<Drawing> joined = new ArrayList<>();
      clusters.removeIf(
          cluster -> {
            boolean joins = cluster.stream().anyMatch(drawing::showsTheSameAs);
            if (joins) {
              joined.addAll(cluster);
            }
            return joins;
          });
      joined.add(drawing);
      clusters.add(joined);
    }
    return clusters;
  }

  private static ReferenceFinding finding(List<Drawing> cluster) {
    double x = cluster.stream().mapToDouble(d -> d.center.xMm()).average().orElseThrow();
    double y = cluster.stream().mapToDouble(d -> d.center.yMm()).average().orElseThrow();
    double z = cluster.stream().mapToDouble(d -> d.center.zMm()).average().orElseThrow();
    double diameterMm =
        cluster.stream()
            .mapToDouble(d -> d.diameterMm)
            .filter(diameter -> diameter >= 0)
            .average()
            .orElse(-1);
    return new ReferenceFinding(cluster.get(0).series, new PatientPoint(x, y, z), diameterMm);
  }

  private static NoduleLabel label(List<Drawing> cluster) {
    return new NoduleLabel(
        NoduleLabel.malignant(mean(cluster.stream().map(d -> d.malignancies))),
        NoduleLabel.texture(mean(cluster.stream().map(d -> d.textures))));
  }

  private static double mean(Stream<List<Integer>> ratings) {
    return ratings.flatMap(List::stream).mapToInt(Integer::intValue).average().orElse(Double.NaN);
  }
}
