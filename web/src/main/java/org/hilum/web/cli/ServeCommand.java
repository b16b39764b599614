package org.hilum.web.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.hilum.db.StudyRepository;
import org.hilum.db.StudyStatus;
import org.hilum.web.HilumApplication;
import org.hilum.web.security.FirstUser;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
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

  @Option(names = "--config", description = "A YAML file of settings.")
  private @Nullable String config;

  @Parameters(
      paramLabel = "SETTING",
      description = "Settings as --name=value, behind a bare --.",
      arity = "0..*")
  private List<String> settings = new ArrayList<>();

  @Override
  public Integer call() {
    List<String> arguments = new ArrayList<>(settings);
    if (config != null) {
      arguments.add("--spring.config.additional-location=file:" + config);
    }
    start(new SpringApplication(HilumApplication.class), arguments);
    return SERVING;
  }

  /** Starts the application and says where it is, and how to get in the first time. */
  static ConfigurableApplicationContext start(
      SpringApplication application, List<String> arguments) {
    ConfigurableApplicationContext context = application.run(arguments.toArray(String[]::new));
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
    long ready = context.getBean(StudyRepository.class).countByStatus(StudyStatus.READY);
    if (ready > 0) {
      System.out.printf("  %d studies from earlier runs are ready to review.%n", ready);
    }
    System.out.println("  Research use only. Ctrl-C stops everything.");
    System.out.println();
    return context;
  }
}
