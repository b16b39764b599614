package org.hilum.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.hilum.validation.report.RunRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingPageTest {

  @TempDir Path folder;

  @Test
  void tellsWhatWasReadAndDrawsTheLoss() throws Exception {
    Path metrics =
        Files.writeString(
            folder.resolve("metrics.csv"),
            """
            step,seconds,learning_rate,loss,focal,size,dice,mask_focal,gradient_norm
            10,7.0,0.001,2.0,1.0,0.5,0.3,0.2,3.1
            20,14.0,0.001,1.0,0.5,0.2,0.2,0.1,2.0
            """);
    Path page = folder.resolve("training.html");

    TrainingPage.write(
        page,
        new RunRecord(
            "train",
            "./hilum train <x>",
            Instant.EPOCH,
            "1.0+abc",
            null,
            List.of(RunRecord.DataFile.of("labels", metrics))),
        List.of("Labels are readers' opinions."),
        metrics);

    assertThat(page)
        .content()
        .contains("Labels are readers&#39; opinions.", "data:image/svg+xml", "1.0+abc", "SHA-256")
        .contains("./hilum train &lt;x&gt;");
  }
}
