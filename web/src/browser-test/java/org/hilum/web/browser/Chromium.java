package org.hilum.web.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Debian's Chromium, headless, driven by Playwright; tests are skipped where it is missing. */
final class Chromium {

  private static final Path PROGRAM = Path.of("/usr/bin/chromium");

  private Chromium() {}

  static Playwright playwright() {
    Assumptions.assumeTrue(
        Files.isExecutable(PROGRAM), "needs " + PROGRAM + ": apt-get install chromium");
    return Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  }

  static Browser launch(Playwright playwright) {
    return playwright
        .chromium()
        .launch(
            new BrowserType.LaunchOptions()
                .setExecutablePath(PROGRAM)
                .setArgs(
                    List.of(
                        "--no-sandbox",
                        "--disable-gpu",
                        "--enable-unsafe-swiftshader",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--no-first-run")));
  }

  /** A page in a context of its own, in English, 1440 x 900. */
  static Page page(Browser browser) {
    Page page =
        browser
            .newContext(
                new Browser.NewContextOptions().setViewportSize(1440, 900).setLocale("en-GB"))
            .newPage();
    page.setDefaultTimeout(60_000);
    return page;
  }
}
