package org.hilum.web.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.Callable;
import org.hilum.ingest.phantom.PhantomStudy;
import org.hilum.model.phantom.ChestPhantom;
import org.hilum.model.phantom.NoduleNotation;
import org.hilum.model.phantom.PhantomNodule;
import org.hilum.model.phantom.PhantomSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code ./hilum phantom}: a chest CT with known nodules, for commissioning and tests. */
@Command(
    name = "phantom",
    description = "Writes a digital chest phantom as a CT series, with the truth in nodules.csv.",
    mixinStandardHelpOptions = true)
final class PhantomCommand implements Callable<Integer> {

  /** The phantom was born in April 1958, and an age in DICOM has three digits at most. */
  static final class StudyDate implements ITypeConverter<LocalDate> {

    private static final int FIRST_YEAR = 1959;
    private static final int LAST_YEAR = 2957;

    @Override
    public LocalDate convert(String text) {
      LocalDate date;
      try {
        date = LocalDate.parse(text);
      } catch (DateTimeParseException e) {
        throw new TypeConversionException(
            "'%s' is no date of the calendar such as 2026-01-15".formatted(text));
      }
      if (date.getYear() < FIRST_YEAR || date.getYear() > LAST_YEAR) {
        throw new TypeConversionException(
            "'%s': the year must lie between %d and %d".formatted(text, FIRST_YEAR, LAST_YEAR));
      }
      return date;
    }
  }

  @Spec private CommandSpec spec;

  @Option(names = "--out", required = true, description = "The folder to write to.")
  private Path out;

  @Option(
      names = "--nodules",
      description =
          "x,y,z,diameter[,solid|part-solid|ground-glass[,sphere|lobulated|spiculated]] in"
              + " patient mm (LPS), several separated by semicolons; empty for none.")
  private @Nullable String nodules;

  @Option(names = "--seed", defaultValue = "1", description = "Varies everything but the nodules.")
  private long seed;

  @Option(names = "--thin", description = "300 slices of 1 mm in place of 140 of 2.5 mm.")
  private boolean thin;

  @Option(
      names = "--study-date",
      defaultValue = "2026-01-15",
      converter = StudyDate.class,
      description = "The study's date (default: ${DEFAULT-VALUE}).")
  private LocalDate studyDate;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  PhantomCommand() {}

  @Override
  public Integer call() throws IOException {
    List<Path> files = write(phantomSpec());
    spec.commandLine()
        .getOut()
        .printf("%d slices and %s in %s%n", files.size(), PhantomStudy.TRUTH_FILE, out);
    return HilumCli.DONE;
  }

  private List<Path> write(PhantomSpec phantom) throws IOException {
    try {
      return new PhantomStudy().write(phantom, studyDate, out);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--nodules: " + e.getMessage());
    }
  }

  private PhantomSpec phantomSpec() {
    try {
      List<PhantomNodule> placed =
          nodules == null ? ChestPhantom.defaultNodules() : NoduleNotation.parse(nodules);
      return thin ? PhantomSpec.thin(seed, placed) : PhantomSpec.standard(seed, placed);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--nodules: " + e.getMessage());
    }
  }
}
