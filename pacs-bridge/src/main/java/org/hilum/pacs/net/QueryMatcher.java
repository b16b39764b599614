package org.hilum.pacs.net;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.ElementDictionary;
import org.aoju.bus.image.galaxy.data.VR;
import org.hilum.pacs.DicomInstance;
import org.hilum.pacs.toolkit.Values;
import org.jspecify.annotations.Nullable;

/**
 * Matches what the archive holds against the keys of a C-FIND (PS3.4 C.2.2.2) and builds the
 * answers: single value, list of UIDs, wildcards, and ranges of dates and times. Names match
 * without regard to case, in any of their representations.
 */
final class QueryMatcher {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT);

  private final QueryLevel level;
  private final Attributes keys;

  QueryMatcher(QueryLevel level, Attributes keys) {
    this.level = level;
    this.keys = keys;
  }

  /**
   * @param group the instances of one study or series, or a single one
   * @return the answer, or {@code null} if the group does not match
   */
  @Nullable Attributes match(List<DicomInstance> group, ArchiveIndex index) {
    Attributes answer = new Attributes();
    answer.setString(Tag.SpecificCharacterSet, VR.CS, "ISO_IR 192");
    answer.setString(Tag.QueryRetrieveLevel, VR.CS, level.name());
    for (int tag : keys.tags()) {
      if (tag == Tag.SpecificCharacterSet || tag == Tag.QueryRetrieveLevel) {
        continue;
      }
      VR vr = ElementDictionary.vrOf(tag, null);
      List<String> values = values(tag, group, index);
      List<String> wanted = Values.texts(keys, tag);
      wanted.removeIf(String::isEmpty);
      if (keys.getVR(tag) != VR.SQ && !wanted.isEmpty() && !matches(vr, wanted, values)) {
        return null;
      }
      if (values.isEmpty()) {
        answer.setNull(tag, vr);
      } else {
        answer.setString(tag, vr, values.toArray(new String[0]));
      }
    }
    return answer;
  }

  private static boolean matches(VR vr, List<String> wanted, List<String> values) {
    return switch (vr) {
      case UI -> values.stream().anyMatch(wanted::contains);
      case DA, TM -> values.stream().anyMatch(value -> inRange(wanted.get(0), value, vr));
      case PN -> values.stream().anyMatch(value -> nameMatches(wanted.get(0), value));
      default ->
          wanted.stream()
              .map(text -> wildcard(text, 0))
              .anyMatch(
                  pattern -> values.stream().anyMatch(value -> pattern.matcher(value).matches()));
    };
  }

  /** {@code 20250101}, {@code 20250101-}, {@code -20250131}, {@code 20250101-20250131}. */
  private static boolean inRange(String wanted, String value, VR vr) {
    String range = wanted.replace(".", "").replace(":", "");
    int dash = range.indexOf('-');
    if (dash < 0) {
      return vr == VR.TM ? value.startsWith(range) : value.equals(range);
    }
    String from = range.substring(0, dash).strip();
    String to = range.substring(dash + 1).strip();
    // A time such as 10 as the upper end means all of the hour: 10 ~ 10:59:59.
    String upper = vr == VR.TM && !to.isEmpty() ? (to + "999999").substring(0, 6) : to;
    return value.compareTo(from) >= 0 && (to.isEmpty() || value.compareTo(upper) <= 0);
  }

  private static boolean nameMatches(String wanted, String name) {
    Pattern pattern = wildcard(wanted, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    if (pattern.matcher(name).matches()) {
      return true;
    }
    return Arrays.stream(name.split("=")).anyMatch(part -> pattern.matcher(part).matches());
  }

  /** Turns {@code *} and {@code ?} into a pattern that cannot take exponential time. */
  private static Pattern wildcard(String text, int flags) {
    StringBuilder pattern = new StringBuilder();
    StringBuilder literal = new StringBuilder();
    for (char c : text.replaceAll("\\*+", "*").toCharArray()) {
      if (c == '*' || c == '?') {
        pattern.append(Pattern.quote(literal.toString())).append(c == '*' ? ".*" : ".");
        literal.setLength(0);
      } else {
        literal.append(c);
      }
    }
    pattern.append(Pattern.quote(literal.toString()));
    return Pattern.compile(pattern.toString(), flags | Pattern.DOTALL);
  }

  private static List<String> values(int tag, List<DicomInstance> group, ArchiveIndex index) {
    DicomInstance first = group.get(0);
    return switch (tag) {
      case Tag.PatientID -> one(first.patient().id());
      case Tag.PatientName -> one(first.patient().name());
      case Tag.PatientSex -> one(first.patient().sex());
      case Tag.PatientBirthDate -> one(date(first.patient().birthDate()));
      case Tag.StudyInstanceUID -> one(first.studyInstanceUid());
      case Tag.StudyDate -> one(date(first.study().date()));
      case Tag.StudyTime -> one(time(first.study().time()));
      case Tag.AccessionNumber -> one(first.study().accessionNumber());
      case Tag.StudyDescription -> one(first.study().description());
      case Tag.ModalitiesInStudy -> modalities(first, index);
      case Tag.NumberOfStudyRelatedInstances ->
          one(String.valueOf(index.studyInstances(first).size()));
      case Tag.NumberOfStudyRelatedSeries ->
          one(
              String.valueOf(
                  index.studyInstances(first).stream()
                      .map(DicomInstance::seriesInstanceUid)
                      .distinct()
                      .count()));
      case Tag.SeriesInstanceUID -> one(first.seriesInstanceUid());
      case Tag.Modality -> one(first.series().modality());
      case Tag.SeriesNumber -> one(number(first.series().number()));
      case Tag.SeriesDescription -> one(first.series().description());
      case Tag.BodyPartExamined -> one(first.series().bodyPart());
      case Tag.NumberOfSeriesRelatedInstances ->
          one(String.valueOf(index.seriesInstances(first).size()));
      case Tag.SOPInstanceUID -> one(first.sopInstanceUid());
      case Tag.SOPClassUID -> one(first.sopClassUid());
      case Tag.InstanceNumber -> one(number(first.image().instanceNumber()));
      default -> List.of();
    };
  }

  private static List<String> modalities(DicomInstance instance, ArchiveIndex index) {
    List<String> modalities = new ArrayList<>();
    for (DicomInstance other : index.studyInstances(instance)) {
      String modality = other.series().modality();
      if (modality != null && !modalities.contains(modality)) {
        modalities.add(modality);
      }
    }
    return modalities;
  }

  private static List<String> one(@Nullable String value) {
    return value == null ? List.of() : List.of(value);
  }

  private static @Nullable String number(@Nullable Integer value) {
    return value == null ? null : value.toString();
  }

  private static @Nullable String date(@Nullable LocalDate date) {
    return date == null ? null : date.format(DateTimeFormatter.BASIC_ISO_DATE);
  }

  private static @Nullable String time(@Nullable LocalTime time) {
    return time == null ? null : time.format(TIME);
  }
}
