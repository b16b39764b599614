package org.hilum.pacs;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Unique identifiers: which are fit to be used, and how to derive new ones. */
public final class DicomUids {

  /** Explicit VR Little Endian. */
  public static final String EXPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";

  /** CT Image Storage. */
  public static final String CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2";

  private static final Pattern VALID = Pattern.compile("[0-9.]{1,64}");

  private DicomUids() {}

  /**
   * Whether the text can be a UID and, as a UID names files and folders here, whether it is
   * harmless as one. Scanners send UIDs with leading zeros in a component; those are let through.
   */
  public static boolean isValid(@Nullable String uid) {
    return uid != null
        && VALID.matcher(uid).matches()
        && uid.charAt(0) != '.'
        && uid.charAt(uid.length() - 1) != '.'
        && !uid.contains("..");
  }

  /**
   * A UID under {@code 2.25} (PS3.5 B.2) whose number is the first 128 bits of the seed's SHA-256,
   * marked as a version 8 UUID (RFC 9562: vendor-specific, here hash-based).
   */
  public static String derive(String seed) {
    byte[] hash = sha256(seed);
    byte[] uuid = new byte[16];
    System.arraycopy(hash, 0, uuid, 0, 16);
    uuid[6] = (byte) (uuid[6] & 0x0f | 0x80);
    uuid[8] = (byte) (uuid[8] & 0x3f | 0x80);
    return "2.25." + new BigInteger(1, uuid);
  }

  private static byte[] sha256(String seed) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(seed.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
