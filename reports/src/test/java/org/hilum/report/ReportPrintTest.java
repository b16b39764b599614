package org.hilum.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prints reports with a real browser and reads what is on the paper. */
class ReportPrintTest {

  @TempDir private Path folder;

  @Test
  void hasTheBannerOnEveryPrintedPage() throws Exception {
    assumeTrue(isInstalled("chromium"), "chromium is not installed");
    assumeTrue(isInstalled("pdftotext"), "pdftotext (poppler-utils) is not installed");
    for (Language language : Language.values()) {
      Report report = new ReportDrafter().draft(Inputs.input(12), language);
      Path page = folder.resolve(language.tag() + ".html");
      Path pdf = folder.resolve(language.tag() + ".pdf");
      Files.writeString(page, new ReportHtmlRenderer().render(report));

      run(
          "chromium",
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--user-data-dir=" + folder.resolve("profile"),
          "--no-pdf-header-footer",
          "--print-to-pdf=" + pdf,
          page.toUri().toString());

      String[] sheets = run("pdftotext", pdf.toString(), "-").split("\f");
      String start = report.banner().substring(0, 8);
      assertThat(sheets.length).as("sheets").isGreaterThan(2);
      assertThat(sheets).allSatisfy(sheet -> assertThat(sheet).contains(start));
    }
  }

  private static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
  }

  private String run(String... command) throws IOException, InterruptedException {
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(command)
            .redirectError(errors.toFile())
            .redirectInput(new File("/dev/null"))
            .start();
    String output;
    try (Stream<String> lines = process.inputReader(StandardCharsets.UTF_8).lines()) {
      output = String.join("\n", lines.toList());
    }
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    return output;
  }
}
