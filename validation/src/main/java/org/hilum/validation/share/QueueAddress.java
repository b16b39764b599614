package org.hilum.validation.share;

import static java.util.Objects.requireNonNull;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.util.Arrays;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblem;

/**
 * Where the broker is.
 *
 * @param url an Artemis URL, for example {@code tcp://queue.example.org:61616}
 * @param user empty where the broker asks for none, likewise {@code password}
 * @throws InputException if the URL is none of a broker
 */
public record QueueAddress(String url, String user, String password) {

  /** Series to score, of any run. */
  static final String TASKS = "hilum.validate";

  /** Followed by the run: what came of its series. */
  static final String RESULTS = "hilum.validate.results.";

  private static final int HIGHEST_PORT = 65_535;

  public QueueAddress {
    requireNonNull(url, "url");
    requireNonNull(user, "user");
    requireNonNull(password, "password");
    try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url, user, password)) {
      if (!Arrays.stream(factory.getStaticConnectors()).allMatch(QueueAddress::hasPort)) {
        throw new IllegalArgumentException("a port is missing or no number");
      }
    } catch (RuntimeException e) {
      throw new InputException(
          new InputProblem("--queue " + url, 0, "is no URL of a broker, such as tcp://HOST:61616"),
          e);
    }
  }

  /** Artemis takes {@code tcp://HOST:x} for an address too, and would try it for ever. */
  private static boolean hasPort(TransportConfiguration connector) {
    Object port = connector.getParams().get("port");
    if (port == null) {
      return true; // The broker is in this process.
    }
    int number = Integer.parseInt(port.toString());
    return number > 0 && number <= HIGHEST_PORT;
  }

  /**
   * A started connection whose consumers hold one message at a time: what waits stays with the
   * broker, for other workers.
   *
   * @throws JMSException if the broker does not answer
   */
  Connection connect() throws JMSException {
    ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url, user, password);
    factory.setConsumerWindowSize(0);
    Connection connection = factory.createConnection();
    connection.start();
    return connection;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return url;
  }
}
