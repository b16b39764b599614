package org.hilum.ingest.prior;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Objects;
import org.hilum.pacs.DicomInstance;
import org.jspecify.annotations.Nullable;

/**
 * Who a study says its patient is, as far as it tells one patient from another.
 *
 * @param issuerOfId who gave the id
 * @param name as DICOM writes it, for example {@code Wang^XiaoDong=王^小东}
 */
public record PatientIdentity(
    @Nullable String id,
    @Nullable String issuerOfId,
    @Nullable String name,
    @Nullable LocalDate birthDate) {

  public static PatientIdentity of(DicomInstance.Patient patient) {
    return new PatientIdentity(
        patient.id(), patient.issuerOfId(), patient.name(), patient.birthDate());
  }

  /**
   * Whether two studies with one patient id are of two patients, by all that both say: the issuer
   * of the id, the birth date, or the name in every writing that both give. What one of them leaves
   * out contradicts nothing.
   */
  public boolean contradicts(PatientIdentity other) {
    return differ(issuerOfId, other.issuerOfId)
        || (birthDate != null && other.birthDate != null && !birthDate.equals(other.birthDate))
        || namesDiffer(name, other.name);
  }

  private static boolean differ(@Nullable String a, @Nullable String b) {
    return a != null && b != null && !a.isBlank() && !b.isBlank() && !plain(a).equals(plain(b));
  }

  /** A name comes in up to three writings: alphabetic, ideographic, phonetic (PS3.5 6.2.1). */
  private static boolean namesDiffer(@Nullable String a, @Nullable String b) {
    String[] first = Objects.requireNonNullElse(a, "").split("=", -1);
    String[] second = Objects.requireNonNullElse(b, "").split("=", -1);
    boolean compared = false;
    for (int i = 0; i < Math.min(first.length, second.length); i++) {
      String one = plain(first[i]);
      String two = plain(second[i]);
      if (!one.isEmpty() && !two.isEmpty()) {
        if (one.equals(two)) {
          return false;
        }
        compared = true;
      }
    }
    return compared;
  }

  /** Without case, separators and punctuation, which scanners and people set as they like. */
  private static String plain(String text) {
    return text.replaceAll("[^\\p{L}\\p{M}\\p{N}]+", "").toLowerCase(Locale.ROOT);
  }
}
