package org.hilum.pacs;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that cannot be read as the DICOM image it should be. The message is one line: the file,
 * what is wrong with it, and what to do.
 */
public final class DicomFormatException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What is wrong, for code that reacts to it. */
  public enum Kind {
    /** Not a DICOM file at all; folders from a CD hold many of these. */
    NOT_DICOM,
    /** The file ends before its data does. */
    TRUNCATED,
    /** Sequences nested deeper than any real object has. */
    NESTED_TOO_DEEP,
    /** The data contradict themselves or the standard. */
    MALFORMED,
    /** An attribute without which the object has no use, or no identity, is absent. */
    MISSING_ATTRIBUTE,
    /** Sound DICOM that Hilum does not read: another transfer syntax, colour, several frames. */
    UNSUPPORTED,
    /** The operating system refused to read it. */
    UNREADABLE
  }

  private final transient Path file;
  private final Kind kind;
  private final String problem;

  /**
   * @param problem what is wrong, without the file's name
   * @param remedy what the reader of the message should do
   */
  public DicomFormatException(
      Path file, Kind kind, String problem, String remedy, @Nullable Throwable cause) {
    super(oneLine("%s: %s; %s".formatted(file, problem, remedy)), cause);
    this.file = requireNonNull(file, "file");
    this.kind = requireNonNull(kind, "kind");
    this.problem = oneLine(problem);
  }

  public Path file() {
    return file;
  }

  public Kind kind() {
    return kind;
  }

  /** What is wrong, without the name of the file. */
  public String problem() {
    return problem;
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
