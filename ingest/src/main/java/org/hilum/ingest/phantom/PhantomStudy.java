package org.hilum.ingest.phantom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.hilum.model.phantom.ChestPhantom;
import org.hilum.model.phantom.NoduleTruth;
import org.hilum.model.phantom.PhantomNodule;
import org.hilum.model.phantom.PhantomSpec;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.VolumeGrid;
import org.hilum.pacs.CtSeriesDescription;
import org.hilum.pacs.CtSeriesWriter;

/**
 * Writes a phantom as a CT series that a PACS takes for a real one: it says of itself that it is a
 * phantom, and its history is invented.
 */
public final class PhantomStudy {

  /** The truth about the phantom's nodules, beside its slices. */
  public static final String TRUTH_FILE = "nodules.csv";

  private static final LocalDate BIRTH_DATE = LocalDate.of(1958, 4, 2);

  private static final String HISTORY =
      "Invented history of a phantom: former smoker, 35 pack-years, quit 6 years ago. Emphysema. "
          + "No family history of lung cancer. 否认恶性肿瘤病史。";

  private final CtSeriesWriter writer = new CtSeriesWriter();

  /**
   * Generates and writes a phantom. The same specification gives the same files, UIDs included.
   *
   * @param studyDate the date the study claims to be of
   * @return the files of the slices, from the feet to the head
   * @throws IllegalArgumentException if the specification cannot be drawn; the message says why
   * @throws IOException if the folder cannot be written
   */
  public List<Path> write(PhantomSpec spec, LocalDate studyDate, Path folder) throws IOException {
    ChestPhantom phantom = ChestPhantom.generate(spec);
    CtVolume volume = phantom.volume();
    VolumeGrid grid = volume.grid();
    int voxels = grid.voxelsPerSlice();
    List<Path> files =
        writer.write(
            folder,
            describe(spec, studyDate),
            grid.columns(),
            grid.rows(),
            grid.slices(),
            slice -> Arrays.copyOfRange(volume.voxels(), slice * voxels, (slice + 1) * voxels));
    Files.write(folder.resolve(TRUTH_FILE), truth(phantom.truth()));
    return files;
  }

  private static CtSeriesDescription describe(PhantomSpec spec, LocalDate studyDate) {
    VolumeGrid grid = spec.grid();
    return new CtSeriesDescription(
        "hilum phantom " + studyDate + " " + spec,
        new CtSeriesDescription.Patient(
            "PHANTOM-" + spec.seed(),
            "Phantom^Chest=胸部^体模",
            BIRTH_DATE,
            "M",
            BIRTH_DATE.until(studyDate).getYears(),
            HISTORY,
            "NO"),
        new CtSeriesDescription.Study(
            studyDate,
            LocalTime.of(9, 30),
            "PH" + spec.seed(),
            "CT chest, digital phantom",
            "Nodule follow-up"),
        new CtSeriesDescription.Series(2, "Lung, digital phantom", "CHEST", "LUNG", 120),
        new CtSeriesDescription.Equipment("Hilum", "Digital chest phantom", "1"),
        grid.origin().xMm(),
        grid.origin().yMm(),
        grid.origin().zMm(),
        grid.columnSpacingMm(),
        grid.sliceSpacingMm(),
        grid.sliceSpacingMm());
  }

  private static List<String> truth(List<NoduleTruth> nodules) {
    List<String> lines = new ArrayList<>();
    lines.add("coordX,coordY,coordZ,diameter_mm,volume_mm3,density,shape");
    for (NoduleTruth truth : nodules) {
      PhantomNodule nodule = truth.nodule();
      lines.add(
          String.format(
              Locale.ROOT,
              "%.2f,%.2f,%.2f,%.2f,%.1f,%s,%s",
              nodule.center().xMm(),
              nodule.center().yMm(),
              nodule.center().zMm(),
              nodule.diameterMm(),
              truth.volumeMm3(),
              word(nodule.density()),
              word(nodule.shape())));
    }
    return lines;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
