package org.hilum.web.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.hilum.db.StudyRepository;
import org.hilum.db.StudyStatus;
import org.hilum.web.HilumApplication;
import org.hilum.web.security.FirstUser;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.domain.Pageable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./hilum serve}: the application against the configured PACS, database and broker. */
@Command(
    name = "serve",
    description = {
      "Runs Hilum against the PACS, database and broker of its configuration.",
      "Settings come from config/application.yaml, from --config, from the environment",
      "(HILUM_PACS_AETITLE=...) or from the command line (--hilum.pacs.ae-title=...)."
    },
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

  /** Not an exit code: the application runs on until it is told to stop. */
  static final int SERVING = -1;

  private static final List<String> REPORTERS_OF_FAILURE =
      List.of(
          SpringApplication.class.getName(),
          LoggingFailureAnalysisReporter.class.getName(),
          AnnotationConfigServletWebServerApplicationContext.class.getName());

  @Option(names = "--config", description = "A YAML file of settings.")
  private @Nullable Path config;

  @Parameters(
      paramLabel = "SETTING",
      description = "Settings as --name=value, behind a bare --.",
      arity = "0..*")
  private List<String> settings = new ArrayList<>();

  @Override
  public Integer call() {
    List<String> arguments = new ArrayList<>(settings);
    if (config != null) {
      check(config);
      arguments.add("--spring.config.additional-location=file:" + config);
    }
    start(new SpringApplication(HilumApplication.class), arguments);
    return SERVING;
  }

  /** The framework would say what is wrong, but not in which file. */
  private static void check(Path config) {
    if (!Files.isReadable(config) || Files.isDirectory(config)) {
      throw new UsageException("--config %s: is no file that can be read".formatted(config));
    }
    try {
      Object settings =
          new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(config));
      if (settings != null && !(settings instanceof Map)) {
        throw new UsageException("--config %s: holds no settings".formatted(config));
      }
    } catch (IOException | YAMLException e) {
      throw new UsageException(
          "--config %s: is no YAML: %s".formatted(config, StartFailure.oneLine(e.getMessage())), e);
    }
  }

  /**
   * @throws UsageException if a setting, or something about this machine, does not allow it
   */
  private static ConfigurableApplicationContext run(
      SpringApplication application, List<String> settings) {
    List<String> arguments = new ArrayList<>(settings);
    for (String reporter : REPORTERS_OF_FAILURE) {
      // Told in one line instead. As the log is set up anew in between, it takes both.
      LoggingSystem.get(ServeCommand.class.getClassLoader()).setLogLevel(reporter, LogLevel.OFF);
      arguments.add("--logging.level." + reporter + "=off");
    }
    application.addInitializers(new UnknownSettings());
    try {
      return application.run(arguments.toArray(String[]::new));
    } catch (RuntimeException e) {
      throw StartFailure.describe(e)
          .<RuntimeException>map(line -> new UsageException(line, e))
          .orElse(e);
    }
  }

  /** Starts the application and says where it is, and how to get in the first time. */
  static ConfigurableApplicationContext start(
      SpringApplication application, List<String> arguments) {
    ConfigurableApplicationContext context = run(application, arguments);
    String address =
        "http://%s:%s/"
            .formatted(
                context.getEnvironment().getProperty("server.address", "127.0.0.1"),
                context.getEnvironment().getProperty("local.server.port"));
    System.out.println();
    System.out.println("  Hilum is ready at " + address);
    context
        .getBean(FirstUser.class)
        .createIfNone()
        .ifPresentOrElse(
            first ->
                System.out.printf(
                    "  Sign in as %s with the one-time password %s%n",
                    first.username(), first.password()),
            () -> System.out.println("  Sign in with the password you have set."));
    long ready =
        context
            .getBean(StudyRepository.class)
            .worklist(Set.of(StudyStatus.READY), false, "", Pageable.ofSize(1))
            .getTotalElements();
    if (ready > 0) {
      System.out.printf("  %d studies from earlier runs are ready to review.%n", ready);
    }
    System.out.println("  Research use only. Ctrl-C stops everything.");
    System.out.println();
    return context;
  }
}
