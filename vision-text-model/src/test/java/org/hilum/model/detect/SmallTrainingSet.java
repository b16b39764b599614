package org.hilum.model.detect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.hilum.model.RealCt;
import org.hilum.model.phantom.ChestPhantom;
import org.hilum.model.phantom.PhantomSpec;
import org.hilum.model.volume.MetaImage;

/** A phantom and the first real nodules, as training takes them. */
public record SmallTrainingSet(Path volumes, Path annotations, Path nodules, Path table) {

  static final String SERIES = "1.2.3";

  private static final int ROWS = 60;

  /** Writes it, or skips the test where the real nodules are not at hand. */
  public static SmallTrainingSet write(Path folder) throws IOException {
    Path shared = RealCt.sharedData().resolve("lidc-nodules");
    Path volumes = Files.createDirectories(folder.resolve("volumes"));
    MetaImage.write(
        ChestPhantom.generate(new PhantomSpec(160, 160, 140, 2.2, 2.2, 2.5, 5, List.of())).volume(),
        volumes.resolve(SERIES + ".mhd"));
    Path annotations =
        Files.writeString(
            folder.resolve("annotations.csv"),
            "seriesuid,coordX,coordY,coordZ,diameter_mm,readers\n" + SERIES + ",60,0,0,8,4\n");
    Path nodules = folder.resolve("nodules.zip");
    List<String> rows;
    try (Stream<String> lines = Files.lines(shared.resolve("nodules.csv"))) {
      rows = lines.limit(ROWS).toList();
    }
    Path table = Files.write(folder.resolve("nodules.csv"), rows);
    try (ZipFile all = new ZipFile(shared.resolve("nodules.zip").toFile());
        ZipOutputStream few = new ZipOutputStream(Files.newOutputStream(nodules))) {
      for (ZipEntry entry : all.stream().filter(e -> isOf(rows, e)).toList()) {
        few.putNextEntry(new ZipEntry(entry.getName()));
        all.getInputStream(entry).transferTo(few);
        few.closeEntry();
      }
    }
    return new SmallTrainingSet(volumes, annotations, nodules, table);
  }

  /** Of all CTs in the folder. */
  public List<Path> headers() throws IOException {
    try (Stream<Path> files = Files.list(volumes)) {
      return files.filter(file -> file.toString().endsWith(".mhd")).sorted().toList();
    }
  }

  private static boolean isOf(List<String> rows, ZipEntry entry) {
    String[] parts = entry.getName().split("/");
    return rows.stream().anyMatch(r -> r.startsWith(parts[0] + "," + parts[1] + ","));
  }
}
