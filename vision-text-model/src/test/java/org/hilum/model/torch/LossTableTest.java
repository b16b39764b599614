package org.hilum.model.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hilum.model.ModelException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossTableTest {

  @TempDir Path folder;
  private Path file;
  private LossTable table;

  @BeforeEach
  void begin() {
    file = folder.resolve("out").resolve("losses.csv");
    table = new LossTable(file, "step,loss");
    table.goOnAfter(0);
    table.append("10,2.5\n20,1.5\n");
  }

  @Test
  void keepsTheRowsUpToTheCheckpointsStep() {
    table.append("30,1.25\n");

    table.goOnAfter(20);

    assertThat(file).hasContent("step,loss\n10,2.5\n20,1.5\n");
  }

  @Test
  void dropsARowThatWasCutShort() {
    table.append("3");

    table.goOnAfter(20);
    table.append("30,1.25\n");

    assertThat(file).hasContent("step,loss\n10,2.5\n20,1.5\n30,1.25\n");
  }

  @Test
  void beginsAnewWhereThereIsNoCheckpoint() {
    table.goOnAfter(0);

    assertThat(file).hasContent("step,loss\n");
  }

  @Test
  void namesTheTableThatCannotBeWritten() throws IOException {
    Files.delete(file);
    Files.createDirectory(file);

    assertThatThrownBy(() -> table.append("30,1.25\n"))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("Training cannot write " + file + ": ");
  }
}
