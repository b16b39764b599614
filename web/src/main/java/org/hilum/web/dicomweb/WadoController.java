package org.hilum.web.dicomweb;

import static java.util.Objects.requireNonNull;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hilum.pacs.DicomFormatException;
import org.hilum.pacs.DicomUids;
import org.hilum.pacs.PixelDecoder;
import org.hilum.web.security.AuditTrail;
import org.hilum.web.security.HilumUser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.server.ResponseStatusException;

/**
 * WADO-RS (PS3.18 10.4): the metadata of a series, and frames as uncompressed little-endian values.
 * Browsers may keep the answers for their user but must ask again; an unchanged one costs no body.
 * Who asks for the metadata of a series, as every viewer does first, is noted.
 */
@RestController
@RequestMapping("/dicom-web/studies/{study}/series/{series}")
final class WadoController {

  private static final Logger log = LoggerFactory.getLogger(WadoController.class);
  private static final MediaType DICOM_JSON = MediaType.parseMediaType("application/dicom+json");
  private static final CacheControl OWN_AND_CHECKED = CacheControl.noCache().cachePrivate();
  private static final int FRAME_TAGS_KEPT = 20_000;

  private final StudyFiles files;
  private final SeriesMetadata metadata;
  private final AuditTrail audit;
  private final PixelDecoder pixels = new PixelDecoder();
  private final Recent<FileState, String> frameTags = new Recent<>(FRAME_TAGS_KEPT);

  WadoController(StudyFiles files, SeriesMetadata metadata, AuditTrail audit) {
    this.files = requireNonNull(files, "files");
    this.metadata = requireNonNull(metadata, "metadata");
    this.audit = requireNonNull(audit, "audit");
  }

  @GetMapping("/metadata")
  ResponseEntity<byte[]> metadata(
      @PathVariable String study,
      @PathVariable String series,
      @AuthenticationPrincipal HilumUser user,
      WebRequest request) {
    requireUids(study, series);
    List<Path> instances = files.series(study, series);
    if (instances.isEmpty()) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
    Document document = metadata.of(instances);
    audit.note(user.getUsername(), "images.opened", study, Map.of("series", series));
    if (request.checkNotModified(document.etag())) {
      return notModified(document.etag());
    }
    return ResponseEntity.ok()
        .contentType(DICOM_JSON)
        .cacheControl(OWN_AND_CHECKED)
        .eTag(document.etag())
        .body(document.bytes());
  }

  @GetMapping("/instances/{sop}/frames/1")
  ResponseEntity<byte[]> frame(
      @PathVariable String study,
      @PathVariable String series,
      @PathVariable String sop,
      WebRequest request)
      throws DicomFormatException {
    requireUids(study, series, sop);
    Path file =
        files
            .instance(study, series, sop)
            .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    FileState state = FileState.of(file);
    String knownTag = frameTags.get(state);
    if (knownTag != null && request.checkNotModified(knownTag)) {
      return notModified(knownTag);
    }
    byte[] frame = pixels.frame(file).bytes();
    String tag = Document.etagOf(frame);
    frameTags.put(state, tag);
    if (request.checkNotModified(tag)) {
      return notModified(tag);
    }
    String boundary = UUID.randomUUID().toString();
    return ResponseEntity.ok()
        .header(
            "Content-Type",
            "multipart/related; type=\"application/octet-stream\"; boundary=" + boundary)
        .cacheControl(OWN_AND_CHECKED)
        .eTag(tag)
        .body(onePart(boundary, frame));
  }

  /** The file's fault and not the server's: the reader learns what is wrong, not where it lies. */
  @ExceptionHandler
  ResponseEntity<String> unreadable(DicomFormatException e) {
    log.warn("cannot serve an image: {}", e.getMessage());
    return ResponseEntity.status(HttpStatus.UNPROCESSABLE_CONTENT)
        .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
        .body(e.problem());
  }

  @ExceptionHandler
  ResponseEntity<String> unreadable(UncheckedIOException e) throws UncheckedIOException {
    if (e.getCause() instanceof DicomFormatException cause) {
      return unreadable(cause);
    }
    throw e;
  }

  private static ResponseEntity<byte[]> notModified(String tag) {
    return ResponseEntity.status(HttpStatus.NOT_MODIFIED)
        .cacheControl(OWN_AND_CHECKED)
        .eTag(tag)
        .build();
  }

  private static byte[] onePart(String boundary, byte[] content) {
    byte[] head =
        ("--" + boundary + "\r\nContent-Type: application/octet-stream\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] tail = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] body = new byte[head.length + content.length + tail.length];
    System.arraycopy(head, 0, body, 0, head.length);
    System.arraycopy(content, 0, body, head.length, content.length);
    System.arraycopy(tail, 0, body, head.length + content.length, tail.length);
    return body;
  }

  private static void requireUids(String... uids) {
    for (String uid : uids) {
      if (!DicomUids.isValid(uid)) {
        throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
      }
    }
  }
}
