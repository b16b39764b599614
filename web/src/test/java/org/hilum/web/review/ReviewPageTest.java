package org.hilum.web.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.hilum.db.Study;
import org.hilum.db.StudyRepository;
import org.hilum.db.StudyStatus;
import org.hilum.web.SeededStudies;
import org.hilum.web.SeededStudies.Ball;
import org.hilum.web.SyntheticChest;
import org.hilum.web.TestUsers;
import org.hilum.web.WebTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;

@WebTest
class ReviewPageTest {

  @Autowired private MockMvc mvc;
  @Autowired private SeededStudies seeded;
  @Autowired private StudyRepository studies;
  @TempDir private Path folder;

  @Test
  void aReadyStudyShowsFindingsHistoryReportSeriesAndAnalysis() throws Exception {
    String uid = ready("review-1");
    ask("/studies/" + uid)
        .andExpect(status().isOk())
        .andExpect(content().string(containsString("Phantom, Chest (胸部体模)")))
        .andExpect(content().string(containsString("24.0 × 19.2 mm")))
        .andExpect(content().string(containsString("left, middle third")))
        .andExpect(content().string(containsString("solid, spiculated")))
        .andExpect(content().string(containsString("mother had lung cancer")))
        .andExpect(content().string(containsString("左肺见一枚实性结节")))
        .andExpect(content().string(containsString("2.5 mm is the thinnest of the study")))
        .andExpect(content().string(containsString("hilum 0.1.0 · fp32")))
        .andExpect(content().string(containsString("Research use only")))
        .andExpect(
            content()
                .string(
                    containsString(
                        "[{&quot;id&quot;:1,&quot;center&quot;:[60.0,0.0,-70.0],"
                            + "&quot;longAxisMm&quot;:24.0}]")))
        .andExpect(content().string(not(containsString("??"))));
  }

  @Test
  void theSamePageSpeaksChineseWhenAskedTo() throws Exception {
    String uid = ready("review-2");
    mvc.perform(get("/studies/" + uid).param("lang", "zh-CN").with(TestUsers.radiologist()))
        .andExpect(header().string("Set-Cookie", containsString("HILUM_LANGUAGE=zh-CN")))
        .andExpect(content().string(containsString("仅供研究使用")))
        .andExpect(content().string(containsString("左肺中三分之一")))
        .andExpect(content().string(not(containsString("??"))));
    mvc.perform(
            get("/studies/" + uid).header("Accept-Language", "zh-TW").with(TestUsers.radiologist()))
        .andExpect(content().string(containsString("仅供研究使用")));
    mvc.perform(
            get("/studies/" + uid).header("Accept-Language", "fr").with(TestUsers.radiologist()))
        .andExpect(content().string(containsString("Research use only")));
  }

  @Test
  void aFindingUnlikeAnythingTheModelLearntFromCarriesANote() throws Exception {
    String english = "unlike what the model was trained on";
    ask("/studies/" + ready("review-4", true))
        .andExpect(content().string(not(containsString(english))));
    String uid = ready("review-5", false);
    ask("/studies/" + uid).andExpect(content().string(containsString(english)));
    mvc.perform(get("/studies/" + uid).param("lang", "zh-CN").with(TestUsers.radiologist()))
        .andExpect(content().string(containsString("与模型的训练数据差异过大")));
  }

  @Test
  void aStudyUnderWayShowsWhereItStandsAndNoFindings() throws Exception {
    seeded.at("1.2.840.1", "Doe^Jane", StudyStatus.RETRIEVING, "31 of 241 instances", 13);
    ask("/studies/1.2.840.1")
        .andExpect(content().string(containsString("13 %")))
        .andExpect(content().string(containsString("31 of 241 instances")))
        .andExpect(content().string(not(containsString("id=\"findings\""))))
        .andExpect(content().string(not(containsString("viewer.js"))));
    ask("/api/studies/1.2.840.1")
        .andExpect(jsonPath("$.status").value("RETRIEVING"))
        .andExpect(jsonPath("$.progressPercent").value(13));
  }

  @Test
  void aFailedStudyShowsTheReasonAsTextWhateverItHolds() throws Exception {
    seeded.at("1.2.840.2", "<b>Doe</b>", StudyStatus.FAILED, "<img src=x onerror=alert(1)>", 0);
    for (String path : List.of("/studies/1.2.840.2", "/", "/worklist/rows")) {
      ask(path)
          .andExpect(content().string(containsString("&lt;img src=x onerror=alert(1)&gt;")))
          .andExpect(content().string(not(containsString("<b>Doe"))));
    }
  }

  @Test
  void anUnknownStudyIsNotFoundAndANameThatIsNoUidIsABadRequest() throws Exception {
    ask("/studies/9.9.9").andExpect(status().isNotFound());
    ask("/studies/passwd").andExpect(status().isBadRequest());
    ask("/api/studies/9.9.9").andExpect(status().isNotFound());
    ask("/api/studies/passwd").andExpect(status().isBadRequest());
    ask("/studies/9.9.9/report/en").andExpect(status().isNotFound());
  }

  @Test
  void theReportAsAPageMayRunNothing() throws Exception {
    String uid = ready("review-3");
    ask("/studies/" + uid + "/report/zh-CN")
        .andExpect(status().isOk())
        .andExpect(content().string(containsString("左肺见一枚实性结节")))
        .andExpect(header().string("Content-Security-Policy", containsString("sandbox")))
        .andExpect(
            header().string("Content-Security-Policy", not(containsString("script-src 'self'"))));
    ask("/studies/" + uid + "/report/de").andExpect(status().isNotFound());
    byte[] pdf =
        ask("/studies/" + uid + "/report/zh-CN/pdf")
            .andExpect(status().isOk())
            .andExpect(header().string("Content-Type", "application/pdf"))
            .andReturn()
            .getResponse()
            .getContentAsByteArray();
    assertThat(new String(pdf, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
    ask("/studies/" + uid + "/report/de/pdf").andExpect(status().isNotFound());
  }

  @Test
  void theWorklistFindsByNameAndStatusAndKeepsItsPages() throws Exception {
    seeded.at("1.2.840.31", "Quixote^Alonso", StudyStatus.ANALYSING, "detecting", 50);
    ask("/api/studies?q=quixote&show=UNDER_WAY")
        .andExpect(jsonPath("$.total").value(1))
        .andExpect(jsonPath("$.studies[0].patientName").value("Quixote, Alonso"))
        .andExpect(jsonPath("$.studies[0].statusDetail").value("detecting"));
    ask("/api/studies?q=quixote&show=READY").andExpect(jsonPath("$.total").value(0));
    ask("/api/studies?q=quixote&page=7").andExpect(jsonPath("$.studies").isEmpty());
    ask("/?q=%25_quixote").andExpect(status().isOk());
    ask("/?show=NONSENSE").andExpect(status().isBadRequest());
    ask("/?page=-3").andExpect(status().isOk());
  }

  private String ready(String seed) throws IOException {
    return ready(seed, true);
  }

  private String ready(String seed, boolean familiar) throws IOException {
    Ball ball =
        new Ball(
            SyntheticChest.BALL_X,
            SyntheticChest.BALL_Y,
            SyntheticChest.BALL_Z,
            SyntheticChest.BALL_MM,
            0.87,
            familiar);
    Study study = seeded.ready(SyntheticChest.write(folder, seed), List.of(ball));
    assertThat(studies.findByStudyInstanceUid(study.getStudyInstanceUid())).isPresent();
    return study.getStudyInstanceUid();
  }

  private ResultActions ask(String path) throws Exception {
    return mvc.perform(get(path).with(TestUsers.radiologist()));
  }
}
