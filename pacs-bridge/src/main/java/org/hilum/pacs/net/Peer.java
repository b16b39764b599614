package org.hilum.pacs.net;

import java.io.IOException;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.aoju.bus.image.Device;
import org.aoju.bus.image.metric.ApplicationEntity;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.AssociationHandler;
import org.aoju.bus.image.metric.Connection;
import org.aoju.bus.image.metric.internal.pdu.AAssociateAC;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRJ;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.hilum.pacs.toolkit.Toolkit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of our ends of the network: the toolkit's device, entity and connection with every time-out
 * set, threads that are bounded and end with it, and guards against what the toolkit lets through.
 */
final class Peer implements AutoCloseable {

  /**
   * A peer that announces a smaller maximum would have a message cut into so many pieces, or, below
   * 7, into endless empty ones. The standard's own minimum is 4096 (PS3.8 D.1.1 note).
   */
  static final int MIN_PDU_BYTES = 1024;

  /** Presentation context ids are odd bytes; the toolkit would wrap around silently. */
  static final int MAX_PRESENTATION_CONTEXTS = 128;

  private static final Logger LOG = LoggerFactory.getLogger(Peer.class);
  private static final int PDU_BYTES = 131_072;
  private static final int RELEASE_TIMEOUT_MS = 5_000;
  private static final int BIND_ATTEMPTS = 10;
  private static final int EXTRA_THREADS = 8;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final GuardedDevice device;
  private final ApplicationEntity entity;
  private final Connection connection;
  private final PeerThreads allThreads = new PeerThreads();
  private final ThreadPoolExecutor threads;
  private final ScheduledThreadPoolExecutor timers;

  static {
    Toolkit.configure();
  }

  private Peer(String name, ApplicationEntity entity, int maxThreads, int socketTimeoutMs) {
    this.entity = entity;
    this.connection = new Connection();
    this.device = new GuardedDevice(name, socketTimeoutMs);
    this.threads =
        new ThreadPoolExecutor(
            0, maxThreads, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), allThreads.named(name));
    this.timers = new ScheduledThreadPoolExecutor(1, allThreads.named(name + "-timer"));
    timers.setRemoveOnCancelPolicy(true);
    device.setExecutor(command -> threads.execute(() -> device.runGuarded(command)));
    device.setScheduledExecutor(timers);
    device.addConnection(connection);
    device.addApplicationEntity(entity);
    entity.addConnection(connection);
  }

  /** An end that only opens associations. */
  static Peer client(ApplicationEntity entity, DicomTimeouts timeouts) {
    Peer peer = new Peer("dicom-" + entity.getAETitle(), entity, 256, 0);
    peer.configure(timeouts);
    entity.setAssociationInitiator(true);
    return peer;
  }

  /** An end that listens, bound when this returns. */
  static Peer server(ApplicationEntity entity, ServerConfig config) throws IOException {
    Peer peer =
        new Peer(
            "dicom-" + entity.getAETitle(),
            entity,
            1 + config.maxAssociations() + EXTRA_THREADS,
            millis(config.timeouts().idle()));
    peer.configure(config.timeouts());
    entity.setAssociationAcceptor(true);
    entity.setAssociationInitiator(true);
    entity.setAcceptedCallingAETitles(config.acceptedCallingAes().toArray(new String[0]));
    // One more would be counted before it is refused.
    peer.device.setLimitOpenAssociations(config.maxAssociations());
    peer.device.setAssociationHandler(new Negotiation(config.acceptedCallingAes()));
    try {
      peer.bind(config);
    } catch (IOException e) {
      peer.close();
      throw e;
    }
    return peer;
  }

  private void configure(DicomTimeouts timeouts) {
    connection.setConnectTimeout(millis(timeouts.connect()));
    connection.setAcceptTimeout(millis(timeouts.association()));
    connection.setRequestTimeout(millis(timeouts.association()));
    connection.setReleaseTimeout(RELEASE_TIMEOUT_MS);
    // Answers are waited for by OpenAssociation. The toolkit's own timers would send an abort from
    // the timer thread, which blocks all timers where the peer does not read.
    connection.setResponseTimeout(Connection.NO_TIMEOUT);
    connection.setRetrieveTimeout(Connection.NO_TIMEOUT);
    connection.setIdleTimeout(millis(timeouts.idle()));
    connection.setTcpNoDelay(true);
    connection.setReceivePDULength(PDU_BYTES);
    connection.setSendPDULength(PDU_BYTES);
    connection.setPackPDV(true);
    connection.setMaxOpsInvoked(1);
    connection.setMaxOpsPerformed(1);
  }

  private void bind(ServerConfig config) throws IOException {
    connection.setHostname(config.bindAddress());
    connection.setBindAddress(config.bindAddress());
    int attempts = config.port() == 0 ? BIND_ATTEMPTS : 1;
    for (int attempt = 1; ; attempt++) {
      int port = config.port() == 0 ? FreePort.on(config.bindAddress()) : config.port();
      connection.setPort(port);
      try {
        connection.bind();
        return;
      } catch (IOException e) {
        if (attempt == attempts) {
          throw new IOException(
              "AE %s cannot listen on %s:%d (%s); is another program there? choose another port"
                  .formatted(config.aeTitle(), config.bindAddress(), port, rootMessage(e)),
              e);
        }
      } catch (GeneralSecurityException e) {
        throw new IOException("AE %s cannot listen: %s".formatted(config.aeTitle(), e), e);
      }
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  Device device() {
    return device;
  }

  ApplicationEntity entity() {
    return entity;
  }

  Connection connection() {
    return connection;
  }

  ScheduledThreadPoolExecutor timers() {
    return timers;
  }

  int port() {
    return connection.getPort();
  }

  /** Stops listening, cuts off what is open, and waits for the threads to end. */
  @Override
  public void close() {
    connection.unbind();
    for (Association association : device.listOpenAssociations()) {
      // Without an A-ABORT: to send one would wait for a thread that is stuck sending.
      closeSocket(association);
    }
    timers.shutdownNow();
    threads.shutdownNow();
    try {
      if (!allThreads.awaitEnd(CLOSE_TIMEOUT)) {
        LOG.warn(
            "AE {}: a thread still runs {} s after closing",
            entity.getAETitle(),
            CLOSE_TIMEOUT.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static void closeSocket(Association association) {
    try {
      association.getSocket().close();
    } catch (IOException e) {
      LOG.debug("{}: closing failed: {}", association, e.getMessage());
    }
  }

  static int millis(Duration duration) {
    return (int) duration.toMillis();
  }

  /** Bounds how long a peer may be silent, and survives the errors that hostile messages cause. */
  private static final class GuardedDevice extends Device {
    private static final long serialVersionUID = 1L;

    private final int socketTimeoutMs;
    private final transient ThreadLocal<@Nullable Association> current = new ThreadLocal<>();

    GuardedDevice(String name, int socketTimeoutMs) {
      super(name);
      this.socketTimeoutMs = socketTimeoutMs;
    }

    /** The toolkit calls this on the thread that will read the association to its end. */
    @Override
    public void addAssociation(Association association) {
      current.set(association);
      try {
        association.getSocket().setSoTimeout(socketTimeoutMs);
      } catch (SocketException e) {
        LOG.debug("{}: {}", association, e.getMessage());
      }
      super.addAssociation(association);
    }

    void runGuarded(Runnable command) {
      try {
        command.run();
      } catch (StackOverflowError | OutOfMemoryError e) {
        // The toolkit reads messages recursively, and leaves the socket open when that fails.
        LOG.warn("{}: closed, its message cannot be taken in: {}", current.get(), e.toString());
        Association association = current.get();
        if (association != null) {
          closeSocket(association);
        }
      } catch (RejectedExecutionException e) {
        LOG.debug("no thread left: {}", e.getMessage());
      } finally {
        current.remove();
      }
    }
  }

  /** Refuses associations that the toolkit would accept to its own harm. */
  private static final class Negotiation extends AssociationHandler {

    private final Set<String> acceptedCallingAes;

    Negotiation(Set<String> acceptedCallingAes) {
      this.acceptedCallingAes = acceptedCallingAes;
    }

    @Override
    protected AAssociateAC negotiate(Association association, AAssociateRQ request)
        throws IOException {
      int pduBytes = request.getMaxPDULength();
      boolean tooSmall = pduBytes < 0 || (pduBytes > 0 && pduBytes < MIN_PDU_BYTES);
      int contexts = request.getPresentationContexts().size();
      if (tooSmall || contexts > MAX_PRESENTATION_CONTEXTS) {
        LOG.warn(
            "{}: rejected, it proposes a maximum PDU of {} bytes and {} presentation contexts",
            association,
            pduBytes,
            contexts);
        throw new AAssociateRJ(
            AAssociateRJ.RESULT_REJECTED_PERMANENT,
            AAssociateRJ.SOURCE_SERVICE_USER,
            AAssociateRJ.REASON_NO_REASON_GIVEN);
      }
      boolean unknown =
          !acceptedCallingAes.isEmpty() && !acceptedCallingAes.contains(request.getCallingAET());
      if (unknown) {
        LOG.warn(
            "{}: rejected, calling AE {} is not in the list of accepted ones",
            association,
            printable(request.getCallingAET()));
      }
      return super.negotiate(association, request);
    }
  }

  /** AE titles come from the network and go to the log. */
  static String printable(@Nullable String aeTitle) {
    return aeTitle == null ? "?" : aeTitle.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
