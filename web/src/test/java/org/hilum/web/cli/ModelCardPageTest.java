package org.hilum.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.hilum.validation.report.RunRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCardPageTest {

  @TempDir Path out;

  @Test
  void tellsWhatWasReadAndWhatIsKnownAndDrawsTheLosses() throws Exception {
    Path metrics =
        Files.writeString(
            Files.createDirectories(out.resolve("detector")).resolve("metrics.csv"),
            """
            step,seconds,learning_rate,loss,focal,size,dice,mask_focal,gradient_norm
            10,7.0,0.001,2.0,1.0,0.5,0.3,0.2,3.1
            20,14.0,0.001,1.0,0.5,0.2,0.2,0.1,2.0
            """);
    Path page = write(metrics);
    assertThat(page)
        .content()
        .contains("Labels are readers&#39; opinions", "data:image/svg+xml", "1.0+abc", "SHA-256")
        .contains("./hilum train &lt;x&gt;", "12 nodules", "AUC 0.9 &lt;of 3&gt;", "research use")
        .contains("Detector: the loss")
        .doesNotContain("Segmenter:");

    Files.writeString(
        Files.createDirectories(out.resolve("assessor")).resolve("segmenter-losses.csv"),
        "step,loss,score\n10,0.5,0.7\n20,0.4,0.8\n");
    Files.writeString(out.resolve("assessor").resolve("text-losses.csv"), "step,loss,history\n");
    assertThat(write(metrics))
        .content()
        .contains("Detector: the loss", "Segmenter: the loss")
        .doesNotContain("What reads the history");
  }

  private Path write(Path data) throws Exception {
    Path page = out.resolve("model-card.html");
    ModelCardPage.write(
        page,
        new RunRecord(
            "train",
            "./hilum train <x>",
            Instant.EPOCH,
            "1.0+abc",
            null,
            List.of(RunRecord.DataFile.of("labels", data))),
        new ModelCardPage.Facts(List.of("12 nodules"), List.of("AUC 0.9 <of 3>")),
        out);
    return page;
  }
}
