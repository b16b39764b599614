package org.hilum.validation.share;

import org.hilum.validation.studies.StudyResult;
import org.jspecify.annotations.Nullable;

/**
 * What came of a task: a result, or why there is none.
 *
 * @param worker which process did it
 */
record Answer(
    String seriesInstanceUid,
    String key,
    String worker,
    @Nullable StudyResult result,
    @Nullable String failure) {}
