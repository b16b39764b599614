package org.hilum.pacs.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.aoju.bus.image.Dimse;
import org.aoju.bus.image.Status;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.Commands;
import org.aoju.bus.image.metric.ImageException;
import org.aoju.bus.image.metric.PDVInputStream;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.aoju.bus.image.metric.service.AbstractService;
import org.hilum.pacs.DicomUids;
import org.hilum.pacs.net.CommitmentListener.Commitment;
import org.hilum.pacs.toolkit.Values;
import org.jspecify.annotations.Nullable;

/** Takes the answers to our requests for storage commitment (N-EVENT-REPORT, PS3.4 J.3.3). */
final class CommitmentService extends AbstractService {

  private final CommitmentListener listener;

  CommitmentService(CommitmentListener listener) {
    super(SopClasses.STORAGE_COMMITMENT);
    this.listener = listener;
  }

  @Override
  public void onDimse(
      Association association,
      Presentation context,
      Dimse dimse,
      Attributes command,
      @Nullable PDVInputStream data)
      throws IOException {
    if (dimse != Dimse.N_EVENT_REPORT_RQ) {
      throw new ImageException(Status.UnrecognizedOperation);
    }
    if (data == null) {
      throw new ImageException(Status.NoSuchEventType, "no event information");
    }
    Attributes event = ReceivedDataset.read(context, data, "event");
    String transactionUid = Values.text(event, Tag.TransactionUID);
    if (transactionUid == null || !DicomUids.isValid(transactionUid)) {
      throw new ImageException(Status.InvalidArgumentValue, "no valid transaction UID");
    }
    try {
      listener.committed(
          new Commitment(
              transactionUid,
              uids(event.getSequence(Tag.ReferencedSOPSequence)),
              uids(event.getSequence(Tag.FailedSOPSequence))),
          Peer.printable(association.getRemoteAET()));
    } catch (RuntimeException e) {
      throw new ImageException(Status.ProcessingFailure, e);
    }
    association.writeDimseRSP(context, Commands.mkNEventReportRSP(command, Status.Success));
  }

  @Override
  protected void onDimse(
      Association association,
      Presentation context,
      Dimse dimse,
      Attributes command,
      @Nullable Attributes data) {
    throw new UnsupportedOperationException("events are read here, within bounds");
  }

  private static List<String> uids(@Nullable Sequence references) {
    List<String> uids = new ArrayList<>();
    if (references != null) {
      for (Attributes reference : references) {
        String uid = Values.text(reference, Tag.ReferencedSOPInstanceUID);
        if (uid != null && DicomUids.isValid(uid)) {
          uids.add(uid);
        }
      }
    }
    return uids;
  }
}
