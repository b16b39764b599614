package org.hilum.pacs.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.Connection;
import org.aoju.bus.image.metric.internal.pdu.AAbort;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRJ;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.jspecify.annotations.Nullable;

/**
 * One association with a node on which we send requests. Every wait is bounded, writing included,
 * and every failure becomes a {@link PacsException} that names the node.
 */
final class OpenAssociation implements AutoCloseable {

  private final PacsNode node;
  private final DicomTimeouts timeouts;
  private final Association association;
  private final AtomicLong lastProgress = new AtomicLong(System.nanoTime());
  private final AtomicBoolean stalled = new AtomicBoolean();
  private final ScheduledFuture<?> watch;
  private final boolean ours;
  private boolean broken;

  private OpenAssociation(
      PacsNode node, DicomTimeouts timeouts, Association association, Peer peer, boolean ours) {
    this.node = node;
    this.ours = ours;
    this.timeouts = timeouts;
    this.association = association;
    long period = Math.max(50, timeouts.idle().toMillis() / 4);
    this.watch =
        peer.timers()
            .scheduleWithFixedDelay(this::closeIfStalled, period, period, TimeUnit.MILLISECONDS);
  }

  static OpenAssociation open(
      Peer peer, PacsNode node, DicomTimeouts timeouts, AAssociateRQ request) throws PacsException {
    if (request.getPresentationContexts().size() > Peer.MAX_PRESENTATION_CONTEXTS) {
      throw new IllegalArgumentException("more than 128 presentation contexts");
    }
    request.setCalledAET(node.aeTitle());
    request.setCallingAET(peer.entity().getAETitle());
    Connection remote = new Connection(null, node.host(), node.port());
    long started = System.nanoTime();
    try {
      Association association = peer.entity().connect(peer.connection(), remote, request);
      OpenAssociation open = new OpenAssociation(node, timeouts, association, peer, true);
      open.requireUsable();
      return open;
    } catch (AAssociateRJ e) {
      throw Failures.rejected(node, request.getCallingAET(), e);
    } catch (UnknownHostException e) {
      throw Failures.unreachable(node, "its host name is not known", e);
    } catch (ConnectException | NoRouteToHostException | SocketTimeoutException e) {
      throw Failures.unreachable(node, String.valueOf(e.getMessage()), e);
    } catch (AAbort e) {
      boolean timedOut = elapsed(started).compareTo(timeouts.association()) >= 0;
      throw timedOut
          ? Failures.timeout(node, "did not answer the association request", timeouts.association())
          : Failures.protocol(node, "aborted the association request", e);
    } catch (IOException | GeneralSecurityException e) {
      throw Failures.protocol(node, "ended the association request: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.protocol(node, "was not waited for: interrupted", e);
    }
  }

  /** An association that the node opened, and on which it now wants to be sent something. */
  static OpenAssociation over(
      Association association, PacsNode node, DicomTimeouts timeouts, Peer peer) {
    return new OpenAssociation(node, timeouts, association, peer, false);
  }

  private void requireUsable() throws PacsException {
    if (association.getMaxPDULengthSend() < Peer.MIN_PDU_BYTES) {
      int bytes = association.getMaxPDULengthSend();
      abort();
      throw Failures.protocol(
          node,
          "takes only PDUs of up to %d bytes, which no real node does".formatted(bytes),
          null);
    }
  }

  Association association() {
    return association;
  }

  boolean accepted(String sopClassUid, String transferSyntaxUid) {
    return association.getTransferSyntaxesFor(sopClassUid).contains(transferSyntaxUid);
  }

  boolean accepted(String sopClassUid) {
    return !association.getTransferSyntaxesFor(sopClassUid).isEmpty();
  }

  /** Sends a request and hands back its answers. */
  interface Request {
    void send(Association association, Responses responses)
        throws IOException, InterruptedException;
  }

  Responses send(Request request) throws PacsException {
    Responses responses = new Responses(association.nextMessageID());
    progress();
    try {
      request.send(association, responses);
      return responses;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was not waited for: interrupted", e);
    } catch (IOException e) {
      throw failed("broke the association off while we sent", e);
    } catch (RuntimeException e) {
      throw failed("does not offer what was asked for", e);
    }
  }

  Responses.Response next(Responses responses, Duration atMost) throws PacsException {
    try {
      progress();
      Responses.Response response = responses.next(atMost);
      if (response == null) {
        abort();
        throw Failures.timeout(node, "did not answer", atMost);
      }
      return response;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was not waited for: interrupted", e);
    } catch (IOException e) {
      throw failed("broke the association off", e);
    }
  }

  private PacsException failed(String what, Exception cause) {
    abort();
    if (stalled.get()) {
      return Failures.timeout(node, "stopped taking data", timeouts.idle());
    }
    if (cause instanceof SocketException || cause.getMessage() == null) {
      return Failures.protocol(node, what, cause);
    }
    return Failures.protocol(node, what + ": " + cause.getMessage(), cause);
  }

  /** To be called whenever something moved; silence for longer than the idle time ends it all. */
  void progress() {
    lastProgress.set(System.nanoTime());
  }

  private void closeIfStalled() {
    Duration longest = timeouts.idle();
    for (Duration other : new Duration[] {timeouts.response(), timeouts.retrieve()}) {
      longest = other.compareTo(longest) > 0 ? other : longest;
    }
    if (elapsed(lastProgress.get()).compareTo(longest) > 0) {
      stalled.set(true);
      // Only closing the socket frees a thread that is stuck writing to it.
      Peer.closeSocket(association);
    }
  }

  private static Duration elapsed(long sinceNanos) {
    return Duration.ofNanos(System.nanoTime() - sinceNanos);
  }

  void abort() {
    broken = true;
    watch.cancel(false);
    association.abort();
    Peer.closeSocket(association);
  }

  /**
   * Releases the association if we opened it; a node that does not play along is not worth a
   * failure any more.
   */
  @Override
  public void close() {
    watch.cancel(false);
    if (broken || !ours) {
      return;
    }
    try {
      association.release();
      association.waitForSocketClose();
    } catch (IOException e) {
      Peer.closeSocket(association);
    } catch (InterruptedException e) {
      Peer.closeSocket(association);
      Thread.currentThread().interrupt();
    }
  }

  static @Nullable String comment(Attributes command) {
    return command.getString(Tag.ErrorComment);
  }
}
