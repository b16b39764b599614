package org.hilum.ingest.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {

  @TempDir Path folder;

  private interface Work {
    void in(Session session, Queue queue) throws Exception;
  }

  private static void inSession(Work work) throws Exception {
    try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(EmbeddedBroker.URL);
        Connection connection = factory.createConnection()) {
      connection.start();
      Session session = connection.createSession(Session.SESSION_TRANSACTED);
      work.in(session, session.createQueue("test"));
    }
  }

  private static Message receive(Session session, Queue queue) throws JMSException {
    Message message = session.createConsumer(queue).receive(20_000);
    assertThat(message).isNotNull();
    return message;
  }

  /** What lies on the disk while a message is out is what a process that dies then leaves. */
  @Test
  void deliversAgainWhatEndedWithTheProcess() throws Exception {
    Path alive = folder.resolve("alive");
    Path afterTheDeath = folder.resolve("after");
    try (EmbeddedBroker broker = EmbeddedBroker.start(alive)) {
      assertThat(broker).isNotNull();
      inSession(
          (session, queue) -> {
            session.createProducer(queue).send(session.createTextMessage("study"));
            session.commit();
            receive(session, queue);
            // The journal is written a few milliseconds later than it is told of.
            Thread.sleep(1_000);
            copy(alive, afterTheDeath);
            session.commit();
          });
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(afterTheDeath)) {
      assertThat(broker).isNotNull();
      inSession(
          (session, queue) -> {
            Message again = receive(session, queue);
            assertThat(again.getBody(String.class)).isEqualTo("study");
            session.commit();
          });
    }
  }

  @Test
  void saysWhereItCannotStart() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> EmbeddedBroker.start(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file.toString());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
