package org.hilum.web.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestBuilders.formLogin;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.response.SecurityMockMvcResultMatchers.authenticated;
import static org.springframework.security.test.web.servlet.response.SecurityMockMvcResultMatchers.unauthenticated;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.flash;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.time.Instant;
import org.hilum.db.AppUser;
import org.hilum.db.AppUserRepository;
import org.hilum.db.UserRole;
import org.hilum.web.TestUsers;
import org.hilum.web.WebTest;
import org.hilum.web.security.OneTimePassword;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

@WebTest
class UsersPageTest {

  @Autowired private MockMvc mvc;
  @Autowired private AppUserRepository users;

  @BeforeEach
  void haveTheAdministrator() {
    if (users.findByUsername("boss").isEmpty()) {
      users.save(new AppUser("boss", "unused", UserRole.ADMIN, Instant.EPOCH));
    }
  }

  @AfterEach
  void removeThem() {
    users.findByUsername("new.one").ifPresent(users::delete);
    users.findByUsername("boss").ifPresent(users::delete);
  }

  @Test
  void aNewRadiologistLogsInWithTheOneTimePasswordUntilShutOut() throws Exception {
    OneTimePassword made = add("new.one");

    assertThat(users.findByUsername("new.one"))
        .hasValueSatisfying(
            user -> {
              assertThat(user.getRole()).isEqualTo(UserRole.RADIOLOGIST);
              assertThat(user.isMustChangePassword()).isTrue();
            });
    logIn(made).andExpect(authenticated().withUsername("new.one"));
    as(get("/users"))
        .andExpect(content().string(containsString("data-user=\"new.one\"")))
        .andExpect(content().string(not(containsString(made.password()))));

    as(post("/users/new.one/enabled").param("enabled", "false").with(csrf()))
        .andExpect(redirectedUrl("/users"));
    logIn(made).andExpect(unauthenticated());

    as(post("/users/new.one/enabled").param("enabled", "true").with(csrf()));
    OneTimePassword renewed =
        (OneTimePassword)
            as(post("/users/new.one/password").with(csrf())).andReturn().getFlashMap().get("made");
    logIn(made).andExpect(unauthenticated());
    logIn(renewed).andExpect(authenticated());
  }

  @Test
  void aNameThatIsTakenOrNoNameIsRefused() throws Exception {
    add("new.one");
    as(post("/users").param("username", "new.one").param("role", "ADMIN").with(csrf()))
        .andExpect(flash().attribute("problem", "users.problem.taken"));
    as(post("/users").param("username", "<b>'").param("role", "ADMIN").with(csrf()))
        .andExpect(flash().attribute("problem", "users.problem.name"));
    as(post("/users").param("username", "other").param("role", "KING").with(csrf()))
        .andExpect(status().isBadRequest());
    assertThat(users.findByUsername("new.one").orElseThrow().getRole())
        .isEqualTo(UserRole.RADIOLOGIST);
  }

  @Test
  void nobodyShutsOutThemselvesOrAnUnknownUser() throws Exception {
    as(get("/users")).andExpect(content().string(not(containsString("/users/boss/"))));
    for (String name : new String[] {"boss", "nobody"}) {
      as(post("/users/" + name + "/password").with(csrf())).andExpect(status().isNotFound());
      as(post("/users/" + name + "/enabled").param("enabled", "false").with(csrf()))
          .andExpect(status().isNotFound());
    }
    assertThat(users.findByUsername("boss").orElseThrow().isEnabled()).isTrue();
  }

  @Test
  void aRadiologistHasNoBusinessHere() throws Exception {
    mvc.perform(get("/users").with(TestUsers.radiologist())).andExpect(status().isForbidden());
    mvc.perform(
            post("/users")
                .param("username", "new.one")
                .param("role", "ADMIN")
                .with(TestUsers.radiologist())
                .with(csrf()))
        .andExpect(status().isForbidden());
    assertThat(users.findByUsername("new.one")).isEmpty();
  }

  private OneTimePassword add(String name) throws Exception {
    Object made =
        as(post("/users").param("username", name).param("role", "RADIOLOGIST").with(csrf()))
            .andExpect(redirectedUrl("/users"))
            .andReturn()
            .getFlashMap()
            .get("made");
    assertThat(made).isInstanceOf(OneTimePassword.class);
    return (OneTimePassword) made;
  }

  private ResultActions logIn(OneTimePassword login) throws Exception {
    return mvc.perform(formLogin().user(login.username()).password(login.password()));
  }

  private ResultActions as(MockHttpServletRequestBuilder request) throws Exception {
    return mvc.perform(request.with(TestUsers.administrator()));
  }
}
