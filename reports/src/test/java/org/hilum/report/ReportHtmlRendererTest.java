package org.hilum.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import org.hilum.model.AnalysisOutcome;
import org.hilum.model.RefusalCode;
import org.hilum.model.history.ClinicalHistory;
import org.hilum.model.history.HistoryText;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReportHtmlRendererTest {

  private static final String ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>'\"&";

  private final ReportDrafter drafter = new ReportDrafter();
  private final ReportHtmlRenderer renderer = new ReportHtmlRenderer();

  @ParameterizedTest
  @EnumSource(Language.class)
  void showsEverySectionAndTheBannerTwiceInItsLanguage(Language language) {
    for (int nodules : new int[] {0, 1, 60}) {
      Report report = drafter.draft(Inputs.input(nodules), language);
      Document page = Jsoup.parse(renderer.render(report));

      assertThat(page.selectFirst("html").attr("lang")).isEqualTo(language.tag());
      assertThat(page.title()).isEqualTo(report.title());
      assertThat(page.select(".banner").eachText())
          .containsExactly(report.banner(), report.banner());
      assertThat(page.select("section").eachAttr("data-kind"))
          .containsExactly(
              "INDICATION",
              "COMPARISON",
              "TECHNIQUE",
              "FINDINGS",
              "IMPRESSION",
              "RECOMMENDATION",
              "LIMITS");
      for (Section section : report.sections()) {
        Element shown = page.selectFirst("section[data-kind=" + section.kind() + "]");
        assertThat(shown.selectFirst("h2").text()).isEqualTo(section.title());
        assertThat(shown.select("p").eachText()).containsExactlyElementsOf(section.paragraphs());
      }
      assertThat(page.select("dt")).hasSameSizeAs(report.header());
    }
  }

  @Test
  void loadsNothingAndRunsNothing() {
    String html = renderer.render(drafter.draft(Inputs.input(1), Language.EN));
    Document page = Jsoup.parse(html);
    assertThat(page.select("script, img, link, iframe, object, a, [src], [href]")).isEmpty();
    assertThat(html).doesNotContain("url(", "@import", "xmlns:th", " th:");
    assertThat(page.selectFirst("meta[http-equiv=Content-Security-Policy]").attr("content"))
        .startsWith("default-src 'none'");
  }

  @Test
  void escapesWhateverComesFromOutside() {
    ReportInput input =
        Inputs.input(
            new StudyDescription(
                ATTACK, ATTACK, ATTACK, ATTACK, null, null, ATTACK, null, ATTACK, ATTACK, ATTACK,
                null, ATTACK, null, ATTACK, null, ATTACK, null),
            new ClinicalHistory(
                List.of(new HistoryText(ATTACK, ATTACK)),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null),
            new AnalysisOutcome.Refused(RefusalCode.NOT_CT, ATTACK));
    for (Language language : Language.values()) {
      Document page = Jsoup.parse(renderer.render(drafter.draft(input, language)));
      assertThat(page.select("script, img, [onerror]")).isEmpty();
      assertThat(page.text()).contains(ATTACK);
    }
  }

  @Test
  void isReadyInAThirdOfASecond() {
    ReportInput input = Inputs.input(10);
    renderer.render(drafter.draft(input, Language.EN));
    // Processor time: what else the machine is doing is no matter of the report's.
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long fastestMs = Long.MAX_VALUE;
    for (int run = 0; run < 5; run++) {
      long started = threads.getCurrentThreadCpuTime();
      for (Language language : Language.values()) {
        renderer.render(drafter.draft(input, language));
      }
      fastestMs = Math.min(fastestMs, (threads.getCurrentThreadCpuTime() - started) / 1_000_000);
    }
    assertThat(fastestMs).as("both languages, ten nodules, ms of processor time").isLessThan(300);
  }
}
