package org.hilum.model.assess.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoduleArchiveTest {

  @TempDir Path folder;

  @Test
  void saysInWordsWhyAFileCannotBeOpened() throws IOException {
    assertRefused(folder.resolve("none.zip"), "no such file; check the path");
    assertRefused(folder, "it is a folder, not a file; give the file itself");
    assertRefused(
        Files.writeString(folder.resolve("text.zip"), "no archive"),
        "it is no zip archive, or a damaged one; fetch it anew");
    assertRefused(
        Files.createFile(folder.resolve("empty.zip")),
        "it is no zip archive, or a damaged one; fetch it anew");
    assertRefused(
        folder.resolve("text.zip/inside.zip"),
        "a part of its path is a file, not a folder; check the path");
  }

  private static void assertRefused(Path file, String words) {
    assertThatThrownBy(() -> NoduleArchive.open(file))
        .isInstanceOf(NoduleDataException.class)
        .hasMessage("Slices " + file + " cannot be opened: " + words);
  }
}
