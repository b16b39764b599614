package org.hilum.web.worklist;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** DICOM person names (PS3.5 6.2.1) as people write them. */
public final class PersonName {

  private static final int FAMILY = 0;
  private static final int GIVEN = 1;

  private PersonName() {}

  /**
   * {@code Wang^XiaoDong=王^小东} becomes {@code Wang, XiaoDong (王小东)}.
   *
   * @return an empty text where there is no name
   */
  public static String display(@Nullable String dicomName) {
    if (dicomName == null) {
      return "";
    }
    String[] groups = dicomName.split("=", -1);
    String alphabetic = alphabetic(groups[0]);
    String ideographic = groups.length > 1 ? String.join("", parts(groups[1])) : "";
    if (alphabetic.isEmpty() || ideographic.isEmpty()) {
      return alphabetic + ideographic;
    }
    return "%s (%s)".formatted(alphabetic, ideographic);
  }

  private static String alphabetic(String group) {
    List<String> parts = Arrays.stream(group.split("\\^", -1)).map(String::strip).toList();
    String family = parts.get(FAMILY);
    String others =
        parts.stream().skip(GIVEN).filter(part -> !part.isEmpty()).collect(Collectors.joining(" "));
    if (family.isEmpty() || others.isEmpty()) {
      return family + others;
    }
    return family + ", " + others;
  }

  private static List<String> parts(String group) {
    return Arrays.stream(group.split("\\^", -1)).map(String::strip).toList();
  }
}
