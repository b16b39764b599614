package org.hilum.web.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.time.Instant;
import org.hilum.db.DeadLetter;
import org.hilum.db.DeadLetterRepository;
import org.hilum.web.RecordedRetries;
import org.hilum.web.SeededStudies;
import org.hilum.web.TestUsers;
import org.hilum.web.WebTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;

@WebTest
class DeadLetterPageTest {

  @Autowired private MockMvc mvc;
  @Autowired private SeededStudies seeded;
  @Autowired private DeadLetterRepository letters;
  @Autowired private RecordedRetries retries;

  @AfterEach
  void mend() {
    retries.breakDown(false);
    letters.deleteAll();
  }

  @Test
  void showsTheReasonAsTextWhateverItHolds() throws Exception {
    seeded.deadLetter("1.2.3", "disk full <script>alert(1)</script>");
    mvc.perform(get("/dead-letters").with(TestUsers.administrator()))
        .andExpect(status().isOk())
        .andExpect(content().string(containsString("disk full &lt;script&gt;")))
        .andExpect(content().string(not(containsString("<script>alert"))))
        .andExpect(content().string(containsString(">Retry<")));
  }

  @Test
  void sendsALetterAgainOnce() throws Exception {
    DeadLetter letter = seeded.deadLetter("1.2.3", "disk full");
    mvc.perform(
            post("/dead-letters/" + letter.getId() + "/retry")
                .with(TestUsers.administrator())
                .with(csrf()))
        .andExpect(redirectedUrl("/dead-letters?retried"));
    assertThat(retries.retried()).contains(letter.getId());
  }

  @Test
  void sendsNothingWithoutTheCsrfToken() throws Exception {
    DeadLetter letter = seeded.deadLetter("1.2.3", "disk full");
    mvc.perform(post("/dead-letters/" + letter.getId() + "/retry").with(TestUsers.administrator()))
        .andExpect(status().isForbidden());
    assertThat(retries.retried()).doesNotContain(letter.getId());
  }

  @Test
  void doesNotSendAResolvedOrUnknownLetter() throws Exception {
    DeadLetter letter = seeded.deadLetter("1.2.3", "disk full");
    letter.resolve(Instant.now());
    letters.save(letter);
    for (long id : new long[] {letter.getId(), 999_999}) {
      mvc.perform(
              post("/dead-letters/" + id + "/retry").with(TestUsers.administrator()).with(csrf()))
          .andExpect(status().isNotFound());
      assertThat(retries.retried()).doesNotContain(id);
    }
  }

  @Test
  void saysSoWhenTheQueueIsDown() throws Exception {
    DeadLetter letter = seeded.deadLetter("1.2.3", "disk full");
    retries.breakDown(true);
    mvc.perform(
            post("/dead-letters/" + letter.getId() + "/retry")
                .with(TestUsers.administrator())
                .with(csrf()))
        .andExpect(redirectedUrl("/dead-letters?failed"));
  }
}
