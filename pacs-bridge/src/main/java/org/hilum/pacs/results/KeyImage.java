package org.hilum.pacs.results;

import java.awt.image.BufferedImage;
import java.util.List;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.hilum.pacs.DicomFormatException;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.results.CommonModules.Kind;

/**
 * A picture of a slice with the marks burnt in, as Secondary Capture, for viewers that show neither
 * reports nor segmentations.
 */
public final class KeyImage {

  public static final String SOP_CLASS = "1.2.840.10008.5.1.4.1.1.7";

  private KeyImage() {}

  /**
   * @param slice that is shown
   * @param number among the document's key images, from 1
   * @throws DicomFormatException if the source file cannot be read any more
   */
  public static DicomObject of(
      ResultSource source,
      ResultDocument document,
      DicomInstance slice,
      int number,
      BufferedImage picture)
      throws DicomFormatException {
    Attributes dataset =
        CommonModules.of(source, document, Kind.KEY_IMAGES, SOP_CLASS, Integer.toString(number));
    dataset.setInt(Tag.InstanceNumber, VR.IS, number);
    dataset.setString(Tag.ConversionType, VR.CS, "WSD");
    dataset.setString(Tag.ImageType, VR.CS, "DERIVED", "SECONDARY");
    dataset.setNull(Tag.PatientOrientation, VR.CS);
    dataset.setString(Tag.BodyPartExamined, VR.CS, "CHEST");
    dataset.setString(Tag.BurnedInAnnotation, VR.CS, "YES");
    CommonModules.setLossyCompression(dataset, List.of(slice));
    dataset.setString(
        Tag.DerivationDescription, VR.ST, "Marks burnt in by Hilum. Research use only.");
    Attributes original = CommonModules.item(InstanceReference.to(slice));
    CommonModules.addCode(
        original,
        Tag.PurposeOfReferenceCodeSequence,
        Code.dcm("121322", "Source image for image processing operation"));
    dataset.newSequence(Tag.SourceImageSequence, 1).add(original);
    dataset.setInt(Tag.SamplesPerPixel, VR.US, 3);
    dataset.setString(Tag.PhotometricInterpretation, VR.CS, "RGB");
    dataset.setInt(Tag.PlanarConfiguration, VR.US, 0);
    dataset.setInt(Tag.Rows, VR.US, picture.getHeight());
    dataset.setInt(Tag.Columns, VR.US, picture.getWidth());
    dataset.setInt(Tag.BitsAllocated, VR.US, 8);
    dataset.setInt(Tag.BitsStored, VR.US, 8);
    dataset.setInt(Tag.HighBit, VR.US, 7);
    dataset.setInt(Tag.PixelRepresentation, VR.US, 0);
    dataset.setBytes(Tag.PixelData, VR.OB, rgb(picture));
    return new DicomObject(dataset);
  }

  private static byte[] rgb(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
    byte[] bytes = new byte[(3 * pixels.length + 1) / 2 * 2];
    for (int i = 0; i < pixels.length; i++) {
      bytes[3 * i] = (byte) (pixels[i] >> 16);
      bytes[3 * i + 1] = (byte) (pixels[i] >> 8);
      bytes[3 * i + 2] = (byte) pixels[i];
    }
    return bytes;
  }
}
