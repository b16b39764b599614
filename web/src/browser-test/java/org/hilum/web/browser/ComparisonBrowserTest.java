package org.hilum.web.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.hilum.db.AppUser;
import org.hilum.db.AppUserRepository;
import org.hilum.db.StoredAttributes;
import org.hilum.db.StoredComparison;
import org.hilum.db.Study;
import org.hilum.db.UserRole;
import org.hilum.ingest.phantom.PhantomStudy;
import org.hilum.model.phantom.NoduleNotation;
import org.hilum.model.phantom.PhantomSpec;
import org.hilum.web.HilumApplication;
import org.hilum.web.SeededStudies;
import org.hilum.web.SeededStudies.Ball;
import org.hilum.web.TemporaryHome;
import org.hilum.web.WebTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.test.context.ContextConfiguration;

/** The earlier study beside the current one, in a real browser. */
@SpringBootTest(
    classes = HilumApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {WebTest.NO_ROUTES, WebTest.NO_QUEUE})
@ContextConfiguration(initializers = TemporaryHome.class)
@Import(SeededStudies.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ComparisonBrowserTest {

  private static final String USER = "comparer";
  private static final String PASSWORD = "slow river under glass";

  /** The prior lies this much higher in its own coordinates: eight slices of 2.5 mm. */
  private static final double HIGHER_MM = 20;

  @Autowired private AppUserRepository users;
  @Autowired private PasswordEncoder passwords;
  @Autowired private SeededStudies seeded;
  @LocalServerPort private int port;

  private Playwright playwright;
  private Page page;
  private final List<String> complaints = new ArrayList<>();
  private String studyUid;

  @BeforeAll
  void openBrowser(@TempDir Path folder) throws IOException {
    playwright = Chromium.playwright();
    page = Chromium.page(Chromium.launch(playwright));
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(error -> complaints.add("uncaught: " + error));
    String hash = passwords.encode(PASSWORD);
    AppUser user = new AppUser(USER, hash, UserRole.RADIOLOGIST, Instant.now());
    user.changePassword(hash);
    users.save(user);
    seed(folder);
  }

  private void seed(Path folder) throws IOException {
    Study before =
        seeded.ready(
            phantom("-78,-20,62,7; -60,30,20,10", LocalDate.of(2025, 6, 1), folder.resolve("b")),
            List.of(new Ball(-78, -20, 62, 7, 0.3), new Ball(-60, 30, 20, 10, 0.2)));
    Study now =
        seeded.ready(
            phantom("-78,-20,62,10; 70,40,-60,9", LocalDate.of(2026, 1, 15), folder.resolve("n")),
            List.of(new Ball(-78, -20, 62, 10, 0.6), new Ball(70, 40, -60, 9, 0.4)));
    studyUid = now.getStudyInstanceUid();
    String priorSeries = before.getChosenSeriesInstanceUid();
    seeded.compare(
        studyUid,
        new StoredComparison(
            null,
            null,
            new StoredComparison.Prior(
                before.getStudyInstanceUid(),
                priorSeries,
                "2025-06-01",
                "hilum",
                "0.1.0",
                "fp32",
                true),
            "2026-01-15",
            // Both are one phantom; the transform says that the prior lies higher.
            new StoredComparison.Registration(
                List.of(1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, HIGHER_MM),
                0.97,
                1,
                0.95,
                2,
                80),
            List.of(),
            List.of(
                nodule("MATCHED", 1, 1, List.of(-78.0, -20.0, 62.0 + HIGHER_MM), "GROWING"),
                nodule("NEW", 2, null, List.of(70.0, 40.0, -60.0 + HIGHER_MM), "NEW"),
                nodule("RESOLVED", null, 2, List.of(-60.0, 30.0, 20.0), "NOT_COMPARED"))));
  }

  private static StoredComparison.Nodule nodule(
      String state,
      Integer number,
      Integer priorNumber,
      List<Double> otherPlace,
      String change) {
    boolean pair = number != null && priorNumber != null;
    return new StoredComparison.Nodule(
        state,
        number,
        priorNumber == null
            ? null
            : new StoredComparison.PriorFinding(
                priorNumber,
                priorNumber == 1
                    ? List.of(-78.0, -20.0, 62.0 + HIGHER_MM)
                    : List.of(-60.0, 30.0, 20.0),
                7.4,
                6.8,
                180,
                new StoredAttributes(5, 1, 1, 4, 4, 6, 4),
                "RIGHT",
                "UPPER",
                true),
        otherPlace,
        pair ? 0.5 : null,
        true,
        false,
        pair ? 3.0 : null,
        pair ? 1.91 : null,
        pair ? false : null,
        pair ? 148.0 : null,
        change,
        null,
        null,
        pair ? 7 : null);
  }

  private static List<Path> phantom(String nodules, LocalDate date, Path folder)
      throws IOException {
    return new PhantomStudy()
        .write(
            new PhantomSpec(256, 256, 140, 1.4, 1.4, 2.5, 9, NoduleNotation.parse(nodules)),
            date,
            folder);
  }

  /** Other classes share the application, and one of them is there to see the first user. */
  @AfterAll
  void closeBrowser() {
    users.findByUsername(USER).ifPresent(users::delete);
    if (playwright != null) {
      playwright.close();
    }
  }

  @AfterEach
  void nothingWentWrong() {
    List<String> said = List.copyOf(complaints);
    complaints.clear();
    assertThat(said).as("console").isEmpty();
  }

  @Test
  @Order(1)
  void thePageListsWhatGrewWhatIsNewAndWhatIsGone() {
    page.navigate(url("/"));
    Chromium.logIn(page, USER, PASSWORD);
    page.waitForSelector("#worklist");
    page.navigate(url("/studies/" + studyUid));
    page.waitForSelector("#viewer[data-state='complete']");

    Locator rows = page.locator("#comparison tbody tr");
    assertThat(rows.count()).isEqualTo(3);
    assertThat(rows.nth(0).innerText())
        .contains("7.4 × 6.8 mm", "10.0 ×", "growing", "+3.0 mm", "+191 %", "148 days");
    assertThat(rows.nth(1).innerText()).contains("new");
    assertThat(rows.nth(2).innerText()).contains("no longer seen");
    assertThat(page.locator("#comparison").innerText()).contains("228 days earlier");
  }

  @Test
  @Order(2)
  void thePriorStandsBesideTheCurrentImageAtTheSamePlaceAndScrollsWithIt() {
    assertThat(page.locator("[data-part='prior']").isVisible()).isFalse();
    page.locator("[data-part='compare']").click();
    page.waitForSelector("#viewer[data-prior='shown']");
    page.waitForTimeout(1500);
    Chromium.shoot(page, "comparison-beside");

    // Slices count from the head: what lies 20 mm higher has a number eight less.
    assertThat(priorSlice()).isEqualTo(slice() - 8);
    assertThat(page.locator(".prior .finding").count()).isEqualTo(1);
    int before = slice();
    page.locator("[data-part='prior']").hover();
    page.mouse().wheel(0, 100);
    page.waitForFunction(
        "n => document.getElementById('viewer').dataset.shownSlice === String(n)", before + 1);
    page.waitForTimeout(500);
    assertThat(priorSlice()).isEqualTo(slice() - 8);

    page.locator("[data-jump-finding='2']").click();
    page.waitForTimeout(1000);
    assertThat(slice()).isGreaterThan(before + 20);
    assertThat(priorSlice()).isEqualTo(slice() - 8);
    page.keyboard().press("c");
    page.waitForSelector("#viewer[data-prior='hidden']");
    assertThat(page.locator("[data-part='prior']").isVisible()).isFalse();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  private int slice() {
    return Integer.parseInt(page.locator("#viewer").getAttribute("data-slice"));
  }

  private int priorSlice() {
    return Integer.parseInt(page.locator("#viewer").getAttribute("data-prior-slice"));
  }
}
