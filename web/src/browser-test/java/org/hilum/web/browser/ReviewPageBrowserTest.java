package org.hilum.web.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hilum.db.AppUser;
import org.hilum.db.AppUserRepository;
import org.hilum.db.Study;
import org.hilum.db.StudyRepository;
import org.hilum.db.StudyStatus;
import org.hilum.db.UserRole;
import org.hilum.web.HilumApplication;
import org.hilum.web.SeededStudies;
import org.hilum.web.SeededStudies.Ball;
import org.hilum.web.SharedData;
import org.hilum.web.SyntheticChest;
import org.hilum.web.TemporaryHome;
import org.hilum.web.WebTest;
import org.hilum.web.security.FirstUser;
import org.hilum.web.security.OneTimePassword;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.test.context.ContextConfiguration;

/**
 * A radiologist's way through the pages, in a real browser, from the first login to the images.
 * Every test opens the page it needs, so that one that fails takes no other with it.
 */
@SpringBootTest(
    classes = HilumApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {WebTest.NO_ROUTES, WebTest.NO_QUEUE})
@ContextConfiguration(initializers = TemporaryHome.class)
@Import(SeededStudies.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReviewPageBrowserTest {

  private static final String USER = "first.reader";
  private static final String PASSWORD = "slow river under glass";
  private static final String STATE = "**/api/studies*";
  private static final Ball DRAWN_BALL =
      new Ball(
          SyntheticChest.BALL_X,
          SyntheticChest.BALL_Y,
          SyntheticChest.BALL_Z,
          SyntheticChest.BALL_MM,
          0.87);
  private static final Ball LIDC_NODULE = new Ball(56.2, 86.0, -115, 23, 0.87);

  @Autowired private FirstUser firstUser;
  @Autowired private AppUserRepository users;
  @Autowired private PasswordEncoder passwords;
  @Autowired private SeededStudies seeded;
  @Autowired private StudyRepository studies;
  @LocalServerPort private int port;

  private Playwright playwright;
  private Browser browser;
  private Page page;
  private OneTimePassword first;
  private final List<String> complaints = new ArrayList<>();
  private final List<String> foreignRequests = new ArrayList<>();
  private String studyUid;
  private boolean real;

  @BeforeAll
  void openBrowser(@TempDir Path folder) throws IOException {
    playwright = Chromium.playwright();
    browser = Chromium.launch(playwright);
    seedStudies(folder);
    first = firstUser.createIfNone().orElseThrow();
    addUser();
    page = watched(Chromium.page(browser));
    page.navigate(url("/login"));
    Chromium.logIn(page, USER, PASSWORD);
    page.waitForSelector("#worklist");
  }

  /** The page, with all that it complains of and asks of elsewhere kept. */
  private Page watched(Page page) {
    page.context()
        .onRequest(
            request -> {
              if (!request.url().matches("(http://127\\.0\\.0\\.1:" + port + "/|blob:|data:).*")) {
                foreignRequests.add(request.url());
              }
            });
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.type() + ": " + message.text());
          }
        });
    page.onPageError(error -> complaints.add("uncaught: " + error));
    return page;
  }

  private void addUser() {
    String hash = passwords.encode(PASSWORD);
    AppUser user = new AppUser(USER, hash, UserRole.ADMIN, Instant.now());
    user.changePassword(hash);
    users.save(user);
  }

  private void seedStudies(Path folder) throws IOException {
    Path lidc = SharedData.folder("ct/LIDC-IDRI-0001").orElse(null);
    real = lidc != null;
    Study ready;
    if (real) {
      try (Stream<Path> files = Files.list(lidc)) {
        ready =
            seeded.ready(
                files.filter(file -> file.toString().endsWith(".dcm")).toList(),
                List.of(LIDC_NODULE, new Ball(-60.5, 20, -150, 6.4, 0.12)));
      }
    } else {
      ready = seeded.ready(SyntheticChest.write(folder, "browser"), List.of(DRAWN_BALL));
    }
    studyUid = ready.getStudyInstanceUid();
    seeded.at("1.2.3.11", "Li^Lei=李^雷", StudyStatus.RETRIEVING, "31 of 241 instances", 13);
    seeded.at("1.2.3.12", "Muster^Anna", StudyStatus.ANALYSING, "segmenting lungs", 40);
    seeded.at(
        "1.2.3.13",
        "Doe^John",
        StudyStatus.REFUSED,
        "Series 1.2.3.4: slices 41 and 42 are 5.0 mm apart, the rest 2.5 mm",
        0);
    seeded.at("1.2.3.14", "Roe^Jane", StudyStatus.FAILED, "the weights file is damaged", 0);
    seeded.deadLetter("1.2.3.14", "the weights file is damaged: model.pt; run ./hilum train");
  }

  @AfterAll
  void closeBrowser() {
    Stream.of(USER, "reader.two")
        .forEach(name -> users.findByUsername(name).ifPresent(users::delete));
    if (playwright != null) {
      playwright.close();
    }
  }

  @AfterEach
  void nothingWasBlockedAndNothingLeftThisMachine() {
    List<String> said = List.copyOf(complaints);
    complaints.clear();
    assertThat(said).as("console").isEmpty();
    assertThat(foreignRequests).as("requests to elsewhere").isEmpty();
  }

  @Test
  void theOneTimePasswordLeadsToTheFormForAPasswordOfOnesOwnAndThenToTheWorklist() {
    Page page = watched(Chromium.page(browser));
    page.navigate(url("/"));
    assertThat(page.url()).endsWith("/login");
    Chromium.shoot(page, "1-login");

    Chromium.logIn(page, first.username(), first.password());
    assertThat(page.url()).endsWith("/account/password");
    Chromium.shoot(page, "2-choose-password");

    page.getByLabel("One-time password").fill(first.password());
    page.getByLabel("New password", new Page.GetByLabelOptions().setExact(true)).fill(PASSWORD);
    page.getByLabel("New password again").fill(PASSWORD);
    page.locator("button.primary").click();
    page.waitForSelector("#worklist");
    for (String uid : List.of(studyUid, "1.2.3.11", "1.2.3.12", "1.2.3.13", "1.2.3.14")) {
      assertThat(page.locator("tr[data-study='" + uid + "']").count()).isEqualTo(1);
    }
    Chromium.shoot(page, "3-worklist");
    page.context().close();
  }

  @Test
  void theWorklistRefreshesItselfWhenAStudyMovesOn() {
    page.navigate(url("/"));
    Locator row = page.locator("tr[data-study='1.2.3.11']");
    assertThat(row.getAttribute("data-status")).isEqualTo("RETRIEVING");
    page.waitForResponse(
        response -> response.url().contains("/api/studies") && response.status() == 304, () -> {});
    seeded.move("1.2.3.11", StudyStatus.ANALYSING, "detecting");
    page.waitForSelector("tr[data-study='1.2.3.11'][data-status='ANALYSING']");
  }

  @Test
  void aWorklistLeftAloneLetsTheSessionEndAndThenLeadsToTheLogin() {
    Page page = Chromium.page(browser);
    page.clock().install();
    page.navigate(url("/login"));
    page.waitForResponse(STATE, () -> Chromium.logIn(page, USER, PASSWORD));
    page.clock().pauseAt(System.currentTimeMillis() + 60_000);
    page.waitForTimeout(1000);
    page.waitForResponse(STATE, () -> page.clock().fastForward("20:00"));
    AtomicInteger asked = new AtomicInteger();
    page.onRequest(
        request -> {
          if (request.url().contains("/api/studies")) {
            asked.incrementAndGet();
          }
        });

    page.clock().fastForward("15:00");
    page.waitForTimeout(1000);
    page.clock().fastForward("00:05");
    page.waitForTimeout(1000);
    assertThat(asked).as("touched 35 minutes ago").hasValue(0);
    page.mouse().move(200, 200);
    page.waitForResponse(STATE, () -> page.clock().fastForward("00:05"));

    page.waitForTimeout(1000);
    page.context().clearCookies();
    page.clock().fastForward("31:00");
    page.waitForURL("**/login");
    page.context().close();
  }

  @Test
  void theReviewPageShowsTheFirstImageAtTheMostSuspiciousFindingAndThenEverySlice() {
    openReview();
    Locator viewer = page.locator("#viewer");
    System.out.printf(
        "viewer: metadata %s ms, first image %s ms, all slices %s ms%n",
        viewer.getAttribute("data-metadata-ms"),
        viewer.getAttribute("data-first-image-ms"),
        viewer.getAttribute("data-all-slices-ms"));
    int slices = Integer.parseInt(viewer.getAttribute("data-loaded"));
    assertThat(slices).isEqualTo(real ? 133 : SyntheticChest.SLICES);
    assertThat(viewer.getAttribute("data-drawn")).isEqualTo("1");
    assertThat(page.locator(".axial .finding.key text").textContent())
        .isEqualTo(real ? "1 · 23.0 mm" : "1 · 24.0 mm");
    assertThat(brightness()).as("distinct grey values").hasSizeGreaterThan(real ? 50 : 2);
    Chromium.shoot(page, "4-review");
  }

  @Test
  void theDrawnCircleLiesAroundBrightTissueWithinDarkLung() {
    openReview();
    // The centre of the circle is soft tissue; the viewer's own probe says how dense.
    Locator ring = page.locator(".axial .finding.key .ring");
    BoundingBox box = ring.boundingBox();
    page.mouse().move(box.x + box.width / 2, box.y + box.height / 2);
    String probe = page.locator("[data-part='probe']").textContent();
    assertThat(probe).endsWith(" HU");
    assertThat(Integer.parseInt(probe.replace(" HU", ""))).isBetween(-200, 300);
  }

  @Test
  void theWheelTheArrowsAndTheTrackChangeTheSlice() {
    openReview();
    int before = slice();
    String picture = fingerprint();
    Locator axial = page.locator("[data-part='axial']");
    axial.hover();
    page.mouse().wheel(0, 100);
    waitForSlice(before + 1);
    assertThat(fingerprint()).as("another slice, another picture").isNotEqualTo(picture);
    page.keyboard().press("ArrowUp");
    page.keyboard().press("ArrowUp");
    waitForSlice(before - 1);
    page.keyboard().press("Home");
    waitForSlice(1);
    assertThat(page.locator("#viewer").getAttribute("data-drawn")).isEmpty();
    BoundingBox track = page.locator("[data-part='track']").boundingBox();
    page.mouse().click(track.x + track.width / 2, track.y + track.height - 1);
    waitForSlice(Integer.parseInt(page.locator("#viewer").getAttribute("data-loaded")));
  }

  @Test
  void aClickOnAFindingJumpsToItsSlice() {
    openReview();
    page.locator("[data-jump-finding='1']").click();
    page.waitForSelector("#viewer[data-drawn~='1']");
    assertThat(page.locator(".axial .finding.key").count()).isEqualTo(1);
    int key = slice();
    page.keyboard().press("PageUp");
    waitForSlice(Math.max(key - 10, 1));
    page.keyboard().press("n");
    page.keyboard().press("p");
    page.waitForFunction("n => document.getElementById('viewer').dataset.shownSlice == n", key);
  }

  @Test
  void windowPresetsAndDraggingChangeThePicture() {
    openReview();
    String lung = fingerprint();
    page.keyboard().press("2");
    page.waitForSelector("#viewer[data-window='40 400']");
    settle();
    String mediastinum = fingerprint();
    assertThat(mediastinum).isNotEqualTo(lung);
    Chromium.shoot(page, "5-mediastinum");
    page.keyboard().press("3");
    page.waitForSelector("#viewer[data-window='400 1800']");
    page.keyboard().press("1");
    page.waitForSelector("#viewer[data-window='-600 1500']");
    BoundingBox box = page.locator("[data-part='axial']").boundingBox();
    page.mouse().move(box.x + 200, box.y + 200);
    page.mouse().down();
    page.mouse().move(box.x + 260, box.y + 230, new Mouse.MoveOptions().setSteps(5));
    page.mouse().up();
    settle();
    assertThat(page.locator("#viewer").getAttribute("data-window")).isNotEqualTo("-600 1500");
    assertThat(fingerprint()).isNotEqualTo(lung);
    page.keyboard().press("r");
    page.waitForSelector("#viewer[data-window='-600 1500']");
  }

  @Test
  void findingsCanBeHiddenAndALengthMeasured() {
    openReview();
    page.keyboard().press("f");
    page.waitForSelector("#viewer[data-drawn='']", attached());
    assertThat(page.locator(".axial .finding").count()).isZero();
    page.keyboard().press("f");
    page.waitForSelector("#viewer[data-drawn='1']", attached());
    page.keyboard().press("l");
    BoundingBox box = page.locator("[data-part='axial']").boundingBox();
    page.mouse().move(box.x + 300, box.y + 300);
    page.mouse().down();
    page.mouse().move(box.x + 400, box.y + 300, new Mouse.MoveOptions().setSteps(5));
    page.mouse().up();
    settle();
    assertThat(page.locator(".axial svg line, .axial svg path").count()).isPositive();
    Chromium.shoot(page, "6-length");
    page.keyboard().press("l");
  }

  @Test
  void threePlanesShowTheFindingInEach() {
    openReview();
    page.keyboard().press("m");
    page.waitForSelector(".coronal .finding.key");
    page.waitForSelector(".sagittal .finding.key");
    settle();
    Chromium.shoot(page, "7-three-planes");
    page.keyboard().press("m");
    page.waitForSelector(
        ".coronal", new Page.WaitForSelectorOptions().setState(WaitForSelectorState.HIDDEN));
  }

  @Test
  void thePageSpeaksChinese() {
    openReview();
    page.locator("[data-show-report='zh-CN']").click();
    assertThat(page.locator("[data-report='zh-CN']").isVisible()).isTrue();
    assertThat(page.locator("[data-report='en']").isVisible()).isFalse();
    page.locator(".languages a[lang='zh-CN']").click();
    page.waitForSelector("#viewer[data-state='complete']");
    assertThat(page.locator("#findings h2").textContent()).contains("发现");
    page.locator("#finding-1 details summary").click();
    Chromium.shoot(page, "8-chinese");
    page.locator(".languages a[lang='en']").click();
    page.waitForSelector("#viewer[data-state='complete']");
  }

  @Test
  void aStudyUnderWayShowsItsProgressAndTurnsIntoItsResultByItself() {
    page.navigate(url("/studies/1.2.3.12"));
    assertThat(page.locator("#progress [data-part='percent']").textContent()).isEqualTo("40 %");
    Chromium.shoot(page, "9-analysing");
    studies.noteProgress("1.2.3.12", 70, "assessing", Instant.now());
    page.waitForFunction(
        "() => document.querySelector('#progress [data-part=percent]').textContent == '70 %'");
    seeded.move("1.2.3.12", StudyStatus.REFUSED, "the lungs are cut off at slice 1");
    page.waitForSelector("#stopped");
    assertThat(page.locator("#stopped").textContent()).contains("the lungs are cut off at slice 1");
    Chromium.shoot(page, "10-refused");
  }

  @Test
  void aReaderRejectsAFindingInPlaceAndWritesAboutTheOther(@TempDir Path folder)
      throws IOException {
    Ball second = new Ball(-SyntheticChest.BALL_X, 0, SyntheticChest.BALL_Z, 8, 0.1);
    Study study = seeded.ready(SyntheticChest.write(folder, "edited"), List.of(DRAWN_BALL, second));
    page.navigate(url("/studies/" + study.getStudyInstanceUid()));
    page.waitForSelector("#viewer[data-state='complete']");
    page.locator("#finding-2 [data-decision='REJECTED']").click();
    page.waitForSelector("#finding-2 [data-decision='REJECTED'][aria-pressed='true']");
    page.locator("[data-show-report='en']").click();
    Locator editor = page.locator("[data-report='en'] details.editor");
    assertThat(editor.locator("input[name='kept']").inputValue()).isEqualTo("1");

    editor.locator("summary").click();
    editor.locator("textarea").first().fill("One nodule, in the left lung.");
    editor.locator("button").click();

    page.waitForSelector("#viewer[data-state='complete']");
    assertThat(page.locator(".notice.bad").count()).isZero();
    page.locator("[data-show-report='en']").click();
    assertThat(editor.locator("textarea").first().inputValue())
        .isEqualTo("One nodule, in the left lung.");
    Chromium.shoot(page, "13-edited");
  }

  @Test
  void whatIsTypedIsLostNeitherToASignatureNorToTheOtherLanguage(@TempDir Path folder)
      throws IOException {
    Study study = seeded.ready(SyntheticChest.write(folder, "typed"), List.of(DRAWN_BALL));
    page.navigate(url("/studies/" + study.getStudyInstanceUid()));
    page.locator("#finding-1 [data-decision='REJECTED']").click();
    page.waitForSelector("#finding-1 [data-decision='REJECTED'][aria-pressed='true']");
    page.reload();
    Locator english = page.locator("[data-report='en']");
    Locator chinese = page.locator("[data-report='zh-CN']");
    Locator hint = english.locator("[data-part='unstored']");
    List<String> questions = new ArrayList<>();
    Consumer<Dialog> stay =
        dialog -> {
          questions.add(dialog.type());
          dialog.dismiss();
        };
    page.onDialog(stay);
    page.locator("[data-show-report='en']").click();
    assertThat(english.locator("form.sign button").isEnabled()).isTrue();
    assertThat(hint.isVisible()).isFalse();

    english.locator("summary").click();
    english.locator("textarea").first().fill("No nodule.");
    assertThat(hint.isVisible()).isTrue();
    for (Locator report : List.of(english, chinese)) {
      assertThat(report.locator("form.sign button").isDisabled()).isTrue();
      assertThat(report.locator("form[action$='/redraft'] button").isDisabled()).isTrue();
    }
    Chromium.shoot(page, "14-unstored");

    page.locator("[data-show-report='zh-CN']").click();
    chinese.locator("summary").click();
    chinese.locator("details.editor button").click();
    page.locator("[data-show-report='en']").click();
    assertThat(questions).containsExactly("beforeunload");
    assertThat(english.locator("textarea").first().inputValue()).isEqualTo("No nodule.");

    english.locator("details.editor button").click();
    page.waitForSelector("[data-report='en'] > p:has-text('No nodule.')");
    page.offDialog(stay);
    assertThat(questions).as("its own form's storing asks nothing").hasSize(1);
    assertThat(english.locator("form.sign button").isEnabled()).isTrue();
    assertThat(hint.isVisible()).isFalse();
  }

  @Test
  void anEndedSessionIsSaidWhileWhatIsTypedCanBeCopied(@TempDir Path folder) throws IOException {
    Study study = seeded.ready(SyntheticChest.write(folder, "ended"), List.of(DRAWN_BALL));
    String state = "**/api/studies/" + study.getStudyInstanceUid();
    page.navigate(url("/studies/" + study.getStudyInstanceUid()));
    page.locator("[data-show-report='en']").click();
    Locator english = page.locator("[data-report='en']");
    english.locator("summary").click();
    english.locator("textarea").first().fill("No nodule.");
    page.route(state, route -> route.fulfill(new Route.FulfillOptions().setStatus(401)));

    page.evaluate("() => { const now = Date.now; Date.now = () => now() + 120000; }");
    english.locator("textarea").first().press("End");
    page.waitForSelector("[data-part='ended']");

    assertThat(english.locator("textarea").first().inputValue()).isEqualTo("No nodule.");
    assertThat(english.locator("details.editor button").isDisabled()).isTrue();
    Chromium.shoot(page, "15-ended");
    page.unroute(state);
    complaints.clear();
    page.onceDialog(Dialog::accept);
    page.reload();
  }

  @Test
  void theDeadLettersShowTheReason() {
    page.navigate(url("/dead-letters"));
    assertThat(page.locator("[data-dead-letter]").textContent()).contains("weights file is damaged");
    Chromium.shoot(page, "11-dead-letters");
  }

  @Test
  void anAdministratorAddsARadiologistAndSeesTheirPasswordOnce() {
    page.navigate(url("/"));
    page.locator("nav a[href='/users']").click();
    page.getByLabel("User name").fill("reader.two");
    page.locator("form.row button.primary").click();
    assertThat(page.locator("[data-part='one-time-password']").textContent()).hasSize(19);
    Chromium.shoot(page, "12-users");
    page.reload();
    assertThat(page.locator("[data-part='one-time-password']").count()).isZero();
    assertThat(page.locator("[data-user='reader.two']").count()).isEqualTo(1);
  }

  @Test
  void imagesThatCannotBeReadAreAVisibleErrorAndNotABlackScreen() {
    page.route("**/metadata", route -> route.fulfill(
        new Route.FulfillOptions().setStatus(422)));
    page.navigate(url("/studies/" + studyUid));
    page.waitForSelector("#viewer[data-state='error']");
    assertThat(page.locator("[data-part='message']").textContent()).contains("could not be shown");
    page.unroute("**/metadata");
    complaints.clear();
  }

  private void openReview() {
    page.navigate(url("/studies/" + studyUid));
    page.waitForSelector("#viewer[data-state='complete']");
  }

  private String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  private int slice() {
    return Integer.parseInt(page.locator("#viewer").getAttribute("data-slice"));
  }

  private void waitForSlice(int slice) {
    page.waitForFunction(
        "n => document.getElementById('viewer').dataset.shownSlice == n", slice);
    settle();
  }

  /** Lets the browser draw what it was asked for. */
  private void settle() {
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    page.waitForTimeout(150);
  }

  private static Page.WaitForSelectorOptions attached() {
    return new Page.WaitForSelectorOptions()
        .setState(WaitForSelectorState.ATTACHED);
  }

  /** How often each grey value occurs in the picture. */
  @SuppressWarnings("unchecked")
  private Map<String, Object> brightness() {
    return (Map<String, Object>)
        page.evaluate(
            """
            () => {
              const shown = document.querySelector('.axial canvas');
              const copy = new OffscreenCanvas(shown.width, shown.height);
              const pen = copy.getContext('2d', {willReadFrequently: true});
              pen.drawImage(shown, 0, 0);
              const {data} = pen.getImageData(0, 0, copy.width, copy.height);
              const counts = {};
              for (let i = 0; i < data.length; i += 4) {
                counts[data[i]] = (counts[data[i]] ?? 0) + 1;
              }
              return counts;
            }
            """);
  }

  private String fingerprint() {
    return brightness().toString();
  }
}
