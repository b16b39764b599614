package org.hilum.pacs.results;

import java.util.Arrays;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.hilum.pacs.DicomFormatException;
import org.hilum.pacs.results.CommonModules.Kind;

/** The printed report, as Encapsulated PDF (PS3.3 A.45.1). */
public final class EncapsulatedPdf {

  public static final String SOP_CLASS = "1.2.840.10008.5.1.4.1.1.104.1";

  private EncapsulatedPdf() {}

  /**
   * @param pdf the file's bytes
   * @throws IllegalArgumentException if they are no PDF
   * @throws DicomFormatException if the source file cannot be read any more
   */
  public static DicomObject of(ResultSource source, ResultDocument document, byte[] pdf)
      throws DicomFormatException {
    if (pdf.length < 5 || pdf[0] != '%' || pdf[1] != 'P' || pdf[2] != 'D' || pdf[3] != 'F') {
      throw new IllegalArgumentException("the report to encapsulate is no PDF");
    }
    Attributes dataset = CommonModules.of(source, document, Kind.PDF, SOP_CLASS, "");
    dataset.setString(Tag.ConversionType, VR.CS, "WSD");
    dataset.setNull(Tag.AcquisitionDateTime, VR.DT);
    dataset.setString(Tag.BurnedInAnnotation, VR.CS, "YES");
    dataset.setString(Tag.DocumentTitle, VR.ST, CommonModules.shortened(document.title(), 1024));
    CommonModules.addCode(
        dataset, Tag.ConceptNameCodeSequence, new Code("11528-7", "LN", "Radiology Report"));
    dataset.setString(Tag.VerificationFlag, VR.CS, document.verified() ? "VERIFIED" : "UNVERIFIED");
    dataset.setString(Tag.MIMETypeOfEncapsulatedDocument, VR.LO, "application/pdf");
    dataset.setInt(Tag.EncapsulatedDocumentLength, VR.UL, pdf.length);
    dataset.setBytes(Tag.EncapsulatedDocument, VR.OB, Arrays.copyOf(pdf, (pdf.length + 1) / 2 * 2));
    return new DicomObject(dataset);
  }
}
