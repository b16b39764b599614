package org.hilum.web.cli;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hilum.db.DatabaseException;
import org.hilum.model.ModelException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.convert.ConversionFailedException;
import org.yaml.snakeyaml.error.YAMLException;

/** What in the settings, or about the machine, kept the application from starting. */
final class StartFailure {

  private static final int LONGEST = 400;

  /** The nearest to the cause come first. */
  private static final List<Class<? extends Throwable>> TELLING =
      List.of(
          UsageException.class,
          ModelException.class,
          YAMLException.class,
          SQLException.class,
          DatabaseException.class,
          IOException.class,
          IllegalArgumentException.class,
          IllegalStateException.class);

  private StartFailure() {}

  /** One line; empty where the failure tells of neither. */
  static Optional<String> describe(Throwable failure) {
    List<Throwable> chain =
        Stream.iterate(failure, java.util.Objects::nonNull, Throwable::getCause).limit(50).toList();
    Optional<String> setting = first(chain, BindException.class).flatMap(b -> setting(b, chain));
    if (setting.isPresent()) {
      return setting;
    }
    Optional<PortInUseException> port = first(chain, PortInUseException.class);
    if (port.isPresent()) {
      return Optional.of(
          "port %d is taken; stop what listens there, or set server.port to another"
              .formatted(port.get().getPort()));
    }
    return TELLING.stream()
        .flatMap(kind -> first(chain, kind).stream())
        .map(e -> oneLine(e.getMessage()))
        .findFirst();
  }

  private static Optional<String> setting(BindException failure, List<Throwable> chain) {
    Optional<UnboundConfigurationPropertiesException> unbound =
        first(chain, UnboundConfigurationPropertiesException.class);
    if (unbound.isPresent()) {
      List<String> names =
          unbound.get().getUnboundProperties().stream().map(StartFailure::where).sorted().toList();
      return Optional.of("unknown settings: " + String.join(", ", names));
    }
    ConfigurationProperty property = failure.getProperty();
    String why =
        first(chain, ConversionFailedException.class)
            .map(e -> e.getTargetType().getType())
            .filter(Class::isEnum)
            .map(kind -> "must be one of " + List.of(kind.getEnumConstants()))
            .orElseGet(() -> oneLine(chain.get(chain.size() - 1).getMessage()));
    return Optional.of(
        property == null
            ? "%s: %s".formatted(failure.getName(), why)
            : "%s is \"%s\": %s".formatted(where(property), property.getValue(), why));
  }

  private static String where(ConfigurationProperty property) {
    return property.getOrigin() == null
        ? property.getName().toString()
        : "%s (%s)".formatted(property.getName(), property.getOrigin());
  }

  private static <T extends Throwable> Optional<T> first(List<Throwable> chain, Class<T> kind) {
    return chain.stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  static String oneLine(@org.jspecify.annotations.Nullable String message) {
    String line = String.valueOf(message).strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
