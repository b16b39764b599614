package org.hilum.ingest.broker;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the queue is.
 *
 * @param url an Artemis URL such as {@code tcp://queue.example:61616}; empty for the embedded
 *     broker, which keeps its journal under {@code hilum.home} and opens no network port
 */
@ConfigurationProperties(prefix = "hilum.broker", ignoreUnknownFields = false)
public record BrokerProperties(
    @DefaultValue("") String url,
    @DefaultValue("") String username,
    @DefaultValue("") String password) {}
