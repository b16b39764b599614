package org.hilum.pacs.net;

import java.io.InputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.aoju.bus.image.Status;
import org.aoju.bus.image.metric.DataWriter;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.toolkit.StoredFile;
import org.jspecify.annotations.Nullable;

/** Sends stored files as they are (C-STORE), in the transfer syntax in which they lie on disk. */
final class StoreRequests {

  private static final int COPY_BYTES = 1 << 16;

  private StoreRequests() {}

  /**
   * Proposes a presentation context for each class and transfer syntax, up to the 128 there are.
   */
  static AAssociateRQ forInstances(Collection<DicomInstance> instances) {
    record Encoding(String sopClassUid, String transferSyntaxUid) {}
    Set<Encoding> encodings = new LinkedHashSet<>();
    for (DicomInstance instance : instances) {
      encodings.add(new Encoding(instance.sopClassUid(), instance.transferSyntaxUid()));
    }
    AAssociateRQ request = new AAssociateRQ();
    int id = 1;
    for (Encoding encoding : encodings) {
      if (id > 2 * Peer.MAX_PRESENTATION_CONTEXTS) {
        // Those beyond are reported one by one as not taken.
        break;
      }
      request.addPresentationContext(
          new Presentation(id, encoding.sopClassUid(), encoding.transferSyntaxUid()));
      id += 2;
    }
    return request;
  }

  /** Why the instance was not sent; {@code null} if it was. */
  static @Nullable String send(OpenAssociation open, Duration atMost, DicomInstance instance)
      throws PacsException {
    String syntax = instance.transferSyntaxUid();
    if (!open.accepted(instance.sopClassUid(), syntax)) {
      return "%s: the peer does not take SOP class %s in transfer syntax %s"
          .formatted(instance.file(), instance.sopClassUid(), syntax);
    }
    DataWriter writer =
        (out, ignored) -> {
          try (InputStream in = StoredFile.openDataset(instance.file())) {
            byte[] buffer = new byte[COPY_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
              out.write(buffer, 0, read);
              open.progress();
            }
          }
        };
    Responses responses =
        open.send(
            (association, handler) ->
                association.cstore(
                    instance.sopClassUid(), instance.sopInstanceUid(), 0, writer, syntax, handler));
    Responses.Response response = open.next(responses, atMost);
    int status = response.status();
    boolean warning = (status & 0xf000) == 0xb000;
    if (status == Status.Success || warning) {
      return null;
    }
    String comment = OpenAssociation.comment(response.command());
    return "%s: the peer refused it with status %04XH (%s%s)"
        .formatted(
            instance.file(),
            status,
            Failures.meaning(status),
            comment == null ? "" : ": " + comment);
  }
}
