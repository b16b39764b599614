package org.hilum.web.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.hilum.ingest.analysis.DraftedReport;
import org.hilum.ingest.analysis.JudgedStudy;
import org.hilum.ingest.analysis.PreparedStudy;
import org.hilum.ingest.analysis.StudyAnalyst;
import org.hilum.ingest.analysis.StudyReporter;
import org.hilum.ingest.study.HistoryReader;
import org.hilum.ingest.study.InvalidStudyException;
import org.hilum.ingest.study.SeriesChooser;
import org.hilum.ingest.study.SeriesVolumeReader;
import org.hilum.ingest.study.StudyContents;
import org.hilum.ingest.study.StudyFolderReader;
import org.hilum.model.AnalysisOutcome.Analysed;
import org.hilum.model.AnalysisOutcome.Refused;
import org.hilum.model.AtomicFiles;
import org.hilum.model.HilumNoduleAnalyzer;
import org.hilum.model.ModelConfig;
import org.hilum.model.NoduleAnalyzer;
import org.hilum.model.NoduleFinding;
import org.hilum.model.history.HistoryText;
import org.hilum.pacs.DicomFiles;
import org.hilum.pacs.PixelDecoder;
import org.hilum.report.FindingsJson;
import org.hilum.report.Language;
import org.hilum.report.Percent;
import org.hilum.report.comparison.Comparison;
import org.hilum.report.comparison.NoduleComparison;
import org.hilum.report.comparison.SizeChange;
import org.hilum.report.pdf.ReportFont;
import org.hilum.report.pdf.ReportPdfRenderer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./hilum analyze}: one study from disk, without server or database. */
@Command(
    name = "analyze",
    description = {
      "Analyses one study from disk: findings.json, report.{zh,en}.html and .pdf, report.hl7,",
      "report.fhir.json, and as DICOM sr.dcm, seg.dcm, key-N.dcm, text.{zh,en}.dcm and",
      "pdf.{zh,en}.dcm.",
      "Exit code 3 where the model refuses to judge; the files then say why."
    },
    mixinStandardHelpOptions = true)
final class AnalyzeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The folder of one study's DICOM files.")
  private Path folder;

  @Option(names = "--out", required = true, description = "The folder to write to.")
  private Path out;

  @Option(
      names = "--history",
      description = "What is known of the patient, in free text (English or Chinese).")
  private @Nullable String history;

  @Option(
      names = "--prior",
      paramLabel = "DIR",
      description = "An earlier chest CT of the same patient, to compare with.")
  private @Nullable Path prior;

  @Mixin private WeightsFolder weights;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  AnalyzeCommand() {}

  @Override
  public Integer call() throws IOException, InvalidStudyException {
    long start = System.nanoTime();
    ModelConfig config = weights.config();
    // First, as nobody should wait for an analysis that cannot be printed.
    ReportPdfRenderer renderer = new ReportPdfRenderer(ReportFont.installed());
    DicomFiles files = new DicomFiles();
    StudyFolderReader reader = new StudyFolderReader(files, new SeriesChooser());
    StudyContents contents = reader.read(folder);
    StudyContents priorContents = prior == null ? null : reader.read(prior);
    if (priorContents != null) {
      GivenPrior.requireEarlier(contents, priorContents);
    }
    Files.createDirectories(out);
    try (NoduleAnalyzer analyzer = HilumNoduleAnalyzer.load(config)) {
      StudyAnalyst analyst =
          new StudyAnalyst(
              new SeriesVolumeReader(new PixelDecoder()),
              new HistoryReader(files),
              analyzer,
              Clock.systemDefaultZone());
      PreparedStudy prepared = analyst.prepare(contents, historyTexts());
      JudgedStudy judged = analyst.judge(prepared, new TerminalProgress());
      if (priorContents != null) {
        judged =
            judged.with(
                new GivenPrior(analyst, priorContents)
                    .compare(prepared, judged, new TerminalProgress()));
      }
      write(judged, renderer);
      return report(judged, (System.nanoTime() - start) / 1_000_000);
    }
  }

  private List<HistoryText> historyTexts() {
    return history == null || history.isBlank()
        ? List.of()
        : List.of(new HistoryText("command line (--history)", history));
  }

  private void write(JudgedStudy judged, ReportPdfRenderer renderer) throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    FindingsJson.write(StudyReporter.input(judged), json);
    AtomicFiles.write(out.resolve("findings.json"), json.toByteArray());
    List<DraftedReport> drafts = new StudyReporter().draft(judged);
    DicomOutput.write(judged, drafts, out);
    ReportOutput.write(judged, drafts, renderer, out);
    for (DraftedReport draft : drafts) {
      String name = draft.report().language() == Language.ZH_CN ? "zh" : "en";
      AtomicFiles.write(out.resolve("report." + name + ".html"), draft.html());
    }
  }

  private int report(JudgedStudy judged, long ms) {
    PrintWriter terminal = spec.commandLine().getOut();
    if (judged.outcome() instanceof Refused refused) {
      spec.commandLine()
          .getErr()
          .printf("hilum: refused (%s): %s%n", refused.code(), refused.message());
      return HilumCli.REFUSED;
    }
    Analysed analysed = (Analysed) judged.outcome();
    for (NoduleFinding finding : analysed.nodules()) {
      terminal.printf(
          Locale.ROOT,
          "finding %d at (%.1f, %.1f, %.1f) mm, %.1f x %.1f mm, score %.2f, malignancy %s %%%n",
          finding.id(),
          finding.center().xMm(),
          finding.center().yMm(),
          finding.center().zMm(),
          finding.longAxisMm(),
          finding.shortAxisMm(),
          finding.noduleProbability(),
          Percent.whole(finding.malignancyProbability()));
    }
    printComparison(terminal, judged.comparison());
    terminal.printf(
        Locale.ROOT,
        "%d findings in %.1f s, peak memory %d MB, written to %s. Research use only.%n",
        analysed.nodules().size(),
        ms / 1000.0,
        ProcessMemory.peakResidentMb(),
        out);
    return HilumCli.DONE;
  }

  private void printComparison(PrintWriter terminal, Comparison comparison) {
    if (comparison instanceof Comparison.NotMade notMade) {
      if (notMade.reason() != Comparison.Reason.NOT_ASKED_FOR) {
        spec.commandLine()
            .getErr()
            .printf("hilum: not compared (%s): %s%n", notMade.reason(), notMade.detail());
      }
      return;
    }
    for (NoduleComparison nodule : ((Comparison.Made) comparison).nodules()) {
      NoduleFinding current = nodule.match().current();
      NoduleFinding earlier = nodule.match().prior();
      SizeChange size = nodule.size();
      terminal.printf(
          Locale.ROOT,
          "compared: %s, finding %s, earlier finding %s%s%n",
          nodule.match().state(),
          current == null ? "-" : current.id(),
          earlier == null ? "-" : earlier.id(),
          size == null
              ? ""
              : String.format(
                  Locale.ROOT,
                  ", mean diameter %+.1f mm, volume %s, doubling time %s, %s",
                  size.meanDiameterChangeMm(),
                  size.volumeChange() == null
                      ? "unknown"
                      : String.format(Locale.ROOT, "%+.0f %%", 100 * size.volumeChange()),
                  size.doublingDays() == null
                      ? "none"
                      : String.format(Locale.ROOT, "%.0f days", size.doublingDays()),
                  size.kind()));
    }
  }
}
