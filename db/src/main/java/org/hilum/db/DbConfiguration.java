package org.hilum.db;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import org.hibernate.cfg.BatchSettings;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.MappingSettings;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.type.format.jackson.JacksonJsonFormatMapper;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;

/**
 * The database of an application that imports this: the embedded PostgreSQL, or an external one
 * where {@code hilum.database.url} names it. Spring Boot's own configuration then migrates it with
 * Flyway and lets Hibernate validate it.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DatabaseProperties.class)
@EntityScan(basePackageClasses = Study.class)
@EnableJpaRepositories(basePackageClasses = StudyRepository.class)
public class DbConfiguration {

  @Bean
  @Conditional(NoUrl.class)
  EmbeddedDatabase embeddedDatabase(DatabaseProperties properties) {
    return EmbeddedDatabase.start(properties.home(), properties.port());
  }

  /** Closed before the embedded database stops, because it depends on it. */
  @Bean
  HikariDataSource dataSource(
      DatabaseProperties properties, ObjectProvider<EmbeddedDatabase> embedded) {
    EmbeddedDatabase server = embedded.getIfAvailable();
    HikariConfig config = new HikariConfig();
    config.setPoolName("hilum");
    config.setMaximumPoolSize(properties.poolSize());
    config.setJdbcUrl(server == null ? properties.url() : server.jdbcUrl());
    config.setUsername(server == null ? properties.username() : server.username());
    config.setPassword(server == null ? properties.password() : server.password());
    // Error messages end up in logs, which are no place for what a patient is called.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    return new HikariDataSource(config);
  }

  /** What the entities rely on, whatever the application's own properties say. */
  @Bean
  HibernatePropertiesCustomizer hilumHibernateSettings() {
    return settings ->
        settings.putAll(
            Map.of(
                SchemaToolingSettings.HBM2DDL_AUTO,
                "validate",
                JdbcSettings.JDBC_TIME_ZONE,
                "UTC",
                BatchSettings.STATEMENT_BATCH_SIZE,
                50,
                BatchSettings.ORDER_INSERTS,
                true,
                MappingSettings.JSON_FORMAT_MAPPER,
                new JacksonJsonFormatMapper(new ObjectMapper())));
  }

  /** Holds where no external database is named. */
  static final class NoUrl implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return context.getEnvironment().getProperty("hilum.database.url", "").isEmpty();
    }
  }
}
