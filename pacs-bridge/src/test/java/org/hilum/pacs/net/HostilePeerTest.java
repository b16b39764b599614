package org.hilum.pacs.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.aoju.bus.image.metric.ApplicationEntity;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.hilum.pacs.TestDicom;
import org.hilum.pacs.TestSeries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Against a hostile or broken peer")
@Timeout(60)
class HostilePeerTest {

  private static final String CT = SopClasses.CT_IMAGE;

  /** Short, but not so short that a busy machine is taken for a hostile peer. */
  private static final DicomTimeouts SHORT =
      new DicomTimeouts(
          Duration.ofSeconds(5),
          Duration.ofSeconds(4),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4));

  @TempDir Path folder;

  @Nested
  @DisplayName("the receiver")
  class Receiving {

    private final AtomicInteger received = new AtomicInteger();
    private DicomReceiver receiver;

    @BeforeEach
    void start() throws IOException {
      receiver =
          new DicomReceiver(
              new ServerConfig("HILUM", "127.0.0.1", 0, Set.of(), 3, SHORT),
              new InstanceFolder(folder.resolve("in"), 0),
              (instance, callingAe) -> received.incrementAndGet());
    }

    @AfterEach
    void stillServesOthersAndHasStoredNothing() throws Exception {
      try (PacsClient client =
          new PacsClient("GOOD", new PacsNode("HILUM", "127.0.0.1", receiver.port()), SHORT)) {
        client.echo();
      } finally {
        receiver.close();
      }
      assertThat(received).hasValue(0);
      try (Stream<Path> files = Files.walk(folder)) {
        assertThat(files.filter(Files::isRegularFile)).isEmpty();
      }
    }

    private RawPeer associated() throws IOException {
      RawPeer peer = new RawPeer(receiver.port());
      peer.associate(CT, 1, 16_384);
      assertThat(peer.read().type()).isEqualTo(RawPeer.ACCEPTED);
      return peer;
    }

    @Test
    void rejectsAMaximumPduThatWouldNeverEnd() throws Exception {
      for (int bytes : new int[] {1, 6, 7, 100, -1}) {
        try (RawPeer peer = new RawPeer(receiver.port())) {
          peer.associate(CT, 1, bytes);
          assertThat(peer.read().type()).as("maximum of %d", bytes).isEqualTo(RawPeer.REJECTED);
        }
      }
    }

    @Test
    void rejectsMorePresentationContextsThanThereAreNumbers() throws Exception {
      try (RawPeer peer = new RawPeer(receiver.port())) {
        peer.associate(CT, 200, 16_384);
        assertThat(peer.read().type()).isIn(RawPeer.REJECTED, RawPeer.CLOSED);
      }
    }

    @Test
    void refusesAnInstanceUidThatIsAPath() throws Exception {
      for (String uid : List.of("../x", "../../../tmp/x", "/tmp/x", "1.2..3", "..", "a", "")) {
        try (RawPeer peer = associated()) {
          peer.store(CT, uid, TestDicom.element(0x00080018, "UI", "1.2\0"));
          assertThat(RawPeer.status(peer.read())).as("UID %s", uid).isEqualTo(0x0117);
        }
      }
    }

    @Test
    void refusesADataSetWhoseStudyUidIsAPath() throws Exception {
      byte[] dataset =
          TestDicom.concat(
              TestDicom.element(0x00080016, "UI", CT + "\0"),
              TestDicom.element(0x00080018, "UI", "1.2.3\0"),
              TestDicom.element(0x0020000d, "UI", "../../../../tmp/evil"),
              TestDicom.element(0x0020000e, "UI", "1.2.6\0"));
      try (RawPeer peer = associated()) {
        peer.store(CT, "1.2.3", dataset);
        assertThat(RawPeer.status(peer.read())).isEqualTo(0xc000);
      }
    }

    @Test
    void refusesADataSetThatIsGarbageAndGoesOn() throws Exception {
      byte[] garbage = new byte[50_000];
      new Random(1).nextBytes(garbage);
      try (RawPeer peer = associated()) {
        peer.store(CT, "1.2.3", garbage);
        assertThat(RawPeer.status(peer.read())).isEqualTo(0xc000);
        peer.store(CT, "1.2.4", garbage);
        assertThat(RawPeer.status(peer.read())).isEqualTo(0xc000);
      }
    }

    @Test
    void refusesAnInstanceThatIsNotTheOneAnnounced() throws Exception {
      byte[] file = TestDicom.instance("1.2.3", "", new byte[0]);
      byte[] dataset = Arrays.copyOfRange(file, TestDicom.preamble().length, file.length);
      try (RawPeer peer = associated()) {
        peer.store(CT, "9.9.9", dataset);
        assertThat(RawPeer.status(peer.read())).isEqualTo(0xa900);
      }
    }

    @Test
    void refusesADataSetNestedWithoutEnd() throws Exception {
      try (RawPeer peer = associated()) {
        peer.store(CT, "1.2.3", nested(true));
        assertThat(RawPeer.status(peer.read())).isEqualTo(0xc000);
      }
    }

    @Test
    void closesTheAssociationOfACommandNestedWithoutEnd() throws Exception {
      try (RawPeer peer = associated()) {
        byte[] command = nested(false);
        for (int at = 0; at < command.length; at += 16_000) {
          int end = Math.min(at + 16_000, command.length);
          try {
            peer.pdv(0x01, Arrays.copyOfRange(command, at, end));
          } catch (IOException e) {
            break;
          }
        }
        assertThat(peer.read().type()).isIn(RawPeer.CLOSED, RawPeer.ABORTED);
      }
    }

    private byte[] nested(boolean explicit) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (int i = 0; i < 100_000; i++) {
        if (explicit) {
          bytes.writeBytes(TestDicom.sequenceOfUndefinedLength(0x0040a730));
        } else {
          bytes.writeBytes(new byte[] {0x40, 0, 0x30, (byte) 0xa7, -1, -1, -1, -1});
        }
        bytes.writeBytes(TestDicom.itemOfUndefinedLength());
      }
      return bytes.toByteArray();
    }

    @Test
    void closesAnAssociationThatStallsInTheMiddleOfAnInstance() throws Exception {
      try (RawPeer peer = associated()) {
        peer.store(CT, "1.2.3", new byte[0]);
        peer.pdv(0x00, new byte[1000]);
        Instant start = Instant.now();

        RawPeer.Pdu end = peer.read();

        assertThat(end.type()).isIn(RawPeer.CLOSED, RawPeer.ABORTED);
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(19));
      }
    }

    @Test
    void closesConnectionsThatNeverAssociate() throws Exception {
      try (RawPeer silent = new RawPeer(receiver.port())) {
        assertThat(silent.read().type()).isIn(RawPeer.CLOSED, RawPeer.ABORTED);
      }
      byte[] garbage = new byte[4096];
      new Random(2).nextBytes(garbage);
      try (RawPeer noise = new RawPeer(receiver.port())) {
        noise.sendBytes(garbage);
        assertThat(noise.read().type()).isIn(RawPeer.CLOSED, RawPeer.ABORTED);
      }
    }

    @Test
    void boundsHowManyAssociateAtOnce() throws Exception {
      try (RawPeer first = associated();
          RawPeer second = associated();
          RawPeer third = associated();
          RawPeer fourth = new RawPeer(receiver.port())) {
        fourth.associate(CT, 1, 16_384);
        assertThat(fourth.read().type()).isEqualTo(RawPeer.REJECTED);
        assertThat(List.of(first, second, third)).hasSize(3);
      }
    }

    @Test
    void offersNoServiceButStorageAndEcho() throws Exception {
      try (RawPeer peer = new RawPeer(receiver.port())) {
        peer.associate(SopClasses.STUDY_ROOT_FIND, 1, 16_384);
        RawPeer.Pdu answer = peer.read();
        assertThat(answer.type()).isEqualTo(RawPeer.ACCEPTED);
        assertThat(contextResult(answer.body())).as("abstract syntax not supported").isEqualTo(3);
      }
    }

    /** The result of the first presentation context of an A-ASSOCIATE-AC. */
    private int contextResult(byte[] body) {
      int at = 68;
      while (body[at] != 0x21) {
        at += 4 + (body[at + 2] & 0xff) * 256 + (body[at + 3] & 0xff);
      }
      return body[at + 6];
    }
  }

  @Nested
  @DisplayName("the client")
  class Asking {

    private interface Behaviour {
      void meet(RawPeer peer) throws Exception;
    }

    private PacsException askOf(Behaviour behaviour) throws Exception {
      return askOf(behaviour, TestSeries.write(folder.resolve("out"), 1));
    }

    private PacsException askOf(Behaviour behaviour, List<Path> files) throws Exception {
      try {
        ask(behaviour, client -> client.store(files));
        throw new AssertionError("it should have failed");
      } catch (PacsException e) {
        assertThat(e).hasMessageStartingWith("PACS BAD@127.0.0.1:");
        return e;
      }
    }

    private interface Question<T> {
      T ask(PacsClient client) throws PacsException;
    }

    private <T> T ask(Behaviour behaviour, Question<T> question) throws Exception {
      return meet(
          behaviour,
          node -> {
            try (PacsClient client = new PacsClient("HILUM", node, SHORT)) {
              return question.ask(client);
            }
          });
    }

    private interface Meeting<T> {
      T with(PacsNode node) throws PacsException;
    }

    private <T> T meet(Behaviour behaviour, Meeting<T> meeting) throws Exception {
      try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
        Thread thread =
            new Thread(
                () -> {
                  try (Socket socket = server.accept();
                      RawPeer peer = new RawPeer(socket)) {
                    behaviour.meet(peer);
                  } catch (Exception e) {
                    // The client hung up: that is what is tested.
                  }
                });
        thread.start();
        try {
          return meeting.with(new PacsNode("BAD", "127.0.0.1", server.getLocalPort()));
        } finally {
          server.close();
          thread.interrupt();
          thread.join(10_000);
        }
      }
    }

    /** A C-MOVE-RSP. */
    private record Answer(int status, int... counts) {}

    /**
     * @param answers with the counts that they give, of instances remaining, completed, failed and
     *     sent with a warning
     */
    private RetrieveResult retrieve(Answer... answers) throws Exception {
      return ask(
          peer -> {
            peer.read();
            peer.pdu(2, accepting(16_384));
            peer.read();
            for (Answer answer : answers) {
              peer.pdv(0x03, command(answer));
            }
            peer.read();
          },
          client -> client.moveStudy("1.2.5", "HILUM"));
    }

    private byte[] command(Answer answer) {
      byte[] command =
          TestDicom.concat(
              RawPeer.implicit(0x00000100, TestDicom.word(0x8021)),
              RawPeer.implicit(0x00000120, TestDicom.word(1)),
              RawPeer.implicit(0x00000800, TestDicom.word(0x0101)),
              RawPeer.implicit(0x00000900, TestDicom.word(answer.status())));
      for (int i = 0; i < answer.counts().length; i++) {
        byte[] count = TestDicom.word(answer.counts()[i]);
        command = TestDicom.concat(command, RawPeer.implicit(0x00001020 + i, count));
      }
      byte[] length = TestDicom.concat(TestDicom.word(command.length), new byte[2]);
      return TestDicom.concat(RawPeer.implicit(0x00000000, length), command);
    }

    @Test
    void doesNotTakeARetrievalThatBrokeOffForComplete() throws Exception {
      Answer pending = new Answer(0xff00, 200, 100, 0, 0);
      for (int status : new int[] {0xa702, 0xfe00, 0xc001}) {
        RetrieveResult result = retrieve(pending, new Answer(status));

        assertThat(result.complete()).as("%04X", status).isFalse();
        assertThat(result.sent()).isEqualTo(100);
        assertThat(result.remaining()).isEqualTo(200);
      }
      assertThat(retrieve(pending, new Answer(0xb000)).complete()).isFalse();
      assertThat(retrieve(pending, new Answer(0xb000, 0, 299, 1, 0)).complete()).isFalse();
    }

    @Test
    void takesARetrievalWithWarningsForComplete() throws Exception {
      assertThat(retrieve(new Answer(0xff00, 1, 2, 0, 0), new Answer(0)).complete()).isTrue();
      RetrieveResult warned = retrieve(new Answer(0xb000, 0, 0, 0, 3));
      assertThat(warned.complete()).isTrue();
      assertThat(warned.sent()).isEqualTo(3);
    }

    @Test
    void saysThatNobodyListens() throws Exception {
      int port = FreePort.on("127.0.0.1");
      try (PacsClient client =
          new PacsClient("HILUM", new PacsNode("GONE", "127.0.0.1", port), SHORT)) {
        assertThatThrownBy(client::echo)
            .isInstanceOfSatisfying(
                PacsException.class,
                e -> assertThat(e.kind()).isEqualTo(PacsException.Kind.UNREACHABLE))
            .hasMessage(
                "PACS GONE@127.0.0.1:%d cannot be reached (Connection refused); check that it runs, its address, and the firewall",
                port);
      }
      try (PacsClient client =
          new PacsClient("HILUM", new PacsNode("GONE", "no-such-host.invalid", 104), SHORT)) {
        assertThatThrownBy(client::echo)
            .isInstanceOfSatisfying(
                PacsException.class,
                e -> assertThat(e.kind()).isEqualTo(PacsException.Kind.UNREACHABLE))
            .hasMessageContaining("host name is not known");
      }
    }

    @Test
    void givesUpOnOneThatNeverAnswersTheAssociation() throws Exception {
      PacsException e = askOf(peer -> Thread.sleep(30_000));

      assertThat(e.kind()).isEqualTo(PacsException.Kind.TIMEOUT);
    }

    @Test
    void givesUpOnOneThatNeverAnswersTheRequest() throws Exception {
      PacsException e =
          askOf(
              peer -> {
                peer.read();
                peer.pdu(2, accepting(16_384));
                Thread.sleep(30_000);
              });

      assertThat(e.kind()).isEqualTo(PacsException.Kind.TIMEOUT);
      assertThat(e).hasMessageContaining("did not answer within 2 s");
    }

    @Test
    void givesUpOnOneThatHangsUp() throws Exception {
      PacsException e = askOf(RawPeer::read);

      assertThat(e.kind()).isEqualTo(PacsException.Kind.PROTOCOL);
    }

    @Test
    void givesUpOnOneThatTakesOnlyPdusWithoutContent() throws Exception {
      PacsException e =
          askOf(
              peer -> {
                peer.read();
                peer.pdu(2, accepting(6));
                peer.read();
              });

      assertThat(e.kind()).isEqualTo(PacsException.Kind.PROTOCOL);
      assertThat(e).hasMessageContaining("PDUs of up to 6 bytes");
    }

    @Test
    void doesNotWatchAnAssociationThatItGaveUp() throws Exception {
      Peer peer = Peer.client(new ApplicationEntity("HILUM"), SHORT);
      try {
        AAssociateRQ request = new AAssociateRQ();
        request.addPresentationContext(new Presentation(1, CT, SopClasses.EXPLICIT_VR));
        meet(
            bad -> {
              bad.read();
              bad.pdu(2, accepting(6));
              bad.read();
            },
            node ->
                assertThatThrownBy(() -> OpenAssociation.open(peer, node, SHORT, request))
                    .isInstanceOf(PacsException.class));

        // The toolkit may leave a task of its own behind, to be run once; the watch is periodic.
        assertThat(peer.timers().getQueue())
            .noneMatch(task -> ((RunnableScheduledFuture<?>) task).isPeriodic());
      } finally {
        peer.close();
      }
    }

    @Test
    void givesUpOnOneThatSpeaksSomethingElse() throws Exception {
      PacsException e =
          askOf(
              peer -> {
                peer.read();
                peer.sendBytes("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
                peer.read();
              });

      assertThat(e.kind()).isEqualTo(PacsException.Kind.PROTOCOL);
    }

    @Test
    void givesUpOnOneThatStopsTakingData() throws Exception {
      TestDicom.Pixels large = new TestDicom.Pixels(4096, 4096, 16, 16, 15, 0, "OW");
      byte[] pixels = new byte[2 * 4096 * 4096];
      Path file = Files.write(folder.resolve("large.dcm"), TestDicom.image(large, pixels, ""));

      PacsException e =
          askOf(
              peer -> {
                peer.read();
                peer.pdu(2, accepting(16_384));
                Thread.sleep(30_000);
              },
              List.of(file));

      assertThat(e.kind()).isEqualTo(PacsException.Kind.TIMEOUT);
      assertThat(e).hasMessageContaining("stopped taking data");
    }

    private byte[] accepting(int maxPduBytes) throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      DataOutputStream data = new DataOutputStream(body);
      data.writeShort(1);
      data.writeShort(0);
      data.write("%-16s%-16s".formatted("BAD", "HILUM").getBytes());
      data.write(new byte[32]);
      RawPeer.item(data, 0x10, "1.2.840.10008.3.1.1.1".getBytes());
      ByteArrayOutputStream context = new ByteArrayOutputStream();
      DataOutputStream fields = new DataOutputStream(context);
      fields.write(new byte[] {1, 0, 0, 0});
      RawPeer.item(fields, 0x40, "1.2.840.10008.1.2.1".getBytes());
      RawPeer.item(data, 0x21, context.toByteArray());
      RawPeer.item(data, 0x50, RawPeer.userInformation(maxPduBytes));
      return body.toByteArray();
    }
  }
}
