package org.hilum.ingest.broker;

import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.component.jms.JmsComponent;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The {@code jms:} component of the routes, over the embedded or an external broker. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BrokerProperties.class)
public class BrokerConfiguration {

  @Bean(destroyMethod = "close")
  @ConditionalOnProperty(name = "hilum.broker.url", havingValue = "", matchIfMissing = true)
  EmbeddedBroker embeddedBroker(@Value("${hilum.home}") Path home) {
    return EmbeddedBroker.start(home.resolve("broker"));
  }

  /** Asking for the embedded broker makes it start first, and stop last. */
  @Bean(destroyMethod = "stop")
  JmsPoolConnectionFactory connectionFactory(
      BrokerProperties properties, ObjectProvider<EmbeddedBroker> embedded) {
    ActiveMQConnectionFactory factory =
        embedded.getIfAvailable() != null
            ? new ActiveMQConnectionFactory(EmbeddedBroker.URL)
            : new ActiveMQConnectionFactory(
                properties.url(), properties.username(), properties.password());
    // A worker takes one study at a time; what waits stays with the broker for other workers.
    factory.setConsumerWindowSize(0);
    JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
    pool.setConnectionFactory(factory);
    pool.setMaxConnections(8);
    return pool;
  }

  /**
   * Consumers run in a local transaction, and what a route sends joins it (the listener's session
   * is exposed to the producers of the same connection factory): a study moves from one queue to
   * the next, or stays where it was.
   */
  @Bean
  JmsComponent jms(ConnectionFactory connectionFactory) {
    JmsComponent component = JmsComponent.jmsComponent(connectionFactory);
    component.setTransacted(true);
    component.setLazyCreateTransactionManager(false);
    component.setCacheLevelName("CACHE_CONSUMER");
    component.setDeliveryPersistent(true);
    component.setPreserveMessageQos(false);
    return component;
  }
}
