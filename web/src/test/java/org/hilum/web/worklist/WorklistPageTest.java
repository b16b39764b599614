package org.hilum.web.worklist;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.hilum.db.AnalysisRepository;
import org.hilum.db.ReportVersion;
import org.hilum.db.ReportVersionRepository;
import org.hilum.db.StudyStatus;
import org.hilum.web.SeededStudies;
import org.hilum.web.SyntheticChest;
import org.hilum.web.TestUsers;
import org.hilum.web.WebTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;

@WebTest
class WorklistPageTest {

  private static final int ATTEMPTS = 5;

  private static final String SIGNED_CHIP = ">Signed</span>";

  @Autowired private MockMvc mvc;
  @Autowired private SeededStudies seeded;
  @Autowired private AnalysisRepository analyses;
  @Autowired private ReportVersionRepository reports;
  @TempDir private Path folder;

  @Test
  void whatIsSignedIsNoLongerToReview() throws Exception {
    String uid =
        seeded.ready(SyntheticChest.write(folder, "signed"), List.of()).getStudyInstanceUid();
    total(uid, "READY", 1);
    total(uid, "SIGNED", 0);
    rows(uid).andExpect(content().string(not(containsString(SIGNED_CHIP))));

    ReportVersion draft = reports.findNewest(analyses.findNewest(uid).orElseThrow()).get(0);
    reports.save(ReportVersion.signed(draft, 2, "Chest CT", "<p>", "rad", Instant.EPOCH));

    total(uid, "READY", 0);
    total(uid, "SIGNED", 1);
    total(uid, "ALL", 1);
    rows(uid)
        .andExpect(content().string(containsString(SIGNED_CHIP)))
        .andExpect(content().string(containsString(">Open</a>")));

    seeded.move(uid, StudyStatus.QUEUED, "waits for the model");
    total(uid, "SIGNED", 0);
    rows(uid).andExpect(content().string(containsString(">Queued</span>")));
  }

  @Test
  void isNotReadAgainUntilSomethingIsWritten() throws Exception {
    String uid = "2.25.7404";
    seeded.at(uid, "Idle^Ida", StudyStatus.WAITING, "waits", 0);
    String state = "/api/studies?q=" + uid;
    String tag = unchanged(state);

    seeded.move(uid, StudyStatus.QUEUED, "waits for the model");
    askAgain(state, tag)
        .andExpect(status().isOk())
        .andExpect(header().string(HttpHeaders.ETAG, not(tag)))
        .andExpect(jsonPath("$.studies[0].status").value("QUEUED"));
  }

  /** Asks twice, again where PostgreSQL itself wrote something in between (autovacuum). */
  private String unchanged(String path) throws Exception {
    for (int attempt = 0; ; attempt++) {
      String tag = ask(path).andReturn().getResponse().getHeader(HttpHeaders.ETAG);
      ResultActions again = askAgain(path, tag);
      if (attempt == ATTEMPTS
          || again.andReturn().getResponse().getStatus() != HttpStatus.OK.value()) {
        again
            .andExpect(status().isNotModified())
            .andExpect(header().string(HttpHeaders.CACHE_CONTROL, "no-store"))
            .andExpect(content().string(""));
        return tag;
      }
    }
  }

  private ResultActions askAgain(String path, String tag) throws Exception {
    return mvc.perform(
        get(path).header(HttpHeaders.IF_NONE_MATCH, tag).with(TestUsers.radiologist()));
  }

  @Test
  void thePageKnowsHowLongASessionLasts() throws Exception {
    MockHttpSession session = new MockHttpSession();
    session.setMaxInactiveInterval(1800);
    mvc.perform(get("/").session(session).with(TestUsers.radiologist()))
        .andExpect(content().string(containsString("data-session-seconds=\"1800\"")));
  }

  private void total(String uid, String show, int total) throws Exception {
    ask("/api/studies?q=%s&show=%s".formatted(uid, show))
        .andExpect(jsonPath("$.total").value(total));
  }

  private ResultActions rows(String uid) throws Exception {
    return ask("/worklist/rows?q=" + uid);
  }

  private ResultActions ask(String path) throws Exception {
    return mvc.perform(get(path).with(TestUsers.radiologist()));
  }
}
