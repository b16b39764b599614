package org.hilum.ingest.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Objects;
import org.hilum.db.AnalysisRepository;
import org.hilum.db.Delivery;
import org.hilum.db.DeliveryRepository;
import org.hilum.db.DeliveryState;
import org.hilum.db.ReportVersion;
import org.hilum.db.ReportVersionRepository;
import org.hilum.db.StudyRepository;
import org.hilum.db.StudyStatus;

/** What every test of write-back does with a study: waits for it, looks at its reports. */
record ReviewSteps(
    StudyRepository studies,
    AnalysisRepository analyses,
    ReportVersionRepository versions,
    DeliveryRepository deliveries) {

  void awaitReady(String studyUid) {
    await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () ->
                assertThat(studies.findByStudyInstanceUid(studyUid))
                    .hasValueSatisfying(
                        study ->
                            assertThat(study.getStatus())
                                .as(study.getStatusDetail())
                                .isEqualTo(StudyStatus.READY)));
  }

  ReportVersion newest(String studyUid, String language) {
    return versions.findNewest(analyses.findNewest(studyUid).orElseThrow()).stream()
        .filter(version -> version.getLanguage().equals(language))
        .findFirst()
        .orElseThrow();
  }

  long newestId(String studyUid, String language) {
    return Objects.requireNonNull(newest(studyUid, language).getId());
  }

  Delivery awaitDelivery(String studyUid, String target, DeliveryState state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(deliveries.findOfStudy(studyUid))
                    .filteredOn(delivery -> delivery.getTarget().equals(target))
                    .singleElement()
                    .satisfies(
                        delivery ->
                            assertThat(delivery.getState())
                                .as(String.valueOf(delivery.getReason()))
                                .isEqualTo(state)));
    return deliveries.findOfStudy(studyUid).stream()
        .filter(delivery -> delivery.getTarget().equals(target))
        .findFirst()
        .orElseThrow();
  }
}
