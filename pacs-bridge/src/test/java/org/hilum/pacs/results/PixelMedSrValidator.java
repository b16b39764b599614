package org.hilum.pacs.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hilum.pacs.TestData;
import org.hilum.pacs.TestData.Outcome;
import org.junit.jupiter.api.Assumptions;

/**
 * PixelMed's check of structured reports against the templates of PS3.16, of which dciodvfy knows
 * nothing. It is Debian's package, run in a Java of its own.
 */
final class PixelMedSrValidator {

  private static final Path JAR = Path.of("/usr/share/java/pixelmed.jar");

  private PixelMedSrValidator() {}

  /** What it says of the files, one after another. It reads its rules once, for some 20 seconds. */
  static String check(List<Path> files) {
    Assumptions.assumeTrue(Files.exists(JAR), "pixelmed-apps is not installed");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    // Its rules are longer than Java's XSLT compiler takes by default.
    for (String limit : List.of("xpathExprGrpLimit", "xpathExprOpLimit", "xpathTotalOpLimit")) {
      command.add("-Djdk.xml.%s=0".formatted(limit));
    }
    command.add("-cp");
    command.add(JAR + ":" + System.getProperty("java.class.path"));
    command.add(PixelMedSrValidator.class.getName());
    Stream<String> names = files.stream().map(Path::toString);
    Outcome outcome =
        TestData.tryRun(
            Duration.ofMinutes(5), Stream.concat(command.stream(), names).toArray(String[]::new));
    assertThat(outcome.exit()).as(outcome.output()).isZero();
    return outcome.output();
  }

  /** The program in the other Java: PixelMed's classes are known only there. */
  public static void main(String[] files) throws ReflectiveOperationException {
    Class<?> type = Class.forName("com.pixelmed.validate.DicomSRValidator");
    Object validator = type.getDeclaredConstructor().newInstance();
    for (String file : files) {
      System.out.println(type.getMethod("validate", String.class).invoke(validator, file));
    }
  }
}
