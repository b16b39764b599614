package org.hilum.ingest.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.DicomInstance.Image;
import org.hilum.pacs.DicomInstance.Orientation;
import org.hilum.pacs.DicomInstance.Patient;
import org.hilum.pacs.DicomInstance.PixelSpacing;
import org.hilum.pacs.DicomInstance.Series;
import org.hilum.pacs.DicomInstance.Study;
import org.hilum.pacs.DicomInstance.Vector;
import org.jspecify.annotations.Nullable;

/** Headers of a series as a scanner would write them, with one thing changed by each test. */
final class TestSeries {

  static final Orientation AXIAL = new Orientation(new Vector(1, 0, 0), new Vector(0, 1, 0));

  String uid = "1.2.3.1";
  String modality = "CT";
  List<String> imageType = List.of("ORIGINAL", "PRIMARY", "AXIAL");
  Orientation orientation = AXIAL;
  int slices = 60;
  PixelSpacing pixelSpacing = new PixelSpacing(0.7, 0.7);
  double spacingMm = 2.5;
  double thicknessMm = 2.5;
  @Nullable String kernel = "STANDARD";
  int number = 2;
  double shiftPerSliceMm;

  static TestSeries series(String uid, int number) {
    TestSeries series = new TestSeries();
    series.uid = uid;
    series.number = number;
    return series;
  }

  /** Of a frontal view. */
  static TestSeries localizer(String uid, int number) {
    TestSeries localizer = series(uid, number);
    localizer.imageType = List.of("ORIGINAL", "PRIMARY", "LOCALIZER");
    localizer.orientation = new Orientation(new Vector(1, 0, 0), new Vector(0, 0, -1));
    return localizer;
  }

  CtSeries build() {
    return new CtSeries(instances());
  }

  List<DicomInstance> instances() {
    List<DicomInstance> instances = new ArrayList<>();
    for (int i = 0; i < slices; i++) {
      instances.add(slice(i, i * spacingMm));
    }
    return instances;
  }

  DicomInstance slice(int index, double alongMm) {
    Vector normal = orientation.normal();
    Vector at =
        new Vector(
            -180 + normal.x() * alongMm,
            -170 + normal.y() * alongMm + index * shiftPerSliceMm,
            -100 + normal.z() * alongMm);
    return new DicomInstance(
        Path.of("slice-" + index + ".dcm"),
        "1.2.840.10008.1.2.1",
        "1.2.840.10008.5.1.4.1.1.2",
        uid + "." + (index + 1),
        new Patient("P1", "Doe^Jane", "F", null, 60.0),
        new Study("1.2.3", null, null, null, null),
        new Series(uid, modality, number, "chest", null, null, null, null, null),
        new Image(
            imageType,
            index + 1,
            512,
            512,
            pixelSpacing,
            thicknessMm,
            at,
            orientation,
            0.0,
            1,
            1,
            -1024,
            null,
            null,
            null,
            kernel,
            120.0,
            null,
            null));
  }
}
