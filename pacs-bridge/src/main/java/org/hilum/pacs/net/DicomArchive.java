package org.hilum.pacs.net;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.aoju.bus.image.metric.ApplicationEntity;
import org.aoju.bus.image.metric.TransferCapability;
import org.aoju.bus.image.metric.service.BasicCEchoSCP;
import org.aoju.bus.image.metric.service.ServiceHandler;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.DicomScan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small PACS over a folder: C-ECHO, C-STORE, C-FIND, C-MOVE and C-GET of the study root model.
 * Made for demonstrations and tests: its index lives in memory, it sends files only in the transfer
 * syntax in which they lie on disk, and it deletes nothing. Listens from construction to close.
 */
public final class DicomArchive implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DicomArchive.class);

  private final ArchiveIndex index = new ArchiveIndex();
  private final Map<String, PacsNode> destinations = new ConcurrentHashMap<>();
  private final DicomFiles files = new DicomFiles();
  private final Peer peer;

  /**
   * Indexes the folder and listens until closed.
   *
   * @param folder what is sent to the archive goes there too; created when missing
   * @param destinations the AE titles to which C-MOVE may send
   * @throws IOException if the port cannot be bound or the folder not be created
   */
  public DicomArchive(ServerConfig config, InstanceFolder folder, List<PacsNode> destinations)
      throws IOException {
    destinations.forEach(this::addDestination);
    StoreService.prepare(folder);
    addFolder(folder.root());
    // The services need the peer, which needs the services.
    AtomicReference<Peer> later = new AtomicReference<>();
    ServiceHandler services = new ServiceHandler();
    services.addService(new BasicCEchoSCP());
    services.addService(new StoreService(folder, (instance, callingAe) -> index.add(instance)));
    services.addService(new FindService(index));
    services.addService(
        RetrieveService.move(
            index, () -> requireNonNull(later.get()), config.timeouts(), this.destinations));
    services.addService(
        RetrieveService.get(index, () -> requireNonNull(later.get()), config.timeouts()));
    ApplicationEntity entity = entity(config.aeTitle());
    entity.setDimseRQHandler(services);
    this.peer = Peer.server(entity, config);
    later.set(peer);
  }

  private static ApplicationEntity entity(String aeTitle) {
    ApplicationEntity entity = new DicomReceiver.StorageEntity(aeTitle);
    for (String model :
        List.of(
            SopClasses.STUDY_ROOT_FIND, SopClasses.STUDY_ROOT_MOVE, SopClasses.STUDY_ROOT_GET)) {
      entity.addTransferCapability(
          new TransferCapability(
              null,
              model,
              TransferCapability.Role.SCP,
              SopClasses.EXPLICIT_VR,
              SopClasses.IMPLICIT_VR));
    }
    // A C-GET turns the roles round: the archive is then the one that sends.
    entity.addTransferCapability(
        new TransferCapability(
            null,
            "*",
            TransferCapability.Role.SCU,
            SopClasses.TRANSFER_SYNTAXES.toArray(new String[0])));
    return entity;
  }

  /** Adds the instances of another folder, where they are, without copying them. */
  public void addFolder(Path folder) {
    DicomScan scan = files.scan(folder);
    scan.instances().forEach(index::add);
    scan.problems().forEach(problem -> LOG.info("not in the archive: {}", problem.message()));
  }

  /** Lets C-MOVE send to this node, replacing one of the same AE title. */
  public void addDestination(PacsNode destination) {
    destinations.put(destination.aeTitle(), destination);
  }

  /** The port it listens on. */
  public int port() {
    return peer.port();
  }

  public int instanceCount() {
    return index.size();
  }

  @Override
  public void close() {
    peer.close();
  }
}
