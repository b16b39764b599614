package org.hilum.pacs.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.aoju.bus.image.Dimse;
import org.aoju.bus.image.Status;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.Commands;
import org.aoju.bus.image.metric.ImageException;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.hilum.pacs.DicomInstance;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers C-MOVE and C-GET of the study root model by sending the files as they lie on disk. */
final class RetrieveService extends ArchiveService {

  private static final Logger LOG = LoggerFactory.getLogger(RetrieveService.class);

  private final ArchiveIndex index;
  private final Supplier<Peer> peer;
  private final DicomTimeouts timeouts;
  private final @Nullable Map<String, PacsNode> destinations;

  private RetrieveService(
      ArchiveIndex index,
      Supplier<Peer> peer,
      DicomTimeouts timeouts,
      @Nullable Map<String, PacsNode> destinations) {
    super(
        destinations == null ? SopClasses.STUDY_ROOT_GET : SopClasses.STUDY_ROOT_MOVE,
        destinations == null ? Dimse.C_GET_RQ : Dimse.C_MOVE_RQ);
    this.index = index;
    this.peer = peer;
    this.timeouts = timeouts;
    this.destinations = destinations;
  }

  /** C-MOVE: sends to one of the destinations, over an association of its own. */
  static RetrieveService move(
      ArchiveIndex index,
      Supplier<Peer> peer,
      DicomTimeouts timeouts,
      Map<String, PacsNode> destinations) {
    return new RetrieveService(index, peer, timeouts, destinations);
  }

  /** C-GET: sends over the association that asks. */
  static RetrieveService get(ArchiveIndex index, Supplier<Peer> peer, DicomTimeouts timeouts) {
    return new RetrieveService(index, peer, timeouts, null);
  }

  @Override
  void answer(
      Association association,
      Presentation context,
      Attributes command,
      QueryLevel level,
      Attributes identifier)
      throws IOException {
    List<DicomInstance> instances = select(level, identifier);
    PacsNode destination = destination(association, command);
    Retrieval retrieval = new Retrieval(association, context, command, destination, instances);
    // While we work the peer is silent, and must not be taken for dead.
    association.getSocket().setSoTimeout(0);
    int messageId = command.getInt(Tag.MessageID, 0);
    association.addCancelRQHandler(messageId, unused -> retrieval.cancelled.set(true));
    try {
      // Not on this thread: it has to read the answers to what is sent.
      peer.get().device().execute(retrieval);
    } catch (RejectedExecutionException e) {
      association.removeCancelRQHandler(messageId);
      association.getSocket().setSoTimeout(Peer.millis(timeouts.idle()));
      throw new ImageException(Status.OutOfResources, "too many retrievals at once");
    }
  }

  private List<DicomInstance> select(QueryLevel level, Attributes identifier)
      throws ImageException {
    int uniqueKey =
        switch (level) {
          case STUDY -> Tag.StudyInstanceUID;
          case SERIES -> Tag.SeriesInstanceUID;
          case IMAGE -> Tag.SOPInstanceUID;
        };
    if (uids(identifier, uniqueKey).isEmpty()) {
      throw new ImageException(
          Status.IdentifierDoesNotMatchSOPClass, "no UID at the level of the request");
    }
    return index.select(
        uids(identifier, Tag.StudyInstanceUID),
        uids(identifier, Tag.SeriesInstanceUID),
        uids(identifier, Tag.SOPInstanceUID));
  }

  private PacsNode destination(Association association, Attributes command) throws ImageException {
    if (destinations == null) {
      InetSocketAddress remote =
          (InetSocketAddress) association.getSocket().getRemoteSocketAddress();
      return new PacsNode("C-GET", remote.getAddress().getHostAddress(), remote.getPort());
    }
    String aeTitle = command.getString(Tag.MoveDestination);
    PacsNode destination = aeTitle == null ? null : destinations.get(aeTitle);
    if (destination == null) {
      throw new ImageException(
          Status.MoveDestinationUnknown,
          "the destination %s is not known here".formatted(Peer.printable(aeTitle)));
    }
    return destination;
  }

  private final class Retrieval implements Runnable {

    private final Association association;
    private final Presentation context;
    private final Attributes command;
    private final PacsNode destination;
    private final List<DicomInstance> instances;
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final List<String> failed = new ArrayList<>();
    private int completed;

    Retrieval(
        Association association,
        Presentation context,
        Attributes command,
        PacsNode destination,
        List<DicomInstance> instances) {
      this.association = association;
      this.context = context;
      this.command = command;
      this.destination = destination;
      this.instances = instances;
    }

    @Override
    public void run() {
      try {
        respond(sendAll());
        association.getSocket().setSoTimeout(Peer.millis(timeouts.idle()));
      } catch (SocketException e) {
        LOG.debug("{}: {}", association, e.getMessage());
      } catch (IOException e) {
        LOG.warn("{}: the retrieval's outcome could not be told: {}", association, e.getMessage());
      } finally {
        association.removeCancelRQHandler(command.getInt(Tag.MessageID, 0));
      }
    }

    /** The final status. */
    private int sendAll() {
      if (instances.isEmpty()) {
        return Status.Success;
      }
      try (OpenAssociation open = open()) {
        for (DicomInstance instance : instances) {
          if (cancelled.get()) {
            return Status.Cancel;
          }
          String reason = StoreRequests.send(open, timeouts.response(), instance);
          if (reason == null) {
            completed++;
          } else {
            LOG.warn("{}: {}", association, reason);
            failed.add(instance.sopInstanceUid());
          }
          respond(Status.Pending);
        }
      } catch (PacsException | IOException e) {
        LOG.warn("{}: the retrieval broke off: {}", association, e.getMessage());
        instances.stream()
            .skip(completed + (long) failed.size())
            .map(DicomInstance::sopInstanceUid)
            .forEach(failed::add);
      }
      if (failed.isEmpty()) {
        return Status.Success;
      }
      return completed == 0 ? Status.UnableToPerformSubOperations : Status.OneOrMoreFailures;
    }

    private OpenAssociation open() throws PacsException {
      return destinations == null
          ? OpenAssociation.over(association, destination, timeouts, peer.get())
          : OpenAssociation.open(
              peer.get(), destination, timeouts, StoreRequests.forInstances(instances));
    }

    private void respond(int status) throws IOException {
      Attributes response =
          destinations == null
              ? Commands.mkCGetRSP(command, status)
              : Commands.mkCMoveRSP(command, status);
      int remaining = instances.size() - completed - failed.size();
      if (status == Status.Pending || status == Status.Cancel) {
        response.setInt(Tag.NumberOfRemainingSuboperations, VR.US, remaining);
      }
      response.setInt(Tag.NumberOfCompletedSuboperations, VR.US, completed);
      response.setInt(Tag.NumberOfFailedSuboperations, VR.US, failed.size());
      response.setInt(Tag.NumberOfWarningSuboperations, VR.US, 0);
      Attributes dataset = null;
      if (status != Status.Pending && !failed.isEmpty()) {
        dataset = new Attributes();
        dataset.setString(Tag.FailedSOPInstanceUIDList, VR.UI, failed.toArray(new String[0]));
      }
      association.writeDimseRSP(context, response, dataset);
    }
  }
}
