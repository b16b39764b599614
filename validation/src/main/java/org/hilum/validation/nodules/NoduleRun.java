package org.hilum.validation.nodules;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.hilum.model.crops.LidcNodule;
import org.hilum.model.crops.NoduleArchive;
import org.hilum.model.crops.NoduleDataException;
import org.hilum.model.crops.NoduleRow;
import org.hilum.model.crops.NoduleTable;
import org.hilum.validation.InputException;
import org.hilum.validation.InputProblem;
import org.hilum.validation.InputProblems;
import org.hilum.validation.csv.Column;
import org.hilum.validation.csv.TableReader;

/**
 * Has a model judge labelled nodules, a batch at a time, so that memory stays bounded; each once:
 * what is kept for the same slices and model is taken as it is.
 */
public final class NoduleRun {

  private static final int BATCH = 32;
  private static final Column PATIENT = Column.required("patient");
  private static final Column NODULE = Column.required("nodule");
  private static final Column MANUFACTURER = Column.optional("manufacturer");

  private final NodulePredictor predictor;
  private final KeptNodules kept;
  private final Consumer<String> progress;

  /**
   * @param kept the folder of results from which a killed run goes on
   * @param progress told a line a batch
   */
  public NoduleRun(NodulePredictor predictor, Path kept, Consumer<String> progress) {
    this.predictor = predictor;
    this.kept = new KeptNodules(kept);
    this.progress = progress;
  }

  /** Which nodules of the labels to judge. */
  public enum Split {
    /** Those that training did not see. */
    VAL,
    TRAIN,
    ALL;

    boolean takes(NoduleRow row) {
      return this == ALL || (this == VAL) == (row.split() == NoduleRow.Split.VAL);
    }
  }

  /**
   * @param problems nodules whose slices are missing or damaged; they are left out
   * @throws InputException if the labels or the archive cannot be used
   * @throws IOException if a result cannot be kept
   */
  List<NoduleCase> of(Path archive, Path labels, Split split, InputProblems problems)
      throws IOException {
    List<NoduleRow> rows;
    Map<String, String> vendors = new HashMap<>();
    try {
      rows = NoduleTable.read(labels).stream().filter(split::takes).toList();
    } catch (NoduleDataException e) {
      throw new InputException(
          new InputProblem(labels.toString(), 0, String.valueOf(e.getMessage())), e);
    }
    new TableReader(labels, List.of(PATIENT, NODULE, MANUFACTURER), problems)
        .read(
            row -> vendors.put(row.text(PATIENT) + "/" + row.text(NODULE), row.text(MANUFACTURER)));
    if (rows.isEmpty()) {
      throw new InputException(
          new InputProblem(labels.toString(), 0, "names no nodule of the split " + split));
    }
    try (NoduleArchive slices = NoduleArchive.open(archive)) {
      List<NoduleCase> cases = new ArrayList<>();
      for (int from = 0; from < rows.size(); from += BATCH) {
        int to = Math.min(rows.size(), from + BATCH);
        cases.addAll(batch(slices, archive, rows.subList(from, to), vendors, problems));
        progress.accept("%d/%d nodules".formatted(to, rows.size()));
      }
      if (cases.isEmpty()) {
        throw new InputException(
            new InputProblem(
                archive.toString(), 0, "holds none of the nodules that are to be judged"));
      }
      return cases;
    } catch (NoduleDataException e) {
      throw new InputException(
          new InputProblem(archive.toString(), 0, String.valueOf(e.getMessage())), e);
    }
  }

  private List<NoduleCase> batch(
      NoduleArchive slices,
      Path archive,
      List<NoduleRow> rows,
      Map<String, String> vendors,
      InputProblems problems)
      throws IOException {
    List<LidcNodule> nodules = new ArrayList<>();
    for (NoduleRow row : rows) {
      try {
        nodules.add(slices.read(row));
      } catch (NoduleDataException e) {
        problems.add(archive.toString(), 0, e.getMessage() + "; left out");
      }
    }
    Map<LidcNodule, NoduleCase> cases = new LinkedHashMap<>();
    List<LidcNodule> toPredict = new ArrayList<>();
    for (LidcNodule nodule : nodules) {
      String vendor = vendors.getOrDefault(nodule.row().key(), "");
      NoduleCase before = kept.find(nodule, predictor.model(), vendor);
      if (before == null) {
        toPredict.add(nodule);
      } else {
        cases.put(nodule, before);
      }
    }
    List<NodulePrediction> predictions =
        toPredict.isEmpty() ? List.of() : predictor.predict(toPredict);
    for (int i = 0; i < toPredict.size(); i++) {
      LidcNodule nodule = toPredict.get(i);
      NodulePrediction prediction = predictions.get(i);
      NoduleCase judged =
          new NoduleCase(
                  nodule.row(),
                  vendors.getOrDefault(nodule.row().key(), ""),
                  prediction,
                  ReaderMasks.score(nodule, prediction.mask()),
                  ReaderMasks.diceBetweenReaders(nodule),
                  NoduleCrop.png(nodule, prediction.mask()))
              .withoutMask();
      kept.save(nodule, predictor.model(), judged);
      cases.put(nodule, judged);
    }
    return nodules.stream().map(cases::get).filter(Objects::nonNull).toList();
  }
}
