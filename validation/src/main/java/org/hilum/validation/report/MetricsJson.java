package org.hilum.validation.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hilum.model.AtomicFiles;
import org.hilum.model.ModelInfo;
import org.hilum.validation.InputProblem;
import org.hilum.validation.InputProblems;

/**
 * Writes {@code metrics.json}: {@code run}, {@code figures} by id (each {@code value}, {@code ci95}
 * and {@code counts}), {@code baselines} by name, {@code subgroups}, {@code problems}. A figure
 * without a value is {@code null}.
 */
public final class MetricsJson {

  private static final int MAX_PROBLEMS = 1000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private MetricsJson() {}

  /**
   * @param baselines figures of simpler methods on the same cases, by the method's name
   */
  public static void write(
      Path file,
      RunRecord run,
      List<Figure> figures,
      Map<String, List<Figure>> baselines,
      List<Subgroup> subgroups,
      InputProblems problems)
      throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.set("run", run(run));
    root.set("figures", figures(figures));
    ObjectNode others = root.putObject("baselines");
    baselines.forEach((name, list) -> others.set(name, figures(list)));
    ArrayNode groups = root.putArray("subgroups");
    for (Subgroup subgroup : subgroups) {
      ObjectNode node = groups.addObject();
      node.put("by", subgroup.by());
      node.put("group", subgroup.group());
      node.put("cases", subgroup.cases());
      node.set("figures", figures(subgroup.figures()));
      if (!subgroup.warning().isEmpty()) {
        node.put("warning", subgroup.warning());
      }
    }
    ObjectNode told = root.putObject("problems");
    told.put("count", problems.count());
    ArrayNode list = told.putArray("first");
    problems.kept().stream().limit(MAX_PROBLEMS).map(InputProblem::toString).forEach(list::add);
    AtomicFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
  }

  private static ObjectNode run(RunRecord run) {
    ObjectNode node = JSON.createObjectNode();
    node.put("kind", run.kind());
    node.put("command", run.command());
    node.put("date", run.date().toString());
    node.put("codeVersion", run.codeVersion());
    ModelInfo model = run.model();
    if (model != null) {
      node.putObject("model")
          .put("name", model.name())
          .put("version", model.version())
          .put("precision", model.precision());
    }
    ArrayNode data = node.putArray("data");
    for (RunRecord.DataFile file : run.data()) {
      ObjectNode entry = data.addObject().put("role", file.role()).put("path", file.path());
      if (!file.sha256().isEmpty()) {
        entry.put("sha256", file.sha256());
      }
    }
    return node;
  }

  private static ObjectNode figures(List<Figure> figures) {
    ObjectNode all = JSON.createObjectNode();
    for (Figure figure : figures) {
      ObjectNode node = all.putObject(figure.id());
      put(node, "value", figure.value());
      if (figure.interval() != null) {
        ArrayNode interval = node.putArray("ci95");
        add(interval, figure.interval().low());
        add(interval, figure.interval().high());
      }
      ObjectNode counts = node.putObject("counts");
      figure.counts().forEach(counts::put);
    }
    return all;
  }

  /** JSON knows no NaN. */
  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }

  private static void add(ArrayNode array, double value) {
    if (Double.isFinite(value)) {
      array.add(value);
    } else {
      array.addNull();
    }
  }
}
