package org.hilum.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/** The whole web application over a real, empty, embedded PostgreSQL, without routes or queue. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    classes = HilumApplication.class,
    properties = {WebTest.NO_ROUTES, WebTest.NO_QUEUE, WebTest.METRICS})
@ContextConfiguration(initializers = TemporaryHome.class)
@AutoConfigureMockMvc
@Import({SeededStudies.class, RecordedRetries.class})
public @interface WebTest {

  String NO_ROUTES = "hilum.ingest.enabled=false";
  String METRICS_TOKEN = "a-token-of-thirty-characters-ok";
  String METRICS = "hilum.web.security.metrics-token=" + METRICS_TOKEN;
  String NO_QUEUE = "management.health.jms.enabled=false";
}
