package org.hilum.model.assess.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hilum.model.crops.NoduleDataException;
import org.hilum.model.detect.ReaderMark;
import org.hilum.model.volume.CtVolume;
import org.hilum.model.volume.MetaImage;
import org.jspecify.annotations.Nullable;

/** A whole CT of a training patient, and what readers marked in it. */
record AnnotatedScan(String seriesUid, CtVolume volume, List<ReaderMark> marks) {

  /**
   * One after the other, so that a single one is in memory.
   *
   * @param headers each a {@code SERIESUID.mhd}
   * @param annotations as {@link ReaderMark#read} takes them; null where there are no CTs
   * @throws NoduleDataException if a CT or the annotations cannot be used
   */
  static void each(
      List<Path> headers, @Nullable Path annotations, Consumer<AnnotatedScan> consumer) {
    if (annotations == null) {
      return;
    }
    try {
      Map<String, List<ReaderMark>> marks = ReaderMark.read(annotations);
      for (Path header : headers) {
        String series = header.getFileName().toString().replaceFirst("\\.mhd$", "");
        consumer.accept(
            new AnnotatedScan(
                series, MetaImage.read(header), marks.getOrDefault(series, List.of())));
      }
    } catch (IOException e) {
      throw new NoduleDataException("A whole CT cannot be used: " + e.getMessage(), e);
    }
  }
}
