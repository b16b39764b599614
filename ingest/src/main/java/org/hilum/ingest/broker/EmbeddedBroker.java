package org.hilum.ingest.broker;

import java.nio.file.Path;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * An Artemis broker inside this process, durable, reachable from this process only.
 *
 * <p>Hilum's routes decide about retries themselves (see {@code FailurePolicy}). The broker's own
 * redelivery is for what they cannot handle, above all a database that is down: it never gives up,
 * so nothing is lost, and waits between attempts, so nothing spins.
 */
public final class EmbeddedBroker implements AutoCloseable {

  static final String URL = "vm://0";

  private static final long REDELIVERY_DELAY_MS = 5_000;
  private static final long MAX_REDELIVERY_DELAY_MS = 60_000;
  private static final int UNLIMITED = -1;

  private final EmbeddedActiveMQ server;

  private EmbeddedBroker(EmbeddedActiveMQ server) {
    this.server = server;
  }

  /**
   * @param directory holds the journal; kept between runs
   * @throws IllegalStateException if the broker cannot start, for example because another process
   *     uses the directory
   */
  public static EmbeddedBroker start(Path directory) {
    ConfigurationImpl configuration = new ConfigurationImpl();
    configuration
        .setPersistenceEnabled(true)
        .setJournalType(JournalType.NIO)
        .setJournalDirectory(directory.resolve("journal").toString())
        .setBindingsDirectory(directory.resolve("bindings").toString())
        .setLargeMessagesDirectory(directory.resolve("large").toString())
        .setPagingDirectory(directory.resolve("paging").toString())
        .setNodeManagerLockDirectory(directory.resolve("lock").toString())
        .setSecurityEnabled(false)
        .setJMXManagementEnabled(false)
        .setMaxDiskUsage(UNLIMITED)
        .addAddressSetting(
            "#",
            new AddressSettings()
                .setRedeliveryDelay(REDELIVERY_DELAY_MS)
                .setRedeliveryMultiplier(2)
                .setMaxRedeliveryDelay(MAX_REDELIVERY_DELAY_MS)
                .setMaxDeliveryAttempts(UNLIMITED));
    EmbeddedActiveMQ server = new EmbeddedActiveMQ().setConfiguration(configuration);
    try {
      configuration.addAcceptorConfiguration("in-vm", URL);
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException(
          "The message broker cannot start in %s: %s; is another Hilum running there?"
              .formatted(directory, e.getMessage()),
          e);
    }
    return new EmbeddedBroker(server);
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("The message broker did not stop: " + e.getMessage(), e);
    }
  }
}
