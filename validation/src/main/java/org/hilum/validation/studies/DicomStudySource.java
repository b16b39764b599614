package org.hilum.validation.studies;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.hilum.ingest.study.CtSeries;
import org.hilum.ingest.study.HistoryReader;
import org.hilum.ingest.study.SeriesRefusedException;
import org.hilum.ingest.study.SeriesVolumeReader;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.volume.CtVolume;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.PixelDecoder;
import org.jspecify.annotations.Nullable;

/** CT series in DICOM folders, read as ingestion reads them. */
public final class DicomStudySource implements StudySource {

  private final SeriesFiles files;
  private final DicomFiles dicom;
  private final SeriesVolumeReader volumes;
  private final HistoryReader histories;

  public DicomStudySource(SeriesFiles files, DicomFiles dicom) {
    this.files = files;
    this.dicom = dicom;
    this.volumes = new SeriesVolumeReader(new PixelDecoder());
    this.histories = new HistoryReader(dicom);
  }

  @Override
  public List<String> seriesInstanceUids() {
    return files.seriesInstanceUids();
  }

  @Override
  public boolean has(String seriesInstanceUid) {
    return files.has(seriesInstanceUid);
  }

  @Override
  public String contentHash(String seriesInstanceUid) throws IOException {
    return ContentHash.of(files.files(seriesInstanceUid));
  }

  @Override
  public LoadedStudy load(String seriesInstanceUid) throws SeriesRefusedException, IOException {
    CtSeries series = CtSeries.of(files.headers(seriesInstanceUid, dicom));
    CtVolume volume = volumes.read(series).volume();
    DicomInstance first = series.first();
    ClinicalHistory history = histories.read(first, List.of());
    return new LoadedStudy(volume, history, traits(first));
  }

  private static Map<String, String> traits(DicomInstance instance) {
    Map<String, String> traits = new TreeMap<>();
    put(traits, "vendor", instance.series().manufacturer());
    put(traits, "kernel", instance.image().convolutionKernel());
    Double thicknessMm = instance.image().sliceThicknessMm();
    if (thicknessMm != null) {
      traits.put("slice thickness", thicknessBand(thicknessMm));
    }
    Double ageYears = instance.patient().ageYears();
    if (ageYears != null) {
      int decade = (int) (ageYears / 10) * 10;
      traits.put("age", "%d to %d years".formatted(decade, decade + 9));
    }
    put(traits, "sex", instance.patient().sex());
    return traits;
  }

  private static void put(Map<String, String> traits, String name, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      traits.put(name, value.strip().toUpperCase(Locale.ROOT));
    }
  }

  private static String thicknessBand(double thicknessMm) {
    if (thicknessMm <= 1.5) {
      return "up to 1.5 mm";
    }
    return thicknessMm <= 2.5 ? "over 1.5 to 2.5 mm" : "over 2.5 mm";
  }
}
