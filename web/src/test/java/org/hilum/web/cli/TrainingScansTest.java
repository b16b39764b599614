package org.hilum.web.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hilum.model.crops.NoduleDataException;
import org.hilum.model.crops.NoduleRow.Split;
import org.hilum.web.SharedData;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingScansTest {

  @TempDir Path out;
  private Path ct;
  private Path labels;

  @BeforeEach
  void findData() {
    ct = SharedData.folder("ct/LIDC-IDRI-0004").orElse(null);
    Path nodules = SharedData.folder("lidc-nodules").orElse(null);
    Assumptions.assumeTrue(
        ct != null && nodules != null, "skipped: ../shared/data is not on this machine");
    labels = nodules.resolve("nodules.csv");
  }

  /** Else training would ask for every dot that three readers agree is none. */
  @Test
  void onlyWhatReadersOutlinedAsANoduleHasReaders() throws Exception {
    TrainingScans.Prepared prepared = TrainingScans.prepare(ct, labels, Split.TRAIN, out);

    List<String[]> rows =
        Files.readAllLines(prepared.annotations()).stream()
            .skip(1)
            .map(row -> row.split(","))
            .toList();
    assertThat(rows).anyMatch(row -> Integer.parseInt(row[5]) >= 3);
    assertThat(rows)
        .filteredOn(row -> Double.parseDouble(row[4]) < 3)
        .isNotEmpty()
        .allMatch(row -> row[5].equals("0"));
    assertThat(prepared.volumes())
        .singleElement()
        .satisfies(header -> assertThat(header).isRegularFile().hasExtension("mhd"));
  }

  @Test
  void aFolderWithoutTheSplitIsRefusedByName() {
    assertThatThrownBy(() -> TrainingScans.prepare(ct, labels, Split.VAL, out))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(ct.toString())
        .hasMessageContaining("split val");
  }

  @Test
  void whatAnEarlierRunConvertedIsNotRead() throws Exception {
    Files.createFile(Files.createDirectories(out.resolve("volumes")).resolve("1.2.3.mhd"));

    assertThat(TrainingScans.prepare(ct, labels, Split.TRAIN, out).volumes())
        .singleElement()
        .asString()
        .doesNotEndWith("1.2.3.mhd");
  }

  @Test
  void aTableThatNamesNoSeriesIsRefused() throws Exception {
    Path table = out.resolve("cut.csv");
    List<String> rows = Files.readAllLines(labels);
    Files.writeString(table, rows.get(0).replace("series_uid", "other") + "\n" + rows.get(1));

    assertThatThrownBy(() -> TrainingScans.prepare(ct, table, Split.TRAIN, out))
        .isInstanceOf(NoduleDataException.class)
        .hasMessage("Labels %s lack the column series_uid", table);
  }
}
