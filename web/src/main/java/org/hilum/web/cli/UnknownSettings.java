package org.hilum.web.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Refuses settings that nobody reads: a mistyped list of callers would let everybody in. Within a
 * group the properties' classes refuse them; this sees to the groups and to all that stands in a
 * file of settings.
 */
final class UnknownSettings
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  private static final Set<String> OURS =
      Set.of(
          "hilum.home",
          "hilum.database",
          "hilum.web.security",
          "hilum.ingest",
          "hilum.pacs",
          "hilum.broker",
          "hilum.model",
          "hilum.narrative",
          "hilum.write-back");

  /** Of the frameworks, which read them by themselves. */
  private static final Set<String> OTHERS =
      Set.of("server", "spring", "logging", "management", "camel", "debug", "trace");

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    List<String> unknown = new ArrayList<>();
    for (PropertySource<?> source : context.getEnvironment().getPropertySources()) {
      boolean ofTheMachine =
          source instanceof SystemEnvironmentPropertySource
              || source
                  .getName()
                  .equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
      if (!ofTheMachine && source instanceof EnumerablePropertySource<?> settings) {
        boolean file = settings.getSource() instanceof Map && isFile(source);
        for (String name : settings.getPropertyNames()) {
          if (name.startsWith("hilum.") ? !isUnder(OURS, name) : file && !isUnder(OTHERS, name)) {
            unknown.add(name);
          }
        }
      }
    }
    if (!unknown.isEmpty()) {
      throw new UsageException(
          "unknown settings: %s; README.md says which there are"
              .formatted(String.join(", ", unknown)));
    }
  }

  private static boolean isFile(PropertySource<?> source) {
    return source.getName().startsWith("Config resource");
  }

  private static boolean isUnder(Set<String> groups, String name) {
    return groups.stream()
        .anyMatch(
            group ->
                name.equals(group) || name.startsWith(group + ".") || name.startsWith(group + "["));
  }
}
