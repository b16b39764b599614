/**
 * What Hilum found, as DICOM objects that other systems read: structured reports, segmentations,
 * key images and encapsulated PDF. Each object belongs to the study of its source images.
 */
@NullMarked
package org.hilum.pacs.results;

import org.jspecify.annotations.NullMarked;
