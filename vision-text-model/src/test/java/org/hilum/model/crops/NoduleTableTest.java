package org.hilum.model.crops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hilum.model.assess.LidcData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoduleTableTest {

  private static final String HEADER =
      "patient,nodule,split,slices,readers,labels_confident,slice_spacing_mm,"
          + "pixel_spacing_mm_est,diameter_mm,malignancy,subtlety,calcification,sphericity,margin,"
          + "lobulation,spiculation,texture";
  private static final String GOOD =
      "P1,nodule-0,train,3,4,1,2.5,0.7,8.1,5/4/4/5,5/5/5/5,6/6/6/6,3/3/3/3,4/4/4/4,1/1/1/2,"
          + "1/1/1/1,5/5/5/5";

  @TempDir Path folder;

  @Test
  void readsARow() throws IOException {
    List<NoduleRow> rows = NoduleTable.read(table(HEADER, GOOD));
    assertThat(rows).hasSize(1);
    NoduleRow row = rows.get(0);
    assertThat(row.key()).isEqualTo("P1/nodule-0");
    assertThat(row.mean(Rating.MALIGNANCY)).hasValue(4.5);
    assertThat(row.hasMalignancyLabel()).isTrue();
    assertThat(row.malignant()).isTrue();
  }

  @Test
  void knowsTheScannerWhereTheTableDoes() throws IOException {
    Path table = table(HEADER + ",manufacturer", GOOD + ",SIEMENS");

    assertThat(NoduleTable.read(table).get(0).manufacturer()).isEqualTo("SIEMENS");
    assertThat(NoduleTable.read(table(HEADER, GOOD)).get(0).manufacturer()).isEmpty();
  }

  @Test
  void ignoresTheRatingsOfAnUncertainMatch() throws IOException {
    NoduleRow row = NoduleTable.read(table(HEADER, GOOD.replace(",4,1,2.5", ",4,0,2.5"))).get(0);
    assertThat(row.mean(Rating.MALIGNANCY)).isEmpty();
    assertThat(row.hasMalignancyLabel()).isFalse();
  }

  @Test
  void namesAMissingColumn() throws IOException {
    Path table = table(HEADER.replace(",spiculation", ",spikes"), GOOD);
    assertThatThrownBy(() -> NoduleTable.read(table))
        .isInstanceOf(NoduleDataException.class)
        .hasMessageContaining(table.toString())
        .hasMessageEndingWith("lack the column spiculation");
  }

  @Test
  void namesAColumnThatIsThereTwice() throws IOException {
    Path table = table(HEADER + ",diameter_mm", GOOD + ",30");
    assertThatThrownBy(() -> NoduleTable.read(table))
        .isInstanceOf(NoduleDataException.class)
        .hasMessageContaining(table.toString())
        .hasMessageEndingWith("two columns are named diameter_mm; rename one");
  }

  @Test
  void letsOtherColumnsShareAName() throws IOException {
    assertThat(NoduleTable.read(table(HEADER + ",note,note", GOOD + ",a,b"))).hasSize(1);
  }

  @Test
  void saysInWordsWhyAFileCannotBeRead() throws IOException {
    Path gbk = Files.write(folder.resolve("gbk.csv"), "结节".getBytes(Charset.forName("GBK")));
    assertThatThrownBy(() -> NoduleTable.read(gbk))
        .isInstanceOf(NoduleDataException.class)
        .hasMessage("Labels " + gbk + " cannot be read: it is no UTF-8 text; save it as UTF-8");
    assertThatThrownBy(() -> NoduleTable.read(folder))
        .isInstanceOf(NoduleDataException.class)
        .hasMessageContaining("it is a folder, not a file");
    assertThatThrownBy(() -> NoduleTable.read(folder.resolve("none.csv")))
        .isInstanceOf(NoduleDataException.class)
        .hasMessageContaining("no such file");
  }

  @Test
  void namesARatingOutOfRange() throws IOException {
    Path table = table(HEADER, GOOD.replace("5/4/4/5", "5/4/4/6"));
    assertThatThrownBy(() -> NoduleTable.read(table))
        .isInstanceOf(NoduleDataException.class)
        .hasMessageContaining("line 2: malignancy is 6, outside 1 to 5");
  }

  @Test
  void refusesAPatientInBothSplits() throws IOException {
    Path table = table(HEADER, GOOD, GOOD.replace("nodule-0", "nodule-1").replace("train", "val"));
    assertThatThrownBy(() -> NoduleTable.read(table))
        .isInstanceOf(NoduleDataException.class)
        .hasMessageContaining("line 3: patient P1 is in both splits");
  }

  /** Or a patient renamed would be learnt from and validated on. */
  @Test
  void refusesACtOfTwoPatients() throws IOException {
    Path table =
        table(
            HEADER + ",series_uid",
            GOOD + ",1.2.3",
            GOOD.replace("P1", "P2").replace("train", "val") + ",1.2.3");
    assertThatThrownBy(() -> NoduleTable.read(table))
        .isInstanceOf(NoduleDataException.class)
        .hasMessageContaining("line 3: series 1.2.3 is of patient P1 and of patient P2");
  }

  @Test
  void refusesANoduleListedTwice() throws IOException {
    Path table = table(HEADER, GOOD, GOOD);
    assertThatThrownBy(() -> NoduleTable.read(table))
        .isInstanceOf(NoduleDataException.class)
        .hasMessageContaining("P1/nodule-0 is listed twice");
  }

  @Test
  void refusesANameThatLeavesTheArchive() throws IOException {
    Path table = table(HEADER, GOOD.replace("P1", "../P1"));
    assertThatThrownBy(() -> NoduleTable.read(table))
        .isInstanceOf(NoduleDataException.class)
        .hasMessageContaining("'../P1' is not a plain name");
  }

  @Test
  void namesARowThatIsCutShort() throws IOException {
    Path table = table(HEADER, "P1,nodule-0,train,3");
    assertThatThrownBy(() -> NoduleTable.read(table))
        .isInstanceOf(NoduleDataException.class)
        .hasMessageContaining("line 2: it has 4 cells");
  }

  @Test
  void readsTheLabelsOfLidc() {
    List<NoduleRow> rows = NoduleTable.read(LidcData.labels());
    assertThat(rows).hasSize(2078);
    assertThat(rows.stream().map(NoduleRow::patient).distinct()).hasSize(685);
    assertThat(rows.stream().filter(NoduleRow::hasMalignancyLabel)).hasSizeGreaterThan(700);
  }

  private Path table(String... lines) throws IOException {
    return Files.write(folder.resolve("nodules.csv"), List.of(lines));
  }
}
