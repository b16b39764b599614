package org.hilum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTroubleTest {

  @TempDir Path folder;

  @Test
  void saysWhatKeepsAFolderFromBeingMade() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThat(words(() -> Files.createDirectories(file)))
        .isEqualTo("it is a file, not a folder; choose another");
    assertThat(words(() -> Files.createDirectories(file.resolve("below"))))
        .isEqualTo("a part of its path is a file, not a folder; check the path");
  }

  @Test
  void saysThatPermissionIsDeniedHoweverJavaTellsIt() {
    String expected = "permission denied; change its rights or choose another";

    assertThat(FileTrouble.inWords(new AccessDeniedException("/x"))).isEqualTo(expected);
    assertThat(FileTrouble.inWords(new FileNotFoundException("/x (Permission denied)")))
        .isEqualTo(expected);
  }

  @Test
  void leavesTheSystemsOwnWordsAsTheyAre() {
    assertThat(FileTrouble.inWords(new IOException("No space left on device")))
        .isEqualTo("No space left on device");
    assertThat(FileTrouble.inWords(new IOException())).isEqualTo("the system does not say why");
  }

  private static String words(ThrowingCallable call) {
    return FileTrouble.inWords(catchThrowableOfType(IOException.class, call));
  }
}
