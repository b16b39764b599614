package org.hilum.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.security.test.web.servlet.response.SecurityMockMvcResultMatchers.unauthenticated;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.time.Instant;
import java.util.List;
import org.hilum.db.AppUser;
import org.hilum.db.AppUserRepository;
import org.hilum.db.AuditEntry;
import org.hilum.db.AuditEntryRepository;
import org.hilum.db.DeadLetter;
import org.hilum.db.StudyStatus;
import org.hilum.db.UserRole;
import org.hilum.web.SeededStudies;
import org.hilum.web.WebTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.domain.PageRequest;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

@WebTest
class AccessTest {

  private static final String PASSWORD = "slow river under glass";

  @Autowired private MockMvc mvc;
  @Autowired private AppUserRepository users;
  @Autowired private AuditEntryRepository audit;
  @Autowired private PasswordEncoder encoder;
  @Autowired private FirstUser firstUser;
  @Autowired private SeededStudies seeded;

  /** Of {@link #PASSWORD}; made once, as it is meant to be slow to make. */
  private static String hash;

  private AppUser radiologist;
  private AppUser administrator;

  @BeforeEach
  void createUsers() {
    users.deleteAll();
    if (hash == null) {
      hash = encoder.encode(PASSWORD);
    }
    radiologist = save("rad", UserRole.RADIOLOGIST, false);
    administrator = save("boss", UserRole.ADMIN, false);
  }

  @Nested
  class WhoIsNotLoggedIn {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/studies/1.2.3", "/dead-letters", "/account/password", "/x"})
    void isLedToTheLogin(String path) throws Exception {
      mvc.perform(get(path))
          .andExpect(status().isFound())
          .andExpect(header().string("Location", endsWith("/login")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/logout", "/studies/1.2.3/report/en/edit"})
    void isLedToTheLoginByAFormThatOutlivedItsSession(String path) throws Exception {
      mvc.perform(post(path)).andExpect(redirectedUrl("/login?unsent"));
      mvc.perform(post("/api/studies")).andExpect(status().isForbidden());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/api/studies",
          "/api/studies/1.2.3",
          "/dicom-web/studies/1.2/series/1.2.3/metadata",
          "/dicom-web/studies/1.2/series/1.2.3/instances/1.2.3.4/frames/1",
          "/actuator/prometheus",
          "/actuator/env"
        })
    void isRefusedWhereProgramsAsk(String path) throws Exception {
      mvc.perform(get(path)).andExpect(status().isUnauthorized());
    }

    @Test
    void mayAskForHealthButLearnsNoDetails() throws Exception {
      mvc.perform(get("/actuator/health"))
          .andExpect(status().isOk())
          .andExpect(content().string(not(containsString("db"))));
    }
  }

  @Nested
  class ALogin {

    @Test
    void worksWithTheRightPasswordAndIsWrittenDown() throws Exception {
      mvc.perform(login("rad", PASSWORD)).andExpect(redirectedUrl("/"));
      assertThat(newestAudit().getAction()).isEqualTo("login");
      assertThat(newestAudit().getActor()).isEqualTo("rad");
    }

    @Test
    void failsWithAWrongOneAndIsWrittenDown() throws Exception {
      mvc.perform(login("rad", "wrong")).andExpect(redirectedUrl("/login?failed"));
      assertThat(newestAudit().getAction()).isEqualTo("login.failed");
    }

    @Test
    void ofADisabledUserFails() throws Exception {
      radiologist.setEnabled(false);
      users.save(radiologist);
      mvc.perform(login("rad", PASSWORD)).andExpect(redirectedUrl("/login?failed"));
    }

    @Test
    void isLockedAfterFiveFailuresEvenWithTheRightPassword() throws Exception {
      save("guessed", UserRole.RADIOLOGIST, false);
      for (int i = 0; i < 5; i++) {
        mvc.perform(login("guessed", "wrong")).andExpect(redirectedUrl("/login?failed"));
      }
      mvc.perform(login("guessed", PASSWORD)).andExpect(redirectedUrl("/login?locked"));
    }

    @Test
    void isLockedHoweverTheNameIsPadded() throws Exception {
      save("padded", UserRole.RADIOLOGIST, false);
      for (String name :
          List.of(
              "padded\u0001", "padded\u0002", " ".repeat(64) + "padded", "\tPadded", "padded ")) {
        mvc.perform(login(name, "wrong")).andExpect(redirectedUrl("/login?failed"));
      }
      mvc.perform(login("padded", PASSWORD)).andExpect(redirectedUrl("/login?locked"));
    }

    @Test
    void givesTheSessionANewIdSoThatAPlantedOneIsWorthless() throws Exception {
      MockHttpSession planted = new MockHttpSession();
      String before = planted.getId();
      mvc.perform(login("rad", PASSWORD).session(planted));
      assertThat(planted.getId()).isNotEqualTo(before);
    }

    @Test
    void withATokenOfASessionThatEndedLeadsToAnotherTry() throws Exception {
      mvc.perform(post("/login").param("username", "rad").param("password", PASSWORD))
          .andExpect(unauthenticated())
          .andExpect(redirectedUrl("/login?unsent"));
      MockHttpServletRequestBuilder stale =
          post("/login").param("username", "rad").param("password", PASSWORD);
      mvc.perform(stale.with(csrf().useInvalidToken()))
          .andExpect(unauthenticated())
          .andExpect(redirectedUrl("/login?unsent"));
    }
  }

  @Test
  void aLogoutIsWrittenDownAndEndsTheSession() throws Exception {
    MockHttpSession session = new MockHttpSession();
    mvc.perform(login("rad", PASSWORD).session(session));
    mvc.perform(post("/logout").session(session).with(csrf()))
        .andExpect(redirectedUrl("/login?out"));
    assertThat(session.isInvalid()).isTrue();
    assertThat(newestAudit().getAction()).isEqualTo("logout");
    assertThat(newestAudit().getActor()).isEqualTo("rad");
  }

  @Nested
  class AOneTimePassword {

    @Test
    void isGivenOnlyWhileNobodyHasChosenOne() {
      assertThat(firstUser.createIfNone()).isEmpty();
      users.deleteAll();
      OneTimePassword first = firstUser.createIfNone().orElseThrow();
      OneTimePassword second = firstUser.createIfNone().orElseThrow();
      assertThat(second.password()).isNotEqualTo(first.password()).hasSize(19);
      AppUser admin = users.findByUsername(FirstUser.USERNAME).orElseThrow();
      assertThat(encoder.matches(second.password(), admin.getPasswordHash())).isTrue();
      assertThat(first.toString()).doesNotContain(first.password());
      admin.changePassword(encoder.encode(PASSWORD));
      users.save(admin);
      assertThat(firstUser.createIfNone()).isEmpty();
    }

    @Test
    void opensNothingButThePageOnWhichOneIsChosen() throws Exception {
      RequestPostProcessor newcomer = as(save("new", UserRole.ADMIN, true));
      mvc.perform(get("/").with(newcomer)).andExpect(redirectedUrl("/account/password"));
      mvc.perform(get("/studies/1.2.3").with(newcomer))
          .andExpect(redirectedUrl("/account/password"));
      mvc.perform(get("/api/studies").with(newcomer)).andExpect(status().isForbidden());
      mvc.perform(get("/actuator/prometheus").with(newcomer)).andExpect(status().isForbidden());
      mvc.perform(get("/account/password").with(newcomer)).andExpect(status().isOk());
    }

    @Test
    void isReplacedByTheChosenPasswordAndTheSessionGoesOn() throws Exception {
      AppUser user = save("new", UserRole.RADIOLOGIST, true);
      MockHttpSession session = new MockHttpSession();
      mvc.perform(login("new", PASSWORD).session(session));
      mvc.perform(change(PASSWORD, "another good one", "another good one").session(session))
          .andExpect(redirectedUrl("/?changed"));
      mvc.perform(get("/").session(session)).andExpect(status().isOk());
      AppUser changed = users.findById(user.getId()).orElseThrow();
      assertThat(changed.isMustChangePassword()).isFalse();
      assertThat(encoder.matches("another good one", changed.getPasswordHash())).isTrue();
      assertThat(newestAudit().getAction()).isEqualTo("password.changed");
    }
  }

  @Nested
  class APasswordChange {

    @Test
    void isRefusedWithAWrongCurrentPassword() throws Exception {
      mvc.perform(change("wrong", "another good one", "another good one").with(as(radiologist)))
          .andExpect(status().isUnprocessableContent())
          .andExpect(content().string(containsString("The current password is wrong, or")));
      assertThat(newestAudit().getAction()).isEqualTo("password.failed");
    }

    @Test
    void needsTheCsrfToken() throws Exception {
      mvc.perform(
              post("/account/password")
                  .with(as(radiologist))
                  .param("current", PASSWORD)
                  .param("chosen", "another good one")
                  .param("repeated", "another good one"))
          .andExpect(status().isForbidden());
    }

    @Test
    void endsTheUsersOtherSessions() throws Exception {
      MockHttpSession here = new MockHttpSession();
      MockHttpSession there = new MockHttpSession();
      mvc.perform(login("rad", PASSWORD).session(here));
      mvc.perform(login("rad", PASSWORD).session(there));
      mvc.perform(change(PASSWORD, "another good one", "another good one").session(here))
          .andExpect(redirectedUrl("/?changed"));
      mvc.perform(get("/").session(there)).andExpect(redirectedUrl("/login?expired"));
      mvc.perform(get("/").session(here)).andExpect(status().isOk());
    }
  }

  @Nested
  class ARadiologist {

    @Test
    void doesNotSeeTheDeadLetters() throws Exception {
      mvc.perform(get("/dead-letters").with(as(radiologist))).andExpect(status().isForbidden());
      mvc.perform(get("/").with(as(radiologist)))
          .andExpect(content().string(not(containsString("/dead-letters"))));
    }

    @Test
    void doesNotSendADeadLetterAgain() throws Exception {
      DeadLetter letter = seeded.deadLetter("1.2.3", "full disk");
      mvc.perform(
              post("/dead-letters/" + letter.getId() + "/retry").with(as(radiologist)).with(csrf()))
          .andExpect(status().isForbidden());
    }

    @Test
    void doesNotReadTheMetrics() throws Exception {
      mvc.perform(get("/actuator/prometheus").with(as(radiologist)))
          .andExpect(status().isForbidden());
    }

    @Test
    void leavesATraceWithEveryStudyOpened() throws Exception {
      seeded.at("1.2.3.77", "Doe^Jane", StudyStatus.WAITING, "still arriving", 0);
      mvc.perform(get("/studies/1.2.3.77").with(as(radiologist))).andExpect(status().isOk());
      AuditEntry entry = newestAudit();
      assertThat(entry.getAction()).isEqualTo("study.opened");
      assertThat(entry.getActor()).isEqualTo("rad");
      assertThat(entry.getStudyInstanceUid()).isEqualTo("1.2.3.77");
    }
  }

  @Nested
  class Metrics {

    @Test
    void areForAnAdministrator() throws Exception {
      mvc.perform(get("/actuator/prometheus").with(as(administrator))).andExpect(status().isOk());
    }

    @Test
    void areForWhoeverHoldsTheToken() throws Exception {
      mvc.perform(
              get("/actuator/prometheus")
                  .header("Authorization", "Bearer " + WebTest.METRICS_TOKEN))
          .andExpect(status().isOk())
          .andExpect(content().string(containsString("jvm_memory_used_bytes")));
      mvc.perform(
              get("/actuator/prometheus")
                  .header("Authorization", "Bearer " + WebTest.METRICS_TOKEN + "x"))
          .andExpect(status().isUnauthorized());
    }

    @Test
    void areAllThatTheActuatorGivesBesideHealth() throws Exception {
      mvc.perform(get("/actuator/env").with(as(administrator))).andExpect(status().isForbidden());
      mvc.perform(get("/actuator").with(as(administrator))).andExpect(status().is4xxClientError());
    }
  }

  @Nested
  class EveryAnswer {

    @Test
    void carriesThePolicyThatForbidsForeignAndInlineCode() throws Exception {
      mvc.perform(get("/login"))
          .andExpect(
              header()
                  .string(
                      "Content-Security-Policy",
                      allOf(
                          containsString("default-src 'none'"),
                          containsString("script-src 'self';"),
                          containsString("frame-ancestors 'none'"),
                          containsString("form-action 'self'"),
                          not(containsString("unsafe-eval")))))
          .andExpect(header().string("X-Content-Type-Options", "nosniff"))
          .andExpect(header().string("X-Frame-Options", "DENY"))
          .andExpect(header().string("Referrer-Policy", "same-origin"))
          .andExpect(header().string("Cross-Origin-Opener-Policy", "same-origin"))
          .andExpect(header().string("Cache-Control", containsString("no-store")));
    }

    @Test
    void saysForResearchUseOnly() throws Exception {
      for (String path : new String[] {"/", "/dead-letters", "/account/password"}) {
        mvc.perform(get(path).with(as(administrator)))
            .andExpect(content().string(containsString("Research use only")));
      }
      mvc.perform(get("/login")).andExpect(content().string(containsString("Research use only")));
    }
  }

  private AuditEntry newestAudit() {
    return audit.findAllByOrderByOccurredAtDescIdDesc(PageRequest.of(0, 1)).getContent().get(0);
  }

  private AppUser save(String name, UserRole role, boolean mustChange) {
    AppUser user = new AppUser(name, hash, role, Instant.now());
    if (!mustChange) {
      user.changePassword(hash);
    }
    return users.save(user);
  }

  private static RequestPostProcessor as(AppUser appUser) {
    return user(new HilumUser(appUser));
  }

  private static MockHttpServletRequestBuilder login(String name, String password) {
    return post("/login").param("username", name).param("password", password).with(csrf());
  }

  private static MockHttpServletRequestBuilder change(
      String current, String chosen, String repeated) {
    return post("/account/password")
        .param("current", current)
        .param("chosen", chosen)
        .param("repeated", repeated)
        .with(csrf());
  }
}
