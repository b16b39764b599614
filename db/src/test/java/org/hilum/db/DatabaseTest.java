package org.hilum.db;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.support.TestPropertySourceUtils;

/**
 * A test against the real embedded PostgreSQL, which all tests so marked share, with a schema that
 * Flyway made from nothing.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    classes = TestApplication.class,
    properties = "spring.jpa.properties.hibernate.generate_statistics=true")
@ContextConfiguration(initializers = DatabaseTest.FreshHome.class)
@interface DatabaseTest {

  /** An empty home beneath {@code target/}. */
  final class FreshHome implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
      Path home = Path.of("target", "test-database").toAbsolutePath();
      try {
        PostgresPrograms.deleteTree(home.resolve("pgdata"));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      TestPropertySourceUtils.addInlinedPropertiesToEnvironment(
          context, "hilum.database.home=" + home);
    }
  }
}
