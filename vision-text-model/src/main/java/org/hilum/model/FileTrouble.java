package org.hilum.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.ZipException;

/**
 * Why a file or folder cannot be used, in words: Java's own messages are names of classes, or the
 * file's name once more.
 */
public final class FileTrouble {

  private FileTrouble() {}

  /** What is wrong and what to do, to stand after "cannot be read: " and the like. */
  public static String inWords(IOException e) {
    String reason =
        Objects.requireNonNullElse(
            e instanceof FileSystemException file ? file.getReason() : e.getMessage(),
            e instanceof FileSystemException ? kind(e) : "the system does not say why");
    if (e instanceof AccessDeniedException || reason.contains("Permission denied")) {
      return "permission denied; change its rights or choose another";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "it is a file, not a folder; choose another";
    }
    if (reason.contains("Is a directory")) {
      return "it is a folder, not a file; give the file itself";
    }
    if (reason.contains("Not a directory")) {
      return "a part of its path is a file, not a folder; check the path";
    }
    if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
      return "no such file; check the path";
    }
    if (e instanceof CharacterCodingException) {
      return "it is no UTF-8 text; save it as UTF-8";
    }
    if (e instanceof ZipException) {
      return "it is no zip archive, or a damaged one; fetch it anew";
    }
    return reason;
  }

  /** Such as "directory not empty", out of the name of its class. */
  private static String kind(IOException e) {
    return e.getClass()
        .getSimpleName()
        .replace("Exception", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }
}
