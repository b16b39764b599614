package org.hilum.pacs.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.aoju.bus.image.Status;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.metric.ImageException;
import org.aoju.bus.image.metric.PDVInputStream;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.hilum.pacs.toolkit.DicomReader;

/** Reads the data set of a request within bounds. */
final class ReceivedDataset {

  /** A list of UIDs may be long, but not longer. */
  private static final int MAX_BYTES = 1 << 20;

  private ReceivedDataset() {}

  /**
   * @param what the peer is told was wrong
   * @throws ImageException if it is too long or cannot be parsed
   */
  static Attributes read(Presentation context, PDVInputStream data, String what)
      throws IOException {
    BoundedBuffer buffer = new BoundedBuffer();
    data.copyTo(buffer);
    if (buffer.overflown) {
      throw new ImageException(Status.UnableToProcess, "the " + what + " is too long");
    }
    try {
      return DicomReader.readDataset(buffer.bytes.toByteArray(), context.getTransferSyntax());
    } catch (IOException e) {
      throw new ImageException(Status.UnableToProcess, "the " + what + " cannot be parsed");
    }
  }

  private static final class BoundedBuffer extends OutputStream {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean overflown;

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] data, int offset, int length) {
      overflown |= bytes.size() + length > MAX_BYTES;
      if (!overflown) {
        bytes.write(data, offset, length);
      }
    }
  }
}
