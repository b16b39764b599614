package org.hilum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

  @TempDir Path folder;

  @Test
  void replacesAFileAndLeavesNothingBesideIt() throws IOException {
    Path file = Files.writeString(folder.resolve("report.html"), "earlier");

    AtomicFiles.write(file, "结节");

    assertThat(file).hasContent("结节");
    assertThat(folder).isDirectoryContaining(f -> f.equals(file));
    assertThat(folder.toFile().list()).hasSize(1);
  }

  /** A full disk looks no other: its own message names no file either. */
  @Test
  void namesTheFileThatCannotBeWrittenAndLeavesNothingBesideIt() throws IOException {
    Path taken = Files.createDirectories(folder.resolve("report.html"));
    Files.createFile(taken.resolve("inside"));

    assertThatThrownBy(() -> AtomicFiles.write(taken, "text"))
        .isInstanceOf(FileSystemException.class)
        .hasMessageStartingWith(taken + ": ");
    assertThat(folder.toFile().list()).containsExactly("report.html");

    Path nowhere = folder.resolve("none").resolve("report.html");
    assertThatThrownBy(() -> AtomicFiles.write(nowhere, "text"))
        .hasMessage(nowhere + ": no such file; check the path");
  }
}
