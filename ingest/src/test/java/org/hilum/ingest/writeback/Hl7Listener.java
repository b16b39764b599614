package org.hilum.ingest.writeback;

import ca.uhn.hl7v2.AcknowledgmentCode;
import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.app.HL7Service;
import ca.uhn.hl7v2.llp.MinLowerLayerProtocol;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.protocol.ReceivingApplication;
import ca.uhn.hl7v2.util.idgenerator.InMemoryIDGenerator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** HAPI's own MLLP server, which parses every message and acknowledges it. */
public final class Hl7Listener implements AutoCloseable {

  private final HapiContext context = new DefaultHapiContext();
  private final HL7Service server;
  private final int port;
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final Queue<String> refusals = new ConcurrentLinkedQueue<>();

  public Hl7Listener() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    context.setLowerLayerProtocol(new MinLowerLayerProtocol(true));
    // By default HAPI counts its acknowledgements in a file of the working directory.
    context.getParserConfiguration().setIdGenerator(new InMemoryIDGenerator());
    server = context.newServer(port, false);
    server.registerApplication(
        new ReceivingApplication<Message>() {
          @Override
          public Message processMessage(Message message, Map<String, Object> metadata)
              throws HL7Exception {
            return answer(message);
          }

          @Override
          public boolean canProcess(Message message) {
            return true;
          }
        });
    try {
      server.startAndWait();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Message answer(Message message) throws HL7Exception {
    try {
      String refusal = refusals.poll();
      if (refusal != null) {
        return message.generateACK(AcknowledgmentCode.AE, new HL7Exception(refusal));
      }
      received.add(message.encode());
      return message.generateACK();
    } catch (IOException e) {
      throw new HL7Exception(e);
    }
  }

  public int port() {
    return port;
  }

  /** The accepted messages. */
  public List<String> received() {
    return List.copyOf(received);
  }

  public void forget() {
    received.clear();
  }

  public void refuseNext(String reason) {
    refusals.add(reason);
  }

  @Override
  public void close() throws IOException {
    server.stopAndWait();
    context.close();
  }
}
