package org.hilum.ingest.results;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hilum.model.NoduleFinding;
import org.hilum.pacs.DicomInstance;
import org.hilum.report.Report;
import org.hilum.report.pdf.KeyImage;
import org.hilum.report.pdf.ReportPdfRenderer;

/** Prints reports with the pictures of their findings. Thread-safe. */
public final class ReportPrinter {

  /** More pictures than this nobody looks through on paper; the images hold them all. */
  private static final int MOST_PICTURES = 10;

  private final ReportPdfRenderer renderer;

  public ReportPrinter(ReportPdfRenderer renderer) {
    this.renderer = renderer;
  }

  /** The report as PDF/A without pictures. */
  public byte[] print(Report report, Instant createdAt) throws IOException {
    return renderer.render(report, List.of(), createdAt);
  }

  /**
   * The report as PDF/A, with pictures of the first ten findings.
   *
   * @param findings that the report tells, as the objects hold them
   * @param objects of the same version of the report
   * @throws IOException if the images cannot be read any more
   */
  public byte[] print(
      Report report, List<NoduleFinding> findings, ResultObjects objects, Instant createdAt)
      throws IOException {
    List<byte[]> pictures = objects.keyPictures();
    List<DicomInstance> slices = objects.keySlices();
    List<KeyImage> images = new ArrayList<>();
    for (int i = 0; i < Math.min(MOST_PICTURES, pictures.size()); i++) {
      images.add(
          new KeyImage(
              findings.get(i).id(),
              slices.get(i).series().number(),
              slices.get(i).image().instanceNumber(),
              pictures.get(i)));
    }
    return renderer.render(report, images, createdAt);
  }
}
