package org.hilum.ingest.pacs;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.hilum.ingest.prior.PatientIdentity;
import org.hilum.pacs.net.PacsClient;
import org.hilum.pacs.net.PacsException;
import org.hilum.pacs.net.StudyMatch;
import org.hilum.pacs.net.StudyQuery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Earlier CTs of a patient that a PACS holds, to be fetched before the study that needs them. */
public final class PriorFinder {

  private static final Logger log = LoggerFactory.getLogger(PriorFinder.class);

  private static final Pattern CHEST =
      Pattern.compile(
          "chest|thora|lung|pulmo|胸|肺", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private final PacsProperties.Priors wanted;
  private final Predicate<String> isKnown;

  /**
   * @param isKnown whether a study, by its UID, is here already or on its way
   */
  public PriorFinder(PacsProperties.Priors wanted, Predicate<String> isKnown) {
    this.wanted = wanted;
    this.isKnown = isKnown;
  }

  /**
   * The earlier CTs to fetch from a PACS, those described as of the chest first, then the newest
   * first. Those that are here already are not among them, but count. A PACS that does not answer
   * costs the study its priors and nothing else.
   */
  List<FetchRequest> of(PacsClient pacs, StudyMatch study) {
    String patientId = study.patientId();
    LocalDate date = study.date();
    if (wanted.count() == 0 || patientId == null || patientId.isBlank() || date == null) {
      return List.of();
    }
    try {
      return pacs
          .findStudies(
              new StudyQuery(date.minusYears(wanted.years()), date, "CT", null, null, patientId))
          .stream()
          .filter(match -> isEarlierOfSamePatient(match, study))
          .sorted(
              Comparator.comparing((StudyMatch match) -> !isChest(match))
                  .thenComparing(PriorFinder::when, Comparator.reverseOrder()))
          .limit(wanted.count())
          .map(StudyMatch::studyInstanceUid)
          .filter(isKnown.negate())
          .map(studyUid -> new FetchRequest(studyUid, pacs.node().aeTitle()))
          .toList();
    } catch (PacsException e) {
      log.warn(
          "study {} is fetched without looking for earlier ones: {}",
          study.studyInstanceUid(),
          e.getMessage());
      return List.of();
    }
  }

  /** A PACS may match an id more widely than it should, so that it is looked at again. */
  private static boolean isEarlierOfSamePatient(StudyMatch match, StudyMatch study) {
    return match.date() != null
        && when(match).isBefore(when(study))
        && Objects.equals(match.patientId(), study.patientId())
        && !match.studyInstanceUid().equals(study.studyInstanceUid())
        && !identity(match).contradicts(identity(study));
  }

  private static PatientIdentity identity(StudyMatch match) {
    return new PatientIdentity(match.patientId(), null, match.patientName(), null);
  }

  private static boolean isChest(StudyMatch match) {
    return match.description() != null && CHEST.matcher(match.description()).find();
  }

  private static LocalDateTime when(StudyMatch match) {
    return Objects.requireNonNull(match.date())
        .atTime(Objects.requireNonNullElse(match.time(), LocalTime.MIDNIGHT));
  }
}
