package org.hilum.model.crops;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.hilum.model.crops.NoduleRow.Split;
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

  @Test
  void namesADamagedSliceWithItsArchive() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(128, 128, BufferedImage.TYPE_BYTE_GRAY), "png", png);
    Path zip = folder.resolve("nodules.zip");
    try (ZipOutputStream archive = new ZipOutputStream(Files.newOutputStream(zip))) {
      archive.putNextEntry(new ZipEntry("P1/nodule-0/image-000.png"));
      archive.write(png.toByteArray(), 0, png.size() / 2);
    }
    NoduleRow row =
        new NoduleRow("P1", "nodule-0", Split.TRAIN, 1, 4, false, 2, 0.7, 8, "", "", Map.of());

    try (NoduleArchive archive = NoduleArchive.open(zip)) {
      assertThatThrownBy(() -> archive.slices(row))
          .isInstanceOf(NoduleDataException.class)
          .hasMessageStartingWith("Slices " + zip + ": P1/nodule-0/image-000.png cannot be read: ");
    }
  }

  private static void assertRefused(Path file, String words) {
    assertThatThrownBy(() -> NoduleArchive.open(file))
        .isInstanceOf(NoduleDataException.class)
        .hasMessage("Slices " + file + " cannot be opened: " + words);
  }
}
