package org.hilum.web;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What all of Hilum shares.
 *
 * @param home the folder that keeps everything: the studies under {@code studies/}, the embedded
 *     database and the queue
 */
@ConfigurationProperties("hilum")
public record HilumProperties(@DefaultValue(".hilum") Path home) {

  public HilumProperties {
    requireNonNull(home, "home");
  }

  /** Where the studies' DICOM files lie, as {@code STUDY/SERIES/INSTANCE.dcm}. */
  public Path studies() {
    return home.resolve("studies");
  }
}
