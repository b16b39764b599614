package org.hilum.web.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.hilum.web.SharedData;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job, as a user sees it: nothing is seeded and nothing replaced. Real database, queue,
 * archive, model and browser.
 */
@DisplayName("The demo")
class DemoBrowserTest {

  private static final double ANALYSIS_TIMEOUT_MS = 240_000;
  private static final String PASSWORD = "slow river under glass";
  private static final String READY = "#worklist tbody tr[data-status='READY']";

  @Test
  @DisplayName(
      "fetches, analyses and shows the phantom, survives kill -9, and then does so with a real CT")
  void doesTheMainJobAndSurvivesBeingKilled(@TempDir Path home) throws IOException {
    try (Playwright playwright = Chromium.playwright();
        Browser browser = Chromium.launch(playwright)) {
      RunningDemo first = RunningDemo.start(home, home.resolve("first.txt"));
      try {
        Page page = Chromium.page(browser);
        signIn(page, first);
        page.waitForSelector(READY, timeout());
        openFirst(page);
        assertThat(page.locator("[data-jump-finding]").count())
            .as("the phantom's nodules found")
            .isPositive();
        Chromium.shoot(page, "demo-phantom");
        acceptAllAndSign(page);
        Chromium.shoot(page, "demo-signed");
        page.context().close();
      } finally {
        first.kill();
      }

      Optional<Path> real = SharedData.folder("ct/LIDC-IDRI-0001");
      String[] options =
          real.map(folder -> new String[] {"--dicom", folder.toString()}).orElse(new String[0]);
      try (RunningDemo second = RunningDemo.start(home, home.resolve("second.txt"), options)) {
        Page page = Chromium.page(browser);
        page.navigate(second.address() + "/");
        Chromium.logIn(page, "admin", PASSWORD);
        page.waitForSelector("#worklist");
        assertTheSignedReportArrived(page);
        page.navigate(second.address() + "/");
        if (real.isPresent()) {
          page.waitForSelector(
              READY + ":has-text('LIDC-IDRI-0001')", timeout());
          page.locator(READY + ":has-text('LIDC-IDRI-0001') a").first().click();
          page.waitForSelector("#viewer[data-state='complete']", timeout());
          assertThat(page.locator("[data-jump-finding]").count())
              .as("the nodule, and at most five other marks")
              .isBetween(1, 6);
          Chromium.shoot(page, "demo-lidc-0001");
        }
        assertThat(page.context().pages()).hasSize(1);
      }
    }
  }

  private static void acceptAllAndSign(Page page) {
    for (Locator accept : page.locator("[data-decision='ACCEPTED']").all()) {
      accept.click();
    }
    page.waitForCondition(() -> !page.locator("[data-part='undecided']").first().isVisible());
    page.locator("[data-show-report='en']").click();
    Locator form = page.locator("[data-report='en'] form.sign");
    form.locator("input[name='password']").fill(PASSWORD);
    form.locator("button").click();
    page.waitForSelector("[data-report='en'] :text('Add an addendum')");
  }

  /** It was on its way when the first demo was killed; it must come in all the same, and once. */
  private static void assertTheSignedReportArrived(Page page) {
    page.locator(READY + ":has-text('PHANTOM') a").first().click();
    page.waitForSelector("#deliveries");
    for (int i = 0; i < 60 && page.locator("#deliveries .delivery-sent").count() == 0; i++) {
      page.waitForTimeout(1000);
      page.reload();
    }
    assertThat(page.locator("#deliveries tbody tr").count()).isEqualTo(1);
    assertThat(page.locator("#deliveries .delivery-sent").count()).isEqualTo(1);
    page.locator("#deliveries").scrollIntoViewIfNeeded();
    Chromium.shoot(page, "demo-delivered");
  }

  private static void signIn(Page page, RunningDemo demo) {
    String password = demo.oneTimePassword();
    page.navigate(demo.address() + "/");
    Chromium.logIn(page, "admin", password);
    page.getByLabel("One-time password").fill(password);
    page.getByLabel("New password", new Page.GetByLabelOptions().setExact(true)).fill(PASSWORD);
    page.getByLabel("New password again").fill(PASSWORD);
    page.locator("button.primary").click();
    page.waitForSelector("#worklist");
  }

  private static void openFirst(Page page) {
    page.locator(READY + " a").first().click();
    page.waitForSelector("#viewer[data-state='complete']", timeout());
  }

  private static Page.WaitForSelectorOptions timeout() {
    return new Page.WaitForSelectorOptions().setTimeout(ANALYSIS_TIMEOUT_MS);
  }
}
