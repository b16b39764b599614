package org.hilum.pacs.net;

import java.io.IOException;
import org.aoju.bus.image.metric.ApplicationEntity;
import org.aoju.bus.image.metric.TransferCapability;
import org.aoju.bus.image.metric.internal.pdu.AAssociateAC;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.aoju.bus.image.metric.service.BasicCEchoSCP;
import org.aoju.bus.image.metric.service.ServiceHandler;
import org.jspecify.annotations.Nullable;

/**
 * Takes what peers send (C-STORE, C-ECHO) into a folder. Listens from construction to close.
 *
 * <p>An instance counts as taken once its file is whole and in its place; what is damaged, is not
 * what the sender announced, or finds the disk too full is refused with a status that says so, and
 * leaves nothing behind.
 */
public final class DicomReceiver implements AutoCloseable {

  private final Peer peer;

  /**
   * @throws IOException if the port cannot be bound or the folder not be created
   */
  public DicomReceiver(ServerConfig config, InstanceFolder folder, InstanceListener listener)
      throws IOException {
    this(config, folder, listener, null);
  }

  /**
   * @param commitments hears what peers answer to our requests for storage commitment; null where
   *     none is asked for
   * @throws IOException if the port cannot be bound or the folder not be created
   */
  public DicomReceiver(
      ServerConfig config,
      InstanceFolder folder,
      InstanceListener listener,
      @Nullable CommitmentListener commitments)
      throws IOException {
    ApplicationEntity entity = new StorageEntity(config.aeTitle());
    ServiceHandler services = new ServiceHandler();
    if (commitments != null) {
      entity.addTransferCapability(
          new TransferCapability(
              null,
              SopClasses.STORAGE_COMMITMENT,
              TransferCapability.Role.SCU,
              SopClasses.EXPLICIT_VR,
              SopClasses.IMPLICIT_VR));
      services.addService(new CommitmentService(commitments));
    }
    services.addService(new BasicCEchoSCP());
    services.addService(new StoreService(folder, listener));
    entity.setDimseRQHandler(services);
    this.peer = Peer.server(entity, config);
  }

  /** The port it listens on. */
  public int port() {
    return peer.port();
  }

  /** Stops listening and ends what is being received; half-received instances are dropped. */
  @Override
  public void close() {
    peer.close();
  }

  /** Takes every storage class, also those not known here, but no other service. */
  static class StorageEntity extends ApplicationEntity {
    private static final long serialVersionUID = 1L;

    StorageEntity(String aeTitle) {
      super(aeTitle);
      addTransferCapability(
          new TransferCapability(
              null,
              "*",
              TransferCapability.Role.SCP,
              SopClasses.TRANSFER_SYNTAXES.toArray(new String[0])));
      addTransferCapability(
          new TransferCapability(
              null,
              SopClasses.VERIFICATION,
              TransferCapability.Role.SCP,
              SopClasses.IMPLICIT_VR,
              SopClasses.EXPLICIT_VR));
    }

    @Override
    protected Presentation negotiate(
        AAssociateRQ request, AAssociateAC answer, Presentation proposed) {
      String abstractSyntax = proposed.getAbstractSyntax();
      boolean known =
          abstractSyntax != null
              && (SopClasses.isStorage(abstractSyntax)
                  || getTransferCapabilityFor(abstractSyntax, TransferCapability.Role.SCP) != null
                  || getTransferCapabilityFor(abstractSyntax, TransferCapability.Role.SCU) != null);
      if (!known) {
        return new Presentation(
            proposed.getPCID(), Presentation.ABSTRACT_SYNTAX_NOT_SUPPORTED, SopClasses.IMPLICIT_VR);
      }
      return super.negotiate(request, answer, proposed);
    }
  }
}
