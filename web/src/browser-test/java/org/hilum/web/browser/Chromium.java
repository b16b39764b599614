package org.hilum.web.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Debian's Chromium, headless, driven by Playwright; tests are skipped where it is missing. */
final class Chromium {

  private static final Path PROGRAM = Path.of("/usr/bin/chromium");
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final int SHOTS_TRIED = 3;

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

  /** Fills the login form that the page shows. */
  static void logIn(Page page, String user, String password) {
    page.getByLabel("User name").fill(user);
    page.getByLabel("Password").fill(password);
    page.locator("button.primary").click();
  }

  /**
   * Keeps a picture of the page for people to look at. On a busy machine Chromium now and then
   * cannot take one ("Unable to capture screenshot"); that says nothing of the page, so it is tried
   * again, and in the end told and left.
   */
  static void shoot(Page page, String name) {
    Page.ScreenshotOptions options =
        new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png"));
    for (int shot = 1; shot <= SHOTS_TRIED; shot++) {
      try {
        page.screenshot(options);
        return;
      } catch (PlaywrightException e) {
        System.out.printf("screenshot %s, try %d: %s%n", name, shot, e.getMessage());
        page.waitForTimeout(1000);
      }
    }
  }
}
