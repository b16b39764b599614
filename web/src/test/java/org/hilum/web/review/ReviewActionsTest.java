package org.hilum.web.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.flash;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.hamcrest.Matcher;
import org.hilum.db.AnalysisRepository;
import org.hilum.db.AppUser;
import org.hilum.db.AppUserRepository;
import org.hilum.db.ReportStatus;
import org.hilum.db.ReportVersion;
import org.hilum.db.ReportVersionRepository;
import org.hilum.db.UserRole;
import org.hilum.web.HilumProperties;
import org.hilum.web.SeededStudies;
import org.hilum.web.SeededStudies.Ball;
import org.hilum.web.SyntheticChest;
import org.hilum.web.TestUsers;
import org.hilum.web.WebTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.util.FileSystemUtils;

@WebTest
@DisplayName("On the review page, a radiologist")
class ReviewActionsTest {

  private static final String PASSWORD = "correct horse battery";
  private static final String SIGNED_BY_RAD = "rad reviewed and signed this report";
  private static final Ball BALL = new Ball(60, 0, -70, 24, 0.62);
  private static final String IMAGES_GONE = "review.problem.IMAGES_GONE";
  private static final String ALREADY_SIGNED = "review.problem.ALREADY_SIGNED";

  @Autowired private MockMvc mvc;
  @Autowired private SeededStudies seeded;
  @Autowired private HilumProperties properties;
  @Autowired private AnalysisRepository analyses;
  @Autowired private ReportVersionRepository versions;
  @Autowired private AppUserRepository users;
  @Autowired private PasswordEncoder encoder;
  @TempDir private Path folder;

  @BeforeEach
  void haveARadiologist() {
    if (users.findByUsername("rad").isEmpty()) {
      AppUser user =
          new AppUser(
              "rad",
              Objects.requireNonNull(encoder.encode(PASSWORD)),
              UserRole.RADIOLOGIST,
              Instant.EPOCH);
      user.changePassword(user.getPasswordHash());
      users.save(user);
    }
  }

  @Test
  void acceptsAndSignsWithTheirPassword() throws Exception {
    String uid = ready("sign");
    decide(uid, "ACCEPTED").andExpect(status().isNoContent());

    sign(uid, newest(uid), PASSWORD)
        .andExpect(redirectedUrl("/studies/" + uid + "#report"))
        .andExpect(flash().attributeCount(0));

    ReportVersion signed = newest(uid);
    assertThat(signed.getStatus()).isEqualTo(ReportStatus.SIGNED);
    assertThat(signed.getAuthor()).isEqualTo("rad");
    assertThat(signed.getTitle()).doesNotContain("draft");
    page(uid)
        .andExpect(content().string(containsString(">signed<")))
        .andExpect(content().string(not(containsString("/report/en/sign"))))
        .andExpect(content().string(containsString("/report/zh-CN/sign")))
        .andExpect(content().string(containsString("Add an addendum")));
    open(uid, "en").andExpect(content().string(containsString(SIGNED_BY_RAD)));
    decide(uid, "REJECTED").andExpect(status().isConflict());
    assertThat(printed(uid, "en/pdf")).contains(SIGNED_BY_RAD, "Key images");
  }

  @Test
  void readsAndPrintsWhatWasSignedBeforeTheStudyWasAnalysedAgain() throws Exception {
    List<Path> files = SyntheticChest.write(folder.resolve("again"), "actions-again");
    String uid = seeded.ready(files, List.of(BALL)).getStudyInstanceUid();
    decide(uid, "ACCEPTED");
    sign(uid, newest(uid), PASSWORD);
    page(uid).andExpect(content().string(not(containsString("?signed=true"))));

    seeded.analysedAgain(uid, files, List.of(BALL));

    page(uid)
        .andExpect(content().string(containsString("Signed before the study was analysed again")))
        .andExpect(content().string(containsString("/report/en?signed=true")))
        .andExpect(content().string(not(containsString("/report/zh-CN?signed=true"))));
    open(uid, "en").andExpect(content().string(not(containsString(SIGNED_BY_RAD))));
    open(uid, "en?signed=true").andExpect(content().string(containsString(SIGNED_BY_RAD)));
    assertThat(printed(uid, "en/pdf?signed=true")).contains(SIGNED_BY_RAD, "Key images");
    mvc.perform(get("/studies/" + uid + "/report/zh-CN?signed=true").with(TestUsers.radiologist()))
        .andExpect(status().isNotFound());

    decide(uid, "ACCEPTED");
    sign(uid, newest(uid), PASSWORD);
    page(uid).andExpect(content().string(not(containsString("?signed=true"))));
  }

  @Test
  void signsNothingWithAWrongPasswordOrAnUndecidedFinding() throws Exception {
    String uid = ready("not-yet");
    sign(uid, newest(uid), "wrong")
        .andExpect(flash().attribute("problem", "review.problem.PASSWORD"));
    sign(uid, newest(uid), PASSWORD)
        .andExpect(flash().attribute("problem", "review.problem.UNDECIDED"));
    assertThat(newest(uid).getStatus()).isEqualTo(ReportStatus.DRAFT);
  }

  @Test
  void editsTheTextAndLosesNothingToSomebodyElsesNewerVersion() throws Exception {
    String uid = ready("edit");
    long first = id(newest(uid));
    edit(uid, first, "Mine <script>alert(1)</script>").andExpect(flash().attributeCount(0));
    assertThat(newest(uid).getSections().get(0).paragraphs())
        .containsExactly("Mine <script>alert(1)</script>");
    page(uid)
        .andExpect(content().string(containsString("Mine &lt;script&gt;")))
        .andExpect(content().string(not(containsString("<script>alert"))));

    edit(uid, first, "Theirs")
        .andExpect(flash().attribute("problem", "review.problem.CHANGED_MEANWHILE"))
        .andExpect(flash().attribute("keptTexts", Map.of("FINDINGS", "Theirs")));
  }

  @Test
  void keepsSomebodyElsesSectionWhenStoringTheirOwnAfterAConflict() throws Exception {
    String uid = ready("two-readers");
    redraft(uid, newest(uid));
    ReportVersion seen = newest(uid);
    edit(uid, id(seen), "1", "RECOMMENDATION", "Theirs.").andExpect(flash().attributeCount(0));

    store(uid, seen, "IMPRESSION", "Mine.")
        .andExpect(flash().attribute("problem", "review.problem.CHANGED_MEANWHILE"))
        .andExpect(flash().attribute("keptTexts", Map.of("IMPRESSION", "Mine.")));
    pageWithKept(uid, "en", Map.of("IMPRESSION", "Mine."))
        .andExpect(content().string(containsString(">Theirs.</textarea>")))
        .andExpect(content().string(containsString(">Mine.</textarea>")));
  }

  @Test
  void seesTheLanguageFirstWhoseTextWasNotStored() throws Exception {
    String uid = ready("kept-language");
    Matcher<String> chineseFirst =
        matchesPattern("(?s).*data-show-report=\"zh-CN\"\\s+aria-pressed=\"true\".*");
    page(uid).andExpect(content().string(not(chineseFirst)));
    pageWithKept(uid, "zh-CN", Map.of("FINDINGS", "无结节。"))
        .andExpect(content().string(chineseFirst));
  }

  @Test
  void isToldWhenTheImagesAreGoneAndKeepsTheText() throws Exception {
    String uid = ready("gone");
    decide(uid, "ACCEPTED");
    long before = id(newest(uid));
    FileSystemUtils.deleteRecursively(properties.studies().resolve(uid));

    edit(uid, before, "Mine")
        .andExpect(redirectedUrl("/studies/" + uid + "#report"))
        .andExpect(flash().attribute("problem", IMAGES_GONE))
        .andExpect(flash().attribute("keptTexts", Map.of("FINDINGS", "Mine")));
    redraft(uid, newest(uid)).andExpect(flash().attribute("problem", IMAGES_GONE));
    sign(uid, newest(uid), PASSWORD).andExpect(flash().attribute("problem", IMAGES_GONE));
    assertThat(id(newest(uid))).isEqualTo(before);
  }

  @Test
  void printsWhatWasSignedThoughTheImagesAreGone() throws Exception {
    String uid = ready("signed-gone");
    decide(uid, "ACCEPTED");
    sign(uid, newest(uid), PASSWORD).andExpect(flash().attributeCount(0));
    FileSystemUtils.deleteRecursively(properties.studies().resolve(uid));

    assertThat(printed(uid, "en/pdf")).contains(SIGNED_BY_RAD).doesNotContain("Key images");
  }

  @Test
  void seesWhatWasTypedWhereNoFormTakesItAnyMore() throws Exception {
    String uid = ready("homeless");
    decide(uid, "ACCEPTED");
    sign(uid, newest(uid), PASSWORD);

    pageWithKept(uid, "en", Map.of("IMPRESSION", "Mine."))
        .andExpect(content().string(containsString("What you typed was not stored")))
        .andExpect(content().string(containsString(">Mine.</textarea>")));
    pageWithKept(uid, "en", Map.of("ADDENDUM", "Mine."))
        .andExpect(content().string(not(containsString("What you typed was not stored"))))
        .andExpect(content().string(containsString(">Mine.</textarea>")));
  }

  @Test
  void isToldWhenARejectedFindingStillStandsInTheText() throws Exception {
    String uid = ready("reject");
    decide(uid, "REJECTED").andExpect(status().isNoContent());
    page(uid).andExpect(content().string(containsString("Draft again from the decisions")));
    sign(uid, newest(uid), PASSWORD)
        .andExpect(flash().attribute("problem", "review.problem.TEXT_OUTDATED"));
    edit(uid, id(newest(uid)), "", "RECOMMENDATION", "None.");
    sign(uid, newest(uid), PASSWORD)
        .andExpect(flash().attribute("problem", "review.problem.TEXT_OUTDATED"));

    redraft(uid, newest(uid)).andExpect(flash().attributeCount(0));

    assertThat(newest(uid).getToldFindings()).isEmpty();
    sign(uid, newest(uid), PASSWORD).andExpect(flash().attributeCount(0));
  }

  @Test
  void draftsAndSignsTheOtherLanguageAfterOneIsSigned() throws Exception {
    String uid = ready("both");
    decide(uid, "REJECTED");
    redraft(uid, newest(uid)).andExpect(flash().attributeCount(0));
    sign(uid, newest(uid), PASSWORD).andExpect(flash().attributeCount(0));
    page(uid)
        .andExpect(content().string(not(containsString("/report/en/edit"))))
        .andExpect(content().string(containsString("/report/zh-CN/edit")))
        .andExpect(content().string(containsString("/report/zh-CN/redraft")));
    redraft(uid, newest(uid)).andExpect(flash().attribute("problem", ALREADY_SIGNED));
    edit(uid, id(newest(uid)), "Mine").andExpect(flash().attribute("problem", ALREADY_SIGNED));
    decide(uid, "ACCEPTED").andExpect(status().isConflict());

    redraft(uid, newest(uid, "zh-CN")).andExpect(flash().attributeCount(0));
    sign(uid, newest(uid, "zh-CN"), PASSWORD).andExpect(flash().attributeCount(0));

    assertThat(newest(uid, "zh-CN").getStatus()).isEqualTo(ReportStatus.SIGNED);
  }

  @Test
  void takesNoTextAboutOtherFindingsThanThoseThatAreKept() throws Exception {
    String uid = ready("kept");
    page(uid).andExpect(content().string(containsString("name=\"kept\"")));
    decide(uid, "REJECTED");
    edit(uid, id(newest(uid)), "1", "FINDINGS", "One nodule.")
        .andExpect(flash().attribute("problem", "review.problem.CHANGED_MEANWHILE"));
    edit(uid, id(newest(uid)), "", "FINDINGS", "No nodule.").andExpect(flash().attributeCount(0));

    assertThat(newest(uid).getToldFindings()).isEmpty();
    sign(uid, newest(uid), PASSWORD).andExpect(flash().attributeCount(0));
  }

  @Test
  void addsToASignedReport() throws Exception {
    String uid = ready("addendum");
    decide(uid, "ACCEPTED");
    sign(uid, newest(uid), PASSWORD);

    mvc.perform(
            post("/studies/" + uid + "/report/en/addendum")
                .param("version", Long.toString(id(newest(uid))))
                .param("text", "Seen again with Dr Li.")
                .param("password", PASSWORD)
                .with(TestUsers.radiologist())
                .with(csrf()))
        .andExpect(flash().attributeCount(0));

    assertThat(newest(uid).getStatus()).isEqualTo(ReportStatus.ADDENDUM);
    page(uid)
        .andExpect(content().string(containsString("Addendum by rad")))
        .andExpect(content().string(containsString("Seen again with Dr Li.")));
  }

  @Test
  void doesNothingWithoutTheCsrfToken() throws Exception {
    String uid = ready("csrf");
    mvc.perform(
            post("/studies/" + uid + "/findings/1/decision")
                .param("decision", "ACCEPTED")
                .with(TestUsers.radiologist()))
        .andExpect(status().isForbidden());
  }

  private ResultActions open(String uid, String report) throws Exception {
    return mvc.perform(get("/studies/" + uid + "/report/" + report).with(TestUsers.radiologist()))
        .andExpect(status().isOk());
  }

  /** The text of the printed report, with single spaces. */
  private String printed(String uid, String report) throws Exception {
    byte[] pdf = open(uid, report).andReturn().getResponse().getContentAsByteArray();
    try (PDDocument printed = Loader.loadPDF(pdf)) {
      return new PDFTextStripper().getText(printed).replaceAll("\\s+", " ");
    }
  }

  private ResultActions decide(String uid, String decision) throws Exception {
    return mvc.perform(
        post("/studies/" + uid + "/findings/1/decision")
            .param("decision", decision)
            .with(TestUsers.radiologist())
            .with(csrf()));
  }

  private ResultActions edit(String uid, long version, String text) throws Exception {
    return edit(uid, version, "1", "FINDINGS", text);
  }

  private ResultActions edit(String uid, long version, String kept, String section, String text)
      throws Exception {
    return mvc.perform(
        post("/studies/" + uid + "/report/en/edit")
            .param("version", Long.toString(version))
            .param("kept", kept)
            .param("section." + section, text)
            .with(TestUsers.radiologist())
            .with(csrf()));
  }

  /** Sends the whole form of a version as the page does, with one section changed. */
  private ResultActions store(String uid, ReportVersion version, String section, String text)
      throws Exception {
    MockHttpServletRequestBuilder form =
        post("/studies/" + uid + "/report/" + version.getLanguage() + "/edit")
            .param("version", Long.toString(id(version)))
            .param("kept", "1")
            .with(TestUsers.radiologist())
            .with(csrf());
    version
        .getSections()
        .forEach(
            each ->
                form.param(
                    "section." + each.kind(),
                    each.kind().equals(section) ? text : String.join("\r\n", each.paragraphs())));
    return mvc.perform(form);
  }

  private ResultActions redraft(String uid, ReportVersion version) throws Exception {
    return mvc.perform(
        post("/studies/" + uid + "/report/" + version.getLanguage() + "/redraft")
            .param("version", Long.toString(id(version)))
            .with(TestUsers.radiologist())
            .with(csrf()));
  }

  private ResultActions sign(String uid, ReportVersion version, String password) throws Exception {
    return mvc.perform(
        post("/studies/" + uid + "/report/" + version.getLanguage() + "/sign")
            .param("version", Long.toString(id(version)))
            .param("password", password)
            .with(TestUsers.radiologist())
            .with(csrf()));
  }

  private ResultActions page(String uid) throws Exception {
    return page(get("/studies/" + uid));
  }

  /** The page after a text could not be stored. */
  private ResultActions pageWithKept(String uid, String language, Map<String, String> texts)
      throws Exception {
    return page(
        get("/studies/" + uid).flashAttr("keptLanguage", language).flashAttr("keptTexts", texts));
  }

  private ResultActions page(MockHttpServletRequestBuilder request) throws Exception {
    return mvc.perform(request.with(TestUsers.radiologist()).header("Accept-Language", "en"))
        .andExpect(status().isOk())
        .andExpect(content().string(not(containsString("??"))));
  }

  private ReportVersion newest(String uid) {
    return newest(uid, "en");
  }

  private ReportVersion newest(String uid, String language) {
    return versions.findNewest(analyses.findNewest(uid).orElseThrow()).stream()
        .filter(version -> version.getLanguage().equals(language))
        .findFirst()
        .orElseThrow();
  }

  private static long id(ReportVersion version) {
    return Objects.requireNonNull(version.getId());
  }

  private String ready(String seed) throws Exception {
    List<Path> files = SyntheticChest.write(folder.resolve(seed), "actions-" + seed);
    return seeded.ready(files, List.of(BALL)).getStudyInstanceUid();
  }
}
