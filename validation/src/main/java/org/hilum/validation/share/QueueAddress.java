package org.hilum.validation.share;

import static java.util.Objects.requireNonNull;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblem;

/**
 * Where the broker is.
 *
 * @param url an Artemis URL, for example {@code tcp://queue.example.org:61616}
 * @param user empty where the broker asks for none, likewise {@code password}
 */
public record QueueAddress(String url, String user, String password) {

  /** Series to score, of any run. */
  static final String TASKS = "hilum.validate";

  /** Followed by the run: what came of its series. */
  static final String RESULTS = "hilum.validate.results.";

  public QueueAddress {
    requireNonNull(url, "url");
    requireNonNull(user, "user");
    requireNonNull(password, "password");
  }

  /**
   * A started connection whose consumers hold one message at a time: what waits stays with the
   * broker, for other workers.
   *
   * @throws InputException if the URL is none
   * @throws JMSException if the broker does not answer
   */
  Connection connect() throws JMSException {
    ActiveMQConnectionFactory factory;
    try {
      factory = new ActiveMQConnectionFactory(url, user, password);
    } catch (RuntimeException e) {
      throw new InputException(
          new InputProblem("--queue " + url, 0, "is no URL of a broker, such as tcp://HOST:61616"),
          e);
    }
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
